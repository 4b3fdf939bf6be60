"""What was dialled of late, in memory: told by calls' facts, or read from their rows."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from callbacks.dialled import Dialled
from callbacks.fraud import Seen
from callbacks.held import HeldNumbers
from callbacks.model import CloseAsked, CloseReason
from callbacks.naming import callback_id
from callbacks.rules import Decision, Hold, Wait, Why
from callbacks.step import hear
from kernel.ids import CallId, ProjectId, StepId
from kernel.phone import Known, Phone
from telephony import events as ev
from telephony import facts as fact
from telephony.call import begin, step
from telephony.outcome import Answered, Direction, NotReached, NotReachedReason, Outcome
from telephony.plan import ToNumber, Way
from telephony.states import State
from tests.callbacks.deciding import NUMBER, a_case
from tests.callbacks.neighbours import PROJECT
from tests.callbacks.town import Town
from tests.telephony.kit import PLAN, TO_NUMBER, dial_out, states

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
OTHER = ProjectId(9)
ONE, SAME_RANGE, ELSEWHERE = Phone("+380441234567"), Phone("+380441299999"), Phone("+380671112233")
RUNG = Phone("+380671234567")
"""That of `TO_NUMBER`."""


def state_of(call: str, number: Phone) -> State:
    return begin(replace(dial_out(PLAN), call=CallId(call), customer=Known(number))).state


def dial(dialled: Dialled, number: Phone, ago: timedelta, call: str) -> State:
    state = state_of(call, number)
    began = fact.CallBegan(
        at=NOW - ago, direction=Direction.OUTBOUND, project=PLAN.project, caller=Known(number), dialled=number.e164
    )
    dialled.hear(state, [began])
    return state


def told(dialled: Dialled, state: State, event: ev.Event) -> State:
    done = step(state, event)
    dialled.hear(done.state, done.facts)
    return done.state


def seen(dialled: Dialled, number: Phone = ONE, of: ProjectId = PLAN.project) -> tuple[int, int, int, int]:
    found = dialled.seen(of, number, "UA", frozenset(), NOW)
    return found.to_number_today, found.to_prefix_this_hour, found.calls_this_hour, found.calls_today


def test_calls_count_for_their_number_its_range_the_hour_and_the_day_of_their_project() -> None:
    dialled = Dialled()
    for nth, (number, hours) in enumerate([(ONE, 0.1), (ONE, 2), (SAME_RANGE, 0.5), (ELSEWHERE, 0.5), (ONE, 25)]):
        dial(dialled, number, timedelta(hours=hours), f"out-{nth}")

    assert seen(dialled) == (2, 2, 3, 4)
    assert seen(dialled, of=OTHER) == (0, 0, 0, 0)
    assert NOW - timedelta(hours=2) == dialled.seen(PLAN.project, ONE, "UA", frozenset(), NOW).oldest_to_number_today


@pytest.mark.parametrize(
    ("outcome", "counts"),
    [
        (Answered(), 1),
        (NotReached(NotReachedReason.NO_ANSWER), 1),
        (NotReached(NotReachedReason.BUSY), 1),
        (NotReached(NotReachedReason.FAILED), 0),
        (NotReached(NotReachedReason.AGENT_DID_NOT_ANSWER), 0),
        (NotReached(NotReachedReason.AGENT_UNREACHABLE), 0),
    ],
)
def test_a_call_that_never_reached_the_customer_s_line_is_taken_back(outcome: Outcome, counts: int) -> None:
    dialled = Dialled()
    state = dial(dialled, ONE, timedelta(), "out-1")
    dialled.hear(state, [fact.CallEnded(at=NOW, outcome=outcome)])

    assert counts == seen(dialled)[0]


def test_a_transfer_to_an_outside_number_counts_for_its_range_and_no_number_and_so_does_asking_there() -> None:
    dialled = Dialled()
    dialled.hear(states()["talking"], [fact.Transferred(at=NOW, kind="number", to=ONE.masked)])
    dialled.hear(states()["talking"], [fact.Transferred(at=NOW, kind="agent", to="7")])
    before = NOW - timedelta(minutes=1)
    dialled.hear(states()["talking"], [fact.ConsultBegan(at=before, kind="number", to=ONE.masked)])

    assert seen(dialled) == (0, 2, 2, 2)


@pytest.mark.parametrize(
    ("rung", "asked", "counts"),
    [
        ("+380441234567", "+380441299999", 1),
        ("+380441234567", "+380441334567", 0),
        ("+3541234567", "+3541234567", 1),
        ("+3541234567", "+3541239876", 1),
        ("+3541234567", "+3541224567", 0),
        ("+29012345", "+29012345", 1),
        ("+29012345", "+29019876", 1),
        ("+29012345", "+29021234", 0),
    ],
)
def test_a_transfer_to_a_short_number_counts_for_every_range_that_it_may_belong_to(
    rung: str, asked: str, counts: int
) -> None:
    dialled = Dialled()
    dialled.hear(states()["talking"], [fact.Transferred(at=NOW, kind="number", to=Phone(rung).masked)])

    assert (0, counts, 1, 1) == seen(dialled, Phone(asked))


def test_a_short_number_that_was_dialled_counts_for_its_own_range_alone() -> None:
    dialled = Dialled()
    dial(dialled, Phone("+290123"), timedelta(), "out-1")

    assert (seen(dialled, Phone("+290123"))[1], seen(dialled, Phone("+29012345"))[1]) == (1, 0)


def test_who_is_asked_first_and_handed_the_customer_while_it_still_rings_was_rung_once() -> None:
    dialled = Dialled()
    asking = told(dialled, states()["talking"], ev.ConsultAsked(at=NOW, target=TO_NUMBER))
    told(dialled, asking, ev.CompleteAsked(at=NOW + timedelta(seconds=5)))

    assert seen(dialled, RUNG) == (0, 1, 1, 1)


def test_who_is_asked_first_and_transferred_to_after_that_was_rung_twice() -> None:
    dialled = Dialled()
    asking = told(dialled, states()["talking"], ev.ConsultAsked(at=NOW, target=TO_NUMBER))
    back = told(dialled, asking, ev.ReturnAsked(at=NOW + timedelta(seconds=5)))
    told(dialled, back, ev.TransferAsked(at=NOW + timedelta(seconds=9), target=TO_NUMBER))

    assert seen(dialled, RUNG) == (0, 2, 2, 2)


@pytest.mark.parametrize("event", [ev.ConsultAsked, ev.TransferAsked])
def test_a_supervisor_who_is_reached_at_a_phone_of_ours_is_no_number_that_was_dialled(
    event: type[ev.ConsultAsked | ev.TransferAsked],
) -> None:
    dialled = Dialled()
    maria = ToNumber("maria", (Way(trunk=None, endpoint="PJSIP/desk-1"),))
    told(dialled, states()["talking"], event(at=NOW, target=maria))

    assert seen(dialled) == (0, 0, 0, 0)


def test_only_what_people_dialled_themselves_is_theirs() -> None:
    dialled = Dialled()
    dial(dialled, ONE, timedelta(hours=1), "out-1")
    dial(dialled, ONE, timedelta(hours=2), callback_id(StepId(7)))

    assert [NOW - timedelta(hours=1)] == dialled.by_hand(PLAN.project, ONE, NOW)


CALLS = st.lists(st.tuples(st.sampled_from([ONE, SAME_RANGE, ELSEWHERE]), st.integers(0, 3000)), max_size=30)


@settings(deadline=None, max_examples=50)
@given(CALLS)
def test_the_order_in_which_calls_are_told_and_being_told_twice_change_nothing(
    calls: Sequence[tuple[Phone, int]],
) -> None:
    told = [(number, timedelta(minutes=minutes), f"out-{nth}") for nth, (number, minutes) in enumerate(calls)]
    once, twice = Dialled(), Dialled()
    for each in told:
        dial(once, *each)
    for each in [*reversed(told), *told]:
        dial(twice, *each)

    assert seen(once) == seen(twice)
    to, prefix, hour, day = seen(once)
    assert max(prefix, to) <= day
    assert prefix <= hour <= day


# On the rows ----------------------------------------------------------------------------------------------------------


async def test_a_service_that_starts_knows_what_was_dialled_before(town: Town) -> None:
    await town.dials_by_hand(ONE.e164, Answered(), CallId("out-1"))
    await town.dials_by_hand(ONE.e164, NotReached(NotReachedReason.FAILED), CallId("out-2"))
    await town.dials_by_hand(SAME_RANGE.e164, None, CallId("out-3"))
    await town.rings_in(ONE.e164)
    dialled = Dialled()
    await dialled.load(town.db, town.clock.now())

    found = dialled.seen(PROJECT, ONE, "UA", frozenset(), town.clock.now())
    assert (
        Seen(
            region="UA",
            to_number_today=1,
            to_prefix_this_hour=2,
            calls_this_hour=2,
            calls_today=2,
            oldest_to_number_today=town.clock.now(),
            oldest_this_hour=town.clock.now(),
            oldest_today=town.clock.now(),
        )
        == found
    )


# Held cases -----------------------------------------------------------------------------------------------------------

FLOOD = Why("neighbours", {"callers": "12", "minutes": "60"})
STOPPED = Why("held_by_person", {"by": "Maria", "why": "A lawyer writes."})


@pytest.mark.parametrize(
    ("decision", "why"),
    [
        (Hold(why=(FLOOD,)), FLOOD),
        (Hold(why=(STOPPED, FLOOD)), FLOOD),
        (Hold(why=(STOPPED,)), None),
        (Wait(until=None, why=()), None),
        (None, None),
    ],
)
def test_the_number_of_a_case_that_the_rules_hold_is_known(decision: Decision | None, why: Why | None) -> None:
    numbers, case = HeldNumbers(), a_case(NOW)
    numbers.settled(case, decision)

    assert why == numbers.why(case.project, NUMBER)
    assert numbers.why(OTHER, NUMBER) is None


def test_a_case_that_goes_on_or_is_closed_holds_its_number_no_longer() -> None:
    numbers, case = HeldNumbers(), a_case(NOW)
    closed = hear(case, CloseAsked(at=NOW, reason=CloseReason.BY_PERSON, by="Head", note="Came by."))
    for after, decision in ((case, Wait(until=None, why=())), (closed, None)):
        numbers.settled(case, Hold(why=(FLOOD,)))
        numbers.settled(after, decision)

        assert numbers.why(case.project, NUMBER) is None
