"""One Asterisk of our own: its directories, its start, its end. It is nobody's child's child, and can outlive us."""

import asyncio
import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

import aiohttp

from kernel.errors import Unavailable
from lab.install import Asterisk
from lab.leftovers import pidfile, temporary_home
from lab.places import Account, account
from lab.process import Process
from telephony.asterisk.render import render
from telephony.asterisk.settings import Directories, SwitchSettings

START_SECONDS = 20.0
STOP_SECONDS = 5.0
_POLL_SECONDS = 0.02
DATABASE = "astdb.sqlite3"
PRIVATE = 0o027
"""The umask of an Asterisk: its database holds the phones' places, its log and recordings what was said."""

Files = Mapping[str, str]
Rendering = Callable[[SwitchSettings], Files]


class AsteriskInstance:
    """A private Asterisk.

    `settings.directories` are filled in here: everything lies below `home`, which is a directory of the temporary
    kind, removed at the end, unless one is given. `keep_running` leaves the process running when the block ends;
    a later instance with the same `home` adopts it.
    """

    def __init__(
        self,
        asterisk: Asterisk,
        settings: SwitchSettings,
        *,
        home: Path | None = None,
        rendering: Rendering = render,
        keep_running: bool = False,
    ) -> None:
        self.asterisk = asterisk
        self._temporary = home is None
        self.home = home or temporary_home()
        self._account = account()
        places = Directories.below(self.home, modules=asterisk.modules, data=asterisk.data)
        self.settings = replace(settings, directories=places, sounds=self.home / "sounds")
        self._rendering = rendering
        self._keep_running = keep_running
        self._process: Process | None = None

    # ---- where things are

    @property
    def url(self) -> str:
        """The HTTP server's address, without a slash at its end."""
        return f"http://{self.settings.http_address}:{self.settings.http_port}"

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process and self._process.alive else None

    @property
    def pidfile(self) -> Path:
        return pidfile(self.home)

    @property
    def left_running(self) -> bool:
        """Whether an earlier run left one with this `home`, which `start` would adopt."""
        return Process.adopt(self.pidfile, self._mark) is not None

    def log(self) -> str:
        """All that Asterisk has written to its log and its output so far."""
        texts = [_text(self.home / "log" / name) for name in ("output.log", "full.log")]
        return "\n".join(text for text in texts if text)

    # ---- start and end

    async def __aenter__(self) -> Self:
        try:
            await self.start()
        except BaseException:
            await self.close()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self._keep_running:
            await self.close()

    async def start(self) -> None:
        """Returns when ARI answers. Raises Unavailable, with the log's last lines, when it does not."""
        self._process = Process.adopt(self.pidfile, self._mark)
        if self._process is None:
            self._write()
            self._process = self._spawn()
        await self._answers()

    async def stop(self) -> None:
        """Ends it, politely first; also one that an earlier run left."""
        process = self._process or Process.adopt(self.pidfile, self._mark)
        if process is not None:
            await process.stop(STOP_SECONDS)
        self._process = None
        self.pidfile.unlink(missing_ok=True)

    async def close(self) -> None:
        """Ends it, and removes its directories if they are temporary."""
        await self.stop()
        if self._temporary:
            shutil.rmtree(self.home, ignore_errors=True)

    async def ended(self) -> None:
        """Returns when the process has ended, at once if it has already, or could not be started."""
        if self._process is not None:
            await self._process.ended()

    async def restart(self) -> None:
        await self.stop()
        await self.start()

    # ---- bad luck

    async def kill(self) -> None:
        """Ends it at once, as a power cut would: no BYE, no more audio."""
        await self._running().kill()

    def freeze(self) -> None:
        """It stays there, sockets open, and does nothing."""
        self._running().send(signal.SIGSTOP)

    def thaw(self) -> None:
        self._running().send(signal.SIGCONT)

    # ---- inside

    def _running(self) -> Process:
        if self._process is None:
            raise Unavailable("This Asterisk has not been started.")
        return self._process

    @property
    def _mark(self) -> str:
        return str(self.settings.directories.config / "asterisk.conf")

    def _write(self) -> None:
        self._account.check_reaches(self.home, "TMPDIR" if self._temporary else "RINGBACK_DATA")
        self._account.check_reaches(self.asterisk.modules, "RINGBACK_CACHE")
        make_directories(self.home, self.settings.directories, self._account)
        close_database(self.settings.directories.lib, self._account)
        write_files(self.settings.directories.config, self._rendering(self.settings), self._account)

    def _spawn(self) -> Process:
        owner = self._account
        said = self.home / "log" / "output.log"
        said.touch(mode=0o640)
        with said.open("ab") as output:
            child = subprocess.Popen(
                [*self.asterisk.command, "-f", "-n", "-C", self._mark],
                cwd=self.home,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                umask=PRIVATE,
                user=owner.uid if owner.switch else None,
                group=owner.gid if owner.switch else None,
                extra_groups=[] if owner.switch else None,
            )
        self.pidfile.write_text(str(child.pid), "ascii")
        return Process.of(child)

    async def _answers(self) -> None:
        """Waits until ARI serves: before it has started wholly, Asterisk answers 503 or not at all."""
        process = self._running()
        ended = asyncio.ensure_future(process.ended())
        ready = asyncio.ensure_future(self._poll())
        try:
            async with asyncio.timeout(START_SECONDS):
                await asyncio.wait((ended, ready), return_when=asyncio.FIRST_COMPLETED)
        except TimeoutError:
            raise Unavailable(f"Asterisk did not answer within {START_SECONDS:.0f} s. {self._last_words()}") from None
        finally:
            ended.cancel()
            ready.cancel()
            await asyncio.gather(ended, ready, return_exceptions=True)
        if not process.alive:
            raise Unavailable(f"Asterisk ended while starting. {self._last_words()}")

    async def _poll(self) -> None:
        credentials = aiohttp.encode_basic_auth(self.settings.ari_user, self.settings.ari_password)
        timeout = aiohttp.ClientTimeout(total=2)
        async with aiohttp.ClientSession(headers={"Authorization": credentials}, timeout=timeout) as session:
            address = f"{self.url}/ari/asterisk/info?only=status"
            while not await _serves(session, address):  # noqa: ASYNC110 - another process sets no Event of ours
                await asyncio.sleep(_POLL_SECONDS)

    def _last_words(self) -> str:
        lines = [line for line in self.log().splitlines() if line.strip()]
        return "Its last words: " + " / ".join(lines[-5:]) if lines else "It said nothing."


