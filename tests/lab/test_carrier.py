"""Who is called at the carrier, and what goes wrong there."""

import asyncio
from pathlib import Path

import pytest

from lab import carrier
from lab.carrier import pick_up
from lab.leg import Leg
from telephony.ari import models
from telephony.ari.errors import AriRefused
from telephony.ari.request import Request
from tests.telephony.test_hear import ABOUT, channel

REFUSED = AriRefused("POST /channels/1/answer", 500, "Failed to answer channel")


class Refusing:
    """Implements `lab.commands.Commands`: nothing is carried out."""

    async def send(self, request: Request[object]) -> object:
        raise REFUSED

    def errand(self, coroutine: object) -> None:
        raise AssertionError

    def tone_file(self, hertz: float) -> Path:
        raise AssertionError

    def sound_file(self, path: Path) -> Path:
        raise AssertionError


@pytest.fixture
async def leg(monkeypatch: pytest.MonkeyPatch) -> Leg:
    monkeypatch.setattr(carrier, "_HANGING_UP_S", 0.02)
    return Leg(Refusing(), "1.1", "a customer", incoming=True)  # type: ignore[arg-type]


async def test_an_answer_that_is_refused_because_the_caller_hangs_up_is_no_failure(leg: Leg) -> None:
    gone = models.ChannelDestroyed(**ABOUT, cause=16, cause_txt="", channel=channel("1.1"))
    asyncio.get_running_loop().call_soon(leg.take, gone)

    await pick_up(leg)


async def test_an_answer_that_is_refused_for_any_other_reason_is_a_failure(leg: Leg) -> None:
    with pytest.raises(AriRefused):
        await pick_up(leg)
