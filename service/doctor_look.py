"""Looks at everything the service needs, and changes nothing: no directory is made, nothing is started."""

import asyncio
import errno
import json
import os
import pwd
import shutil
import ssl
import stat
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol, TypeVar

import aiohttp

from config.prompts import OWN_SOUNDS, Prompts
from config.seed import shipped_announcements
from config.settings import Secret, Settings
from config.store import load_catalog
from kernel.clock import Clock
from kernel.errors import RingbackError
from lab.install import ROOT_NAME, unpacked
from lab.instance import DATABASE
from lab.leftovers import pidfile
from lab.places import USER
from lab.process import Process
from lab.version import TooOld, dotted, judge
from service import doctor_verdicts as v
from service.directory import is_taken
from service.doctor_socket import Shown
from service.ports import Spot, obstacle, page_spot, phone_spot, sip_spot
from store.migrations.schema import Current, schema_state
from store.pool import connect, open_database
from telephony.ari import requests
from telephony.ari.access import Access, new_session
from telephony.ari.errors import AriError, AriUnauthorized, AriUnreachable
from telephony.ari.http import HttpTransport
from telephony.ari.request import Request
from telephony.execute import APP

T = TypeVar("T")

WITHIN_S = 5.0
ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}
"""Where to find on this machine what listens on all of its addresses."""
OUT_OF_DATE = frozenset({9, 10})
"""OpenSSL's numbers: not good yet, and not any more."""
_SYSTEM_PATHS = "/usr/sbin:/usr/local/sbin:/sbin"


@dataclass(frozen=True)
class Sight:
    """Where things are: the settings with our own switch filled in, where none is configured."""

    settings: Settings
    own_switch: bool
    url: str | None
    """The database's; None where our own does not run."""


def sight_of(settings: Settings) -> Sight:
    """Reads what an earlier start has kept."""
    own = not settings.ari_password
    url = settings.database_url.reveal() or embedded_url(settings.data_dir / "postgres")
    return Sight(_with_own_switch(settings) if own else settings, own, url)


def _with_own_switch(settings: Settings) -> Settings:
    home = settings.data_dir / "switch"
    settings = replace(settings, recordings_dir=home / "spool" / "monitor", sounds_dir=home / "sounds")
    try:
        kept = json.loads((home / "kept.json").read_text())
        url, password = f"http://127.0.0.1:{kept['http_port']}", Secret(kept["ari_password"])
    except (OSError, ValueError, KeyError):
        return settings
    return replace(settings, ari_url=url, ari_password=password)


# ---- the switch


async def look_at_switch(sight: Sight, clock: Clock) -> v.Switch:
    settings = sight.settings
    if not settings.ari_password:
        return v.OwnSwitchResting(await asyncio.to_thread(_installed_version, settings))
    access = Access(settings.ari_url, settings.ari_user, settings.ari_password.reveal())
    async with new_session() as session:
        try:
            return await ask_switch(HttpTransport(access, session), settings.ari_url, clock)
        except AriUnauthorized as error:
            return v.SwitchRefuses(settings.ari_url, error.message)
        except AriError as error:
            if sight.own_switch:
                return v.OwnSwitchResting(await asyncio.to_thread(_installed_version, settings))
            return v.SwitchAway(settings.ari_url, _reason(error))


class Asks(Protocol):
    """Sends requests to the switch, by HTTP or over the socket."""

    async def send(self, request: Request[T], *, within: float) -> T: ...


async def ask_switch(ask: Asks, url: str, clock: Clock) -> v.SwitchFound:
    """Raises `AriError`."""
    info = await ask.send(requests.asterisk_get_info(only=["system"]), within=WITHIN_S)
    before = clock.now()
    ping = await ask.send(requests.asterisk_ping(), within=WITHIN_S)
    apps = await ask.send(requests.applications_list(), within=WITHIN_S)
    return v.SwitchFound(
        url=url,
        version=info.system.version if info.system else "",
        app_registered=any(app.name == APP for app in apps),
        ahead=_ahead(ping.timestamp, before),
    )


