"""What became of each entry of the last hours, by queue: what the live service level is worked out from."""

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from msgspec.structs import replace

from kernel.clock import Clock
from kernel.ids import CallId, QueueId
from monitoring.levels import Entry, Left, Level, service_level
from telephony import facts as fact
from telephony.facts import Fact
from telephony.outcome import Direction
from telephony.states import Call, State

KEPT = timedelta(hours=4)
"""As far back as any window may reach."""
_HOW = {"answered": Left.ANSWERED, "callback_chosen": Left.FLOWED_OUT}


class Tally:
    """Hears inbound calls enter and leave queues. A call that was answered before enters none that counts here."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._waiting: dict[CallId, Entry] = {}
        self._left: defaultdict[QueueId, deque[Entry]] = defaultdict(deque)

    def load(self, waiting: Iterable[tuple[CallId, Entry]], left: Iterable[Entry]) -> None:
        """What an earlier life of the service has seen; `left` in the order in which it was left."""
        self._waiting.update(waiting)
        for entry in left:
            self._left[entry.queue].append(entry)

    def hear_call(self, state: State, facts: Sequence[Fact]) -> None:
        call = state.call
        for each in facts:
            match each:
                case fact.Queued(queue=queue, at=at) if _counts(call):
                    self._waiting[call.id] = Entry(queue=queue.id, at=at)
                case fact.LeftQueue(at=at, how=how):
                    self._leave(call, at, how)
                case fact.CallEnded(at=at):
                    self._leave(call, at, "lost")
                case _:
                    pass

    def level(self, queue: QueueId, within_s: int, window: timedelta) -> Level:
        now = self._clock.now()
        waiting = [entry for entry in self._waiting.values() if entry.queue == queue]
        return service_level((*self._kept(queue, now), *waiting), within_s, window, now)

    def _leave(self, call: Call, at: datetime, how: str) -> None:
        entry = self._waiting.pop(call.id, None)
        if entry is None:
            return
        short_s = call.plan.short_abandon_s if call.plan else 0
        short = how == "abandoned" and at - entry.at < timedelta(seconds=short_s)
        left = Left.SHORT if short else _HOW.get(how, Left.LOST)
        self._left[entry.queue].append(replace(entry, left_at=at, how=left))

    def _kept(self, queue: QueueId, now: datetime) -> Iterable[Entry]:
        left = self._left[queue]
        while left and (left[0].left_at or now) < now - KEPT:
            left.popleft()
        return left


def _counts(call: Call) -> bool:
    return call.direction is Direction.INBOUND and call.answered_at is None
