"""Private Asterisks outlive whoever started them. If that was a lab that was killed, the next one clears up."""

import os
import shutil
import tempfile
from pathlib import Path

from lab.process import Process

PREFIX = "ringback-"
_OWNER = "owner"


def temporary_home() -> Path:
    """A directory for an instance that shall not outlive this process."""
    home = Path(tempfile.mkdtemp(prefix=PREFIX))
    (home / _OWNER).write_text(f"{os.getpid()} {_started(os.getpid())}", "ascii")
    return home


async def sweep(folder: Path | None = None) -> list[Path]:
    """Ends what dead labs have left running, and removes their directories; gives those."""
    left = [home for home in (folder or Path(tempfile.gettempdir())).glob(f"{PREFIX}*") if _abandoned(home)]
    for home in left:
        process = Process.adopt(pidfile(home), str(home / "etc" / "asterisk.conf"))
        if process is not None:
            await process.kill()
        shutil.rmtree(home, ignore_errors=True)
    return left


def pidfile(home: Path) -> Path:
    return home / "run" / "ringback.pid"


def _abandoned(home: Path) -> bool:
    """True if a lab of this user made it, and is no more. A pid is told from its next bearer by its start."""
    try:
        path = home / _OWNER
        pid, started = path.read_text("ascii").split()
        return path.stat().st_uid == os.geteuid() and _started(int(pid)) != started
    except (OSError, ValueError):
        return False


def _started(pid: int) -> str:
    """When the process started, in ticks since boot; empty if there is none."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("ascii", errors="replace").rpartition(")")[2].split()[19]
    except OSError:
        return ""