async def _serves(session: aiohttp.ClientSession, url: str) -> bool:
    try:
        async with session.get(url) as response:
            return response.status == 200
    except (aiohttp.ClientError, TimeoutError):
        return False


def make_directories(home: Path, places: Directories, owner: Account) -> None:
    """Makes what Asterisk writes to, and lets its user in and nobody else."""
    for path in (home, *places.written(), home / "sounds"):
        path.mkdir(parents=True, exist_ok=True)
        path.chmod(0o750)
        owner.own(path)


def close_database(lib: Path, owner: Account) -> None:
    """AstDB is for the switch's user alone: it holds passwords of trunks and phones in clear."""
    for path in (lib / DATABASE, lib / f"{DATABASE}-journal"):
        if path.name == DATABASE or path.exists():
            path.touch(mode=0o600)
            path.chmod(0o600)
            owner.own(path)


def write_files(folder: Path, files: Files, owner: Account) -> None:
    """Writes a configuration for the switch's user alone: it holds secrets."""
    for name, text in files.items():
        path = folder / name
        path.touch(mode=0o600)
        path.chmod(0o600)
        path.write_text(text, "utf-8")
        owner.own(path)


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8", errors="replace")
    except OSError:
        return ""


def unique(prefix: str) -> str:
    """A short name that no other run has."""
    return f"{prefix}-{os.urandom(4).hex()}"