def _reason(error: AriError) -> str:
    return error.reason if isinstance(error, AriUnreachable) else str(error).rstrip(".")


def _ahead(timestamp: str, now: datetime) -> timedelta | None:
    try:
        told = datetime.fromisoformat(timestamp)
    except ValueError:
        return None
    return told - now if told.tzinfo else None


def _installed_version(settings: Settings) -> str | None:
    """Of the Asterisk that the service would start; None where it has to be set up first."""
    forced = os.environ.get("RINGBACK_ASTERISK")
    if forced:
        return _version_text(forced)
    own = shutil.which("asterisk") or shutil.which("asterisk", path=_SYSTEM_PATHS)
    if own and not isinstance(judge(text := _version_text(own)), TooOld):
        return text
    root = settings.cache_dir / ROOT_NAME
    return dotted(unpacked(root).version) if root.exists() else None


def _version_text(program: str) -> str:
    try:
        done = subprocess.run([program, "-V"], capture_output=True, text=True, check=False, timeout=20)
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"{program} ({error})"
    return done.stdout or done.stderr


# ---- the database


async def look_at_database(sight: Sight, clock: Clock) -> v.DatabaseState:
    if sight.url is None:
        directory = sight.settings.data_dir / "postgres"
        needed = await asyncio.to_thread(is_taken, sight.settings.data_dir)
        return v.EmbeddedResting((directory / "PG_VERSION").exists(), directory / "log" if needed else None)
    try:
        return await _ask_database(sight.url, clock)
    except RingbackError as error:
        return v.DatabaseUnusable(str(error))


async def _ask_database(url: str, clock: Clock) -> v.DatabaseFound:
    connection = await connect(url)
    try:
        before = clock.now()
        told: datetime = await connection.fetchval("SELECT clock_timestamp()")
        version = await connection.fetchval("SHOW server_version")
        major = connection.get_server_version().major
    finally:
        await connection.close()
    return v.DatabaseFound(version=version, major=major, schema=await schema_state(url), ahead=told - before)


def embedded_url(pgdata: Path) -> str | None:
    """Of the embedded Postgres, if it runs: its own note says where it listens."""
    try:
        lines = (pgdata / "postmaster.pid").read_text().splitlines()
        os.kill(int(lines[0]), 0)
        directory = lines[4]
    except PermissionError:
        directory = str(pgdata)
    except (OSError, ValueError, IndexError):
        return None
    return f"postgresql://postgres:@/postgres?host={directory}"


# ---- announcements


async def look_at_sounds(sight: Sight, database: v.DatabaseState, clock: Clock) -> tuple[list[str], int]:
    """What cannot be played, each a sentence, and how many there are."""
    readable = isinstance(database, v.DatabaseFound) and isinstance(database.schema, Current)
    if sight.url is None or not readable or not sight.settings.sounds_dir.exists():
        return [], len(await asyncio.to_thread(shipped_announcements, OWN_SOUNDS))
    async with open_database(sight.url) as opened:
        catalog = await load_catalog(opened, clock.now())
    prompts = await asyncio.to_thread(Prompts, catalog, sight.settings.sounds_dir)
    return [one.why for one in prompts.wrong()], len(catalog.announcements)


# ---- places


def look_at_places(sight: Sight) -> Iterator[v.Place]:
    settings = sight.settings
    yield look_at_place("data", settings.data_dir)
    yield look_at_place("archive", settings.archive_dir)
    recordings = look_at_place("recordings", settings.recordings_dir)
    yield replace(recordings, switch=_switch_may_write(sight) if recordings.exists else None)


def look_at_passwords(sight: Sight) -> tuple[Path, int] | None:
    """Where our own switch keeps them, and the file's mode; None of another's switch, or before its first start."""
    path = sight.settings.data_dir / "switch" / "lib" / DATABASE
    if not sight.own_switch or not path.exists():
        return None
    return path, path.stat().st_mode


