"""Texts to agents: at once on every desk, with who has read them, until they are withdrawn or over."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from msgspec.structs import replace

from kernel.clock import Clock
from kernel.errors import Conflict, NotFound
from kernel.ids import AgentId, ProjectId
from monitoring.running import store
from monitoring.running.model import Broadcast
from store.pool import Database


class Broadcasts:
    """The open ones, in memory; the rows are the truth."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db, self._clock = db, clock
        self._open: dict[int, Broadcast] = {}
        self.changed: Callable[[], None] = lambda: None

    async def load(self) -> None:
        """Raises `DatabaseAway`."""
        self._open = {each.id: each for each in await store.load_broadcasts(self._db, self._clock.now())}

    def open(self) -> Sequence[Broadcast]:
        """Those that are not over, the newest first."""
        now = self._clock.now()
        self._open = {id_: each for id_, each in self._open.items() if now < each.until}
        return tuple(reversed(self._open.values()))

    async def send(
        self, project: ProjectId | None, text: str, lasts: timedelta, by: str, recipients: frozenset[AgentId]
    ) -> Broadcast:
        """On every desk when this returns. Raises `Conflict` where there is nobody to read it, `DatabaseAway`."""
        if not recipients:
            raise Conflict("There is no agent who could read it.")
        return await self._send(project, text, lasts, by, recipients)

    async def tell(self, agent: AgentId, project: ProjectId | None, text: str, lasts: timedelta, by: str) -> Broadcast:
        """To one agent, on their desk when this returns; `project` is where they are written to. As `send`."""
        return await self._send(project, text, lasts, by, frozenset({agent}), agent)

    async def _send(
        self,
        project: ProjectId | None,
        text: str,
        lasts: timedelta,
        by: str,
        recipients: frozenset[AgentId],
        agent: AgentId | None = None,
    ) -> Broadcast:
        now = self._clock.now()
        sent = await store.add_broadcast(self._db, project, text, now, by, now + lasts, recipients, agent)
        self._open[sent.id] = sent
        self.changed()
        return sent

    def find(self, broadcast: int) -> Broadcast:
        """Raises `NotFound` for one that is over."""
        if broadcast not in self._open:
            raise NotFound("This broadcast is over, or was withdrawn.")
        return self._open[broadcast]

    async def read(self, broadcast: int, agent: AgentId) -> None:
        """Raises `NotFound` for one that is not theirs to read, `DatabaseAway`."""
        if agent not in self.find(broadcast).recipients:
            raise NotFound("There is no such broadcast to you.")
        await store.read_broadcast(self._db, broadcast, agent, self._clock.now())
        if (still := self._open.get(broadcast)) is not None:
            self._open[broadcast] = replace(still, readers=still.readers | {agent})
            self.changed()

    async def withdraw(self, broadcast: int, by: str) -> None:
        """Raises `NotFound` for one that is over, `DatabaseAway`."""
        withdrawn = await store.withdraw_broadcast(self._db, broadcast, self._clock.now(), by)
        if self._open.pop(broadcast, None) is None or not withdrawn:
            raise NotFound("This broadcast is over, or was withdrawn.")
        self.changed()
