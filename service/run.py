"""`ringback run`: the service, from its settings to its end."""

import asyncio
import gc
import signal
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from functools import partial
from pathlib import Path

import structlog

from config.seed import seed_shipped
from config.settings import Settings
from service.directory import own_directory
from service.house import House, open_base
from service.kept import kept_meanwhile
from service.logs import set_up_logs
from service.ports import check_free, page_spot
from service.site import new_auth, open_site
from service.switch import private_switch
from service.watchdog import watched
from store.errors import DatabaseAway
from store.migrations.schema import migrate
from store.postgres import ensure_running, postgres
from web.people_http import link_to

log = structlog.get_logger()

DATABASE_AGAIN_S = 2.0
EMBEDDED_LOOK_S = 3.0
Say = Callable[[str], None]


async def run(settings: Settings, say: Say, *, demo: bool = False) -> None:
    """Until SIGINT or SIGTERM. Raises `RingbackError` for what keeps it from starting, or stops it."""
    set_up_logs(json={"json": True, "console": False}.get(settings.log_format))
    stop = _stop_on_signals()
    async with AsyncExitStack() as stack:
        stack.enter_context(watched())
        stack.enter_context(own_directory(settings.data_dir))
        await asyncio.to_thread(check_free, page_spot(settings))
        if not settings.ari_password:
            settings = await stack.enter_async_context(private_switch(settings))
        url = await stack.enter_async_context(postgres(settings.database_url.reveal(), settings.data_dir))
        await stack.enter_async_context(kept_up(settings))
        await _ready_database(url, stop)
        if not stop.is_set():
            house = await stack.enter_async_context(_furnished(settings, url, demo=demo))
            await _serve(house, say, stop)


@asynccontextmanager
async def kept_up(settings: Settings) -> AsyncIterator[None]:
    """While the block runs, our embedded Postgres does: whoever ended it, it is begun again."""
    if settings.database_url:
        yield
        return
    async with kept_meanwhile("embedded postgres", partial(keep_up, settings.data_dir)):
        yield


async def keep_up(data_dir: Path) -> None:
    while True:
        await asyncio.sleep(EMBEDDED_LOOK_S)
        if await asyncio.to_thread(ensure_running, data_dir):
            log.error("embedded_postgres_had_ended", done="started again")


@asynccontextmanager
async def _furnished(settings: Settings, url: str, *, demo: bool) -> AsyncIterator[House]:
    async with open_base(settings, url) as base:
        await seed_shipped(base.database)
        house = House(base, demo=demo)
        await house.furnish()
        gc.freeze()  # What is there by now stays: looking through it again and again would hold every call up.
        yield house


async def _serve(house: House, say: Say, stop: asyncio.Event) -> None:
    auth = new_auth(house)
    async with open_site(house, auth) as port:
        address = _address(house.base.settings, port)
        say(f"Ringback answers at {address}")
        if token := await auth.first_link():
            say(f"Set the administrator's password, once and within 24 hours: {address}{link_to(token)}")
        await _until(stop, house.run())
    log.info("service_stopped", calls_left_on_the_switch=len(house.calls.states()))


def _address(settings: Settings, port: int) -> str:
    scheme = "http" if settings.tls_certificate is None else "https"
    return settings.public_url.rstrip("/") or f"{scheme}://{settings.http_host}:{port}"


async def _until(stop: asyncio.Event, work: Coroutine[None, None, None]) -> None:
    """Runs `work` until told to stop; what `work` raises is raised."""
    working, stopping = asyncio.create_task(work), asyncio.create_task(stop.wait())
    await asyncio.wait((working, stopping), return_when=asyncio.FIRST_COMPLETED)
    for task in (working, stopping):
        task.cancel()
    results = await asyncio.gather(working, stopping, return_exceptions=True)
    for result in results:
        if isinstance(result, Exception):
            raise result


async def _ready_database(url: str, stop: asyncio.Event) -> None:
    """Waits for a database that is away: without one no call is taken, and the switch's safety net answers.

    Raises `DatabaseTooNew` and its like.
    """
    while not stop.is_set():
        try:
            await migrate(url)
            return
        except DatabaseAway as away:
            log.error("database_waited_for", why=str(away))
            with suppress(TimeoutError):
                async with asyncio.timeout(DATABASE_AGAIN_S):
                    await stop.wait()


def _stop_on_signals() -> asyncio.Event:
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    return stop
