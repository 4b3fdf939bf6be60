"""Recordings over HTTP: the list, the sound, and who has heard it."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from kernel.clock import Clock
from kernel.errors import BadInput, NotFound
from kernel.http import FileReply, Request, Route
from kernel.permissions import Permission, narrowed
from kernel.phone import digits_of
from recordings import store
from recordings.archive import Archive
from recordings.errors import NothingToHear
from recordings.naming import FORMAT, download_name
from recordings.retention import kept_until
from store.pool import Queryable, Record

_LONGEST = 200
Text = Annotated[
    str,
    msgspec.Meta(max_length=_LONGEST, pattern=r"^[^\x00]*$", extra={"words": f"text of at most {_LONGEST} characters"}),
]
Instant = Annotated[datetime, msgspec.Meta(tz=True)]
Status = Literal["pending", "stored", "short", "failed", "refused"]
Flag = Literal["held", "marked", "muted", "deleted"]

LARGEST_PAGE = 200
_CONTENT_TYPE = "audio/flac"


class RecordingsQuery(msgspec.Struct, frozen=True):
    """`project` is a name or an id, `q` some digits of a number, `before` the `next` of the page before.

    `flag`: those under a legal hold, with marks, with something muted, or whose file was deleted.
    """

    project: Text | None = None
    status: Status | None = None
    flag: Flag | None = None
    call_id: Text | None = None
    q: Text | None = None
    before: Text | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=LARGEST_PAGE)] = 50


class MutedSpan(msgspec.Struct, frozen=True, rename={"from_": "from"}):
    """In silence from here to there; `to` is null while the call is muted now."""

    from_: Instant
    to: Instant | None


class RecordingRow(msgspec.Struct, frozen=True):
    """`customer` is E.164, empty where no number is known. `playable` is false once retention has deleted the file.

    `seconds` are stored, `expected_seconds` are the clock's. `detail` is one sentence on what is wrong or remarkable.
    `kept_until` is null where there is no file, and while it is `held`; `kept_days`: the rule that deleted it.
    """

    id: str
    call_id: str
    project_id: int | None
    project: str
    agent: str | None
    customer: str
    started_at: Instant
    seconds: float | None
    expected_seconds: float | None
    sides: int
    bytes: int | None
    sha256: str | None
    format: str
    status: Status
    playable: bool
    detail: str | None
    muted: list[MutedSpan]
    marks: int
    held: bool
    kept_until: Instant | None
    deleted_at: Instant | None
    kept_days: int | None


class RecordingsPage(msgspec.Struct, frozen=True):
    """`next` is null on the last page."""

    recordings: list[RecordingRow]
    next: str | None


class Play(msgspec.Struct, frozen=True):
    at: Instant
    user: str
    downloaded: bool


class Plays(msgspec.Struct, frozen=True):
    """Latest first, 500 at most."""

    plays: list[Play]


class Recordings:
    """The handlers."""

    def __init__(self, db: Queryable, archive: Archive, clock: Clock) -> None:
        self._db = db
        self._archive = archive
        self._clock = clock

    async def page(self, request: Request[RecordingsQuery, None]) -> RecordingsPage:
        asked = request.query
        before = parse_cursor(asked.before) if asked.before else None
        wanted = store.Filter(
            asked.project,
            asked.status,
            asked.call_id,
            digits_of("q", asked.q),
            before,
            asked.limit + 1,
            narrowed(request.scope, None),
            asked.flag,
        )
        rows = await store.page(self._db, wanted)
        shown = [_row(row) for row in rows[: asked.limit]]
        return RecordingsPage(shown, cursor(shown[-1]) if len(rows) > asked.limit else None)

    async def audio(self, request: Request[None, None]) -> FileReply:
        """The play is in the trail before the first byte leaves. A player asks for one file in dozens of ranges, as
        far as one hears on, so that a user has one row in the time that the recording lasts.
        """
        return await self._sound(request, downloaded=False)

    async def download(self, request: Request[None, None]) -> FileReply:
        """The same file, for who may take it away. That is written down as what it is."""
        return await self._sound(request, downloaded=True)

    async def _sound(self, request: Request[None, None], *, downloaded: bool) -> FileReply:
        file = await known_file(self._db, request)
        path = await present(self._archive, file)
        await store.add_play(self._db, file, request.actor, self._clock.now(), downloaded=downloaded)
        name = download_name(file.project, file.began, file.agent, file.id)
        return FileReply(path, _CONTENT_TYPE, name, attached=downloaded)

    async def plays(self, request: Request[None, None]) -> Plays:
        file = await known_file(self._db, request)
        return Plays([Play(**row) for row in await store.plays(self._db, file.id)])


async def known_file(db: Queryable, request: Request[Any, Any]) -> store.File:
    """What the request's path names. Raises `NotFound` also for a recording of a project that is not the asker's."""
    recording = request.path["id"]
    file = None if "\0" in recording else await store.file(db, recording)
    if file is None or not request.about(file.project_id):
        raise NotFound("There is no such recording.")
    return file


async def present(archive: Archive, file: store.File) -> Path:
    """Where the file lies. Raises `NothingToHear` where there is none."""
    if file.path is None:
        raise NothingToHear(file.detail)
    return await archive.open(file.path)


def cursor(last: RecordingRow) -> str:
    """The place after `last` in the list."""
    return f"{last.started_at.astimezone(UTC):%Y%m%dT%H%M%S.%f}~{last.id}"


def parse_cursor(text: str) -> tuple[datetime, str]:
    at, separator, key = text.partition("~")
    try:
        if not separator:
            raise ValueError
        return datetime.strptime(at, "%Y%m%dT%H%M%S.%f").replace(tzinfo=UTC), key
    except ValueError:
        raise BadInput("before", text[:64], "the `next` of another page") from None


def _row(row: Record) -> RecordingRow:
    taken: dict[str, Any] = {name: row[name] for name in RecordingRow.__struct_fields__ if name in _AS_STORED}
    return RecordingRow(
        **taken,
        customer=row["customer"] or "",
        sides=row["sides"] or 0,
        format=row["format"] or FORMAT,
        playable=row["path"] is not None,
        muted=msgspec.convert(row["muted"], list[MutedSpan]),
        kept_until=_kept_until(row),
    )


def _kept_until(row: Record) -> datetime | None:
    stored = row["path"] is not None or bool(row["raw"])
    return kept_until(row["ended_at"], row["retention_days"], stored=stored, held=row["held"])


_MADE = frozenset({"customer", "sides", "format", "playable", "muted", "kept_until"})
_AS_STORED = frozenset(RecordingRow.__struct_fields__) - _MADE


def routes(db: Queryable, archive: Archive, clock: Clock) -> tuple[Route, ...]:
    """Rows for who may see calls, sound and trail for who may hear recordings."""
    handle = Recordings(db, archive, clock)
    return (
        Route(
            "GET",
            "/api/recordings",
            Permission.SEE_CALLS,
            handle.page,
            "Recordings, newest first",
            response=RecordingsPage,
            query=RecordingsQuery,
            errors=(BadInput,),
        ),
        Route(
            "GET",
            "/api/recordings/{id}/audio",
            Permission.HEAR_RECORDINGS,
            handle.audio,
            "The sound, which leaves a trail: left is the customer, right our side",
            response=FileReply,
            errors=(NotFound,),
            sensitive=True,
        ),
        Route(
            "GET",
            "/api/recordings/{id}/file",
            Permission.DOWNLOAD_RECORDINGS,
            handle.download,
            "The sound as a file to take away, which leaves a trail",
            response=FileReply,
            errors=(NotFound,),
            sensitive=True,
        ),
        Route(
            "GET",
            "/api/recordings/{id}/plays",
            Permission.HEAR_RECORDINGS,
            handle.plays,
            "Who has heard it, and who took it away",
            response=Plays,
            errors=(NotFound,),
        ),
    )
