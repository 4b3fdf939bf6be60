"""Where recordings are kept: a directory, unless the composition root puts another store behind the protocol."""

import asyncio
import errno
import hashlib
import os
import shutil
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import Protocol

from kernel.errors import NotFound
from recordings.errors import ArchiveFailed


class Archive(Protocol):
    """Files by relative name. Every method may raise `ArchiveFailed`."""

    async def put(self, path: Path, relative: str) -> None:
        """Take the local file `path` in, whole and durable or not at all. What was there under that name goes."""
        ...

    async def open(self, relative: str) -> Path:
        """A local file with its contents, for reading. Raises `NotFound`."""
        ...

    async def remove(self, relative: str) -> None:
        """Afterwards it is not there, whether it was or not."""
        ...


class Check(StrEnum):
    INTACT = "intact"
    ALTERED = "altered"
    MISSING = "missing"


async def verify(archive: Archive, relative: str, sha256: str) -> Check:
    """Compute the checksum again. Reads the whole file, in a thread."""
    try:
        path = await archive.open(relative)
        return await asyncio.to_thread(_compare, path, sha256)
    except (NotFound, FileNotFoundError):
        return Check.MISSING
    except OSError as error:
        raise ArchiveFailed(relative, error) from error


def _compare(path: Path, sha256: str) -> Check:
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    return Check.INTACT if found == sha256 else Check.ALTERED


class DirectoryArchive:
    """Files below `root`, for our user alone: they hold what people said."""

    def __init__(self, root: Path) -> None:
        self.root = root

    async def put(self, path: Path, relative: str) -> None:
        target = self._at(relative)
        try:
            await asyncio.to_thread(_take_in, path, target, self.root)
        except OSError as error:
            raise ArchiveFailed(relative, error) from error

    async def open(self, relative: str) -> Path:
        target = self._at(relative)
        if not target.is_file():
            raise NotFound(f"The archive has no file {relative}.")
        return target

    async def remove(self, relative: str) -> None:
        target = self._at(relative)
        try:
            await asyncio.to_thread(_remove, target)
        except OSError as error:
            raise ArchiveFailed(relative, error) from error

    def _at(self, relative: str) -> Path:
        name = PurePosixPath(relative)
        if name.is_absolute() or not name.parts or ".." in name.parts:
            raise ArchiveFailed(relative, "a name in the archive is relative and goes only down")
        return self.root / name


def _take_in(source: Path, target: Path, root: Path) -> None:
    """Under its own name only once all of it is on the disk; then the directories that lead to it are, too."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    part = target.with_name(f".{target.name}.part")
    _move(source, part)
    part.chmod(0o640)
    part.replace(target)
    for folder in _up_to(root, target.parent):
        _sync(folder)


def _move(source: Path, part: Path) -> None:
    try:
        source.replace(part)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        shutil.copyfile(source, part)
        _sync(part)
        source.unlink()


def _remove(target: Path) -> None:
    target.unlink(missing_ok=True)
    target.with_name(f".{target.name}.part").unlink(missing_ok=True)
    if target.parent.is_dir():
        _sync(target.parent)


def _up_to(root: Path, folder: Path) -> list[Path]:
    return [place for place in (folder, *folder.parents) if place.is_relative_to(root)]


def _sync(path: Path) -> None:
    file = os.open(path, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)
