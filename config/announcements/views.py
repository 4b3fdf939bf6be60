"""What the API says about announcements, and is told."""

from datetime import datetime
from typing import Annotated

import msgspec

from config.announcements.model import AnnouncementGroup, AnnouncementStanding, Lack, Placed, group_of
from config.model import AnnouncementKind
from kernel.http import LARGEST_ID


class AnnouncementsQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`project`: what its callers hear, everybody's announcements among it; none: of all that the asker sees."""

    project: Annotated[int, msgspec.Meta(ge=1, le=LARGEST_ID)] | None = None


class UploadQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`name` tells several outage prompts apart. `in_force_from` none: from now on. `original` is the file's name."""

    name: Annotated[str, msgspec.Meta(max_length=60)] = ""
    in_force_from: datetime | None = None
    original: Annotated[str, msgspec.Meta(max_length=200)] = ""


class PlaceBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`withdrawn`: not played any more. Or else it is in force from a moment on; none: from now on."""

    withdrawn: bool = False
    in_force_from: datetime | None = None


class KindView(msgspec.Struct, frozen=True):
    kind: AnnouncementKind
    group: AnnouncementGroup


class AnnouncementVersion(msgspec.Struct, frozen=True):
    """`project_id` null: everybody's. `in_force_from` null: from the beginning. `until`: when another takes its place.

    `original` is the name of the file that was uploaded; empty: it ships.
    """

    id: int
    project_id: int | None
    kind: AnnouncementKind
    language: str
    name: str
    version: int
    seconds: float
    standing: AnnouncementStanding
    in_force_from: datetime | None
    until: datetime | None
    withdrawn_at: datetime | None
    made_at: datetime
    made_by: str
    original: str


class HeardView(msgspec.Struct, frozen=True):
    """What a project's callers who understand `language` hear now. `version_id` null: nothing.

    It may be everybody's, or in `heard_language`. `needed`: the project cannot go live without it.
    """

    kind: AnnouncementKind
    language: str
    version_id: int | None
    heard_language: str | None
    own: bool
    needed: bool


class ProjectAnnouncements(msgspec.Struct, frozen=True):
    """`zone` is the project's, an IANA name. `languages` are those of its callers, its own first."""

    project_id: int
    name: str
    zone: str
    live: bool
    languages: list[str]
    heard: list[HeardView]


class AnnouncementsReply(msgspec.Struct, frozen=True):
    kinds: list[KindView]
    projects: list[ProjectAnnouncements]
    versions: list[AnnouncementVersion]


def kinds() -> list[KindView]:
    return [KindView(kind, group_of(kind)) for kind in AnnouncementKind]


def version_view(placed: Placed) -> AnnouncementVersion:
    version, slot = placed.version, placed.version.slot
    return AnnouncementVersion(
        id=version.id,
        project_id=slot.project,
        kind=slot.kind,
        language=slot.language,
        name=slot.name,
        version=version.number,
        seconds=version.seconds,
        standing=placed.standing,
        in_force_from=version.in_force_from,
        until=placed.until,
        withdrawn_at=version.withdrawn_at,
        made_at=version.made_at,
        made_by=version.made_by,
        original=version.original,
    )


def heard_view(lack: Lack) -> HeardView:
    heard = lack.heard
    return HeardView(
        kind=lack.kind,
        language=lack.language,
        version_id=None if heard is None else heard.id,
        heard_language=None if heard is None else heard.language,
        own=heard is not None and heard.project == lack.project,
        needed=lack.needed,
    )
