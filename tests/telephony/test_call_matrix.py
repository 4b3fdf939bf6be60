"""Every state decides every event: the table below is the decision, cell by cell.

A cell is the state that follows. `.` means that the event changes nothing at all, `!` that the call stays in its state
but says or does something: it gives an agent back, notes that a phone rings, hangs up a leg it does not want.
"""

from datetime import datetime

import pytest
from msgspec.structs import replace

from kernel.ids import ChannelId, UserId
from telephony import events as ev
from telephony import names
from telephony.call import step
from telephony.listener import Depth
from telephony.plan import Partner, Sound
from telephony.states import Live, State, leg
from telephony.step import Step
from telephony.telling import Place
from tests.telephony.kit import (
    AGENT,
    BRIDGE,
    CALL,
    CHIEF,
    COLLEAGUE,
    MESSAGE,
    SECOND,
    TO_COLLEAGUE,
    TO_NUMBER,
    TO_QUEUE,
    at,
    states,
    word,
)

SHORT = {
    "choosing": "cl",
    "announcing": "an",
    "informing": "in",
    "queued": "qu",
    "offering": "of",
    "connecting": "co",
    "talking": "ta",
    "on_hold": "ho",
    "asking": "as",
    "consulting": "cs",
    "consult_held": "ch",
    "awaiting_agent": "aw",
    "returning": "re",
    "dialling": "di",
    "talking_outside": "to",
    "taken_over": "tk",
    "dismissing": "ms",
    "ringing_agent": "ra",
    "ringing_customer": "rc",
    "announcing_out": "ao",
    "ended": "en",
}

TABLE = """
event                 cl an in qu of co ta ho as cs ch aw re di to tk ms ra rc ao en
leg rings             .  .  .  .  !  .  .  .  .  .  .  .  .  !  .  .  .  !  .  .  .
leg progresses        .  .  .  .  .  .  .  .  .  .  .  .  .  !  .  .  .  .  .  .  .
leg answered          !  !  !  !  co .  .  .  .  .  .  !  ta to .  .  !  rc .  .  !
leg hung up           .  .  .  .  qu qu en en of ta ta .  qu qu en qu .  en en en .
leg died              .  .  .  .  qu qu qu qu qu qu qu .  qu qu en qu .  en en an .
leg in bridge         .  .  .  .  .  ta .  .  .  .  .  .  .  .  .  .  .  .  .  .  .
customer rings        .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  !  .  .
customer progresses   .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  !  .  .
customer answered     .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  !  ao .  !
customer hung up      en en en en en en en en en en en en en en en en en .  en en .
customer gone unseen  en en en en en en en en en en en en en en en en en .  en en .
customer in bridge    .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .
stranger rings        .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .
stranger answered     !  !  !  !  !  !  !  !  !  !  !  !  !  !  !  !  !  !  !  !  !
stranger hung up      .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .
stranger in bridge    .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .
message played        !  qu qu .  .  .  .  .  .  .  .  .  .  .  .  .  en .  .  ta .
message failed        an qu qu .  .  .  .  .  .  .  .  .  .  .  .  .  en .  .  ta .
stale message played  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .
leg's phone holds     .  .  .  .  .  .  !  !  !  !  !  .  .  .  .  .  .  .  .  .  .
leg's phone resumes   .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .
customer's holds      .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .
agent assigned        !  !  !  of !  !  !  !  !  !  !  !  !  !  !  !  !  !  !  !  !
agent staffed         .  .  .  !  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .
place seen            .  .  .  !  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .
closing seen          .  .  .  !  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .
agent's phone lost    .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .
browser phone gone    .  .  .  .  qu .  aw aw aw aw aw .  aw .  .  .  .  en .  .  .
browser phone back    .  .  .  .  .  .  .  .  .  .  .  re .  .  .  .  .  .  .  .  .
hold asked            .  .  .  .  .  .  ho .  .  .  .  .  .  .  .  .  .  .  .  .  .
resume asked          .  .  .  .  .  .  .  ta .  .  .  .  .  .  .  .  .  .  .  .  .
hang-up asked         en en en en en en en en en en en en en en en en en en en en .
transfer to agent     !  !  !  !  !  !  of of !  !  !  !  !  !  !  of !  !  !  !  !
transfer to queue     .  .  .  .  .  .  qu qu .  .  .  .  .  .  .  qu .  .  .  .  .
transfer to number    .  .  .  .  .  .  di di .  .  .  .  .  .  .  di .  .  .  .  .
second rings          .  .  .  .  .  .  .  .  !  .  .  .  .  .  .  .  .  .  .  .  .
second answered       !  !  !  !  !  !  !  !  cs .  .  !  !  !  !  !  !  !  !  !  !
second hung up        .  .  .  .  .  .  .  .  ta ta ta .  .  .  .  .  .  .  .  .  .
second died           .  .  .  .  .  .  .  .  ta ta ta .  .  .  .  .  .  .  .  .  .
second's phone holds  .  .  .  .  .  .  .  .  !  !  !  .  .  .  .  .  .  .  .  .  .
asked one's page gone .  .  .  .  .  .  .  .  ta ta ta .  .  .  .  .  .  .  .  .  .
agent asked first     !  !  !  !  !  !  as as !  !  !  !  !  !  !  !  !  !  !  !  !
number asked first    .  .  .  .  .  .  as as .  .  .  .  .  .  .  .  .  .  .  .  .
complete asked        .  .  .  .  .  .  .  .  of ta ta .  .  .  .  .  .  .  .  .  .
customer wanted       .  .  .  .  .  .  .  .  .  ch .  .  .  .  .  .  .  .  .  .  .
asked one wanted      .  .  .  .  .  .  .  .  .  .  cs .  .  .  .  .  .  .  .  .  .
return asked          .  .  .  .  .  .  .  .  ta ta ta .  .  .  .  .  .  .  .  .  .
customer presses 1    an .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .
stranger presses 1    .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .
customer rang in      .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  en en .  .
somebody listens      !  !  !  !  !  !  !  !  !  !  !  !  !  !  !  !  !  !  !  !  .
somebody takes over   !  !  !  !  !  !  tk tk !  !  !  !  !  !  !  !  !  !  !  !  .
listener leaves       .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  qu .  .  .  .  .
listener's line gone  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  qu .  .  .  .  .
mute asked            .  .  !  !  !  !  !  !  !  !  !  !  !  !  !  !  !  .  .  .  .
unmute asked          .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .
mute failed           .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .
unmute failed         .  .  !  !  !  !  !  !  !  !  !  !  !  !  !  !  !  .  .  .  .
recording started     .  .  !  !  !  !  !  !  !  !  !  !  !  !  !  !  !  .  .  .  .
recording refused     .  .  !  !  !  !  !  !  !  !  !  !  !  !  !  !  !  .  .  .  .
deadline passed       an qu qu ms qu qu .  .  ta .  .  qu qu qu .  .  en en en ta .
early deadline        .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .
switch lost           en en en en en en en en en en en en en en en en en en en en .
"""


