"""What the tally makes of calls, and of what an earlier life of the service has left."""

from datetime import timedelta

from msgspec.structs import replace

from kernel.ids import CallId, QueueId
from monitoring.levels import Entry, Left, Level
from monitoring.tally import KEPT, Tally
from telephony import events as ev
from telephony.call import begin, step
from telephony.events import Event
from telephony.plan import Overflow, Plan
from telephony.telling import Answered
from tests.clocks import HandClock
from tests.telephony.kit import AGENT, BRIDGE, CALL, CUSTOMER, LEG, OTHER_QUEUE, QUEUE, UNANNOUNCED, arrived, at


def live(*events: Event, short_abandon_s: int = 5, plan: Plan = UNANNOUNCED) -> Tally:
    """The tally once a call without an announcement has lived through these events."""
    tally = Tally(HandClock(at(0)))
    done = begin(arrived(replace(plan, short_abandon_s=short_abandon_s)))
    tally.hear_call(done.state, done.facts)
    for event in events:
        done = step(done.state, event)
        tally.hear_call(done.state, done.facts)
    return tally


def level(tally: Tally, seconds: float = 100) -> Level:
    tally._clock.at = at(seconds)  # type: ignore[attr-defined]
    return tally.level(QUEUE.id, 20, timedelta(minutes=30))


OFFERED = ev.AgentAssigned(at=at(4), agent=AGENT, endpoint="PJSIP/agent-1")
PICKED_UP = ev.ChannelAnswered(at=at(9), channel=LEG)
TOGETHER = ev.ChannelBridged(at=at(10), channel=LEG, bridge=BRIDGE)


def test_an_answered_caller_counts() -> None:
    assert level(live(OFFERED, PICKED_UP, TOGETHER)) == Level(1, 1)


def test_who_left_soon_does_not_count_and_who_left_later_does() -> None:
    assert level(live(ev.ChannelGone(at=at(3), channel=CUSTOMER))) == Level(0, 0)
    assert level(live(ev.ChannelGone(at=at(6), channel=CUSTOMER))) == Level(0, 1)


def test_who_waits_counts_once_they_have_waited_too_long() -> None:
    assert level(live(), 20) == Level(0, 0)
    assert level(live(), 21) == Level(0, 1)


def test_a_caller_whose_switch_died_was_lost() -> None:
    assert level(live(ev.SwitchLost(at=at(6)))) == Level(0, 1)


def test_a_caller_who_was_answered_and_waits_again_is_counted_once() -> None:
    lost = ev.ChannelGone(at=at(30), channel=LEG, cause=44)

    assert level(live(OFFERED, PICKED_UP, TOGETHER, lost), 300) == Level(1, 1)


def test_who_goes_on_to_another_queue_counts_there_and_from_then_on() -> None:
    plan = replace(UNANNOUNCED, queue=replace(QUEUE, overflow=Overflow(OTHER_QUEUE, 40)))
    tally = live(ev.DeadlinePassed(at=at(40)), ev.ChannelGone(at=at(55), channel=CUSTOMER), plan=plan)

    assert level(tally) == Level(0, 0)
    assert tally.level(OTHER_QUEUE.id, 20, timedelta(minutes=30)) == Level(0, 1)


def test_the_answers_of_a_queue_are_known_with_how_long_each_took() -> None:
    tally = live(OFFERED, PICKED_UP, TOGETHER)

    assert tally.answered(QUEUE.id, at(9)) == [Answered(at(0), at(10))]
    assert tally.answered(QUEUE.id, at(10)) == []
    assert live(ev.ChannelGone(at=at(9), channel=CUSTOMER)).answered(QUEUE.id, at(0)) == []


def test_what_was_before_the_start_counts_on() -> None:
    tally = Tally(HandClock(at(0)))
    answered = Entry(call=CallId("before"), queue=QUEUE.id, at=at(0), left_at=at(5), how=Left.ANSWERED)
    elsewhere = Entry(call=CallId("elsewhere"), queue=QueueId(9), at=at(0))
    tally.load([answered, Entry(call=CALL, queue=QUEUE.id, at=at(0)), elsewhere])

    assert level(tally) == Level(1, 2)


def test_what_is_long_ago_is_forgotten() -> None:
    tally = live(ev.ChannelGone(at=at(6), channel=CUSTOMER))

    assert level(tally, KEPT.total_seconds() + 7) == Level(0, 0)
    assert not tally._left[QUEUE.id]
