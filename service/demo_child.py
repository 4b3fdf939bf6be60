"""The service as a process of its own, begun again when it dies: what a supervisor does for it elsewhere."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import aiohttp

from config.settings import PREFIX, Settings, environment_name
from kernel.errors import Unavailable
from lab.lab import SwitchAccess

COMMAND = (sys.executable, "-m", "service", "run", "--demo")
READY_S = 30.0
POLL_S = 0.1
STOP_S = 6.0
AGAIN_S = 1.0
LAST_WORDS = 3


class ServiceFailed(Unavailable):
    """The service did not come up."""


def environment_of(
    settings: Settings,
    access: SwitchAccess,
    *,
    url: str,
    data: Path,
    texts: Mapping[str, str],
    environ: Mapping[str, str],
) -> dict[str, str]:
    """Everything the child is told, secrets among it: on a command line every user of the machine could read them.

    `texts` are its settings for texts.
    """
    told = {
        "data_dir": data,
        "database_url": url,
        "http_host": settings.http_host,
        "http_port": settings.http_port,
        "public_url": settings.public_url,
        "disk_floor_mb": settings.disk_floor_mb,
        "log_format": "json",
        "ari_url": access.ari_url,
        "ari_user": access.ari_user,
        "ari_password": access.ari_password,
        "manager_user": access.manager_user,
        "manager_password": access.manager_password,
        "trunk": access.trunk,
        "recordings_dir": access.recordings,
        "sounds_dir": access.sounds,
        "sip_ca_file": access.authority or "",
        **texts,
    }
    others = {key: value for key, value in environ.items() if not key.startswith(PREFIX) and key != "DATABASE_URL"}
    return others | {environment_name(field): str(value) for field, value in told.items()}


class ServiceChild:
    """`log` takes all that it says. It is in a session of its own: a Ctrl-C is ours, and it is told when it is time."""

    def __init__(self, environment: Mapping[str, str], log: Path, say: Callable[[str], None]) -> None:
        self._environment = environment
        self._log = log
        self._say = say
        self._process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    async def start(self) -> None:
        self._log.touch(mode=0o600)
        with self._log.open("ab") as output:
            self._process = await asyncio.create_subprocess_exec(
                *COMMAND,
                env=dict(self._environment),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    async def ready(self, address: str) -> None:
        """Returns when calls can be taken. Raises `ServiceFailed` with its last words where it ends, or takes long."""
        ended = asyncio.ensure_future(self._ended())
        ready = asyncio.ensure_future(_until_ready(address))
        try:
            await asyncio.wait((ended, ready), timeout=READY_S, return_when=asyncio.FIRST_COMPLETED)
            if not ready.done() or ready.cancelled():
                raise ServiceFailed(f"The service did not come up. {self._last_words()}")
        finally:
            ended.cancel()
            ready.cancel()
            await asyncio.gather(ended, ready, return_exceptions=True)

    async def keep(self) -> None:
        """Until cancelled: whenever it ends, it is begun again."""
        while True:
            code = await self._ended()
            self._say(f"The service ended ({_how(code)}) and is begun again; calls go on meanwhile.")
            await asyncio.sleep(AGAIN_S)
            await self.start()

    async def stop(self) -> None:
        """Politely, then not."""
        process = self._process
        if process is None or process.returncode is not None:
            return
        with suppress(ProcessLookupError):
            process.terminate()
        try:
            async with asyncio.timeout(STOP_S):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()

    async def _ended(self) -> int:
        assert self._process is not None
        return await self._process.wait()

    def _last_words(self) -> str:
        lines = self._log.read_text("utf-8", errors="replace").splitlines()
        return "Its last words: " + " / ".join(line[:300] for line in lines[-LAST_WORDS:]) if lines else ""


@asynccontextmanager
async def service_child(
    environment: Mapping[str, str], log: Path, say: Callable[[str], None]
) -> AsyncIterator[ServiceChild]:
    """Started on entering, ended on leaving."""
    child = ServiceChild(environment, log, say)
    await child.start()
    try:
        yield child
    finally:
        await child.stop()


async def _until_ready(address: str) -> None:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=2)) as session:
        while not await _is_ready(session, address):  # noqa: ASYNC110  another process sets no Event of ours
            await asyncio.sleep(POLL_S)


async def _is_ready(session: aiohttp.ClientSession, address: str) -> bool:
    try:
        async with session.get(address + "/readyz") as answer:
            return answer.status == 200
    except (aiohttp.ClientError, TimeoutError):
        return False


def _how(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else f"exit code {code}"
