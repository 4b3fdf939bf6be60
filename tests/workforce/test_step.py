"""An agent's seat: every state decides every event, and nobody is blamed for their phone."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from kernel.ids import CallId
from workforce import model as m
from workforce.step import RING_OUT_PAUSE_S, deadline, step

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CALL, ANOTHER = CallId("1"), CallId("2")


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


SEATS: dict[str, m.State] = {
    "signed_out": m.SignedOut(since=START),
    "available": m.Available(since=START),
    "reserved": m.Reserved(since=START, call=CALL),
    "ringing": m.Ringing(since=START, call=CALL),
    "talking": m.Talking(since=START, call=CALL),
    "wrap_up": m.WrapUp(since=START, call=CALL, until=at(30)),
    "break": m.Break(since=START, reason="lunch"),
    "not_answering": m.NotAnswering(since=START, until=at(120)),
    "device_lost": m.DeviceLost(since=START),
}

SHORT = {
    "signed_out": "so",
    "available": "av",
    "reserved": "re",
    "ringing": "ri",
    "talking": "ta",
    "wrap_up": "wr",
    "break": "br",
    "not_answering": "na",
    "device_lost": "dl",
}

TABLE = """
event               so av re ri ta wr br na dl
ready asked         av .  .  .  .  av av av .
sign-out asked      .  so !  !  !  !  so so so
break asked         br br !  !  !  !  !  br br
same break asked    br br !  !  !  !  .  br br
reserved            .  re .  .  .  .  .  .  .
reserved, own call  .  re .  .  .  re re re .
phone rang          .  .  ri .  .  .  .  .  .
connected           .  .  ta ta .  .  .  .  .
rang out            .  .  na na .  .  .  .  .
all rang out        .  .  av av .  .  .  .  .
offer withdrawn     .  .  av av .  .  .  .  .
phone failed        .  .  dl dl dl .  .  .  .
released            .  .  wr wr wr .  .  .  .
released at once    .  .  av av av .  .  .  .
another call rang   .  .  .  .  .  .  .  .  .
another connected   .  .  .  .  .  .  .  .  .
another rang out    .  .  .  .  .  .  .  .  .
another withdrawn   .  .  .  .  .  .  .  .  .
another failed      .  .  .  .  .  .  .  .  .
another released    .  .  .  .  .  .  .  .  .
wrap-up extended    .  .  .  .  .  !  .  .  .
wrap-up finished    .  .  .  .  .  av .  .  .
early deadline      .  .  .  .  .  .  .  .  .
deadline passed     .  .  .  .  .  av .  av .
device gone         !  dl !  !  !  !  !  !  .
device back         .  .  .  .  .  .  .  .  av
"""

NOW = at(200)
EVENTS: dict[str, m.Event] = {
    "ready asked": m.ReadyAsked(at=NOW),
    "sign-out asked": m.SignOutAsked(at=NOW),
    "break asked": m.BreakAsked(at=NOW, reason="training"),
    "same break asked": m.BreakAsked(at=NOW, reason="lunch"),
    "reserved": m.ReservedFor(at=NOW, call=CALL),
    "reserved, own call": m.ReservedFor(at=NOW, call=CALL, own=True),
    "phone rang": m.PhoneRang(at=NOW, call=CALL),
    "connected": m.Connected(at=NOW, call=CALL),
    "rang out": m.RangOut(at=NOW, call=CALL),
    "all rang out": m.RangOut(at=NOW, call=CALL, keep=True),
    "offer withdrawn": m.OfferWithdrawn(at=NOW, call=CALL),
    "phone failed": m.PhoneFailed(at=NOW, call=CALL),
    "released": m.Released(at=NOW, call=CALL, wrap_up_s=30),
    "released at once": m.Released(at=NOW, call=CALL, wrap_up_s=0),
    "another call rang": m.PhoneRang(at=NOW, call=ANOTHER),
    "another connected": m.Connected(at=NOW, call=ANOTHER),
    "another rang out": m.RangOut(at=NOW, call=ANOTHER),
    "another withdrawn": m.OfferWithdrawn(at=NOW, call=ANOTHER),
    "another failed": m.PhoneFailed(at=NOW, call=ANOTHER),
    "another released": m.Released(at=NOW, call=ANOTHER, wrap_up_s=30),
    "wrap-up extended": m.WrapUpExtended(at=NOW, seconds=60),
    "wrap-up finished": m.WrapUpFinished(at=NOW),
    "early deadline": m.DeadlinePassed(at=at(1)),
    "deadline passed": m.DeadlinePassed(at=NOW),
    "device gone": m.DeviceGone(at=NOW),
    "device back": m.DeviceBack(at=NOW),
}
ROWS = {line[:20].strip(): line[20:].split() for line in TABLE.strip().splitlines()[1:]}


def seat(state: m.State) -> m.Seat:
    return m.Seat(state=state, device=not isinstance(state, m.DeviceLost))


def cell(before: m.Seat, after: m.Seat) -> str:
    if type(before.state) is not type(after.state):
        return SHORT[m.name_of(after.state)]
    return "." if before == after else "!"


@pytest.mark.parametrize("event", EVENTS)
def test_every_state_decides_the_event(event: str) -> None:
    decided = {name: cell(seat(state), step(seat(state), EVENTS[event])) for name, state in SEATS.items()}

    assert dict(zip(SHORT, ROWS[event], strict=True)) == decided


def test_the_table_holds_every_state_and_every_event() -> None:
    assert set(SHORT) == {str(kind.__struct_config__.tag) for kind in m.State.__args__}
    assert set(m.Event.__args__) == {type(event) for event in EVENTS.values()}
    assert set(EVENTS) == set(ROWS)


events = st.sampled_from(list(EVENTS.values()))
lives = st.lists(st.tuples(events, st.integers(0, 200)), max_size=40)


Life = list[tuple[m.Event, int]]


def live(life: Life) -> list[tuple[m.Seat, m.Event, m.Seat]]:
    """Each seat with the event that came and the seat after it."""
    now, here, story = 0, m.Seat(state=m.SignedOut(since=START)), []
    for event, pause in life:
        now += pause
        event = replace(event, at=at(now))
        after = step(here, event)
        story.append((here, event, after))
        here = after
    return story


@settings(max_examples=200, deadline=None)
@given(lives)
def test_a_seat_where_nothing_changed_is_the_same_seat(life: Life) -> None:
    assert all(after is before for before, _, after in live(life) if after == before)


@settings(max_examples=200, deadline=None)
@given(lives)
def test_nobody_is_offered_a_call_on_a_phone_that_is_gone(life: Life) -> None:
    for _, _, after in live(life):
        assert after.device or not isinstance(after.state, m.Available)
        assert not after.device or not isinstance(after.state, m.DeviceLost)


@settings(max_examples=200, deadline=None)
@given(lives)
def test_only_ringing_out_makes_somebody_not_answering(life: Life) -> None:
    """The loss of a device is never the agent's fault."""
    for before, event, after in live(life):
        if isinstance(after.state, m.NotAnswering) and not isinstance(before.state, m.NotAnswering):
            assert isinstance(event, m.RangOut)


