"""The phones in pages are followed while they are there, and one that loses its connection is told of at once."""

import asyncio
from typing import Any, cast

import pytest

from telephony.ari import models
from telephony.ari.client import AriClient
from telephony.ari.errors import AriTimeout
from telephony.ari.outcomes import AlreadyGone
from telephony.ari.request import Request
from telephony.page_watch import PageWatch
from tests.telephony.kit import START


class Switch:
    """Answers what it is told to, yes at first, and keeps what it was asked in order."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.answer: Exception | AlreadyGone | None = None
        self.answers: list[asyncio.Future[Any]] = []

    def ask(self, request: Request[Any]) -> asyncio.Future[Any]:
        self.asked.append(f"{request.method} {dict(request.query)['eventSource']}")
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        if isinstance(self.answer, Exception):
            answer.set_exception(self.answer)
        else:
            answer.set_result(self.answer)
        self.answers.append(answer)
        return answer


class Watched:
    def __init__(self) -> None:
        self.switch = Switch()
        self.pages = PageWatch(cast(AriClient, self.switch))
        self.gone: list[str] = []
        self.pages.gone = self.gone.append


def changed(name: str, state: str, contact: str) -> models.ContactStatusChange:
    return models.ContactStatusChange(
        application="ringback",
        timestamp=START,
        endpoint=models.Endpoint(technology="PJSIP", resource=name, state=state, channel_ids=()),
        contact_info=models.ContactInfo(uri=f"sip:{name}@192.0.2.1;transport=ws", contact_status=contact, aor=name),
    )


async def test_pages_are_followed_once_and_desk_phones_not_at_all() -> None:
    watched = Watched()

    watched.pages.looked({"PJSIP/web-7": True, "PJSIP/web-8": False, "PJSIP/agent-1": True})
    watched.pages.looked({"PJSIP/web-7": True})
    watched.pages.follow("PJSIP/web-7")
    watched.pages.follow("PJSIP/agent-1")

    assert watched.switch.asked == ["POST endpoint:PJSIP/web-7"]


@pytest.mark.parametrize("devices", [{"PJSIP/web-7": False}, {}])
async def test_a_page_that_has_gone_is_followed_anew_when_it_comes_back(devices: dict[str, bool]) -> None:
    watched = Watched()

    watched.pages.looked({"PJSIP/web-7": True})
    watched.pages.looked(devices)
    watched.pages.looked({"PJSIP/web-7": True})

    assert watched.switch.asked == [f"{how} endpoint:PJSIP/web-7" for how in ("POST", "DELETE", "POST")]


@pytest.mark.parametrize(
    "failure", [AriTimeout("POST /applications/ringback/subscription", 5), AlreadyGone("No such endpoint")]
)
async def test_a_page_that_could_not_be_followed_is_asked_for_again(failure: Exception | AlreadyGone) -> None:
    watched = Watched()

    watched.switch.answer = failure
    watched.pages.looked({"PJSIP/web-7": True})
    await asyncio.wait(watched.switch.answers)
    watched.switch.answer = None
    watched.pages.looked({"PJSIP/web-7": True})
    await asyncio.wait(watched.switch.answers)
    watched.pages.looked({"PJSIP/web-7": True})

    assert watched.switch.asked == ["POST endpoint:PJSIP/web-7"] * 2


async def test_after_a_lost_connection_to_the_switch_all_are_followed_anew() -> None:
    watched = Watched()

    watched.pages.looked({"PJSIP/web-7": True})
    watched.pages.forget()
    watched.pages.looked({"PJSIP/web-7": True})

    assert watched.switch.asked == ["POST endpoint:PJSIP/web-7"] * 2


@pytest.mark.parametrize(
    ("name", "state", "contact", "gone"),
    [
        ("web-7", "offline", "Removed", ["PJSIP/web-7"]),
        ("web-7", "offline", "Unreachable", ["PJSIP/web-7"]),
        ("web-7", "offline", "NonQualified", []),
        ("web-7", "online", "Removed", []),
        ("agent-1", "offline", "Removed", []),
    ],
)
async def test_only_a_page_that_nothing_has_replaced_is_gone(
    name: str, state: str, contact: str, gone: list[str]
) -> None:
    watched = Watched()

    watched.pages.hear(changed(name, state, contact))

    assert watched.gone == gone
