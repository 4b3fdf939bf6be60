"""Announcements with their versions: which of them is in force, which was, and which a project lacks. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from itertools import pairwise

from config.catalog import Catalog
from config.golive import languages_of_menus, unannounced
from config.model import Announcement, AnnouncementKind, Project
from kernel.ids import ProjectId


class AnnouncementStanding(StrEnum):
    IN_FORCE = "in_force"
    PLANNED = "planned"
    EARLIER = "earlier"
    WITHDRAWN = "withdrawn"


class AnnouncementGroup(StrEnum):
    """What kinds are for."""

    TOLD = "told"
    """That the call is recorded."""
    TURNED_AWAY = "turned_away"
    QUEUE = "queue"
    WAITING = "waiting"
    """One's place in the queue, and how long it will take."""
    OUTAGE = "outage"


@dataclass(frozen=True, slots=True)
class Slot:
    """What there are versions of. `project` None: everybody's. `name` tells several outage prompts apart."""

    project: ProjectId | None
    kind: AnnouncementKind
    language: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Version:
    """One sound of a slot. `file` is relative to the sounds directory.

    `in_force_from` None: from the beginning. `original` is the name of the file as it was given to us, empty: it ships.
    """

    id: int
    slot: Slot
    number: int
    file: str
    sha256: str
    seconds: float
    in_force_from: datetime | None
    withdrawn_at: datetime | None
    made_at: datetime
    made_by: str
    original: str


@dataclass(frozen=True, slots=True)
class Placed:
    """`until`: when another takes the place of what is in force or planned; None where that is not known to come."""

    version: Version
    standing: AnnouncementStanding
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Lack:
    """What callers of a project who understand `language` hear. `heard` None: nothing; it may be another language's.

    `needed`: the project must say it.
    """

    project: ProjectId
    kind: AnnouncementKind
    language: str
    heard: Announcement | None
    needed: bool


_TURNED_AWAY = frozenset(
    {
        AnnouncementKind.OUT_OF_HOURS,
        AnnouncementKind.QUEUE_FULL,
        AnnouncementKind.UNKNOWN_NUMBER,
        AnnouncementKind.SERVICE_DOWN,
        AnnouncementKind.QUEUE_TIMEOUT,
    }
)
_NOBODYS = frozenset({AnnouncementKind.UNKNOWN_NUMBER})
"""Heard where there is no project."""


def group_of(kind: AnnouncementKind) -> AnnouncementGroup:
    if kind.value.startswith("qa_"):
        return AnnouncementGroup.TOLD
    if kind is AnnouncementKind.OUTAGE:
        return AnnouncementGroup.OUTAGE
    if kind.value.startswith(("position_", "wait_")):
        return AnnouncementGroup.WAITING
    return AnnouncementGroup.TURNED_AWAY if kind in _TURNED_AWAY else AnnouncementGroup.QUEUE


def placed(versions: Iterable[Version], at: datetime) -> Sequence[Placed]:
    """Of all slots, each with its standing at that moment; the latest version of a slot first."""
    slots: defaultdict[Slot, list[Version]] = defaultdict(list)
    for version in versions:
        slots[version.slot].append(version)
    return [each for mine in slots.values() for each in _placed(mine, at)]


def _placed(mine: list[Version], at: datetime) -> Iterator[Placed]:
    order = sorted((each for each in mine if each.withdrawn_at is None), key=_turn)
    begun = [each for each in order if _begins(each) <= at]
    now = begun[-1].id if begun else None
    ends = {each.id: after.in_force_from for each, after in pairwise(order)}
    for version in sorted(mine, key=lambda each: each.number, reverse=True):
        standing = _standing(version, at, now)
        lasting = standing in (AnnouncementStanding.IN_FORCE, AnnouncementStanding.PLANNED)
        yield Placed(version, standing, ends.get(version.id) if lasting else None)


def _standing(version: Version, at: datetime, now: int | None) -> AnnouncementStanding:
    if version.withdrawn_at is not None:
        return AnnouncementStanding.WITHDRAWN
    if version.id == now:
        return AnnouncementStanding.IN_FORCE
    return AnnouncementStanding.PLANNED if _begins(version) > at else AnnouncementStanding.EARLIER


def _turn(version: Version) -> tuple[datetime, int]:
    return _begins(version), version.number


def _begins(version: Version) -> datetime:
    return version.in_force_from or version.made_at.min.replace(tzinfo=version.made_at.tzinfo)


def languages_of(catalog: Catalog, project: Project) -> Sequence[str]:
    """Those of its callers, its own first."""
    numbers = catalog.numbers_of(project.id)
    spoken = (language for number in numbers for language in (number.language, *number.menu))
    return tuple(dict.fromkeys((project.language, *spoken)))


def lacks(catalog: Catalog, project: Project, fallback: str) -> Iterator[Lack]:
    """What callers hear of each kind in each language, whether it is there or not."""
    needed, asked = _needed(project), languages_of_menus(catalog, project.id)
    for language in languages_of(catalog, project):
        for kind in AnnouncementKind:
            if kind not in _NOBODYS:
                heard = catalog.announcement(project.id, kind, (language, project.language, fallback))
                menu = kind is AnnouncementKind.LANGUAGE_MENU and language in asked
                yield Lack(project.id, kind, language, heard, menu or kind in needed)


def left_without(catalog: Catalog, slot: Slot) -> Sequence[Project]:
    """The live projects that must announce and could not any more if nothing of this slot were in force.

    In each language of their callers, as when they go live.
    """
    key = (slot.project, slot.kind, slot.language)
    rest = {each: found for each, found in catalog.announcements.items() if each != key}
    bare = replace(catalog, announcements=rest)
    silent = sorted(unannounced(bare) - unannounced(catalog))
    return [catalog.projects[each] for each in dict.fromkeys(one.project for one in silent)]


def _needed(project: Project) -> frozenset[AnnouncementKind]:
    told: Mapping[AnnouncementKind, bool] = {
        AnnouncementKind.QA_INBOUND: project.announce_inbound,
        AnnouncementKind.QA_OUTBOUND: project.announce_outbound,
    }
    return frozenset(kind for kind, must in told.items() if must)
