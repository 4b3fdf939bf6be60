"""The room of one test."""

from collections.abc import AsyncIterator

import pytest

from callbacks.sms.account import open_twilio
from callbacks.sms.wire import Twilio
from lab.twilio import TwilioStandIn, twilio_stand_in
from store.pool import Database
from tests.callbacks.sms.room import HASTY, OTHER, PROJECT, Room


@pytest.fixture
async def stand() -> AsyncIterator[TwilioStandIn]:
    async with twilio_stand_in() as opened:
        yield opened


@pytest.fixture
async def twilio(stand: TwilioStandIn) -> AsyncIterator[Twilio]:
    async with open_twilio(stand.account, stand.token, stand.url, HASTY) as opened:
        assert opened is not None
        yield opened


@pytest.fixture
async def furnished(database: Database) -> Database:
    for project in (PROJECT, OTHER):
        await database.execute(
            "INSERT INTO projects (id, name, zone, region) VALUES ($1, $2, 'Europe/Kyiv', 'UA')",
            project,
            f"project {project}",
        )
    return database


@pytest.fixture
async def room(furnished: Database, stand: TwilioStandIn, twilio: Twilio) -> Room:
    return Room(furnished, stand, twilio)
