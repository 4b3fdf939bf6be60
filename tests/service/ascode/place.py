"""An installation that is written into a file, and another that is made from it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import soundfile

from callbacks.rules import FraudRules, Policy, TextRules
from config.announcements import shelf
from config.prompts import Audio, install_sounds, read_audio
from config.seed import OPEN_PROJECT, seed_demo
from config.settings import Settings
from service.ascode.run import apply
from store.pool import Database
from store.sealed import Seal, open_seal
from telephony.provision.model import PhoneSpec, Rewriting, TrunkSpec
from tests.conftest import administer, url_of
from tests.service.kit import settings_in

AT = datetime(2026, 3, 25, 9, 30, tzinfo=UTC)
PASSWORD = "Pa\"ss'wörd: # 1"
ACME = TrunkSpec(
    name="acme",
    way="registration",
    host="sip.acme.example",
    transport="tls",
    username="4711",
    codecs=("opus", "alaw"),
    outgoing=(Rewriting("+44", "0"), Rewriting("", "00")),
    channels=30,
    note="no: 09:00",
)
DESK = PhoneSpec(name="desk-1", label="Reception: left", agent="Anna Kovalenko")
SCRIPT = "# Hello\n\nSay who you are:\n- your name\n  - indented\n\n`no`, ~, 12:30"


@dataclass
class Place:
    """An installation on this machine: its settings, and what `apply` has said last."""

    settings: Settings
    said: list[str]

    async def apply(self, text: str, **wishes: object) -> list[str]:
        file = self.settings.data_dir / "setup.yaml"
        file.write_text(text)
        self.said = []
        await apply(self.settings, str(file), self.said.append, **wishes)  # type: ignore[arg-type]
        return self.said

    @property
    def seal(self) -> Seal:
        return open_seal("", self.settings.data_dir)


async def rich(database: Database, url: str, data: Path) -> Place:
    """With something of everything that a file tells."""
    place = Place(_settings(data, url), [])
    install_sounds(place.settings.sounds_dir)
    await seed_demo(database)
    await _enrich(database, place)
    return place


def _settings(data: Path, url: str) -> Settings:
    data.mkdir(exist_ok=True)
    return settings_in(data, DATABASE_URL=url, ARI_PASSWORD="x")


async def _enrich(db: Database, place: Place) -> None:
    seal = place.seal
    await db.execute("INSERT INTO trunks VALUES ($1, $2, $3)", "acme", ACME, seal.seal(PASSWORD.encode(), "trunk:acme"))
    await db.execute("INSERT INTO phones VALUES ($1, $2, $3)", "desk-1", DESK, seal.seal(b"x1", "phone:desk-1"))
    await db.execute("UPDATE projects SET trunks = '{acme,carrier}' WHERE name = $1", OPEN_PROJECT)
    await db.execute("UPDATE agents SET extension = '101' WHERE name = 'Anna Kovalenko'")
    project = await db.fetchval("SELECT id FROM projects WHERE name = $1", OPEN_PROJECT)
    await db.execute("INSERT INTO scripts VALUES ($1, 'en', $2, $3, 'A')", project, SCRIPT, AT)
    rules = (Policy(max_attempts=9), FraudRules(countries=("GB", "NO")), TextRules(sender="+447911000001"))
    await db.execute("INSERT INTO callback_rules VALUES ($1, 1, $2, $3, $4, $5, 'A')", project, *rules, AT)
    await db.execute("INSERT INTO hours_exceptions VALUES ($1, '2026-12-25', NULL, NULL, 'Christmas')", project)
    await db.execute(
        "UPDATE queues SET overflow_after_s = 60, overflow_queue_id = o.id FROM queues o"
        " WHERE queues.name = 'Bookings' AND o.name = 'Support'"
    )
    await db.execute(
        "INSERT INTO blocked_callers (project_id, number, why, until, added_by, added_at)"
        " VALUES ($1, '+447700900001', 'Shouts: daily', $2::timestamptz, 'A', $2::timestamptz - interval '1 day'),"
        " (NULL, '+447700900002', 'Robot', NULL, 'A', $2)",
        *(project, AT),
    )
    await _upload(db, place, project)


async def _upload(db: Database, place: Place, project: int) -> None:
    """A second of a tone, as another version of what callers hear."""
    made = place.settings.data_dir / "tone.wav"
    soundfile.write(str(made), (np.sin(np.arange(8000) / 3) * 9000).astype(np.int16), 8000, subtype="PCM_16")
    audio = read_audio(made)
    assert isinstance(audio, Audio)
    file = shelf.keep(made, audio.sha256, place.settings.sounds_dir)
    await db.execute(
        "INSERT INTO announcements (project_id, kind, language, file, sha256, seconds, in_force_from)"
        " VALUES ($1, 'qa_inbound', 'en', $2, $3, $4, $5)",
        *(project, file, audio.sha256, audio.seconds, AT),
    )


@asynccontextmanager
async def elsewhere(server_url: str, tmp_path: Path, here: Place, *, same_key: bool) -> AsyncIterator[Place]:
    """Another, with an empty database."""
    name = "elsewhere"
    await administer(server_url, f"CREATE DATABASE {name}")
    place = Place(_settings(tmp_path / "there", url_of(server_url, name)), [])
    if same_key:
        key = (here.settings.data_dir / "secret.key").read_bytes()
        (place.settings.data_dir / "secret.key").write_bytes(key)
    try:
        yield place
    finally:
        await administer(server_url, f"DROP DATABASE {name} WITH (FORCE)")
