"""What is wrong now, gathered from the house for the alarms and the board."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta

from config.catalog import Catalog
from config.hours import Open
from kernel.clock import Clock
from kernel.ids import CallId, ProjectId, QueueId
from kernel.trouble import Trouble
from monitoring import alarms as a
from monitoring import board as b
from monitoring.tally import Tally
from monitoring.trunks import Trunks
from service.setup import SetupInForce
from telephony.dispatcher import Dispatcher
from workforce.floor import Floor

LEVELS_FOR = timedelta(seconds=1)
"""How long a service level that was worked out is shown: the board is built up to twenty times a second."""
RING_OUTS = Trouble(
    "ring_outs",
    "Half the team is not answering: look at the network and the phones. The agents stay in rotation.",
)
DATABASE_AWAY = Trouble("database_away", "The database is away: calls go on, and are written down when it is back.")
Troubles = Callable[[], Iterable[tuple[str, Trouble | None]]]


def causes_of(troubles: Troubles) -> Callable[[], Iterator[a.Cause]]:
    """What concerns the whole installation: shown at once."""
    return lambda: (_of_house(id_, trouble) for id_, trouble in troubles() if trouble is not None)


def _of_house(id_: str, trouble: Trouble) -> a.Cause:
    return a.Cause(id=id_, kind=trouble.kind, sentence=trouble.sentence, data=trouble.data, at_once=True)


class Watch:
    """Queues and trunks against their projects' thresholds."""

    def __init__(
        self, setup: SetupInForce, floor: Floor, dispatcher: Dispatcher, tally: Tally, trunks: Trunks, clock: Clock
    ) -> None:
        self._setup, self._floor, self._dispatcher = setup, floor, dispatcher
        self._tally, self._trunks, self._clock = tally, trunks, clock
        self._levels: dict[int, b.QueueLevel] = {}
        self._levels_at: datetime | None = None
        self.thresholds: Callable[[ProjectId], a.Thresholds] = lambda _project: a.DEFAULTS

    def level(self, queue: b.QueueInfo) -> b.QueueLevel:
        """Over the window of the project's thresholds: the board and the alarm have one figure."""
        now = self._clock.now()
        if self._levels_at is None or now - self._levels_at >= LEVELS_FOR:
            self._levels, self._levels_at = {}, now
        if queue.id not in self._levels:
            window = self._window(queue)
            level = self._tally.level(queue.id, queue.level_s, window)
            self._levels[queue.id] = b.QueueLevel(level, int(window / timedelta(minutes=1)))
        return self._levels[queue.id]

    def counted(self, queue: QueueId) -> list[CallId]:
        """The calls that its service level counts now; none for a queue that there is not."""
        infos = (info for info in self._setup.queues() if info.id == queue)
        return [call for info in infos for call in self._tally.counted(info.id, info.level_s, self._window(info))]

    def _window(self, queue: b.QueueInfo) -> timedelta:
        return timedelta(minutes=self.thresholds(ProjectId(queue.project)).window_minutes)

    def causes(self) -> Iterable[a.Cause]:
        now, catalog = self._clock.now(), self._setup.catalog()
        trunks = [a.TrunkNow(trunk.id, trunk.up) for trunk in self._trunks.now()]
        return a.causes(self._queues(catalog, now), trunks, self.thresholds, now)

    def _queues(self, catalog: Catalog, now: datetime) -> Iterator[a.QueueNow]:
        infos = self._setup.queues()
        live = b.live_queues(infos, self._dispatcher.entries(), (), self._floor.signed_in())
        for info, queue in zip(infos, live, strict=True):
            yield a.QueueNow(
                id=info.id,
                name=info.name,
                project_id=ProjectId(info.project),
                project=info.project_name,
                open=isinstance(catalog.is_open(ProjectId(info.project), now), Open),
                waiting=queue.waiting,
                longest_since=queue.longest_since,
                staffed=queue.staffed,
                level=self.level(info).level,
                target_percent=info.level_percent,
            )
