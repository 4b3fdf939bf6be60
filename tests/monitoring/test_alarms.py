"""Which alarms are up: after they have lasted, one for each cause, and until it ceases."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kernel.ids import ProjectId
from monitoring.alarms import (
    DEFAULTS,
    Acknowledgement,
    Cause,
    Nobody,
    QueueNow,
    Standing,
    Thresholds,
    TrunkNow,
    causes,
    nobody_there,
    shown,
    stand,
)
from monitoring.levels import Level
from tests.telephony.kit import at

QUIET = QueueNow(
    id=3,
    name="Orders",
    project_id=ProjectId(1),
    project="Acme",
    open=True,
    waiting=0,
    longest_since=None,
    staffed=2,
    level=Level(10, 10),
    target_percent=80,
)
CAUSE = Cause(id="x", kind="ring_outs", sentence="Something is wrong.")


def ids(queue: QueueNow, limits: Thresholds = DEFAULTS, seconds: float = 1000) -> list[str]:
    return [cause.id for cause in causes([queue], [], lambda _: limits, at(seconds))]


@pytest.mark.parametrize(
    ("queue", "found"),
    [
        (QUIET, []),
        (replace(QUIET, waiting=1, longest_since=at(880)), []),
        (replace(QUIET, waiting=1, longest_since=at(879)), ["longest_wait:3"]),
        (replace(QUIET, staffed=0), ["nobody_available:3"]),
        (replace(QUIET, staffed=0, open=False), []),
        (replace(QUIET, staffed=0, open=False, waiting=1), ["nobody_available:3"]),
        (replace(QUIET, level=Level(8, 10)), []),
        (replace(QUIET, level=Level(79, 100)), ["service_level:3"]),
        (replace(QUIET, level=Level(0, 4)), []),
        (replace(QUIET, level=Level(0, 0)), []),
    ],
)
def test_a_queue_is_an_alarm_where_it_is_beyond_its_thresholds(queue: QueueNow, found: list[str]) -> None:
    assert ids(queue) == found


@pytest.mark.parametrize(
    ("limits", "queue", "found"),
    [
        (Thresholds(longest_wait_s=30), replace(QUIET, waiting=1, longest_since=at(960)), ["longest_wait:3"]),
        (Thresholds(service_level_percent=95), replace(QUIET, level=Level(9, 10)), ["service_level:3"]),
        (Thresholds(service_level_percent=50), replace(QUIET, level=Level(6, 10)), []),
        (Thresholds(fewest_entries=1), replace(QUIET, level=Level(0, 1)), ["service_level:3"]),
        (Thresholds(nobody=Nobody.NEVER), replace(QUIET, staffed=0, waiting=3), []),
        (Thresholds(nobody=Nobody.WAITING), replace(QUIET, staffed=0), []),
    ],
)
def test_a_project_says_what_is_too_much(limits: Thresholds, queue: QueueNow, found: list[str]) -> None:
    assert ids(queue, limits) == found


@given(st.integers(0, 3), st.booleans(), st.integers(0, 3))
def test_who_is_there_is_never_missed_and_who_waits_alone_always(waiting: int, open_: bool, staffed: int) -> None:
    queue = replace(QUIET, waiting=waiting, open=open_, staffed=staffed)

    assert nobody_there(queue, Nobody.WAITING) is (staffed == 0 and waiting > 0)
    assert nobody_there(queue, Nobody.OPEN) is (staffed == 0 and (waiting > 0 or open_))
    assert not nobody_there(queue, Nobody.NEVER)


def test_a_trunk_is_down_by_the_switch_s_word_alone() -> None:
    trunks = [TrunkNow("one", True), TrunkNow("two", False), TrunkNow("three", None)]

    assert [cause.id for cause in causes([], trunks, lambda _: DEFAULTS, at(0))] == ["trunk:two"]


def test_an_alarm_is_shown_once_it_has_lasted() -> None:
    standing = stand({}, [CAUSE], at(0)).values()

    assert shown(standing, at(29)) == []
    assert shown(standing, at(30)) == [Standing(CAUSE, at(0))]


def test_what_cannot_wait_is_shown_at_once() -> None:
    urgent = replace(CAUSE, at_once=True)

    assert shown(stand({}, [urgent], at(0)).values(), at(0)) == [Standing(urgent, at(0))]


def test_a_cause_that_goes_on_keeps_its_beginning_and_who_has_seen_it() -> None:
    seen = Acknowledgement("Maria", at(40))
    worse = replace(CAUSE, sentence="It is worse.")

    assert stand({"x": Standing(CAUSE, at(0), seen)}, [worse], at(60)) == {"x": Standing(worse, at(0), seen)}


def test_a_cause_that_ceased_and_came_again_is_another_alarm() -> None:
    first = {"x": Standing(CAUSE, at(0), Acknowledgement("Maria", at(40)))}
    gone = stand(first, [], at(50))

    assert gone == {}
    assert stand(gone, [CAUSE], at(51)) == {"x": Standing(CAUSE, at(51))}


@given(st.lists(st.sets(st.sampled_from("abc")), max_size=40))
def test_there_is_one_alarm_for_each_cause_however_they_come_and_go(seconds: list[set[str]]) -> None:
    standing: dict[str, Standing] = {}
    since: dict[str, int] = {}
    for second, present in enumerate(seconds):
        standing = stand(standing, [replace(CAUSE, id=each) for each in sorted(present)], at(second))
        since = {each: since.get(each, second) for each in present}
        expected = sorted(each for each in present if second - since[each] >= 30)
        assert expected == sorted(each.cause.id for each in shown(standing.values(), at(second)))
        assert all(each.since == at(since[id_]) for id_, each in standing.items())


def test_the_oldest_alarm_comes_first() -> None:
    young, old = Standing(CAUSE, at(5)), Standing(replace(CAUSE, id="y"), at(1))

    assert shown([young, old], at(0) + timedelta(hours=1)) == [old, young]
