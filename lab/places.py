"""Where Ringback keeps things on this machine, and as whom Asterisk runs."""

import grp
import os
import pwd
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lab.version import UnfitAsterisk

USER = "ringback"


def cache_directory(environ: Mapping[str, str] = os.environ) -> Path:
    """For what can be had again: the unpacked Asterisk."""
    if environ.get("RINGBACK_CACHE"):
        return Path(environ["RINGBACK_CACHE"]).absolute()
    if os.geteuid() == 0:
        return Path("/var/cache/ringback")
    return Path(environ.get("XDG_CACHE_HOME") or Path.home() / ".cache").absolute() / "ringback"


@dataclass(frozen=True)
class Account:
    """The user Asterisk runs as. `switch` is False where that is simply us."""

    uid: int
    gid: int
    switch: bool

    def check_reaches(self, path: Path, setting: str) -> None:
        """Raises UnfitAsterisk naming the directory on the way to `path` that keeps the account out.

        `setting` is the environment variable that says where `path` is.
        """
        for place in reversed(path.resolve().parents):
            found = place.stat()
            mine = found.st_mode & 0o100 if found.st_uid == self.uid else found.st_mode & 0o001
            if self.switch and not mine:
                why = f"{place} keeps out the user {USER!r}, whom Asterisk runs as"
                raise UnfitAsterisk(f"{why}: set {setting} to a directory that this user can reach.")

    def own(self, path: Path) -> None:
        """Hands a file or directory to the account."""
        if self.switch:
            os.chown(path, self.uid, self.gid)


def account() -> Account:
    """As root: the system user `ringback`, made if it is not there. Otherwise: ourselves."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), switch=False)
    if not _known(USER):
        _make_user(USER)
    entry = pwd.getpwnam(USER)
    return Account(entry.pw_uid, entry.pw_gid, switch=True)


def _known(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def _make_user(name: str) -> None:
    if not shutil.which("useradd"):
        raise UnfitAsterisk(
            f"The system user {name!r} is missing and there is no useradd: create it, or do not run as root."
        )
    group = ["--gid", name] if _group_known(name) else ["--user-group"]
    command = [
        "useradd",
        "--system",
        *group,
        "--no-create-home",
        "--home-dir",
        "/nonexistent",
        "--shell",
        "/usr/sbin/nologin",
    ]
    done = subprocess.run([*command, name], capture_output=True, text=True, check=False)
    if done.returncode and not _known(name):
        raise UnfitAsterisk(f"The system user {name!r} could not be created: {done.stderr.strip()}")


def _group_known(name: str) -> bool:
    try:
        grp.getgrnam(name)
    except KeyError:
        return False
    return True