@settings(max_examples=200, deadline=None)
@given(lives)
def test_what_was_asked_for_in_a_call_begins_only_when_the_call_and_its_wrap_up_are_over(
    life: Life,
) -> None:
    bound = m.Reserved | m.Ringing | m.Talking | m.WrapUp
    for before, event, after in live(life):
        if isinstance(event, m.BreakAsked | m.SignOutAsked) and isinstance(before.state, bound):
            assert after.state == before.state
            assert after.next is not None
        if before.next is not None and not isinstance(after.state, bound):
            assert after.next is None
            assert isinstance(after.state, type(before.next)) or isinstance(event, m.ReadyAsked)


@settings(max_examples=200, deadline=None)
@given(lives)
def test_a_state_has_lasted_since_it_began(life: Life) -> None:
    for before, event, after in live(life):
        if type(after.state) is not type(before.state):
            assert after.state.since == event.at


def test_a_break_asked_for_while_talking_begins_after_wrap_up() -> None:
    asked = step(seat(SEATS["talking"]), m.BreakAsked(at=at(10), reason="lunch"))
    wrapping_up = step(asked, m.Released(at=at(20), call=CALL, wrap_up_s=30))
    over = step(wrapping_up, m.DeadlinePassed(at=at(50)))

    assert m.WrapUp(since=at(20), call=CALL, until=at(50)) == wrapping_up.state
    assert m.Break(since=at(50), reason="lunch") == over.state


def test_who_finishes_wrap_up_early_is_idle_from_that_moment() -> None:
    over = step(seat(SEATS["wrap_up"]), m.WrapUpFinished(at=at(5)))

    assert m.Available(since=at(5)) == over.state


def test_who_asked_for_a_break_and_then_rang_out_is_on_the_break() -> None:
    asked = step(seat(SEATS["ringing"]), m.BreakAsked(at=at(10), reason="lunch"))

    assert isinstance(step(asked, m.RangOut(at=at(20), call=CALL)).state, m.Break)


