"""Two real Asterisks for the session, and a script's connection to them for each test."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from lab.install import Asterisk
from lab.lab import Lab
from lab.switches import Switches, installed
from tests.lab.switchboard import Switchboard, open_switchboard


@pytest.fixture(scope="session")
def asterisk() -> Asterisk:
    return installed()


@pytest.fixture(scope="session")
def switches(asterisk: Asterisk) -> Iterator[Switches]:
    """Dead phones are noticed after two seconds here, not after thirty."""
    running = Switches(asterisk, overrides={"rtp_timeout": 2})
    asyncio.run(running.start())
    try:
        yield running
    finally:
        asyncio.run(running.stop())


@pytest.fixture
async def lab(switches: Switches) -> AsyncIterator[Lab]:
    async with Lab(switches) as opened:
        yield opened


@pytest.fixture
async def switchboard(lab: Lab) -> AsyncIterator[Switchboard]:
    async with open_switchboard(lab) as board:
        yield board
