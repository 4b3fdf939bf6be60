"""Where writes wait on the local disk while Postgres is away. Blocks: call it from a thread."""

import base64
import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any, assert_never
from uuid import UUID

import msgspec

from store.errors import SpoolFailed, SpoolFull

SPOOL_BOUND = 256 * 1024 * 1024
"""Bytes. A call leaves some 10 KB, so that this is a day of 25 thousand calls without a database."""


class FactRow(msgspec.Struct, frozen=True):
    """One fact to be. `at` is when it happened; `body` is anything that msgspec makes JSON of."""

    subject_kind: str
    subject_id: str
    kind: str
    at: datetime
    body: Any


class Row(msgspec.Struct, frozen=True):
    """One statement. Rows with the same `key` keep their order; those of different keys may change places.

    Arguments are what JSON knows, msgspec structs for jsonb, bytes, and datetimes (not inside a list).
    """

    sql: str
    args: tuple[Any, ...]
    key: str = ""


class Write(msgspec.Struct, frozen=True):
    """What becomes durable together or not at all."""

    facts: tuple[FactRow, ...] = ()
    rows: tuple[Row, ...] = ()


class Entry(msgspec.Struct, frozen=True):
    """A write with its place in the order of one run of the service."""

    writer: UUID
    seq: int
    write: Write


class _Plain(msgspec.Struct, frozen=True, tag="json"):
    value: Any


class _Instant(msgspec.Struct, frozen=True, tag="time"):
    value: datetime


class _Binary(msgspec.Struct, frozen=True, tag="bytes"):
    value: str


_Argument = _Plain | _Instant | _Binary


class _Statement(msgspec.Struct, frozen=True):
    sql: str
    args: tuple[_Argument, ...]
    key: str


class _Line(msgspec.Struct, frozen=True):
    writer: UUID
    seq: int
    facts: tuple[FactRow, ...]
    rows: tuple[_Statement, ...]


_line_of = msgspec.json.Decoder(_Line)


def encode(entry: Entry) -> bytes:
    """One line of JSON with its end. Arguments carry what JSON would forget: a time is not a text."""
    rows = tuple(_Statement(row.sql, tuple(map(_pack, row.args)), row.key) for row in entry.write.rows)
    return msgspec.json.encode(_Line(entry.writer, entry.seq, entry.write.facts, rows)) + b"\n"


def decode(line: bytes) -> Entry:
    """Raises `msgspec.DecodeError` for what no spool has written."""
    read = _line_of.decode(line)
    rows = tuple(Row(row.sql, tuple(map(_unpack, row.args)), row.key) for row in read.rows)
    return Entry(read.writer, read.seq, Write(read.facts, rows))


def _pack(value: Any) -> _Argument:
    match value:
        case datetime():
            return _Instant(value)
        case bytes():
            return _Binary(base64.b64encode(value).decode())
        case _:
            return _Plain(value)


def _unpack(argument: _Argument) -> Any:
    match argument:
        case _Plain(value) | _Instant(value):
            return value
        case _Binary(value):
            return base64.b64decode(value)
        case _:
            assert_never(argument)


class Spool:
    """A file of lines, read from the front while it is written at the end. Emptied when all of it has been taken.

    What is taken is remembered in memory only: after a kill it is read again, and the database says what it has.
    """

    def __init__(self, path: Path, *, bound: int = SPOOL_BOUND) -> None:
        """Cuts off a last line that a crash left half written: it was never acknowledged. Raises `SpoolFailed`."""
        self._path = path
        self._bound = bound
        self._taken = 0
        self._lock = Lock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
            self._end = _whole_lines(self._file)
            os.ftruncate(self._file, self._end)
        except OSError as error:
            raise SpoolFailed(path, error) from error

    @property
    def pending(self) -> int:
        """Bytes that are still to be written to the database."""
        return self._end - self._taken

    def append(self, entries: Sequence[Entry]) -> None:
        """All of them, on the disk when it returns, or none. Raises `SpoolFull`, `SpoolFailed`."""
        data = b"".join(map(encode, entries))
        with self._lock:
            if self._end + len(data) > self._bound:
                raise SpoolFull(self._path, self._bound)
            self._append(data)

    def _append(self, data: bytes) -> None:
        try:
            _write_at(self._file, data, self._end)
            os.fsync(self._file)
        except OSError as error:
            os.ftruncate(self._file, self._end)
            raise SpoolFailed(self._path, error) from error
        self._end += len(data)

    def peek(self, most: int) -> list[bytes]:
        """The next lines in order, at most about `most` bytes of them, one at least. They stay until `drop`."""
        size = min(most, self._end - self._taken)
        while True:
            data = os.pread(self._file, size, self._taken)
            cut = data.rfind(b"\n") + 1
            if cut or size >= self._end - self._taken:
                return data[:cut].splitlines(keepends=True)
            size = min(size * 2, self._end - self._taken)

    def drop(self, lines: Sequence[bytes]) -> None:
        """Forget the lines that `peek` gave: they are in the database, or set aside."""
        with self._lock:
            self._taken += sum(map(len, lines))
            if self._taken == self._end:
                os.ftruncate(self._file, 0)
                os.fsync(self._file)
                self._taken = self._end = 0

    def set_aside(self, line: bytes) -> None:
        """Keep a line that cannot be written to the database in `<name>.refused`, for a person to look at."""
        aside = os.open(
            self._path.with_name(self._path.name + ".refused"), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600
        )
        try:
            os.write(aside, line)
            os.fsync(aside)
        finally:
            os.close(aside)

    def close(self) -> None:
        with self._lock:
            os.close(self._file)


def _whole_lines(file: int) -> int:
    """Bytes up to the end of the last complete line."""
    end = os.fstat(file).st_size
    while end:
        start = max(0, end - 65536)
        found = os.pread(file, end - start, start).rfind(b"\n")
        if found >= 0:
            return start + found + 1
        end = start
    return 0


def _write_at(file: int, data: bytes, offset: int) -> None:
    view = memoryview(data)
    while view:
        written = os.pwrite(file, view, offset)
        view, offset = view[written:], offset + written
