"""What the calls say of the trunks: how many each carries now, and why calls failed with it within the hour.

Implements `telephony.provision.ports.Load`. In memory: `load` at the start, then calls' facts tell it.
"""

from collections import Counter, deque
from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from kernel.clock import Clock
from kernel.ids import ChannelId
from store.pool import Queryable
from store.queries import load_queries
from telephony import facts as fact
from telephony.provision.state import Failures
from telephony.states import State, Talking, TalkingOutside
from telephony.trunk_room import TrunkRoom, legs_by_trunk
from telephony.trunk_trouble import TrunkTrouble

SQL = load_queries(__file__, "queries_trunks.sql")
AN_HOUR = timedelta(hours=1)
KEPT = 20_000
"""Failures in all: with more of them within the hour, the oldest no longer count."""


class _Failed(msgspec.Struct, frozen=True):
    at: datetime
    trunk: str
    cause: str


class TrunkLoad:
    def __init__(self, room: TrunkRoom, clock: Clock) -> None:
        self._room = room
        self._clock = clock
        self._failed: deque[_Failed] = deque(maxlen=KEPT)
        self._failing: dict[str, datetime] = {}
        """By trunk: when a call failed with it, and nobody has talked by it since."""

    async def load(self, database: Queryable) -> None:
        rows = await database.fetch(SQL["failed_since"], self._clock.now() - AN_HOUR)
        self._failed.extend(_Failed(row["at"], row["trunk"], row["cause"]) for row in rows)

    def hear(self, state: State, facts: Sequence[fact.Fact]) -> None:
        for each in facts:
            if isinstance(each, fact.TrunkFailed):
                self._failed.append(_Failed(each.at, each.trunk, each.cause.value))
                if each.cause is not TrunkTrouble.LIMIT:
                    self._failing[each.trunk] = each.at
        if isinstance(state, Talking | TalkingOutside):
            for trunk, leg in legs_by_trunk(state):
                if leg != ChannelId(state.call.id):  # Whoever came in says nothing of the way out.
                    self._failing.pop(trunk, None)

    def calls_now(self, trunk: str) -> int:
        return self._room.carried()[trunk]

    def of_limit(self, trunk: str) -> tuple[int, int | None]:
        """Calls now, and how many it may carry at once; None: no limit."""
        return self.calls_now(trunk), self._room.limit(trunk)

    def fails(self, trunk: str) -> bool:
        at = self._failing.get(trunk)
        return at is not None and at > self._clock.now() - AN_HOUR

    def failures(self, trunk: str) -> Sequence[Failures]:
        since = self._clock.now() - AN_HOUR
        causes = Counter(each.cause for each in self._failed if each.trunk == trunk and each.at > since)
        return [Failures(cause, calls) for cause, calls in sorted(causes.items(), key=lambda item: (-item[1], item[0]))]