@pytest.mark.parametrize(
    "end",
    [
        [m.RangOut(at=at(90), call=CALL)],
        [m.OfferWithdrawn(at=at(90), call=CALL)],
        [m.PhoneFailed(at=at(90), call=CALL)],
        [m.Connected(at=at(70), call=CALL), m.Released(at=at(90), call=CALL, wrap_up_s=0)],
        [
            m.Connected(at=at(60), call=CALL),
            m.Released(at=at(80), call=CALL, wrap_up_s=10),
            m.DeadlinePassed(at=at(90)),
        ],
    ],
)
def test_a_break_goes_on_after_a_call_that_the_agent_made_on_it(end: list[m.Event]) -> None:
    by = m.Forced("Maria", "Eat something")
    here = step(m.Seat(state=SEATS["break"], forced=by), m.ReservedFor(at=at(60), call=CALL, own=True))
    for event in end:
        here = step(here, event)

    assert (m.Break(since=at(90), reason="lunch"), None, by) == (here.state, here.next, here.forced)


def test_a_break_is_over_for_who_says_so_in_a_call_that_they_made_on_it() -> None:
    made = step(seat(SEATS["break"]), m.ReservedFor(at=at(60), call=CALL, own=True))
    ready = step(made, m.ReadyAsked(at=at(61)))

    assert isinstance(step(ready, m.OfferWithdrawn(at=at(62), call=CALL)).state, m.Available)


def test_ready_in_a_call_takes_the_break_back() -> None:
    asked = step(seat(SEATS["talking"]), m.BreakAsked(at=at(10), reason="lunch"))

    assert step(asked, m.ReadyAsked(at=at(11))).next is None


def rings_out(here: m.Seat, seconds: float) -> m.Seat:
    reserved = step(here, m.ReservedFor(at=at(seconds), call=CALL))
    return step(reserved, m.RangOut(at=at(seconds), call=CALL))


def test_who_rings_out_returns_by_themselves_after_two_minutes_once() -> None:
    first = rings_out(seat(SEATS["available"]), 0)
    back = step(first, m.DeadlinePassed(at=at(RING_OUT_PAUSE_S)))
    second = rings_out(back, 200)

    assert at(120) == deadline(first)
    assert m.Available(since=at(120)) == back.state
    assert m.NotAnswering(since=at(200), until=None) == second.state
    assert deadline(second) is None


@pytest.mark.parametrize("sign", [m.ReadyAsked(at=at(300)), m.Connected(at=at(300), call=CALL)])
def test_a_sign_of_life_gives_the_two_minutes_back(sign: m.Event) -> None:
    once = m.Seat(state=SEATS["ringing"], returned_once=True)
    if isinstance(sign, m.ReadyAsked):
        once = replace(once, state=m.NotAnswering(since=START, until=None))

    assert not step(once, sign).returned_once


def test_who_returns_to_a_phone_that_is_gone_waits_for_the_phone() -> None:
    gone = step(seat(SEATS["not_answering"]), m.DeviceGone(at=at(50)))
    back = step(gone, m.DeadlinePassed(at=at(120)))

    assert m.DeviceLost(since=at(120)) == back.state
    assert m.Available(since=at(130)) == step(back, m.DeviceBack(at=at(130))).state


def test_wrap_up_is_extended_once() -> None:
    once = step(seat(SEATS["wrap_up"]), m.WrapUpExtended(at=at(10), seconds=60))
    twice = step(once, m.WrapUpExtended(at=at(20), seconds=60))

    assert at(90) == deadline(once)
    assert twice is once
    assert isinstance(step(once, m.DeadlinePassed(at=at(30))).state, m.WrapUp)


def test_a_phone_that_dies_in_a_call_leaves_the_agent_waiting_for_it_without_blame() -> None:
    failed = step(seat(SEATS["talking"]), m.PhoneFailed(at=at(10), call=CALL))

    assert m.Seat(state=m.DeviceLost(since=at(10)), device=False) == failed


def test_a_phone_that_dies_while_talking_is_missed_only_after_the_call() -> None:
    gone = step(seat(SEATS["talking"]), m.DeviceGone(at=at(10)))
    released = step(gone, m.Released(at=at(20), call=CALL, wrap_up_s=0))

    assert isinstance(gone.state, m.Talking)
    assert m.DeviceLost(since=at(20)) == released.state


def test_asking_for_the_break_one_is_on_does_not_begin_it_again() -> None:
    here = seat(SEATS["break"])

    assert step(here, m.BreakAsked(at=at(60), reason="lunch")) is here
    assert at(60) == step(here, m.BreakAsked(at=at(60), reason="training")).state.since
