"""The switch that the service brings along belongs to it: it comes back when somebody ends it."""

import os
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.settings import Settings
from lab.leftovers import pidfile
from lab.ports import free_port
from service.switch import private_switch
from telephony.ari import requests
from telephony.ari.access import Access, new_session
from telephony.ari.errors import AriError
from telephony.ari.http import HttpTransport
from tests.service.kit import settings_in
from tests.waiting import until

pytestmark = pytest.mark.switch


async def answers(settings: Settings) -> bool:
    access = Access(settings.ari_url, settings.ari_user, settings.ari_password.reveal())
    async with new_session() as session:
        try:
            await HttpTransport(access, session).send(requests.asterisk_ping(), within=2)
        except AriError:
            return False
    return True


@pytest.fixture
def data() -> Iterator[Path]:
    """Not pytest's own: that keeps everybody but us out, and Asterisk may be somebody else."""
    with tempfile.TemporaryDirectory(prefix="rb-") as directory:
        Path(directory).chmod(0o755)
        yield Path(directory)


def noted(data: Path) -> str:
    return pidfile(data / "switch").read_text()


async def test_an_own_switch_that_was_killed_comes_back(data: Path) -> None:
    async with private_switch(settings_in(data, SIP_PORT=free_port())) as settings:
        before = noted(data)
        os.kill(int(before), signal.SIGKILL)
        await until(lambda: noted(data) not in ("", before), within=45)
        await until(lambda: answers(settings), within=45)
