"""What became of each entry of the last hours, by queue: what the live service level is worked out from."""

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import takewhile

from msgspec.structs import replace

from kernel.clock import Clock
from kernel.ids import CallId, QueueId
from monitoring.levels import Entry, Left, Level, counted, service_level
from telephony import facts as fact
from telephony.facts import Fact
from telephony.outcome import OVERFLOW, Direction, Missed, MissedReason
from telephony.states import Call, Ended, State
from telephony.telling import Answered

KEPT = timedelta(hours=4)
"""As far back as any window may reach."""
_HOW = {"answered": Left.ANSWERED, "callback_chosen": Left.FLOWED_OUT, OVERFLOW: Left.FLOWED_OUT}


class Tally:
    """Hears inbound calls enter and leave queues. A call that was answered before enters none that counts here."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._waiting: dict[CallId, Entry] = {}
        self._left: defaultdict[QueueId, deque[Entry]] = defaultdict(deque)

    def load(self, entries: Iterable[Entry]) -> None:
        """What an earlier life of the service has seen, in the order in which it was left."""
        for entry in entries:
            if entry.how is None:
                self._waiting[entry.call] = entry
            else:
                self._left[entry.queue].append(entry)

    def hear_call(self, state: State, facts: Sequence[Fact]) -> None:
        call = state.call
        for each in facts:
            match each:
                case fact.Queued(queue=queue, at=at) if _counts(call):
                    self._waiting[call.id] = Entry(call=call.id, queue=queue.id, at=at)
                case fact.LeftQueue(at=at, how=how):
                    self._leave(state, at, _HOW.get(how, Left.LOST))
                case fact.CallEnded(at=at):
                    self._leave(state, at, Left.LOST)
                case _:
                    pass

    def level(self, queue: QueueId, within_s: int, window: timedelta) -> Level:
        now = self._clock.now()
        return service_level(self._entries(queue, now), within_s, window, now)

    def counted(self, queue: QueueId, within_s: int, window: timedelta) -> list[CallId]:
        """The calls that `level` counts at this moment."""
        now = self._clock.now()
        return [call for call, _ in counted(self._entries(queue, now), within_s, window, now)]

    def answered(self, queue: QueueId, since: datetime) -> Sequence[Answered]:
        """Implements `telephony.ports.Pace`. The newest first."""
        left = takewhile(lambda entry: (entry.left_at or since) > since, reversed(self._left[queue]))
        return [Answered(each.at, each.left_at) for each in left if each.left_at and each.how is Left.ANSWERED]

    def _leave(self, state: State, at: datetime, how: Left) -> None:
        entry = self._waiting.pop(state.call.id, None)
        if entry is not None:
            how = Left.SHORT if _was_short(state) else how
            self._left[entry.queue].append(replace(entry, left_at=at, how=how))

    def _entries(self, queue: QueueId, now: datetime) -> Iterable[Entry]:
        waiting = (entry for entry in self._waiting.values() if entry.queue == queue)
        return (*self._kept(queue, now), *waiting)

    def _kept(self, queue: QueueId, now: datetime) -> Iterable[Entry]:
        left = self._left[queue]
        while left and (left[0].left_at or now) < now - KEPT:
            left.popleft()
        return left


def _counts(call: Call) -> bool:
    return call.direction is Direction.INBOUND and call.answered_at is None


def _was_short(state: State) -> bool:
    return isinstance(state, Ended) and state.outcome == Missed(MissedReason.SHORT_ABANDONED)
