"""Whatever has happened to a case, in whatever order it was heard: what must hold of every decision."""

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from callbacks.model import (
    AttemptBegan,
    AttemptEnded,
    CallMissed,
    CallTouch,
    Case,
    Event,
    Result,
    TextBegan,
    TextChanged,
    TextStatus,
    Word,
    WordSaid,
)
from callbacks.past import Past
from callbacks.policy import FORECAST, by_itself, decide, forecast
from callbacks.rules import CallAt, Close, Decision, Policy, Rules, TextAt, Wait
from kernel.ids import AgentId, CallId, StepId, TextId
from tests.callbacks.deciding import a_case, customer, kyiv, missed, rules

CALLED = kyiv(20, 14)
"""A Friday: a weekend lies ahead."""
MINUTE = timedelta(minutes=1)

moments = st.integers(0, 4 * 24 * 60).map(lambda minute: CALLED + minute * MINUTE)
calls = st.sampled_from([CallId(f"cb-{number}") for number in range(6)])
rows = st.sampled_from([TextId(1), TextId(2)])
rungs = st.sampled_from([None, 0, 1, 2])
steps = st.sampled_from([None, StepId(1)])
results = st.sampled_from([result for result in Result if result is not Result.INVALID_NUMBER])
words = st.sampled_from([Word.CALL_ME_AT, Word.WRONG_PERSON, Word.MACHINE])
"""Those that do not close the case."""
events: st.SearchStrategy[Event] = st.one_of(
    moments.map(lambda at: CallMissed(at=at, missed=missed(at))),
    st.builds(AttemptBegan, at=moments, call=calls, step=steps, rung=rungs, agent=st.just(AgentId(1))),
    st.builds(AttemptEnded, at=moments, call=calls, result=results),
    st.builds(AttemptEnded, at=moments, call=calls, result=results),
    st.builds(WordSaid, at=moments, call=calls, word=words, by=st.just("Olena"), call_at=moments),
    st.builds(TextBegan, at=moments, text=rows, step=steps, rung=rungs.filter(bool)),
    st.builds(TextChanged, at=moments, text=rows, status=st.sampled_from(TextStatus)),
)
policies = st.sampled_from(
    [Policy(), Policy(ladder="text-first"), Policy(day_seconds=600, soon_after_s=10), Policy(useful_hours=400)]
)
people = st.sampled_from(
    [customer(), customer(textable=False), customer("America/New_York", "America/Los_Angeles", strict=True)]
)
worlds = st.builds(rules, policies, people)


def case_of(history: list[Event]) -> Case:
    return a_case(CALLED, *history)


@settings(deadline=None)
@given(st.lists(events, max_size=10), worlds, moments)
def test_a_moment_that_was_decided_stays_until_it_has_come(history: list[Event], by: Rules, now: datetime) -> None:
    case = case_of(history)
    decision = decide(case, by, now)

    if isinstance(decision, CallAt | TextAt) and decision.at > now:
        assert decision == decide(case, by, decision.at)
        assert decision == decide(case, by, now + (decision.at - now) / 2)


@settings(deadline=None)
@given(st.lists(events, max_size=10), worlds, moments)
def test_nothing_is_planned_before_it_may_be(history: list[Event], by: Rules, now: datetime) -> None:
    case = case_of(history)
    decision = decide(case, by, now)

    if isinstance(decision, CallAt):
        past = Past(case, by, now)
        assert by_itself(case) is None
        assert past.promise is not None or len(past.counted()) < by.policy.max_attempts
        assert past.promise is not None or decision.at < past.expires_at + past.place.tolerance
        assert past.promise is not None or decision.at > past.anchor.at


@settings(deadline=None)
@given(st.lists(events, max_size=10), worlds, moments)
def test_what_no_rule_has_a_part_in_is_decided_alike_by_all_of_them(
    history: list[Event], by: Rules, now: datetime
) -> None:
    case = case_of(history)
    at_it = any(isinstance(touch, CallTouch) and touch.ended_at is None for touch in case.touches)
    settled = by_itself(case)

    assert (settled is not None) == (at_it or case.closed is not None)
    assert settled is None or settled == decide(case, by, now)


@settings(deadline=None)
@given(st.lists(events, max_size=10), worlds, moments)
def test_what_waits_is_looked_at_again_or_heard_of(history: list[Event], by: Rules, now: datetime) -> None:
    decision = decide(case_of(history), by, now)

    if isinstance(decision, Wait):
        assert decision.until is None or decision.until > now
        assert decision.until is not None or decision.why[-1].rule == "in_hand"


@settings(deadline=None, max_examples=50)
@given(st.lists(events, max_size=6), worlds, moments)
def test_every_case_comes_to_an_end(history: list[Event], by: Rules, now: datetime) -> None:
    found = forecast(case_of(history), by, now)

    assert 0 < len(found) <= FORECAST
    assert isinstance(found[-1], Close) or not is_going_on(found[-1])


def is_going_on(decision: Decision) -> bool:
    return isinstance(decision, CallAt | TextAt)
