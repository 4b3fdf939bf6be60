"""One service works in one data directory: its switch, its embedded database and its spool are nobody else's."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from kernel.errors import RingbackError

LOCK = "service.lock"


class DirectoryTaken(RingbackError):
    def __init__(self, directory: Path) -> None:
        super().__init__(f"Another Ringback works in {directory}: stop it first, or set RINGBACK_DATA to another.")


class DirectoryUnusable(RingbackError):
    def __init__(self, directory: Path, error: OSError) -> None:
        super().__init__(f"The data directory {directory} cannot be used ({error.strerror}): set RINGBACK_DATA.")


@contextmanager
def own_directory(directory: Path) -> Iterator[None]:
    """Ours until the block is left, or the process dies. Raises `DirectoryTaken`, `DirectoryUnusable`.

    Taken before anything in it is touched: a second service would adopt the first one's switch, and end it.
    """
    with _opened(directory) as held:
        try:
            fcntl.flock(held.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise DirectoryTaken(directory) from error
        yield


def is_taken(directory: Path) -> bool:
    """Whether a service works there now. Makes nothing."""
    try:
        with (directory / LOCK).open() as looked_at:
            fcntl.flock(looked_at.fileno(), fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def _opened(directory: Path) -> TextIO:
    try:
        directory.mkdir(parents=True, exist_ok=True)
        return (directory / LOCK).open("a")
    except OSError as error:
        raise DirectoryUnusable(directory, error) from error
