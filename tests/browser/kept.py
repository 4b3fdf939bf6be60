"""A recording as the archive would have it, without a call that takes its time."""

from datetime import datetime, timedelta
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


async def kept(site: Site) -> datetime:
    """It ended just now; gives its beginning."""
    archive, db = site.story.house.base.settings.archive_dir, site.story.database
    archive.mkdir(parents=True, exist_ok=True)
    soundfile.write(str(archive / "kept.flac"), _sound(), RATE, subtype="PCM_16", format="FLAC")
    ended = site.story.now()
    began = ended - timedelta(seconds=LENGTH_S)
    await db.execute(ENDED, CALL, CALLER, began, ended)
    for kind, seconds in (("RecordingBegan", 0), ("Held", SPOKEN_S), ("Resumed", LENGTH_S - 2)):
        await db.execute(HAPPENED, CALL, kind, began + timedelta(seconds=seconds), {})
    await db.execute(STORED, CALL, began, ended, float(LENGTH_S), _muted(began))
    return began


def _sound() -> "np.typing.NDArray[np.int16]":
    times = np.arange(SPOKEN_S * RATE) / RATE
    tones = [0.3 * 32767 * np.sin(2 * np.pi * hertz * times) for hertz in (440, 1000)]
    speech = np.stack(tones, axis=1).astype(np.int16)
    return np.concatenate((speech, np.zeros((SILENT_S * RATE, 2), dtype=np.int16), speech))


def _muted(began: datetime) -> list[dict[str, Any]]:
    edges = [(began + timedelta(seconds=seconds)).isoformat() for seconds in (MUTED_FROM_S, MUTED_TO_S)]
    return [{"from": edges[0], "to": edges[1]}]
