"""The one way in which the set-up is saved: compared, checked, written, and kept in a history that can be undone."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, contextmanager
from dataclasses import dataclass, replace
from typing import Any, NoReturn

import msgspec
import structlog

from config.changes import checks
from config.changes.difference import differences, version_of
from config.changes.errors import Overtaken, Stale, Taken, Undone
from config.changes.model import (
    WHICHEVER,
    Difference,
    Kept,
    Move,
    Noted,
    Saved,
    Section,
    Signature,
    Signed,
    Wanted,
    Warned,
    Whichever,
    World,
)
from config.changes.placing import InPlace
from config.changes.secrets import sealed_for
from config.changes.specs import HoursSpec, ProjectSpec
from config.changes.store import (
    Fresh,
    Past,
    add_change,
    change,
    changes,
    kept_in,
    latest_change,
    people,
    project_ids,
)
from config.changes.turns import Turns
from kernel.clock import Clock
from kernel.errors import NOTHING, BadInput, NotFound
from store.pool import Database, Queryable, clashes_told
from store.sealed import Seal

log = structlog.get_logger()

PAGE = 50
NOBODY = ""
"""Signs what is taken back."""
GoingLive = Callable[[Queryable, Sequence[str], Collection[str]], AbstractAsyncContextManager[None]]
"""Around what is written: told the names of projects that are to be live, and of the sections in which things change.

