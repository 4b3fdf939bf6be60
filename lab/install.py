"""An Asterisk to run: the machine's own if it is new enough, else one unpacked from Debian's packages.

Unpacking needs no rights of root, no chroot and no container: apt downloads and verifies into directories of ours,
dpkg-deb unpacks, and the unpacked loader starts the program. `python -m lab.install` does it, and can be run again.
"""

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kernel.errors import RingbackError
from lab.packages import unpack_debian
from lab.places import account, cache_directory
from lab.version import FLOOR, UnfitAsterisk, Version, accept, dotted, parse

Say = Callable[[str], None]
ROOT_NAME = "asterisk-root"
_SYSTEM_PATHS = "/usr/sbin:/usr/local/sbin:/sbin"


@dataclass(frozen=True)
class Asterisk:
    """An installed Asterisk: how to start it, and where its own files lie."""

    command: tuple[str, ...]
    version: Version
    modules: Path
    data: Path
    warning: str | None = None


def find_or_make(say: Say, environ: Mapping[str, str] = os.environ) -> Asterisk:
    """The Asterisk to use; takes about 20 s and 110 MB of download the first time, then nothing.

    RINGBACK_ASTERISK names a program that must be used; it is refused if it is too old. Raises UnfitAsterisk.
    """
    forced = environ.get("RINGBACK_ASTERISK")
    if forced:
        return _installed(Path(forced))
    own = _machines()
    if own is not None:
        return own
    return unpacked(make_root(cache_directory(environ), say))


def _machines() -> Asterisk | None:
    program = shutil.which("asterisk") or shutil.which("asterisk", path=_SYSTEM_PATHS)
    if program is None:
        return None
    version = parse(_version_text((program,)))
    return _installed(Path(program)) if version is not None and version >= FLOOR else None


def _installed(program: Path) -> Asterisk:
    version, warning = accept(_version_text((str(program),)))
    return Asterisk((str(program),), version, _installed_modules(), Path("/usr/share/asterisk"), warning)


def _installed_modules() -> Path:
    for place in sorted(Path("/usr/lib").glob("*/asterisk/modules")):
        return place
    return Path("/usr/lib/asterisk/modules")


def unpacked(root: Path) -> Asterisk:
    """The Asterisk in an unpacked root, started through the root's own loader with the root's own libraries."""
    loader = next(iter(sorted(root.glob("usr/lib*/ld-linux*.so.*"))), None)
    libc = next(iter(sorted(root.glob("usr/lib/*/libc.so.6"))), None)
    if loader is None or libc is None:
        raise UnfitAsterisk(f"{root} is not a whole Asterisk: remove it and run `python -m lab.install` again.")
    libraries = libc.parent
    command = (str(loader), "--library-path", str(libraries), str(root / "usr/sbin/asterisk"))
    version, warning = accept(_version_text(command))
    return Asterisk(command, version, libraries / "asterisk" / "modules", root / "usr/share/asterisk", warning)


def _version_text(command: tuple[str, ...]) -> str:
    try:
        done = subprocess.run([*command, "-V"], capture_output=True, text=True, check=False, timeout=20)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UnfitAsterisk(f"{command[-1]} could not be started: {error}.") from error
    return done.stdout or done.stderr


def make_root(cache: Path, say: Say) -> Path:
    """The unpacked root in `cache`, made if it is not there. A half-made one is never seen under its name."""
    root = cache / ROOT_NAME
    _make_cache(cache)
    with _alone(cache / "install.lock"):
        if not root.exists():
            _build(cache, root, say)
    return root


def _make_cache(cache: Path) -> None:
    try:
        cache.mkdir(parents=True, exist_ok=True)
        cache.chmod(0o755)
    except OSError as error:
        raise UnfitAsterisk(
            f"The cache directory {cache} cannot be used: {error.strerror}. Set RINGBACK_CACHE to another."
        ) from error


def _build(cache: Path, root: Path, say: Say) -> None:
    with tempfile.TemporaryDirectory(prefix="asterisk-", dir=cache) as work:
        made = unpack_debian(Path(work), say)
        _complete(made)
        version = unpacked(made).version
        made.chmod(0o755)
        made.rename(root)
    say(f"Asterisk {dotted(version)} is ready in {root}.")


def _complete(root: Path) -> None:
    """What the packages' own scripts would do: the English sounds under the language's name."""
    sounds = root / "usr/share/asterisk/sounds"
    if not (sounds / "en").exists():
        (sounds / "en").symlink_to("en_US_f_Allison")
    for name in ("doc", "man", "locale", "info"):
        shutil.rmtree(root / "usr/share" / name, ignore_errors=True)


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Two set-ups at once: the second waits, and then finds the work done."""
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def main() -> int:
    """Prints what it does; ends with 1 and one sentence where there is no Asterisk to be had."""
    try:
        found = find_or_make(lambda line: print(line, flush=True))
        account()
    except RingbackError as error:
        print(error, file=sys.stderr)
        return 1
    if found.warning:
        print(f"Warning: {found.warning}")
    print(f"Asterisk {dotted(found.version)}: {' '.join(found.command)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
