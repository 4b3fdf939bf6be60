"""Which version of what a customer was told is on the call's record, and until which second."""

import msgspec
import pytest
from msgspec.structs import replace

from telephony import events as ev
from telephony import facts as fact
from telephony import names
from telephony.call import step
from telephony.plan import Plan, Refusal, RefusalReason, Sound
from telephony.states import Waiting
from telephony.telling import Place
from tests.telephony.kit import (
    AGENT,
    ASKED,
    CALL,
    CUSTOMER,
    INFORMED,
    MENU,
    MESSAGE,
    OFFER,
    PLAN,
    UNANNOUNCED,
    after,
    arrived,
    at,
    inbound_call,
)

SOUND = Sound("sound:/x", "closed (en)", version=3, announcement=12, seconds=6.5)
GONE = ev.ChannelGone(at=at(4), channel=CUSTOMER, cause=127)
OVER = ev.PlaybackEnded(at=at(7), playback=MESSAGE, ok=True)
CLOSED = Refusal(RefusalReason.OUT_OF_HOURS, SOUND)
BEGAN = (fact.MenuBegan, fact.AnnouncementBegan, fact.OutagePromptBegan, fact.MessageBegan)
ENDED = (fact.MenuEnded, fact.AnnouncementEnded, fact.OutagePromptEnded, fact.MessageEnded)
PRESSED = ev.KeyPressed(at=at(4), channel=CUSTOMER, key="1")
OFFERED = replace(UNANNOUNCED, callback_offer=replace(OFFER, offer=SOUND, confirm=SOUND))
TOLD_PLACE = ev.PlaceSeen(at=at(2), place=Place(1), sounds=(SOUND, SOUND))
OFFER_DUE = ev.DeadlinePassed(at=at(30))
TOLD = replace(INFORMED, announcement=None, outage=SOUND)


@pytest.mark.parametrize(
    ("admission", "event", "heard_s", "complete"),
    [
        (replace(PLAN, announcement=SOUND), OVER, 7, True),
        (replace(PLAN, announcement=SOUND), GONE, 4, False),
        (replace(ASKED, menu=replace(MENU, prompt=SOUND)), OVER, 7, True),
        (replace(ASKED, menu=replace(MENU, prompt=SOUND)), PRESSED, 4, False),
        (replace(ASKED, menu=replace(MENU, prompt=SOUND)), GONE, 4, False),
        (TOLD, OVER, 7, True),
        (TOLD, GONE, 4, False),
        (CLOSED, OVER, 7, True),
        (CLOSED, replace(OVER, ok=False), 7, False),
        (CLOSED, GONE, 4, False),
    ],
)
def test_the_version_and_the_seconds_are_facts(
    admission: Plan | Refusal, event: ev.Event, heard_s: float, complete: bool
) -> None:
    began = after(arrived(admission)).facts
    ended = after(arrived(admission), event).facts

    [said] = [each for each in began if isinstance(each, BEGAN)]
    [heard] = [each for each in ended if isinstance(each, ENDED)]
    assert (said.sound, said.version, said.announcement, said.seconds) == ("closed (en)", 3, 12, 6.5)
    assert (heard.heard_s, heard.complete) == (heard_s, complete)


def test_of_a_place_each_sound_has_its_version_and_a_callback_asks_with_one_too() -> None:
    [place] = after(arrived(UNANNOUNCED), TOLD_PLACE).facts
    _, asked = after(arrived(OFFERED), OFFER_DUE, replace(PRESSED, at=at(33))).facts

    assert isinstance(place, fact.PlaceTold)
    assert [(each.sound, each.version, each.announcement, each.seconds) for each in place.parts] == [
        ("closed (en)", 3, 12, 6.5)
    ] * 2
    assert asked == fact.CallbackAsked(at=at(33), sound="closed (en)", version=3, announcement=12)


@pytest.mark.parametrize("begins", [TOLD_PLACE, OFFER_DUE])
@pytest.mark.parametrize(
    ("ends", "complete"),
    [
        (ev.PlaybackEnded(at=at(33), playback=MESSAGE, ok=True), True),
        (ev.PlaybackEnded(at=at(33), playback=MESSAGE, ok=False), False),
        (replace(GONE, at=at(33)), False),
        (ev.HangUpAsked(at=at(33)), False),
        (ev.AgentAssigned(at=at(33), agent=AGENT, endpoint="PJSIP/agent-1"), False),
        (ev.DeadlinePassed(at=at(700)), False),
    ],
)
def test_until_which_second_something_was_heard_in_the_queue_is_a_fact(
    begins: ev.Event, ends: ev.Event, complete: bool
) -> None:
    first, *_ = after(arrived(OFFERED), begins, ends).facts

    heard_s = (ends.at - begins.at).total_seconds()
    assert first == fact.PromptEnded(at=ends.at, heard_s=heard_s, complete=complete)


def test_what_the_release_before_began_to_say_has_no_end() -> None:
    saying = Waiting(call=inbound_call(), deadline=at(60), playback=names.playback(CALL, 2))

    assert step(saying, ev.PlaybackEnded(at=at(9), playback=names.playback(CALL, 2), ok=True)).facts == ()


def test_facts_of_releases_that_noted_no_version_still_load() -> None:
    old = b'{"type":"AnnouncementBegan","at":"2026-11-22T10:00:00Z","sound":"qa_inbound (en)"}'

    loaded: fact.Fact = msgspec.json.decode(old, type=fact.Fact)
    assert isinstance(loaded, fact.AnnouncementBegan)
    assert loaded.version is None
