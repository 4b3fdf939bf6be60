"""A recording as the archive would have it, without a call that takes its time."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from kernel.ids import CallId
from recordings.analysis import RATE
from tests.browser.site import Site

CALL = CallId("1795000000.7")
CALLER = "+447400123456"
SPOKEN_S, SILENT_S = 3, 90
LENGTH_S = 2 * SPOKEN_S + SILENT_S
MUTED_FROM_S, MUTED_TO_S = 40, 50
"""Both sides speak, both are silent for long, and both speak again; in between it was muted."""

ENDED = """INSERT INTO calls (call_id, project_id, direction, customer, dialled, agent_id, arrived_at, answered_at,
ended_at, outcome) VALUES ($1, 1, 'inbound', $2, '+442079460010', 1, $3, $3, $4, 'answered')"""
HAPPENED = "INSERT INTO facts (subject_kind, subject_id, kind, at, body) VALUES ('call', $1, $2, $3, $4)"
STORED = """INSERT INTO recordings (id, call_id, project_id, agent_id, status, started_at, ended_at, seconds,
expected_seconds, sides, bytes, sha256, format, path, muted)
VALUES ($1, $1, 1, 1, 'stored', $2, $3, $4, $4, 2, 1, repeat('0', 64), 'flac', 'kept.flac', $5)"""


async def kept(site: Site, silent_s: int = SILENT_S) -> datetime:
    """It ended just now; gives its beginning."""
    archive, db = site.story.house.base.settings.archive_dir, site.story.database
    archive.mkdir(parents=True, exist_ok=True)
    _write(archive / "kept.flac", silent_s)
    ended, length_s = site.story.now(), 2 * SPOKEN_S + silent_s
    began = ended - timedelta(seconds=length_s)
    await db.execute(ENDED, CALL, CALLER, began, ended)
    for kind, seconds in (("RecordingBegan", 0), ("Held", SPOKEN_S), ("Resumed", length_s - 2)):
        await db.execute(HAPPENED, CALL, kind, began + timedelta(seconds=seconds), {})
    await db.execute(STORED, CALL, began, ended, float(length_s), _muted(began))
    return began


def _write(path: Path, silent_s: int) -> None:
    """Second by second: it may be hours."""
    with soundfile.SoundFile(str(path), "w", RATE, 2, "PCM_16", format="FLAC") as file:
        file.write(_speech())
        for _ in range(silent_s):
            file.write(np.zeros((RATE, 2), dtype=np.int16))
        file.write(_speech())


def _speech() -> "np.typing.NDArray[np.int16]":
    times = np.arange(SPOKEN_S * RATE) / RATE
    tones = [0.3 * 32767 * np.sin(2 * np.pi * hertz * times) for hertz in (440, 1000)]
    return np.stack(tones, axis=1).astype(np.int16)


def _muted(began: datetime) -> list[dict[str, Any]]:
    edges = [(began + timedelta(seconds=seconds)).isoformat() for seconds in (MUTED_FROM_S, MUTED_TO_S)]
    return [{"from": edges[0], "to": edges[1]}]