def event_named(name: str, state: State) -> ev.Event:
    now = at(1000)
    other = leg(state) or names.channel(CALL, names.Role.AGENT, 1)
    customer = state.call.customer or names.channel(CALL, names.Role.CUSTOMER, 9)
    stranger = names.channel(CALL, names.Role.AGENT, 99)
    every: dict[str, ev.Event] = {
        **_channel_events("leg", other),
        **_channel_events("customer", customer),
        **_channel_events("stranger", stranger),
        **_channel_events("second", SECOND),
        **_consult_events(now),
        "leg died": ev.ChannelGone(at=now, channel=other, cause=44),
        "customer gone unseen": ev.ChannelGone(at=now, channel=customer, unseen=True),
        "message played": ev.PlaybackEnded(at=now, playback=MESSAGE, ok=True),
        "message failed": ev.PlaybackEnded(at=now, playback=MESSAGE, ok=False),
        "stale message played": ev.PlaybackEnded(at=now, playback=names.playback(CALL, 99), ok=True),
        "leg's phone holds": ev.PhoneHeld(at=now, channel=other),
        "leg's phone resumes": ev.PhoneResumed(at=now, channel=other),
        "customer's holds": ev.PhoneHeld(at=now, channel=customer),
        "agent assigned": ev.AgentAssigned(at=now, agent=COLLEAGUE, endpoint="PJSIP/agent-2"),
        "agent staffed": ev.AgentStaffed(at=now),
        "place seen": ev.PlaceSeen(at=now, place=Place(2), sounds=(Sound("sound:second", "second"),)),
        "closing seen": ev.ClosingSeen(at=now, serve_until=at(1010)),
        "agent's phone lost": ev.AgentPhoneLost(at=now, agent=AGENT),
        "browser phone gone": ev.BrowserPhoneGone(at=now, agent=AGENT),
        "browser phone back": ev.BrowserPhoneBack(at=now, agent=AGENT, endpoint="PJSIP/web-1"),
        "hold asked": ev.HoldAsked(at=now),
        "resume asked": ev.ResumeAsked(at=now),
        "hang-up asked": ev.HangUpAsked(at=now),
        "transfer to agent": ev.TransferAsked(at=now, target=TO_COLLEAGUE),
        "transfer to queue": ev.TransferAsked(at=now, target=TO_QUEUE),
        "transfer to number": ev.TransferAsked(at=now, target=TO_NUMBER),
        "customer presses 1": ev.KeyPressed(at=now, channel=customer, key="1"),
        "stranger presses 1": ev.KeyPressed(at=now, channel=stranger, key="1"),
        "customer rang in": ev.CustomerRangIn(at=now),
        "somebody listens": _join(Depth.LISTEN),
        "somebody takes over": _join(Depth.TAKE_OVER),
        "listener leaves": ev.LeaveAsked(at=now, user=CHIEF.user),
        "listener's line gone": ev.LineGone(at=now, line=CHIEF.line),
        "mute asked": ev.MuteAsked(at=now, on=True),
        "unmute asked": ev.MuteAsked(at=now, on=False),
        "mute failed": ev.MuteFailed(at=now, on=True, why="The switch did not answer."),
        "unmute failed": ev.MuteFailed(at=now, on=False, why="The switch did not answer."),
        "recording started": ev.RecordingStarted(at=now, path="/rec/1"),
        "recording refused": ev.RecordingRefused(at=now, why="The disk is full."),
        "deadline passed": ev.DeadlinePassed(at=now),
        "early deadline": ev.DeadlinePassed(at=at(1)),
        "switch lost": ev.SwitchLost(at=now),
    }
    return every[name]


