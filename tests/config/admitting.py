"""One project with two queues, always open, with every announcement that ships, for tests of who is let in."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from config.catalog import Catalog
from config.directory import Directory, Setup
from config.model import Announcement, AnnouncementKind, Hours, Interval, Number, Project, Queue
from config.prompts import Prompts, install_sounds
from config.seed import shipped_announcements
from kernel.ids import ProjectId, QueueId
from kernel.phone import CallerId
from telephony.plan import Plan, Refusal

TRAVEL = ProjectId(1)
BOOKINGS, SUPPORT = QueueId(1), QueueId(2)
DID = "+442079460010"
NOON = datetime(2026, 3, 25, 12, tzinfo=UTC)
DAILY: dict[int, tuple[Interval, ...]] = {weekday: (Interval(0, 1440),) for weekday in range(1, 8)}

PROJECT = Project(
    id=TRAVEL,
    name="Travel",
    hours=Hours(ZoneInfo("Europe/London"), DAILY, {}),
    region="GB",
    language="en",
    announce_inbound=True,
    announce_outbound=True,
    record=True,
    retention_days=30,
    caller_id=None,
    short_abandon_s=5,
    dispositions=(),
    break_reasons=(),
)
QUEUES = {
    id_: Queue(id_, TRAVEL, name, frozenset({name.lower()}), 15, 120, 2, 15, "default", 80, 20)
    for id_, name in ((BOOKINGS, "Bookings"), (SUPPORT, "Support"))
}


@cache
def announcements(sounds: Path) -> Mapping[tuple[ProjectId | None, AnnouncementKind, str], Announcement]:
    """Everybody's, in two languages."""
    install_sounds(sounds)
    shipped = {key: each for key, each in shipped_announcements(sounds).items() if key[1] in ("en", "uk")}
    return {
        (None, *key): Announcement(None, *key, file, audio.sha256, audio.seconds)
        for key, (file, audio) in shipped.items()
    }


def catalog(sounds: Path, number: Number | None = None, **more: object) -> Catalog:
    """`more` are fields of the catalog's."""
    number = number or Number(DID, TRAVEL, BOOKINGS, "en")
    whole = Catalog(
        projects={TRAVEL: PROJECT},
        queues=QUEUES,
        numbers={number.did: number},
        announcements=announcements(sounds),
    )
    return replace(whole, **more)  # type: ignore[arg-type]


@cache
def _prompts(sounds: Path) -> Prompts:
    return Prompts(Catalog(announcements=announcements(sounds)), sounds)


def directory(catalog: Catalog, sounds: Path) -> Directory:
    usual = catalog.announcements is announcements(sounds)
    prompts = _prompts(sounds) if usual else Prompts(catalog, sounds)
    return Directory(lambda: Setup(catalog, prompts), "trunk")


def admitted(
    catalog: Catalog, sounds: Path, in_queue: Mapping[QueueId, int] | None = None, dialled: str = DID
) -> Plan | Refusal:
    return directory(catalog, sounds).admit(dialled, CallerId("+447700900123"), NOON, in_queue or {})[1]
