"""Which alarms are up, decided from the floor as it is now and what each project finds too much. Pure.

A cause is shown after it has lasted for 30 seconds, once, until it ceases. Whoever acknowledges it is named beside it;
it comes back unacknowledged only if it had ceased.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated

import msgspec

from kernel.ids import ProjectId
from monitoring.levels import Level

LASTING = timedelta(seconds=30)


class Nobody(StrEnum):
    """When it is an alarm that nobody is there who could take a queue's callers."""

    WAITING = "waiting"
    """While somebody waits."""
    OPEN = "open"
    """While somebody waits, or the project is open."""
    NEVER = "never"


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a project finds too much. `service_level_percent` None: each queue's own target.

    The service level is that of the entries of the last `window_minutes`, once there are `fewest_entries` of them.
    """

    longest_wait_s: Annotated[int, msgspec.Meta(ge=5, le=3600)] = 120
    service_level_percent: Annotated[int, msgspec.Meta(ge=1, le=100)] | None = None
    window_minutes: Annotated[int, msgspec.Meta(ge=5, le=240)] = 30
    fewest_entries: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 5
    nobody: Nobody = Nobody.OPEN


DEFAULTS = Thresholds()


class QueueNow(msgspec.Struct, frozen=True, kw_only=True):
    """What an alarm about a queue is decided from. `staffed` counts who could take its callers now or after a call."""

    id: int
    name: str
    project_id: ProjectId
    project: str
    open: bool
    waiting: int
    longest_since: datetime | None
    staffed: int
    level: Level
    target_percent: int


class TrunkNow(msgspec.Struct, frozen=True):
    """By the switch's word; `up` None where it has not said anything yet, or knows nothing of it."""

    name: str
    up: bool | None


class Cause(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is wrong now. `kind` and `data` are for those who put it in words; `sentence` is in English.

    `at_once`: shown without waiting whether it lasts. Without a project it concerns the whole installation.
    """

    id: str
    kind: str
    sentence: str
    project_id: ProjectId | None = None
    project: str | None = None
    data: Mapping[str, str] = {}
    at_once: bool = False


class Acknowledgement(msgspec.Struct, frozen=True):
    by: str
    at: datetime


class Standing(msgspec.Struct, frozen=True):
    """A cause, since when it is there, and who has seen it."""

    cause: Cause
    since: datetime
    acknowledged: Acknowledgement | None = None


def causes(
    queues: Iterable[QueueNow],
    trunks: Iterable[TrunkNow],
    thresholds: Callable[[ProjectId], Thresholds],
    now: datetime,
) -> list[Cause]:
    """Everything that is beyond its project's thresholds, and every trunk that is down."""
    found = [cause for queue in queues for cause in _of_queue(queue, thresholds(queue.project_id), now)]
    return found + [_trunk_down(trunk) for trunk in trunks if trunk.up is False]


def stand(before: Mapping[str, Standing], found: Iterable[Cause], now: datetime) -> dict[str, Standing]:
    """The causes there are now, each with the moment since when it has been there without a break."""
    return {cause.id: _goes_on(before.get(cause.id), cause, now) for cause in found}


def shown(standing: Iterable[Standing], now: datetime) -> list[Standing]:
    """Those that have lasted, the oldest first."""
    lasting = (each for each in standing if each.cause.at_once or now - each.since >= LASTING)
    return sorted(lasting, key=lambda each: (each.since, each.cause.id))


def _goes_on(before: Standing | None, cause: Cause, now: datetime) -> Standing:
    return Standing(cause, now) if before is None else Standing(cause, before.since, before.acknowledged)


def _of_queue(queue: QueueNow, limits: Thresholds, now: datetime) -> Iterator[Cause]:
    if queue.longest_since is not None and now - queue.longest_since > timedelta(seconds=limits.longest_wait_s):
        limit = str(limits.longest_wait_s)
        yield _about(queue, "longest_wait", f"Callers of {queue.name} wait longer than {limit} s.", limit=limit)
    if nobody_there(queue, limits.nobody):
        yield _about(queue, "nobody_available", f"Nobody is there who could take the callers of {queue.name}.")
    target, percent = limits.service_level_percent or queue.target_percent, queue.level.percent
    if percent is not None and queue.level.counted >= limits.fewest_entries and percent < target:
        sentence = f"The service level of {queue.name} is {percent} %, below {target} %."
        yield _about(queue, "service_level", sentence, percent=str(percent), target=str(target))


def nobody_there(queue: QueueNow, when: Nobody) -> bool:
    if queue.staffed > 0:
        return False
    match when:
        case Nobody.NEVER:
            return False
        case Nobody.WAITING:
            return queue.waiting > 0
        case Nobody.OPEN:
            return queue.waiting > 0 or queue.open


def _about(queue: QueueNow, kind: str, sentence: str, **data: str) -> Cause:
    return Cause(
        id=f"{kind}:{queue.id}",
        kind=kind,
        sentence=sentence,
        project_id=queue.project_id,
        project=queue.project,
        data={"queue": queue.name, **data},
    )


def _trunk_down(trunk: TrunkNow) -> Cause:
    sentence = f"The trunk {trunk.name} is down: the switch cannot reach the carrier."
    return Cause(id=f"trunk:{trunk.name}", kind="trunk_down", sentence=sentence, data={"trunk": trunk.name})
