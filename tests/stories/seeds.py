"""What a story's project looks like: everything short, so that a whole call takes seconds."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from config.model import AnnouncementKind
from config.prompts import Audio, read_audio
from lab.tones import tone, write_wav
from store.pool import Database, Queryable

NUMBER = "+442079460010"
OTHER_NUMBER = "+442079460020"
NOBODYS_NUMBER = "+442079460999"
CUSTOMER = "+380441234567"
ANNOUNCEMENT_HZ = 300.0
ALWAYS = tuple((weekday, 0, 1440) for weekday in range(1, 8))
NEVER: tuple[tuple[int, int, int], ...] = ()
_SPOKEN = {
    AnnouncementKind.QA_INBOUND: 0.7,
    AnnouncementKind.QA_OUTBOUND: 0.7,
    AnnouncementKind.OUT_OF_HOURS: 0.6,
    AnnouncementKind.QUEUE_FULL: 0.6,
    AnnouncementKind.UNKNOWN_NUMBER: 0.6,
    AnnouncementKind.QUEUE_TIMEOUT: 0.6,
}


@dataclass(frozen=True, kw_only=True)
class QueueSeed:
    """Seconds, and who may take its callers."""

    name: str = "Orders"
    number: str = NUMBER
    skills: tuple[str, ...] = ()
    ring_s: int = 3
    timeout_s: int = 60
    max_waiting: int = 20
    wrap_up_s: int = 1


@dataclass(frozen=True, kw_only=True)
class Seed:
    """`agents` are their skills: agent 1 has the phone agent-1, and so on."""

    queues: Sequence[QueueSeed] = (QueueSeed(),)
    agents: Sequence[tuple[str, ...]] = ((), (), ())
    hours: Sequence[tuple[int, int, int]] = ALWAYS
    short_abandon_s: int = 0
    spoken: dict[AnnouncementKind, float] = field(default_factory=lambda: dict(_SPOKEN))
    """How long each announcement is, in seconds."""


async def plant(database: Database, seed: Seed, sounds: Path) -> None:
    """Fills an empty database, and puts the announcements where the switch can read them."""
    async with database.transaction() as db:
        project = await db.fetchval(
            "INSERT INTO projects (name, zone, region, short_abandon_s, caller_id, dispositions, break_reasons)"
            " VALUES ('Story', 'Europe/London', 'GB', $1, $2, '{Solved}', '{Lunch}') RETURNING id",
            seed.short_abandon_s,
            NUMBER,
        )
        hours = [(project, *opening) for opening in seed.hours]
        await db.executemany("INSERT INTO hours VALUES ($1, $2, $3, $4)", hours)
        for queue in seed.queues:
            await _plant_queue(db, project, queue)
        for n, skills in enumerate(seed.agents, start=1):
            await db.execute(
                "INSERT INTO agents (id, name, endpoint, skills, project_ids) VALUES ($1, $2, $3, $4, $5)",
                *(n, f"Agent {n}", f"PJSIP/agent-{n}", list(skills), [project]),
            )
        await _plant_announcements(db, seed, sounds)


async def _plant_queue(db: Queryable, project: int, queue: QueueSeed) -> None:
    id_ = await db.fetchval(
        "INSERT INTO queues (project_id, name, skills, ring_s, queue_timeout_s, max_waiting, wrap_up_s)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
        *(project, queue.name, list(queue.skills)),
        *(queue.ring_s, queue.timeout_s, queue.max_waiting, queue.wrap_up_s),
    )
    await db.execute("INSERT INTO numbers VALUES ($1, $2, $3, NULL)", queue.number, project, id_)


async def _plant_announcements(db: Queryable, seed: Seed, sounds: Path) -> None:
    sounds.mkdir(parents=True, exist_ok=True)  # noqa: ASYNC240  a test waits for nothing else
    for kind, seconds in seed.spoken.items():
        file = announcement_file(sounds, kind)
        write_wav(file, tone(ANNOUNCEMENT_HZ, seconds, rate=8000).astype(np.int16), 8000)
        file.chmod(0o644)
        audio = read_audio(file)
        assert isinstance(audio, Audio)
        await db.execute(
            "INSERT INTO announcements (kind, language, file, sha256, seconds) VALUES ($1, 'en', $2, $3, $4)",
            *(kind.value, file.name, audio.sha256, audio.seconds),
        )


def announcement_file(sounds: Path, kind: AnnouncementKind) -> Path:
    return sounds / f"story_{kind.value}.wav"