Raises `Conflict` where one of those, or one that takes calls already, lacks something.
"""

Also = Callable[[Queryable], Awaitable[None]]


async def nothing_else(_tx: Queryable) -> None:
    """A save is all there is to it."""


@dataclass(frozen=True, slots=True)
class _Step:
    """One thing of a save. `key` as it is after it, or was before it was removed.

    `resealed`: its secret is the one that it had, sealed for its new name. `along`: nobody has asked for it by itself.
    """

    section: Section[Any]
    key: str
    move: Move[Any]
    resealed: bool = False
    along: bool = False

    @property
    def idle(self) -> bool:
        return self.move.before == self.move.after

    def told(self, warnings: Sequence[Warned]) -> Difference:
        after = self.move.after
        version = None if after is None else version_of(after)
        changes = differences(self.move.before, after, resealed=self.resealed)
        return Difference(self.section.name, self.key, version, changes, tuple(warnings), self.move.before is None)


class _TakenBack(Exception):
    """Ends a transaction of which nothing is to stay."""


class Ledger:
    """`sections` in an order in which each names only those before it. What is saved stands when a method returns."""

    def __init__(
        self, database: Database, sections: Sequence[Section[Any]], seal: Seal, clock: Clock, going_live: GoingLive
    ) -> None:
        self._database, self._turns = database, Turns(database)
        self.sections = {section.name: section for section in sections}
        self._seal = seal
        self._clock = clock
        self._going_live = going_live

    async def things(self, section: str) -> Mapping[str, Kept[Any]]:
        """All of a section by their keys. Raises `DatabaseAway`."""
        return await self.sections[section].read(self._database)

    async def world(self) -> World:
        """All of every section, as it is at one moment."""
        async with self._database.transaction() as tx:
            await tx.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            return await self._world(tx)

    async def people(self) -> Collection[str]:
        """Who may have a phone of their own without being an agent, by name. Raises `DatabaseAway`."""
        return await people(self._database)

    async def difference(self, wanted: Sequence[Wanted]) -> tuple[Difference, ...]:
        """What saving would do: it is done and taken back. Raises what `save` raises."""
        found: list[Difference] = []
        try:
            async with self._turns.take() as tx:
                done = await self._carried_out(tx, wanted, NOBODY)
                found += [step.told(warnings) for step, warnings in done if not step.along]
                raise _TakenBack
        except _TakenBack:
            return tuple(found)

    async def save(
        self, wanted: Sequence[Wanted], by: str, *, undoes: int | None = None, also: Also = nothing_else
    ) -> tuple[Saved, ...]:
        """All or nothing, in the order of `wanted`; `also` is done at the end of the same transaction.

        Raises `BadInput`, `Conflict`, `DatabaseAway`.
        """
        async with self._turns.take() as tx:
            done = await self._carried_out(tx, wanted, by)
            await also(tx)
            ids = await project_ids(tx)
            saved = [(step, await self._kept(tx, step, warnings, by, ids, undoes)) for step, warnings in done]
        changed = [each for _, each in saved if each.change is not None]
        log.info("setup_saved", sections=sorted({each.difference.section for each in changed}), changes=len(changed))
        return tuple(each for step, each in saved if not step.along)

    async def undo(self, id_: int, by: str) -> Saved:
        """By a change of its own. Raises `NotFound`, `Conflict` where what it made is not what there is any more."""
        past = await self.past(id_)
        if past.undone_by is not None:
            raise Undone
        kind = self.sections[past.section].kind
        before, after = kept_in(past.before, kind), kept_in(past.after, kind)
        await self._expect(past, after)
        (saved,) = await self.save([_back(past, before, after)], by, undoes=id_)
        return saved

    async def past(self, id_: int) -> Past:
        """Raises `NotFound`."""
        found = await change(self._database, id_)
        if found is None:
            raise NotFound(f"There is no change {id_}.")
        return found

    async def history(
        self, before: int | None, section: str | None, key: str | None, projects: Sequence[int] | None
    ) -> list[Past]:
        """Latest first, one more than a page if there are older ones; `projects` leaves out what belongs to none."""
        return await changes(self._database, before, section, key, projects, PAGE + 1)

    async def _expect(self, past: Past, after: Kept[Any] | None) -> None:
        now = (await self.things(past.section)).get(past.key)
        if now != after:
            raise Overtaken(past.key, [each.field for each in differences(after, now)])

    async def _world(self, tx: Queryable) -> World:
        return World({name: await section.read(tx) for name, section in self.sections.items()})

    async def _carried_out(
        self, tx: Queryable, wanted: Sequence[Wanted], by: str
    ) -> list[tuple[_Step, Sequence[Warned]]]:
        """Everything but the history."""
        world = await self._world(tx)
        along = _along(world, wanted)
        every = (*along, *wanted)
        asked = _as_asked(world, self.sections, every)
        steps = [await self._step(tx, world, asked, each) for each in every]
        steps[: len(along)] = [replace(step, along=True) for step in steps[: len(along)]]
        after = _after(world, steps, every)
        told = [(step, await _checked(step, after, each)) for step, each in zip(steps, every, strict=True)]
        moving = [step for step in steps if not step.idle]
        async with self._going_live(tx, _newly_live(moving), {step.section.name for step in moving}):
            await self._write(tx, moving, Signature(self._clock.now(), by))
        told += [(step, ()) for step in _following(world, steps, self.sections)]
        return told

    async def _step(self, tx: Queryable, world: World, asked: World, wanted: Wanted) -> _Step:
        await asyncio.sleep(0)  # A file of thousands lets calls through in between.
        section = self.sections[wanted.section]
        with _placed(wanted):
            spec = None if wanted.spec is None else section.prepared(wanted.spec, asked)
        name = _name(section, spec, wanted)
        key = name if wanted.key is None or wanted.version is None else wanted.key
        there = world.things[section.name]
        before = there.get(key)
        await self._check_version(tx, section, key, before, wanted)
        if spec is None:
            return _Step(section, key, Move(before, None))
        if name != key and name in there:
            raise Taken(name)
        secret = sealed_for(self._seal, section.secret, (key, name), wanted.secret, before)
        return _Step(section, name, Move(before, Kept(spec, secret)), wanted.secret is None and name != key)

    async def _check_version(
        self, tx: Queryable, section: Section[Any], key: str, before: Kept[Any] | None, wanted: Wanted
    ) -> None:
        if isinstance(wanted.version, Whichever):
            return
        if wanted.version is None and before is not None:
            raise Taken(key)
        if wanted.version != (None if before is None else version_of(before)):
            raise Stale(key, await latest_change(tx, section.name, key))

    async def _write(self, tx: Queryable, steps: Sequence[_Step], signature: Signature) -> None:
        """What names others comes after them, and goes before them."""
        with clashes_told():
            for section in self.sections.values():
                await _write_those(tx, section, [step.move for step in steps if _stays(step, section)], signature)
            for section in reversed(self.sections.values()):
                await _write_those(tx, section, [step.move for step in steps if _goes(step, section)], signature)

    async def _kept(
        self,
        tx: Queryable,
        step: _Step,
        warnings: Sequence[Warned],
        by: str,
        ids: Mapping[str, int],
        undoes: int | None,
    ) -> Saved:
        if step.idle:
            return Saved(step.told(warnings), None)
        move, section = step.move, step.section
        project = _project_of(section, move, ids)
        about = (self._clock.now(), by, section.name, _noted_as(step, ids), project)
        undone = None if step.along else undoes
        fresh = Fresh(*about, move.before, move.after, undone, _former(step), step.resealed)
        return Saved(step.told(warnings), await add_change(tx, fresh))


async def _checked(step: _Step, after: World, wanted: Wanted) -> Sequence[Warned]:
    await asyncio.sleep(0)
    with _placed(wanted):
        return () if step.idle else step.section.check(step.move, after)


@contextmanager
def _placed(wanted: Wanted) -> Iterator[None]:
    try:
        yield
    except BadInput as error:
        if wanted.place is None:
            raise
        raise InPlace(wanted.place, error) from error


async def _write_those(tx: Queryable, section: Section[Any], moves: Sequence[Move[Any]], signature: Signature) -> None:
    if moves:
        await (section.signed(signature) if isinstance(section, Signed) else section).write(tx, moves)


def _stays(step: _Step, section: Section[Any]) -> bool:
    return step.section is section and step.move.after is not None


def _goes(step: _Step, section: Section[Any]) -> bool:
    return step.section is section and step.move.after is None


def _name(section: Section[Any], spec: msgspec.Struct | None, wanted: Wanted) -> str:
    """The key after the save, or of what is removed."""
    if spec is not None:
        return section.key_of(spec)
    if wanted.key is None or wanted.version is None:
        raise BadInput("key", NOTHING, "the key and the version of what is to be removed")
    return wanted.key


def _along(world: World, wanted: Sequence[Wanted]) -> list[Wanted]:
    """What goes with what is removed: of a project its hours, by a change of their own, so that they can come back."""
    gone = [each.key or "" for each in wanted if each.section == "projects" and each.spec is None]
    empty = [HoursSpec(project=name) for name in gone if name in world.hours]
    filled = (spec for spec in empty if world.hours[spec.project] != spec)
    return [Wanted(section="hours", key=None, version=WHICHEVER, spec=spec) for spec in filled]


def _following(world: World, steps: Sequence[_Step], sections: Mapping[str, Section[Any]]) -> Iterator[_Step]:
    """What has another key because its project has another name, so that its history goes on; nothing is written."""
    renamed = {former: step.key for step in steps if step.section.name == "projects" and (former := _former(step))}
    for name, section in sections.items():
        for key, kept in world.things[name].items() if renamed else ():
            project = renamed.get(getattr(kept.spec, "project", None) or "")
            spec = kept.spec if project is None else msgspec.structs.replace(kept.spec, project=project)
            if section.key_of(spec) != key:
                yield _Step(section, section.key_of(spec), Move(kept, Kept(spec, kept.secret)), along=True)


def _as_asked(world: World, sections: Mapping[str, Section[Any]], wanted: Sequence[Wanted]) -> World:
    """With what is wanted as it came, so that one thing can name another of the same save."""
    things = {name: dict(kept) for name, kept in world.things.items()}
    for each in wanted:
        if each.spec is not None:
            things[each.section][sections[each.section].key_of(each.spec)] = Kept(each.spec)
    return World(things)


def _after(world: World, steps: Sequence[_Step], wanted: Sequence[Wanted]) -> World:
    """Raises `Taken` where two things of a save have one key, or `BadInput` where it is known where they stand."""
    things = {name: dict(kept) for name, kept in world.things.items()}
    for step in steps:
        if step.move.before is not None:
            things[step.section.name].pop(step.section.key_of(step.move.before.spec), None)
    for step, each in zip(steps, wanted, strict=True):
        if step.move.after is not None:
            if step.key in things[step.section.name]:
                _refuse_second(step.key, each)
            things[step.section.name][step.key] = step.move.after
    return World(things)


def _refuse_second(key: str, wanted: Wanted) -> NoReturn:
    with _placed(wanted):
        raise Taken(key) if wanted.place is None else BadInput("key", key, checks.ONCE)


def _former(step: _Step) -> str | None:
    """Its key before, where it has another now."""
    before = None if step.move.before is None else step.section.key_of(step.move.before.spec)
    return None if before == step.key else before


def _noted_as(step: _Step, ids: Mapping[str, int]) -> str:
    kept = step.move.after or step.move.before
    return step.section.noted_as(kept.spec, ids) if kept and isinstance(step.section, Noted) else step.key


def _newly_live(steps: Sequence[_Step]) -> list[str]:
    """The projects that begin to take calls with this save."""
    moves = [step.move for step in steps if step.section.name == "projects"]
    return [
        move.after.spec.name
        for move in moves
        if move.after and _takes_calls(move.after) and not _takes_calls(move.before)
    ]


def _takes_calls(kept: Kept[Any] | None) -> bool:
    return kept is not None and isinstance(kept.spec, ProjectSpec) and kept.spec.live and kept.spec.active


def _project_of(section: Section[Any], move: Move[Any], ids: Mapping[str, int]) -> int | None:
    """Whose history it is: of several projects, or of none, it is the installation's."""
    kept = move.after or move.before
    names = None if kept is None else section.projects_of(kept.spec)
    return ids.get(names[0]) if names is not None and len(names) == 1 else None


def _back(past: Past, before: Kept[Any] | None, after: Kept[Any] | None) -> Wanted:
    """The save that takes a change back. A secret is sealed already for the name that it had."""
    secret = None if before is None else before.secret or ""
    return Wanted(
        section=past.section,
        key=None if after is None else past.key,
        version=None if after is None else version_of(after),
        spec=None if before is None else before.spec,
        secret=secret,
    )