def _consult_events(now: datetime) -> dict[str, ev.Event]:
    return {
        "second died": ev.ChannelGone(at=now, channel=SECOND, cause=44),
        "second's phone holds": ev.PhoneHeld(at=now, channel=SECOND),
        "asked one's page gone": ev.BrowserPhoneGone(at=now, agent=COLLEAGUE),
        "agent asked first": ev.ConsultAsked(at=now, target=TO_COLLEAGUE),
        "number asked first": ev.ConsultAsked(at=now, target=TO_NUMBER),
        "complete asked": ev.CompleteAsked(at=now),
        "customer wanted": ev.AlternateAsked(at=now, partner=Partner.CUSTOMER),
        "asked one wanted": ev.AlternateAsked(at=now, partner=Partner.ASKED),
        "return asked": ev.ReturnAsked(at=now),
    }


def _join(depth: Depth) -> ev.JoinAsked:
    return ev.JoinAsked(at=at(1000), user=UserId(8), name="Olga", line=ChannelId("1772442001.2"), depth=depth)


def _channel_events(whose: str, channel: ChannelId) -> dict[str, ev.Event]:
    return {
        f"{whose} rings": ev.ChannelRinging(at=at(1000), channel=channel),
        f"{whose} progresses": ev.ChannelProgressed(at=at(1000), channel=channel),
        f"{whose} answered": ev.ChannelAnswered(at=at(1000), channel=channel),
        f"{whose} hung up": ev.ChannelGone(at=at(1000), channel=channel, cause=16),
        f"{whose} in bridge": ev.ChannelBridged(at=at(1000), channel=channel, bridge=BRIDGE),
    }


def cell(state: State, done: Step) -> str:
    if type(done.state) is not type(state):
        return SHORT[word(done.state)]
    return "." if done == Step(state) else "!"


ROWS = {line[:22].strip(): line[22:].split() for line in TABLE.strip().splitlines()[1:]}


@pytest.mark.parametrize("event", ROWS)
def test_every_state_decides_the_event(event: str) -> None:
    decided = {name: cell(state, step(state, event_named(event, state))) for name, state in states().items()}

    assert dict(zip(SHORT, ROWS[event], strict=True)) == decided


def test_the_table_has_a_column_for_every_state() -> None:
    assert {word(state) for state in states().values()} == set(SHORT)
    assert set(SHORT) == {str(kind.__struct_config__.tag) for kind in (*Live.__args__, type(states()["ended"]))}


def test_the_table_has_a_row_for_every_event() -> None:
    told = {type(event_named(name, states()["talking"])) for name in ROWS}

    assert set(ev.Event.__args__) == told


def test_a_customer_channel_of_our_own_making_that_answers_twice_is_no_agent_picking_up() -> None:
    """A customer whom we dialled and whose agent was lost waits again, on a channel that bears our name."""
    offering = states()["offering"]
    dialled = replace(offering, call=replace(offering.call, customer=names.channel(CALL, names.Role.CUSTOMER, 2)))

    again = step(dialled, ev.ChannelAnswered(at=at(30), channel=names.channel(CALL, names.Role.CUSTOMER, 2)))

    assert Step(dialled) == again
