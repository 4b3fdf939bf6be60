"""What a first start has; and a demo: one project that is always open, one that never is. Again, it changes nothing."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from config.model import AnnouncementKind
from config.prompts import OWN_SOUNDS, Audio, read_audio
from config.store import SQL
from kernel.ids import ProjectId
from store.pool import Database, Queryable

OPEN_PROJECT = "Northlight Travel"
CLOSED_PROJECT = "Harbour Dental"
ORDERS_DID = "+442079460010"
SUPPORT_DID = "+442079460020"
CLOSED_DID = "+442079460030"

_DISPOSITIONS = ("Solved", "To be followed up", "Complaint", "Wrong number")
_BREAKS = ("Lunch", "Coffee", "Training")
_QUEUES = (("Bookings", ("bookings",)), ("Support", ("support",)))
_AGENTS: Mapping[str, tuple[str, ...]] = {
    "Anna Kovalenko": ("bookings", "support"),
    "Ben Carter": ("bookings",),
    "Chloe Martin": ("support",),
    "Daniel Novak": ("bookings", "support"),
    "Elena Petrova": ("bookings",),
    "Farid Aliyev": ("support",),
    "Grace Okafor": ("bookings", "support"),
    "Hugo Lindgren": ("support",),
}
_NAMED = (AnnouncementKind.QA_OUTBOUND, AnnouncementKind.QA_CALLBACK)
"""They begin with the company's name, so they are nobody else's."""
_OWN = (*_NAMED, AnnouncementKind.LANGUAGE_MENU)
"""Those of the open project; a menu names the languages of one project's numbers, in their order."""
_DENTAL_SOUND = "en/harbour_callback.wav"
Announcements = dict[tuple[AnnouncementKind, str], tuple[str, Audio]]
_ALWAYS = tuple((weekday, 0, 1440) for weekday in range(1, 8))


async def seed_demo(database: Database, sounds: Path = OWN_SOUNDS) -> None:
    """Puts what is missing into the tables, in one transaction. Agents' phones are `PJSIP/agent-1` and so on."""
    announcements = shipped_announcements(sounds)
    async with database.transaction() as db:
        travel = await _seed_project(db, OPEN_PROJECT, ORDERS_DID, _ALWAYS)
        dental = await _seed_project(db, CLOSED_PROJECT, CLOSED_DID, ())
        for name, skills in _QUEUES:
            await db.execute(SQL["seed_queue"], travel, name, list(skills), 15, 120, 20, 15)
        await db.execute(SQL["seed_queue"], dental, "Reception", [], 15, 120, 5, 15)
        await _seed_numbers(db, travel, dental)
        await _seed_agents(db, [travel, dental])
        await _seed_announcements(db, travel, announcements)
        await _seed_outage_prompts(db, travel, sounds)
        if isinstance(own := read_audio(sounds / _DENTAL_SOUND), Audio):
            await _seed_announcements(db, dental, {(kind, "en"): (_DENTAL_SOUND, own) for kind in _NAMED})


async def seed_shipped(database: Database, sounds: Path = OWN_SOUNDS) -> None:
    """A first start: what the sounds that ship say is said for every project, until somebody uploads something else.

    Nothing once there is a project or an announcement.
    """
    announcements = shipped_announcements(sounds)
    async with database.transaction() as db:
        if await db.fetchval(SQL["is_new"]):
            await _seed_announcements(
                db, None, {key: said for key, said in announcements.items() if key[0] not in _OWN}
            )


async def _seed_announcements(db: Queryable, whose: ProjectId | None, announcements: Announcements) -> None:
    """Those that would be wrong elsewhere are that project's, the others everybody's."""
    for (kind, language), (file, audio) in announcements.items():
        owner = whose if kind in _OWN else None
        await db.execute(SQL["put_announcement"], owner, kind.value, language, file, audio.sha256, audio.seconds, "")


async def _seed_outage_prompts(db: Queryable, whose: ProjectId, sounds: Path) -> None:
    """A second one, so that there is something to choose from."""
    for language, (file, audio) in _spoken(sounds, "outage_long_waits").items():
        row = (whose, AnnouncementKind.OUTAGE.value, language, file, audio.sha256, audio.seconds, "Long waits")
        await db.execute(SQL["put_announcement"], *row)


def _spoken(sounds: Path, name: str) -> Mapping[str, tuple[str, Audio]]:
    """A sound in each language in which there is one."""
    files = {path.parent.name: path for path in sorted(sounds.glob(f"*/{name}.wav"))}
    read = {language: (f"{language}/{file.name}", read_audio(file)) for language, file in files.items()}
    return {language: (file, audio) for language, (file, audio) in read.items() if isinstance(audio, Audio)}


def shipped_announcements(sounds: Path) -> Announcements:
    """The sounds that ship, by kind and language: `en/qa_inbound.wav`. What is missing or not audio is left out."""
    found: Announcements = {}
    for directory in sorted(path for path in sounds.iterdir() if path.is_dir()):
        for kind in AnnouncementKind:
            file = directory / f"{kind.value}.wav"
            if isinstance(audio := read_audio(file), Audio):
                found[kind, directory.name] = (f"{directory.name}/{file.name}", audio)
    return found


async def _seed_project(db: Queryable, name: str, did: str, hours: Sequence[tuple[int, int, int]]) -> ProjectId:
    await db.execute(SQL["seed_project"], name, "Europe/London", "GB", did, list(_DISPOSITIONS), list(_BREAKS))
    project = ProjectId(await db.fetchval(SQL["project_id"], name))
    await db.executemany(SQL["seed_hours"], [(project, *opening) for opening in hours])
    return project


async def _seed_numbers(db: Queryable, travel: ProjectId, dental: ProjectId) -> None:
    for did, project, queue in (
        (ORDERS_DID, travel, "Bookings"),
        (SUPPORT_DID, travel, "Support"),
        (CLOSED_DID, dental, "Reception"),
    ):
        await db.execute(SQL["seed_number"], did, project, queue, None)


async def _seed_agents(db: Queryable, projects: Sequence[ProjectId]) -> None:
    for number, (name, skills) in enumerate(_AGENTS.items(), start=1):
        endpoint = f"PJSIP/agent-{number}"
        await db.execute(SQL["seed_agent"], name, endpoint, list(skills), ["en"], list(projects))
