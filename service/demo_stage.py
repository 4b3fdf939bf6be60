"""What the demo stands on: a directory that goes with it, a database with people in it, and the two Asterisks."""

import asyncio
import atexit
import os
import secrets
import shutil
import tempfile
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from config.seed import seed_demo
from config.store import load_catalog
from kernel.clock import SystemClock
from kernel.ids import AgentId
from kernel.permissions import Role
from lab.install import Asterisk
from lab.lab import Lab
from lab.switches import Switches
from service.crowd_desk import Credentials
from service.demo_rules import DEMO_RULES, seed_rules
from service.demo_scripts import seed_scripts
from service.switch import PHONES
from store.migrations.schema import migrate
from store.pool import Database, open_database
from web.auth import Auth
from web.passwords import Passwords

T = TypeVar("T")
PREFIX = "ringback-demo-"
QUALIFY_S = 5
HERE = "the demo itself"


@dataclass(frozen=True, kw_only=True)
class People:
    """Who may sign in. The crowd's own user is told to nobody."""

    administrator: Credentials
    agent: Credentials
    crowd: Credentials


@contextmanager
def temporary_directory() -> Iterator[Path]:
    """Short, because a unix socket's path may not be long; others may pass through it, but not look around."""
    directory = Path(tempfile.mkdtemp(prefix=PREFIX))
    let_pass(directory)
    # Once more at the very end: an embedded Postgres that did not start signs off there, and makes its lock anew.
    atexit.register(shutil.rmtree, directory, ignore_errors=True)
    try:
        yield directory
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def let_pass(directory: Path) -> None:
    """Others may go through it to what is theirs, and not look around. Root's embedded Postgres opens it wider."""
    directory.chmod(0o711)


def keep_runtime_files_in(directory: Path) -> None:
    """The embedded Postgres keeps a lock in the log-in session's directory; where there is none, it makes one."""
    if "XDG_RUNTIME_DIR" not in os.environ:
        private = directory / "runtime"
        private.mkdir(mode=0o700)
        os.environ["XDG_RUNTIME_DIR"] = str(private)


async def furnish(url: str) -> tuple[People, dict[str, AgentId]]:
    """Schema, projects, scripts, people; and the agents by the names of their phones."""
    await migrate(url)
    async with open_database(url) as database:
        now = SystemClock().now()
        await seed_demo(database)
        await seed_rules(database, DEMO_RULES, now)
        await seed_scripts(database, now)
        catalog = await load_catalog(database, now)
        agents = {agent.endpoint.removeprefix("PJSIP/"): agent.id for agent in catalog.agents.values()}
        return await _people(database, agents[PHONES[0]]), agents


async def _people(database: Database, anna: AgentId) -> People:
    auth = Auth(database, SystemClock(), Passwords())
    people = People(administrator=_somebody("demo"), agent=_somebody("anna"), crowd=_somebody("demo-crowd"))
    link = await auth.first_link()
    await auth.set_up(link or "", people.administrator.name, people.administrator.password, HERE)
    for who, role, agent in ((people.agent, Role.AGENT, anna), (people.crowd, Role.SUPERVISOR, None)):
        _, link = await auth.add_user(who.name, role, agent)
        await auth.set_up(link, None, who.password, HERE)
    return people


def _somebody(name: str) -> Credentials:
    return Credentials(name, secrets.token_urlsafe(9))


@asynccontextmanager
async def open_lab(asterisk: Asterisk) -> AsyncIterator[Lab]:
    """The switch and the carrier. Raises `Unavailable` where one does not start."""
    switches = Switches(asterisk, phones=PHONES, overrides={"qualify_seconds": QUALIFY_S})
    async with switches, Lab(switches) as lab:
        yield lab


async def whole(step: Coroutine[Any, Any, T]) -> T:
    """A step that is not left half done: told to stop in the middle of it, we stop after it, however it ends."""
    task = asyncio.ensure_future(step)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.gather(task, return_exceptions=True)
        raise
