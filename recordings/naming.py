"""What recordings are called: their ids, their names in the archive, the switch's raw files."""

import re
from datetime import UTC, datetime

from kernel.ids import CallId, ProjectId, RecordingId

FORMAT = "flac"
_UNSAFE = re.compile(rb"[^A-Za-z0-9.-]")
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]+')
_NO_PROJECT = "none"


def safe(text: str) -> str:
    """`text` as a file name, a part of a URL and an argument of the switch's. Different texts stay different."""
    return _UNSAFE.sub(lambda found: b"_%02x" % found.group()[0], text.encode()).decode("ascii")


def recording_id(call: CallId) -> RecordingId:
    """A call has one recording, from the end of the announcement to the end of the call."""
    return RecordingId(safe(call))


def raw_name(call: CallId) -> str:
    """What the switch's files of a call begin with."""
    return safe(call)


def archive_path(project: ProjectId | None, started_at: datetime, call: CallId) -> str:
    """Where a recording lies in the archive, by the UTC day and time at which it began.

    Made of what never changes, so that archiving it twice gives one file.
    """
    began = started_at.astimezone(UTC)
    folder = _NO_PROJECT if project is None else str(project)
    return f"{folder}/{began:%Y/%m/%d}/{began:%H%M%S}-{safe(call)}.{FORMAT}"


def picture_path(relative: str) -> str:
    """Where the picture of an archived recording is kept: beside it."""
    return f"{relative}.picture.json"


def download_name(project: str, began: datetime, agent: str, recording: RecordingId) -> str:
    """What a file is called that somebody takes away, without the customer's number. `began` is by the project's clock.

    The recording's id is in it, so that the file leads back to its row.
    """
    said = " ".join(filter(None, (project, f"{began:%Y-%m-%d %H-%M-%S}", agent, recording)))
    return f"{_NOT_IN_NAMES.sub('_', said)}.{FORMAT}"
