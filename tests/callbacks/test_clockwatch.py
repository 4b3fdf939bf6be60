"""A clock that jumps must not make anybody call in the middle of the night."""

import pytest
from structlog.testing import capture_logs

from callbacks import http_clock
from callbacks.clockwatch import STEADY_S, ClockWatch
from kernel.http import Request
from kernel.permissions import Permission
from tests.callbacks.neighbours import START
from tests.callbacks.place import MARIA
from tests.clocks import HandClock


@pytest.mark.parametrize("jump", [-3600, -61, 61, 86400])
def test_a_jump_either_way_is_not_trusted(jump: float) -> None:
    clock = HandClock(START)
    watch = ClockWatch(clock)
    clock.jump(seconds=jump)

    assert not watch.look()
    assert watch.alarm is not None
    assert f"{jump:+.0f} seconds" in watch.alarm.sentence


def test_small_steps_of_the_clock_are_forgiven() -> None:
    clock = HandClock(START)
    watch = ClockWatch(clock)
    for _ in range(100):
        clock.jump(seconds=2)
        clock.advance(seconds=STEADY_S)

        assert watch.look()


def test_many_small_steps_at_once_are_a_jump() -> None:
    clock = HandClock(START)
    watch = ClockWatch(clock)
    for _ in range(31):
        clock.jump(seconds=2)
        clock.advance(seconds=1)
        trusted = watch.look()

    assert not trusted


def test_a_clock_that_was_steady_for_a_while_is_trusted_again() -> None:
    clock = HandClock(START)
    watch = ClockWatch(clock)
    clock.jump(hours=1)
    watch.look()
    clock.advance(seconds=STEADY_S - 1)
    too_early = watch.look()
    clock.advance(seconds=1)

    assert (too_early, watch.look(), watch.alarm) == (False, True, None)


def test_a_second_jump_begins_the_wait_anew() -> None:
    clock = HandClock(START)
    watch = ClockWatch(clock)
    clock.jump(hours=1)
    watch.look()
    clock.advance(seconds=STEADY_S - 1)
    clock.jump(hours=-1)
    watch.look()
    clock.advance(seconds=2)

    assert not watch.look()


async def test_whoever_runs_cases_may_say_that_the_clock_is_right() -> None:
    clock = HandClock(START)
    watch = ClockWatch(clock)
    clock.jump(hours=1)
    jumped = watch.look()
    [route] = http_clock.routes(watch)
    with capture_logs() as lines:
        await route.handler(Request({}, None, None, MARIA))

    assert (route.method, route.path) == ("POST", "/api/callbacks/clock/acknowledge")
    assert route.permission is Permission.RUN_CASES
    assert (jumped, watch.look(), watch.alarm) == (False, True, None)
    assert [(line["event"], line["by"]) for line in lines] == [("clock_trusted_again", "Maria")]
