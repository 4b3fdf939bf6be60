"""The outage prompts that are on, in memory, so that callers are told without waiting; the rows are the truth."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

import structlog

from kernel.clock import Clock
from kernel.errors import BadInput, Conflict, NotFound, Unavailable
from kernel.ids import ProjectId, QueueId
from monitoring.running import model, store
from monitoring.running.model import Outage
from store.pool import Database

log = structlog.get_logger()

LOOK_EVERY_S = 1.0
LONGEST = timedelta(days=30)


class Outages:
    def __init__(self, db: Database, clock: Clock) -> None:
        self._db, self._clock = db, clock
        self._on: dict[int, Outage] = {}
        self.changed: Callable[[], None] = lambda: None

    async def load(self) -> None:
        """Raises `DatabaseAway`."""
        self._on = {each.id: each for each in await store.load_outages(self._db)}

    def on(self) -> Sequence[Outage]:
        now = self._clock.now()
        return [each for each in self._on.values() if model.is_on(each, now)]

    def told(self, project: ProjectId, queue: QueueId, at: datetime) -> str | None:
        """The name of the prompt that a caller of this queue hears, None for none. Answers from memory."""
        outage = model.told(self._on.values(), project, queue, at)
        return None if outage is None else outage.prompt

    def told_until(self, queues: Iterable[tuple[ProjectId, QueueId]]) -> dict[QueueId, tuple[datetime | None, str]]:
        """Those of these queues whose callers hear a prompt now, until when (None: without an end), and its name.

        It is the end of this prompt, not of another that callers hear after it: ask again then.
        """
        now, on = self._clock.now(), self.on()
        heard = {queue: (project, model.told(on, project, queue, now)) for project, queue in queues}
        return {
            queue: (outage.until, outage.prompt) for queue, (project, outage) in heard.items() if outage is not None
        }

    async def begin(
        self, project: ProjectId, queue: QueueId | None, until: datetime | None, by: str, prompt: str = ""
    ) -> Outage:
        """In force when this returns. Raises `BadInput`, `Conflict` where one is on, `DatabaseAway`."""
        now = self._clock.now()
        if until is not None and not now < until <= now + LONGEST:
            raise BadInput("until", until.isoformat(), "a moment within the coming 30 days")
        id_ = await store.begin_outage(self._db, project, queue, now, by, until, prompt)
        if id_ is None:
            raise Conflict("The outage prompt is on for these callers already.")
        outage = Outage(id=id_, project=project, queue=queue, began_at=now, began_by=by, until=until, prompt=prompt)
        self._on[id_] = outage
        log.warning("outage_prompt_on", project=project, queue=queue)
        self.changed()
        return outage

    def find(self, outage: int) -> Outage:
        """Raises `NotFound` for one that is off."""
        if outage not in self._on:
            raise NotFound("This outage prompt is off.")
        return self._on[outage]

    async def end(self, outage: int, by: str) -> None:
        """Raises `NotFound` where it is off already, `DatabaseAway`."""
        ended = await store.end_outage(self._db, outage, self._clock.now(), by)
        if self._on.pop(outage, None) is None or not ended:
            raise NotFound("This outage prompt is off.")
        log.warning("outage_prompt_off", outage=outage)
        self.changed()

    async def run(self) -> None:
        """Until cancelled: writes down the end of those that end by themselves."""
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            now = self._clock.now()
            over = [each.id for each in self._on.values() if not model.is_on(each, now)]
            if over:
                await self._ended(over, now)

    async def _ended(self, over: Sequence[int], now: datetime) -> None:
        try:
            await store.end_outages(self._db, now)
        except Unavailable as away:
            log.info("outage_prompt_end_not_written", why=str(away))
        for outage in over:
            self._on.pop(outage, None)
        self.changed()
