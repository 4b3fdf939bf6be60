"""The alarms that are up, since when, and who has seen them."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta

import structlog
from msgspec.structs import replace

from kernel.clock import Clock
from kernel.errors import Conflict, Unavailable
from kernel.ids import ProjectId
from monitoring import alarms as a
from monitoring.running import store
from store.pool import Database

log = structlog.get_logger()

LOOK_EVERY_S = 1.0
REMEMBERED = timedelta(minutes=2)
"""How long after a start an alarm that comes up is taken for the one that was acknowledged before it."""
Look = Callable[[], Iterable[a.Cause]]


class AlarmDesk:
    """`look` gives what is wrong now, at any time; `look_closely`, which costs more, is asked once a second."""

    def __init__(self, db: Database, clock: Clock, look: Look, look_closely: Look) -> None:
        self._db, self._clock = db, clock
        self._look, self._look_closely = look, look_closely
        self._close: tuple[a.Cause, ...] = ()
        self._standing: dict[str, a.Standing] = {}
        self._thresholds: dict[ProjectId, a.Thresholds] = {}
        self._remembered: dict[str, a.Acknowledgement] = {}
        self._remembered_until = clock.now() + REMEMBERED
        self._to_forget: set[str] = set()

    def __call__(self) -> Sequence[a.Standing]:
        """What is to be shown now, the oldest first."""
        now = self._clock.now()
        before, after = self._standing, a.stand(self._standing, (*self._look(), *self._close), now)
        self._standing = {id_: self._as_remembered(each) for id_, each in after.items()}
        self._to_forget |= {id_ for id_, each in before.items() if each.acknowledged and id_ not in after}
        return a.shown(self._standing.values(), now)

    def thresholds(self, project: ProjectId) -> a.Thresholds:
        return self._thresholds.get(project, a.DEFAULTS)

    async def load(self) -> None:
        """Raises `DatabaseAway`."""
        self._thresholds = await store.load_thresholds(self._db)
        self._remembered = await store.load_acknowledgements(self._db)

    async def set_thresholds(self, project: ProjectId, limits: a.Thresholds, by: str) -> None:
        """In force when this returns. Raises `DatabaseAway`."""
        await store.keep_thresholds(self._db, project, limits, self._clock.now(), by)
        self._thresholds[project] = limits

    def find(self, cause: str) -> a.Standing | None:
        return self._standing.get(cause)

    async def acknowledge(self, cause: str, by: str) -> None:
        """The first one stays. Raises `Conflict` where the cause has ceased, `DatabaseAway`."""
        seen = a.Acknowledgement(by, self._clock.now())
        await store.acknowledge(self._db, cause, seen)
        standing = self._standing.get(cause)
        if standing is None:
            self._to_forget.add(cause)
            raise Conflict("This alarm is no longer up: its cause has ceased.")
        if standing.acknowledged is None:
            self._standing[cause] = replace(standing, acknowledged=seen)

    async def run(self) -> None:
        """Until cancelled. A database that is away is asked again."""
        while True:
            self.look_closely()
            try:
                await self.forget()
            except Unavailable as away:
                log.info("acknowledgements_not_forgotten", why=str(away))
            await asyncio.sleep(LOOK_EVERY_S)

    def look_closely(self) -> None:
        self._close = tuple(self._look_closely())
        self()

    async def forget(self) -> None:
        """Removes the rows of acknowledged alarms whose causes have ceased. Raises `DatabaseAway`."""
        if self._remembered and self._clock.now() >= self._remembered_until:
            self._to_forget |= self._remembered.keys()
            self._remembered = {}
        gone, self._to_forget = self._to_forget, set()
        if not gone:
            return
        try:
            await store.forget_acknowledgements(self._db, sorted(gone))
        except Unavailable:
            self._to_forget |= gone
            raise

    def _as_remembered(self, standing: a.Standing) -> a.Standing:
        """After a restart, an alarm that is still up has still been seen."""
        seen = self._remembered.pop(standing.cause.id, None)
        return standing if seen is None else replace(standing, acknowledged=seen)
