"""What the doctor says about what was found. Pure: findings in, sentences out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import assert_never

from kernel.trouble import Trouble
from store.errors import OLDEST_SERVER
from store.migrations.schema import Ahead, Behind, Current, SchemaState
from telephony.asterisk.version import Fit, TooOld, Untried, dotted, judge

OLDEST_PYTHON = (3, 11)
SKEW = timedelta(seconds=2)
MEGABYTE = 1_000_000
NARROW = 2
"""So many times the floor, and it is time to look after the disk."""


class Level(StrEnum):
    OK = "ok"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True)
class Verdict:
    """`todo` says what to do; it is empty where nothing needs to be done.

    `about` tells several checks of one sort apart. `trouble` is what it was made of, where the house raised it.
    """

    level: Level
    what: str
    sentence: str
    todo: str = ""
    about: str = ""
    trouble: Trouble | None = None

    @property
    def id(self) -> str:
        """The same for a check whatever it finds."""
        return f"{self.what}: {self.about}" if self.about else self.what


def ok(what: str, sentence: str, about: str = "") -> Verdict:
    return Verdict(Level.OK, what, sentence, about=about)


def warn(what: str, sentence: str, todo: str, about: str = "") -> Verdict:
    return Verdict(Level.WARN, what, sentence, todo, about)


def bad(what: str, sentence: str, todo: str, about: str = "") -> Verdict:
    return Verdict(Level.BAD, what, sentence, todo, about)


def named(verdict: Verdict, about: str) -> Verdict:
    return replace(verdict, about=about)


# ---- the switch


@dataclass(frozen=True, kw_only=True)
class SwitchFound:
    """A switch that answers. `ahead` is by how much its clock goes before ours; None where it does not tell."""

    url: str
    version: str
    app_registered: bool
    ahead: timedelta | None


@dataclass(frozen=True)
class SwitchAway:
    url: str
    why: str


@dataclass(frozen=True)
class SwitchRefuses:
    """It answers, but not to us."""

    url: str
    why: str


@dataclass(frozen=True)
class OwnSwitchResting:
    """No switch is configured, so the service brings its own; it does not run now. `version` None: not set up yet."""

    version: str | None


Switch = SwitchFound | SwitchAway | SwitchRefuses | OwnSwitchResting


def on_switch(found: Switch, *, service_answers: bool) -> Sequence[Verdict]:
    match found:
        case SwitchFound():
            connected = named(_on_app(found, service_answers), "service")
            return (on_asterisk(found.version, f"at {found.url} answers"), connected)
        case SwitchAway(url, why):
            todo = (
                "Start Asterisk, or set RINGBACK_ARI_URL to where it is. "
                "One that Ringback brings along is started again by itself: wait a moment."
            )
            return (bad("switch", f"The switch at {url} does not answer ({why}).", todo),)
        case SwitchRefuses(url, why):
            todo = "Set RINGBACK_ARI_USER and RINGBACK_ARI_PASSWORD to what its ari.conf says."
            return (bad("switch", f"The switch at {url} does not let us in ({why}).", todo),)
        case OwnSwitchResting(version):
            return (_on_resting(version),)
        case other:
            assert_never(other)


def _on_resting(version: str | None) -> Verdict:
    if version is None:
        return ok("switch", "No switch is configured: the service will set up one of its own when it starts.")
    return on_asterisk(version, "is there for the service to start; it does not run now")


def on_asterisk(text: str, how: str) -> Verdict:
    """`text` is what the switch says about its version, `how` goes on after "Asterisk 22.10.1"."""
    match judge(text):
        case Fit(version):
            return ok("switch", f"Asterisk {dotted(version)} {how}.")
        case Untried(version, warning):
            return warn(
                "switch", f"Asterisk {dotted(version)} {how}. {warning}", "Try your calls before you rely on it."
            )
        case TooOld(sentence):
            return bad("switch", sentence, "Install Asterisk 22.10.1 or newer; the service refuses this one.")
        case other:
            assert_never(other)


def _on_app(found: SwitchFound, service_answers: bool) -> Verdict:
    match found.app_registered, service_answers:
        case True, True:
            return ok("switch", "The service is connected to it.")
        case False, False:
            return ok("switch", "No service is connected to it, and none runs: its safety net answers.")
        case True, False:
            todo = "Find the other service, or look why ours serves no page."
            return warn("switch", "A service is connected to it, but ours serves no page here.", todo)
        case _:
            todo = "Look into the service's log: it says why it cannot connect."
            return bad("switch", "The service runs, but is not connected to the switch: no call is taken.", todo)


# ---- the database


@dataclass(frozen=True, kw_only=True)
class DatabaseFound:
    version: str
    major: int
    schema: SchemaState
    ahead: timedelta


@dataclass(frozen=True)
class DatabaseUnusable:
    """`why` is a whole sentence."""

    why: str


@dataclass(frozen=True)
class EmbeddedResting:
    """No database is configured, so the service brings its own, which does not run now."""

    exists: bool
    needed: Path | None = None
    """The log to look into, where a service runs and is without it."""


DatabaseState = DatabaseFound | DatabaseUnusable | EmbeddedResting


def on_database(found: DatabaseState) -> Sequence[Verdict]:
    match found:
        case DatabaseFound(major=major, version=version) if major < OLDEST_SERVER:
            todo = f"Upgrade it to Postgres {OLDEST_SERVER} or newer."
            return (bad("database", f"The database is Postgres {version}.", todo),)
        case DatabaseFound():
            return (ok("database", f"Postgres {found.version} answers."), on_schema(found.schema))
        case DatabaseUnusable(why):
            return (bad("database", why, "Set DATABASE_URL to a database that answers, or start it."),)
        case EmbeddedResting(needed=Path() as log):
            sentence = "The service runs, but its embedded Postgres does not: calls are only written to the spool."
            todo = f"The service starts it again every few seconds. If this stays, {log} says why it cannot."
            return (bad("database", sentence, todo),)
        case EmbeddedResting(exists):
            there = "The embedded Postgres does not run now: the service starts it."
            new = "No database is configured: the service will make an embedded one."
            return (ok("database", there if exists else new),)
        case other:
            assert_never(other)


def on_schema(state: SchemaState) -> Verdict:
    match state:
        case Current():
            return ok("schema", "The schema is this version's.")
        case Behind(steps):
            sentence = f"The schema is {steps} step{'s' if steps > 1 else ''} behind this version."
            return warn("schema", sentence, "`ringback migrate` applies them; the service does it too when it starts.")
        case Ahead(revision):
            sentence = f"The schema is {revision}, made by a newer Ringback: this one will not start on it."
            return bad("schema", sentence, "Start the newer Ringback, or use another database.")
        case other:
            assert_never(other)


# ---- places


@dataclass(frozen=True, kw_only=True)
class Place:
    """A directory. `free` in bytes; where it is not there yet, of the place that it will be made in."""

    what: str
    path: Path
    exists: bool
    free: int
    ours: bool
    """We can write there, or make it."""
    switch: bool | None = None
    """The switch can write there; None where it need not, or nobody can tell."""


def on_place(place: Place, floor_mb: int) -> Sequence[Verdict]:
    return (named(_on_room(place, floor_mb), place.what), named(_on_rights(place), place.what))


def _on_room(place: Place, floor_mb: int) -> Verdict:
    left = f"{place.what} in {place.path}: {place.free // MEGABYTE} MB are free"
    if place.free < floor_mb * MEGABYTE:
        todo = "Make room, or set RINGBACK_DISK_FLOOR_MB lower."
        return bad("disk", f"{left}, below the floor of {floor_mb} MB: nothing new is recorded.", todo)
    if place.free < NARROW * floor_mb * MEGABYTE:
        return warn("disk", f"{left}; at {floor_mb} MB recording stops.", "Make room soon.")
    return ok("disk", f"{left}.")


def _on_rights(place: Place) -> Verdict:
    if not place.ours:
        todo = "Give the service's user the right to write there."
        return bad("rights", f"{place.what}: we cannot write in {place.path}.", todo)
    if place.switch is False:
        todo = "Give the user whom Asterisk runs as the right to write there."
        return bad("rights", f"{place.what}: the switch cannot write in {place.path}: nothing is recorded.", todo)
    if not place.exists:
        return ok("rights", f"{place.what}: {place.path} is not there yet, and will be made.")
    who = "we and the switch" if place.switch else "we"
    return ok("rights", f"{place.what}: {who} can write in {place.path}.")


def on_passwords(path: Path, mode: int) -> Sequence[Verdict]:
    """Of the file in which the switch keeps passwords of trunks and phones in clear; nothing where it is shut."""
    if not mode & 0o077:
        return ()
    return (bad("rights", f"{path} can be read by others than its owner.", f"chmod 600 {path}"),)


# ---- the rest


class Port(StrEnum):
    FREE = "free"
    OURS = "ours"
    TAKEN = "taken"
    FORBIDDEN = "forbidden"
    DEAF = "deaf"
    """Ours to listen on: we run, and do not."""


def on_port(port: Port, where: str) -> Verdict:
    match port:
        case Port.FREE:
            return ok("port", f"{where} is free for the page.")
        case Port.OURS:
            return ok("port", f"The service answers at {where}.")
        case Port.TAKEN:
            todo = "Stop it, or set RINGBACK_HTTP_PORT to a free port."
            return bad("port", f"Another program listens on {where}.", todo)
        case Port.FORBIDDEN:
            todo = "Set RINGBACK_HTTP_HOST and RINGBACK_HTTP_PORT to an address of this machine and a port above 1023."
            return bad("port", f"We may not listen on {where}.", todo)
        case Port.DEAF:
            return bad("port", f"The service runs and does not listen on {where}.", "Start it again.")
        case other:
            assert_never(other)


def on_sip(port: Port, where: str) -> Verdict:
    """Where phones register and the carrier calls: only of a switch of our own."""
    match port:
        case Port.FREE:
            return ok("sip", f"{where} is free for the switch.")
        case Port.OURS:
            return ok("sip", f"The switch listens on {where}.")
        case Port.TAKEN:
            todo = "Stop it, or set RINGBACK_SIP_PORT to a free port; the service does not start before."
            return bad("sip", f"Another program listens on {where}: no phone would reach the switch.", todo)
        case Port.FORBIDDEN:
            todo = "Set RINGBACK_SIP_HOST to an address of this machine and RINGBACK_SIP_PORT to a port above 1023."
            return bad("sip", f"The switch may not listen on {where}.", todo)
        case Port.DEAF:
            todo = "Start the service again: it starts the switch where the settings say."
            return bad("sip", f"The switch runs and does not listen on {where}: no phone reaches it.", todo)
        case other:
            assert_never(other)


def on_clock(whose: str, ahead: timedelta | None) -> Verdict:
    return named(_on_clock(whose, ahead), whose)


def _on_clock(whose: str, ahead: timedelta | None) -> Verdict:
    if ahead is None:
        return ok("clock", f"The {whose} does not tell its time.")
    if abs(ahead) > SKEW:
        direction = "ahead of" if ahead > timedelta() else "behind"
        sentence = f"The {whose}'s clock is {abs(ahead).total_seconds():.1f} s {direction} ours."
        return warn("clock", sentence, "Let NTP set both clocks: waits and recordings are measured by them.")
    return ok("clock", f"The {whose}'s clock and ours agree.")


def on_python(version: tuple[int, int]) -> Verdict:
    shown = dotted(version)
    if version < OLDEST_PYTHON:
        todo = f"Ringback needs Python {dotted(OLDEST_PYTHON)} or newer."
        return bad("versions", f"Python is {shown}.", todo, "Python")
    return ok("versions", f"Python is {shown}.", "Python")


def on_sounds(wrong: Sequence[str], playable: int) -> Sequence[Verdict]:
    """`wrong` are sentences, one for each announcement that cannot be played."""
    todo = "Put the file back, or a mono WAV of 16 bit at 8 or 16 kHz; a project without one is not recorded."
    if wrong:
        return [bad("sounds", sentence, todo, str(number)) for number, sentence in enumerate(wrong, start=1)]
    if not playable:
        return [ok("sounds", "No announcement is set up yet.")]
    return [ok("sounds", f"All {playable} announcements can be played.")]


def exit_code(verdicts: Iterable[Verdict]) -> int:
    """1 if anything is bad."""
    return int(any(verdict.level is Level.BAD for verdict in verdicts))


def _whose(verdict: Verdict) -> str:
    """What is wrong with a trunk was worded for where its name stands beside it."""
    return f"{verdict.about}: " if verdict.what == "trunks" and verdict.trouble is not None else ""


def lines(verdicts: Iterable[Verdict]) -> Iterable[str]:
    """As they are printed: the level, what it is about, the sentence, and below it what to do."""
    for verdict in verdicts:
        yield f"{verdict.level.value:<5} {verdict.what:<9} {_whose(verdict)}{verdict.sentence}"
        if verdict.todo:
            yield f"{'':<16}→ {verdict.todo}"