def look_at_place(what: str, path: Path) -> v.Place:
    there = next(place for place in (path, *path.parents) if place.exists())
    return v.Place(
        what=what,
        path=path,
        exists=there == path,
        free=shutil.disk_usage(there).free,
        ours=os.access(there, os.W_OK | os.X_OK),
    )


def _switch_may_write(sight: Sight) -> bool | None:
    """Only of our own switch we know as whom it runs."""
    if not sight.own_switch:
        return None
    if os.geteuid() != 0:
        return True
    try:
        user = pwd.getpwnam(USER)
    except KeyError:
        return None
    return may_write(sight.settings.recordings_dir.stat(), user.pw_uid, user.pw_gid)


def may_write(found: os.stat_result, uid: int, gid: int) -> bool:
    """Whether that user may make files in a directory."""
    needed = stat.S_IWOTH | stat.S_IXOTH
    if found.st_uid == uid:
        needed = stat.S_IWUSR | stat.S_IXUSR
    elif found.st_gid == gid:
        needed = stat.S_IWGRP | stat.S_IXGRP
    return found.st_mode & needed == needed


# ---- the page


async def look_at_port(settings: Settings) -> v.Port:
    if await _answers(settings):
        return v.Port.OURS
    return await asyncio.to_thread(look_whether_free, page_spot(settings))


def look_whether_free(spot: Spot) -> v.Port:
    error = obstacle(spot)
    if error is None:
        return v.Port.FREE
    return v.Port.TAKEN if error.errno == errno.EADDRINUSE else v.Port.FORBIDDEN


def look_at_sip(settings: Settings) -> v.Port:
    """Of our own switch: while it runs, what is taken is taken by it, because it is not started otherwise."""
    found = look_whether_free(sip_spot(settings))
    if not _own_switch_runs(settings.data_dir / "switch"):
        return found
    return {v.Port.TAKEN: v.Port.OURS, v.Port.FREE: v.Port.DEAF}.get(found, found)


async def look_at_socket(settings: Settings, certificate: Path) -> v.Port | Shown:
    """Where pages reach their phones' socket by TLS, on a switch of our own."""
    if not await asyncio.to_thread(_own_switch_runs, settings.data_dir / "switch"):
        return await asyncio.to_thread(look_whether_free, phone_spot(settings))
    spot = phone_spot(settings)
    return await shown_at(ANYWHERE.get(spot.host, spot.host), spot.port, certificate)


async def shown_at(host: str, port: int, certificate: Path) -> Shown:
    """Trusts the file's certificate alone, whatever name it has: what else is shown is another one."""
    trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    trusting.check_hostname = False
    trusting.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    try:
        trusting.load_verify_locations(certificate)
        async with asyncio.timeout(WITHIN_S):
            _, writer = await asyncio.open_connection(host, port, ssl=trusting)
    except ssl.SSLCertVerificationError as error:
        return Shown.EXPIRED if error.verify_code in OUT_OF_DATE else Shown.OTHER
    except (OSError, TimeoutError):
        return Shown.NOTHING
    writer.close()
    return Shown.OURS


def _own_switch_runs(home: Path) -> bool:
    return Process.adopt(pidfile(home), str(home / "etc" / "asterisk.conf")) is not None


async def _answers(settings: Settings) -> bool:
    """A Ringback, and not merely something, answers there."""
    host = ANYWHERE.get(settings.http_host, settings.http_host)
    host = f"[{host}]" if ":" in host else host
    scheme = "https" if settings.tls_certificate else "http"
    timeout = aiohttp.ClientTimeout(total=WITHIN_S)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            # Whose certificate it is does not matter here, and on a bare address none would fit.
            session.get(f"{scheme}://{host}:{settings.http_port}/healthz", ssl=False) as answer,
        ):
            return answer.status == 200 and await answer.json() == {"alive": True}
    except (aiohttp.ClientError, TimeoutError, ValueError):
        return False
