"""What keeps a case from being worked: rules, persons, and its useful time."""

from datetime import date

import pytest

from callbacks.model import CloseAsked, CloseReason, Event, Held, Released, Result, TextStatus
from callbacks.policy import decide
from callbacks.rules import Barred, CallAt, Close, Crowded, Doubtful, Hold, NeedsPerson, Policy, Verdict
from config.model import Interval
from tests.callbacks.deciding import a_case, answered, attempt, call_at, customer, hours, kyiv, rules, text, words
from tests.callbacks.monday import CALLED, NEXT_DAY, SOON, TWICE, UNREACHED


def test_who_must_not_be_called_is_not() -> None:
    decision = decide(a_case(CALLED), rules(of=customer(do_not_call=True)), CALLED)

    assert Close(reason=CloseReason.DO_NOT_CALL, why=decision.why) == decision


@pytest.mark.parametrize(
    ("verdict", "released", "kind", "reason"),
    [
        (Barred("invalid_number"), True, Close, CloseReason.INVALID),
        (Barred("own_number"), False, Close, CloseReason.INVALID),
        (Barred("emergency_number"), False, Close, CloseReason.INVALID),
        (Barred("dear_line", {"line": "premium"}), False, Hold, None),
        (Barred("dear_line", {"line": "premium"}), True, Hold, None),
        (Doubtful("neighbours", {"callers": "12", "minutes": "60"}), False, Hold, None),
        (Doubtful("neighbours", {"callers": "12", "minutes": "60"}), True, CallAt, None),
    ],
)
def test_only_what_is_doubtful_can_be_let_go_on(
    verdict: Verdict, released: bool, kind: type, reason: CloseReason | None
) -> None:
    events = [Released(at=CALLED, by="Olena")] if released else []
    decision = decide(a_case(CALLED, *events), rules(verdict=verdict), CALLED)

    assert isinstance(decision, kind)
    assert reason == getattr(decision, "reason", None)


def test_a_cap_puts_off_until_there_is_room() -> None:
    full = Crowded("cap_hour", kyiv(23, 14, 50), {"limit": "300"})
    plan = call_at(a_case(CALLED), rules(verdict=full), CALLED)

    assert kyiv(23, 14, 50) == plan.at
    assert "cap_hour" in words(plan)


def test_who_was_stopped_by_a_person_waits_for_one() -> None:
    held = Held(at=CALLED, by="Olena", why="The client calls them.")

    assert isinstance(decide(a_case(CALLED, held), rules(), SOON), Hold)
    assert isinstance(decide(a_case(CALLED, held, Released(at=SOON, by="Ivan")), rules(), SOON), CallAt)


def test_what_a_person_and_the_rules_both_hold_says_both_and_is_let_go_by_both() -> None:
    held = Held(at=CALLED, by="Olena", why="The client calls them.")
    doubtful = rules(verdict=Doubtful(why="neighbours", data={"callers": "12", "minutes": "60"}))
    released = Released(at=SOON, by="Ivan")

    assert words(decide(a_case(CALLED, held), doubtful, SOON)) == ["held_by_person", "neighbours"]
    assert isinstance(decide(a_case(CALLED, held, released), doubtful, SOON), CallAt)
    again = Held(at=kyiv(23, 14, 10), by="Olena", why="Not yet.")
    assert words(decide(a_case(CALLED, held, released, again), doubtful, kyiv(23, 14, 11))) == ["held_by_person"]
    barred = rules(verdict=Barred(why="dear_line", data={"line": "premium"}))
    assert words(decide(a_case(CALLED, held, released), barred, SOON)) == ["dear_line", "barred"]


def test_before_a_week_of_holidays_a_person_is_told_at_once_that_nobody_will_be_called() -> None:
    week: dict[date, tuple[Interval, ...]] = {date(2026, 11, day): () for day in range(20, 30)}
    missed_at = kyiv(19, 18, 1)
    decision = decide(a_case(missed_at), rules(Policy(), opened=hours(but=week)), missed_at)

    assert isinstance(decision, NeedsPerson)
    assert (kyiv(23, 18, 1), "too_late") == (decision.until, words(decision)[-2])


@pytest.mark.parametrize(
    "events",
    [
        [],
        [Held(at=CALLED, by="Olena", why="Wait.")],
        answered(SOON, None),
        [*TWICE, *text(NEXT_DAY, TextStatus.BEGUN)],
    ],
)
def test_after_its_useful_time_a_case_expires_whatever_it_waits_for(events: list[Event]) -> None:
    decision = decide(a_case(CALLED, *events), rules(), kyiv(26, 14))

    assert Close(reason=CloseReason.EXPIRED, why=decision.why) == decision


def test_a_taxi_is_not_wanted_any_more_after_a_quarter_of_an_hour() -> None:
    taxi = rules(Policy(useful_hours=0.25))

    assert call_at(a_case(CALLED), taxi, CALLED).at == SOON
    assert isinstance(decide(a_case(CALLED), taxi, kyiv(23, 14, 15)), Close)
    late = decide(a_case(CALLED, *UNREACHED), taxi, kyiv(23, 14, 5))
    assert isinstance(late, NeedsPerson)
    assert (kyiv(23, 14, 15), "too_late") == (late.until, words(late)[-2])


def test_a_timed_call_at_the_very_end_of_the_useful_time_is_still_made() -> None:
    friday = kyiv(20, 14)
    case = a_case(friday, *attempt(kyiv(20, 14, 3), Result.NO_ANSWER))

    assert kyiv(23, 14) == call_at(case, rules(), kyiv(23, 14, 10)).at
    assert isinstance(decide(case, rules(), kyiv(23, 14, 31)), Close)


def test_a_closed_case_is_closed() -> None:
    closed = CloseAsked(at=SOON, reason=CloseReason.BY_PERSON, by="Olena")
    decision = decide(a_case(CALLED, closed), rules(), SOON)

    assert Close(reason=CloseReason.BY_PERSON, why=decision.why) == decision
