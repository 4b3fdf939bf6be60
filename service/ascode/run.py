"""`ringback config export` and `apply`: between the database and one file, whether the service runs or not."""

import asyncio
import os
import pwd
import shutil
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from config.changes.ledger import Ledger
from config.changes.live import ANNOUNCED, Checklists
from config.changes.model import Difference, Section, Wanted
from config.prompts import install_sounds
from config.settings import Settings
from kernel.clock import Clock, SystemClock
from kernel.errors import BadInput, Conflict, RingbackError
from service.ascode.document import Document, document_of, read_document
from service.ascode.kinds import kinds_of
from service.ascode.passwords import OPTION, read_passwords
from service.ascode.sounds import AnnouncementsSection, Sounds
from service.ascode.text import read_text, written
from service.ascode.wanted import Asked, asked_by, lines, summed_up, unnamed
from service.doctor_look import sight_of
from service.sections import sections_of
from store.errors import DatabaseTooNew
from store.migrations.schema import Ahead, Behind, Current, migrate, revisions, schema_state
from store.pool import open_database
from store.postgres import postgres
from store.sealed import open_seal

Say = Callable[[str], None]
STANDARD = "-"
OWNER_ALONE = 0o600
STAYS = frozenset({"installation", "hours"})
"""There is always one: what is left out of the file keeps what it has."""
HEAD = """\
# The set-up of Ringback: all that administrators own, but for people and their passwords.
#
# `ringback config apply FILE` brings an installation to it, `--dry-run` shows first what that changes. What the file
# does not name stays as it is; with `--prune` a list here is the whole list. Passwords of trunks and phones are sealed
# with the installation's secret key and open with no other: elsewhere, give them with `--secrets FILE`.
# `sound` names an announcement by what it holds; `audio` is the sound as FLAC, in base64, but for those that ship.

"""


EMPTY = "The database is empty: `ringback migrate` makes it ours, and so does applying a file without `--dry-run`."


class NotCurrent(RingbackError):
    """The database is of another version."""


class CannotRead(RingbackError):
    """A file of the command line is not there, or not ours."""


@dataclass(frozen=True)
class Desk:
    """What both directions work with."""

    ledger: Ledger
    ready: Checklists
    sections: Mapping[str, Section[Any]]
    sounds: Sounds
    opens: Callable[[bytes, str], bytes]


# ---- the commands


async def export(settings: Settings, file: str, say: Say, *, with_sounds: bool = True) -> int:
    """To the file, which nobody else can read, or to standard output. Raises `NotCurrent`, `CannotRead`."""
    text = await exported(settings, with_sounds=with_sounds)
    if file == STANDARD:
        sys.stdout.write(text)
        return 0
    await asyncio.to_thread(_write, Path(file), text)
    say(f"Written to {file}. It holds sealed passwords: keep it as you keep a backup.")
    return 0


async def exported(settings: Settings, *, with_sounds: bool = True) -> str:
    """The document's text. Raises `NotCurrent`."""
    sounds = await asyncio.to_thread(Sounds, _sounds_dir(settings))
    async with _desk(settings, sounds, update=False) as desk:
        world = await desk.ledger.world()
        audio = desk.sounds.audio if with_sounds else _silent
        return HEAD + written(document_of(world.things, kinds_of(desk.sections.values()), audio))


async def apply(
    settings: Settings, file: str, say: Say, *, dry_run: bool = False, prune: bool = False, secrets: str | None = None
) -> int:
    """All or nothing. Raises `BadInput`, `Conflict`, `CannotRead`, `NotCurrent`."""
    if secrets == file == STANDARD:
        raise BadInput(OPTION, STANDARD, "a file, as the set-up itself comes by standard input")
    text = await asyncio.to_thread(_read, file)
    passwords = {} if secrets is None else read_passwords(await asyncio.to_thread(_read, secrets))
    with _directory_for(_sounds_dir(settings), dry_run=dry_run) as directory:
        sounds = await asyncio.to_thread(Sounds, directory)
        document = read_document(read_text(text), kinds_of(_sections(settings, sounds, SystemClock())))
        async with _desk(settings, sounds, update=not dry_run) as desk:
            try:
                await asyncio.to_thread(_bring, sounds, document)
                await _apply(desk, document, passwords, say, dry_run=dry_run, prune=prune)
            except (BadInput, Conflict):  # Where the database was lost, it may be saved all the same.
                await asyncio.to_thread(sounds.take_back)
                raise
    return 0


