"""What the calls are told of pages that are phones."""

import json
from pathlib import Path

import msgspec
import pytest

from kernel.ids import AgentId, CallId
from service.phones import PhoneLine, phoning
from telephony import events as ev
from tests.clocks import HandClock
from tests.service.kit import settings_in
from tests.telephony.kit import START, at
from workforce import model as m
from workforce.floor import Floor

ANNA = AgentId(1)
WITH_TLS = {"TLS_CERTIFICATE": "/c.pem", "TLS_KEY": "/k.pem"}
CALL = CallId("c1")


class Told:
    """A floor with one agent, who may be on a call, and what her call is told."""

    def __init__(self, endpoint: str = "PJSIP/web-7") -> None:
        clock = HandClock(at(100))
        self.floor = Floor(clock)
        self.floor.staff([m.Agent(id=ANNA, name="Anna", endpoint=endpoint)], {})
        self.said: list[tuple[CallId, type[ev.Event]]] = []
        self.line = PhoneLine(self.floor, self.deliver, self.look, self.look, clock)
        self.floor.listen(self.line.seen)
        self.floor.happened(ANNA, m.ReadyAsked(at=START))

    def deliver(self, call: CallId, event: ev.Event) -> bool:
        self.said.append((call, type(event)))
        return True

    async def look(self) -> None:
        """The switch's word, which is that every phone is there."""
        self.floor.heard_devices({"PJSIP/web-7": True, "PJSIP/agent-1": True})

    def talks(self) -> None:
        self.floor.happened(ANNA, m.ReservedFor(at=START, call=CALL))
        self.floor.happened(ANNA, m.Connected(at=START, call=CALL))


def test_a_page_that_asks_for_its_phone_again_in_a_call_has_lost_the_line_it_had() -> None:
    told = Told()
    told.talks()

    told.line.reopened(ANNA)

    assert told.said == [(CALL, ev.BrowserPhoneGone)]


def test_a_page_that_asks_for_its_phone_outside_of_a_call_disturbs_nobody() -> None:
    told = Told()

    told.line.reopened(ANNA)

    assert told.said == []


def test_an_agent_at_a_desk_phone_may_load_the_page_again_in_a_call() -> None:
    told = Told("PJSIP/agent-1")
    told.talks()

    told.line.reopened(ANNA)

    assert told.said == []


async def test_a_page_that_is_here_is_believed_once_the_switch_says_so_too() -> None:
    told = Told()
    told.talks()
    told.floor.heard_devices({})
    told.said.clear()

    await told.line.here(ANNA)

    assert (CALL, ev.BrowserPhoneBack) in told.said


def test_the_switchs_word_on_a_desk_phone_is_only_that_it_cannot_be_reached() -> None:
    told = Told("PJSIP/agent-1")
    told.talks()

    told.floor.heard_devices({})

    assert told.said == [(CALL, ev.AgentPhoneLost)]


def test_a_page_that_loses_its_connection_in_a_call_is_gone_at_once() -> None:
    told = Told()
    told.floor.heard_devices({"PJSIP/web-7": True})
    told.talks()

    told.line.lost("PJSIP/web-7")

    assert told.said == [(CALL, ev.AgentPhoneLost), (CALL, ev.BrowserPhoneGone)]


def test_a_page_that_loses_its_connection_outside_of_a_call_may_be_loading_again() -> None:
    told = Told()
    told.floor.heard_devices({"PJSIP/web-7": True})

    told.line.lost("PJSIP/web-7")

    assert isinstance(told.floor.seat(ANNA).state, m.Available)


def test_a_page_whose_session_has_ended_is_rung_no_more_without_a_call_too() -> None:
    told = Told()
    told.floor.heard_devices({"PJSIP/web-7": True})

    told.line.closed("PJSIP/web-7")

    assert isinstance(told.floor.seat(ANNA).state, m.DeviceLost)


def test_in_a_call_the_end_of_the_session_is_the_end_of_the_page() -> None:
    told = Told()
    told.talks()

    told.line.closed("PJSIP/web-7")

    assert told.said == [(CALL, ev.AgentPhoneLost), (CALL, ev.BrowserPhoneGone)]


def test_during_a_call_the_phone_is_not_idle() -> None:
    told = Told()
    assert told.line.idle(ANNA)

    told.talks()

    assert not told.line.idle(ANNA)


@pytest.mark.parametrize(
    ("told", "url"),
    [
        ({}, "ws://127.0.0.1:8088/ws"),
        ({"ARI_URL": "http://10.0.0.2:8188"}, "ws://10.0.0.2:8188/ws"),
        ({"PUBLIC_URL": "https://calls.example.com"}, "wss://calls.example.com/ws"),
        ({"PUBLIC_URL": "https://a.example", "PHONE_URL": "wss://b.example/ws"}, "wss://b.example/ws"),
        (WITH_TLS, "wss://127.0.0.1:8089/ws"),
        ({**WITH_TLS, "HTTP_HOST": "::1", "PHONE_PORT": "9443"}, "wss://[::1]:9443/ws"),
        ({**WITH_TLS, "HTTP_HOST": "0.0.0.0", "PUBLIC_URL": "https://a.example:8443"}, "wss://a.example:8089/ws"),
        ({**WITH_TLS, "BEHIND_PROXY": "yes", "PUBLIC_URL": "https://a.example"}, "wss://a.example/ws"),
    ],
)
def test_the_page_learns_where_the_switch_is(tmp_path: Path, told: dict[str, str], url: str) -> None:
    assert phoning(settings_in(tmp_path, **told)).url == url


def test_the_page_is_told_of_servers_as_browsers_take_them(tmp_path: Path) -> None:
    relay = {"urls": "turn:r.example", "username": "u", "credential": "p"}
    told = phoning(settings_in(tmp_path, ICE_SERVERS=json.dumps([{"urls": ["stun:s.example"]}, relay])))

    assert json.loads(msgspec.json.encode(told.ice_servers)) == [
        {"urls": ["stun:s.example"]},
        {"urls": ["turn:r.example"], "username": "u", "credential": "p"},
    ]
