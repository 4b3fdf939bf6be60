"""A fake switch and a client connected to it."""

from collections.abc import AsyncIterator

import pytest

from telephony.ari import models
from telephony.ari.access import Access
from telephony.ari.client import AriClient, open_client
from telephony.ari.stream import Limits
from tests.telephony.ari.switch import FakeSwitch, fake_switch

QUICK = Limits(
    connect=20, request=20, heartbeat=30, probe_every=30, probe_within=20, close=0.05, first_pause=0.001, backlog=5
)
WANTED = (models.StasisStart, models.ChannelDestroyed, models.ChannelUserevent)


def no_chance() -> float:
    return 0.0


@pytest.fixture
async def switch_and_access() -> AsyncIterator[tuple[FakeSwitch, Access]]:
    async with fake_switch() as pair:
        yield pair


@pytest.fixture
def switch(switch_and_access: tuple[FakeSwitch, Access]) -> FakeSwitch:
    return switch_and_access[0]


@pytest.fixture
def access(switch_and_access: tuple[FakeSwitch, Access]) -> Access:
    return switch_and_access[1]


@pytest.fixture
async def client(access: Access) -> AsyncIterator[AriClient]:
    async with open_client(access, "ringback", WANTED, no_chance, QUICK) as opened:
        yield opened