async def _apply(
    desk: Desk, document: Document, passwords: Mapping[str, str], say: Say, *, dry_run: bool, prune: bool
) -> None:
    world, people = await desk.ledger.world(), await desk.ledger.people()
    asked = asked_by(document, desk.sections, world, desk.opens, passwords, people=people, prune=prune)
    wanted = asked.wanted
    if prune:
        told = await desk.ledger.difference(wanted)
        wanted = (*wanted, *unnamed(document, desk.sections, world, told, STAYS))
    told = await (desk.ledger.difference(wanted) if dry_run else _saved(desk, wanted))
    for sentence in desk.ready.lacking:
        say(f"! {sentence}")
    _tell(told, asked, say, dry_run=dry_run)


async def _saved(desk: Desk, wanted: tuple[Wanted, ...]) -> tuple[Difference, ...]:
    return tuple(each.difference for each in await desk.ledger.save(wanted, _by()))


def _tell(told: tuple[Difference, ...], asked: Asked, say: Say, *, dry_run: bool) -> None:
    for line in lines(told):
        say(line)
    for place in asked.locked_up:
        say(
            f"! {place}: its password was sealed with another installation's key. Give it with --secrets, or in the"
            " page; until then a trunk is not active and a phone is locked, unless it has one here already."
        )
    for place in asked.unowned:
        say(f"! {place}: its person has no account here, or is an agent. Choose in the page whose it is.")
    say(summed_up(told))
    if any(each.changes for each in told):
        say("Nothing was changed: this was a dry run." if dry_run else "Applied.")


# ---- what they work with


@asynccontextmanager
async def _desk(settings: Settings, sounds: Sounds, *, update: bool) -> AsyncIterator[Desk]:
    clock: Clock = SystemClock()
    seal = await asyncio.to_thread(open_seal, settings.secret_key.reveal(), settings.data_dir)
    async with postgres(settings.database_url.reveal(), settings.data_dir) as url:
        await _expect_current(url, update=update)
        async with open_database(url) as database:
            ready = Checklists(sounds.directory, clock, ANNOUNCED)
            ledger = Ledger(database, _sections(settings, sounds, clock), seal, clock, ready)
            yield Desk(ledger, ready, ledger.sections, sounds, seal.open)


def _sections(settings: Settings, sounds: Sounds, clock: Clock) -> tuple[Section[Any], ...]:
    return (*sections_of(settings.trunk), AnnouncementsSection(sounds, clock.now(), _by()))


async def _expect_current(url: str, *, update: bool) -> None:
    """An empty database is made ours, as the service would; not an older one, on which a service may be at work.

    Raises `NotCurrent`, `DatabaseTooNew`.
    """
    match await schema_state(url):
        case Current():
            return
        case Behind(steps) if update and steps == len(revisions()):
            await migrate(url)
        case Behind(steps) if steps == len(revisions()):
            raise NotCurrent(EMPTY)
        case Ahead(revision):
            raise DatabaseTooNew(revision, revisions()[-1])
        case Behind():
            raise NotCurrent("The database is not of this version: run `ringback migrate` first.")


def _bring(sounds: Sounds, document: Document) -> None:
    for entry in document.entries:
        if (sound := getattr(entry.spec, "sound", None)) is not None:
            sounds.bring(sound, entry.audio, entry.place)


def _silent(_sound: str) -> None:
    return None


def _sounds_dir(settings: Settings) -> Path:
    return sight_of(settings).settings.sounds_dir


@contextmanager
def _directory_for(sounds: Path, *, dry_run: bool) -> Iterator[Path]:
    """Where sounds are put. A dry run does so beside, and has the others there by links."""
    if not dry_run:
        install_sounds(sounds)
        yield sounds
        return
    with TemporaryDirectory() as made:
        beside = Path(made) / "sounds"
        if sounds.is_dir():
            shutil.copytree(sounds, beside, copy_function=os.symlink)
        install_sounds(beside)
        yield beside


def _read(file: str) -> str:
    try:
        return sys.stdin.read() if file == STANDARD else Path(file).read_text()
    except (OSError, UnicodeDecodeError) as error:
        raise CannotRead(f"The file {file} cannot be read ({error}).") from error


def _write(file: Path, text: str) -> None:
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ALONE)
        os.fchmod(descriptor, OWNER_ALONE)
        with os.fdopen(descriptor, "w") as opened:
            opened.write(text)
    except OSError as error:
        raise CannotRead(f"The file {file} cannot be written ({error}).") from error


def _by() -> str:
    try:
        user = pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        user = str(os.geteuid())
    return f"ringback config apply ({user})"
