"""What only one section has over HTTP: a phone's new password, a project's copy, today's hours, a file of numbers."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from config.changes import checks, week
from config.changes.difference import version_of, version_of_all
from config.changes.errors import InLine, Outdated
from config.changes.listed import Line, read_numbers
from config.changes.model import Difference, Kept, Move, Wanted, World
from config.changes.opening import Opening, opening
from config.changes.saving import Office, new_secret, saved_view
from config.changes.sections_lines import Numbers
from config.changes.shapes import (
    AtQuery,
    CopyBody,
    DifferenceView,
    ImportBody,
    ImportView,
    KeyBody,
    SavedView,
    TodayBody,
)
from config.changes.specs import HoursSpec, NumberSpec
from config.changes.store import kept_in
from config.hours import GRACE
from kernel.clock import Clock, utc_of
from kernel.errors import BadInput, NotFound
from kernel.http import Request
from store.pool import Queryable

Copied = Callable[[str, str, str, Queryable], Awaitable[None]]
"""Told a project's name, that of its copy, and who copies."""


class MoreRoutes:
    def __init__(self, office: Office, clock: Clock, copied: Copied) -> None:
        self._office, self._clock, self._copied = office, clock, copied

    async def new_secret(self, request: Request[None, KeyBody]) -> SavedView:
        request.expect(None)
        key, secret = request.body.key, new_secret()
        phone = await self._thing("phones", key)
        wanted = _as_it_is("phones", key, phone)
        (saved,) = await self._office.save(request, [replace(wanted, secret=secret)])
        return saved_view(saved, secret)

    async def copy(self, request: Request[None, CopyBody]) -> SavedView:
        """Not live, and without numbers."""
        request.expect(None)
        key, name = request.body.key, request.body.name
        wanted = _copies(await self._office.ledger.world(), key, name)
        also = partial(self._copied, key, name, request.actor.name)
        saved = await self._office.ledger.save(wanted, request.actor.name, also=also)
        return saved_view((await self._office.kept(request, saved))[0])

    async def today(self, request: Request[None, TodayBody]) -> SavedView:
        body = request.body
        kept, zone = await self._hours(request, body.key)
        day = self._clock.now().astimezone(zone).date()
        spec = week.closed_on(kept.spec, day, body.note) if body.closed else week.opened_on(kept.spec, day)
        wanted = Wanted(section="hours", key=body.key, version=version_of(kept), spec=spec)
        (saved,) = await self._office.save(request, [wanted])
        return saved_view(saved)

    async def at(self, request: Request[AtQuery, None]) -> Opening:
        kept, zone = await self._hours(request, request.query.key)
        past = await self._office.ledger.history(None, "hours", request.query.key, None)
        at = utc_of("at", request.query.at) or self._clock.now()
        lately = (each for each in past if each.at <= at < each.at + GRACE)
        before = [(each.at, found.spec) for each in lately if (found := kept_in(each.before, HoursSpec))]
        return opening(kept.spec, zone, at, before)

    async def import_numbers(self, request: Request[None, ImportBody]) -> ImportView:
        lines, world = read_numbers(request.body.text), await self._office.ledger.world()
        wanted = await self._listed(request, lines, world)
        there = world.things["numbers"]
        version = version_of_all((each.key, there.get(each.key)) for each in wanted if each.key is not None)
        if request.body.version not in (None, version):
            raise Outdated
        told = await self._told(request, wanted)
        changed = [DifferenceView(each.key, each.changes, each.warnings) for each in told if each.changes]
        return ImportView(changed, len(told) - len(changed), not request.body.dry_run, version)

    async def _listed(self, request: Request[Any, Any], lines: Sequence[Line], world: World) -> Sequence[Wanted]:
        """Of whom numbers are is asked when they are read: a file may write them as people do."""
        section = self._office.ledger.sections["numbers"]
        await self._office.expect(request, section, [line.spec for line in lines])
        apart = await self._office.apart(request, world)
        specs = [await _checked(line, world, apart) for line in lines]
        _expect_once(lines, specs)
        there = (world.numbers[spec.did] for spec in specs if spec.did in world.numbers)
        await self._office.expect(request, section, there)
        return [_over(spec, world.things["numbers"].get(spec.did)) for spec in specs]

    async def _told(self, request: Request[None, ImportBody], wanted: Sequence[Wanted]) -> Sequence[Difference]:
        if request.body.dry_run:
            return await self._office.ledger.difference(wanted)
        return [each.difference for each in await self._office.save(request, wanted)]

    async def _hours(self, request: Request[Any, Any], key: str) -> tuple[Kept[Any], ZoneInfo]:
        """A project's hours and its zone."""
        ids = await self._office.projects()
        if key not in ids:
            raise NotFound("There is no such project.")
        request.expect(ids[key])
        project = await self._thing("projects", key)
        return await self._thing("hours", key), ZoneInfo(project.spec.zone)

    async def _thing(self, section: str, key: str) -> Kept[Any]:
        found = (await self._office.ledger.things(section)).get(key)
        if found is None:
            raise NotFound(f"There is no {key} here.")
        return found


def _as_it_is(section: str, key: str, kept: Kept[Any]) -> Wanted:
    return Wanted(section=section, key=key, version=version_of(kept), spec=kept.spec)


def _copies(world: World, key: str, name: str) -> list[Wanted]:
    """The project first, then what belongs to it and takes no calls by itself. Raises `NotFound`."""
    if key not in world.projects:
        raise NotFound(f"There is no {key} here.")
    project = msgspec.structs.replace(world.projects[key], name=name, live=False, active=True)
    hours = msgspec.structs.replace(world.hours[key], project=name)
    queues = [msgspec.structs.replace(each, project=name) for each in world.queues.values() if each.project == key]
    return [_new("projects", project), _new("hours", hours), *(_new("queues", each) for each in queues)]


def _new(section: str, spec: msgspec.Struct) -> Wanted:
    return Wanted(section=section, key=None, version=None, spec=spec)


async def _checked(line: Line, world: World, apart: Callable[[NumberSpec], None]) -> NumberSpec:
    """As it is to be kept. Raises `BadInput`, which names the line."""
    await asyncio.sleep(0)
    section = Numbers()
    try:
        spec = section.prepared(line.spec, world)
        apart(spec)
        spec = line.over(spec, world.numbers.get(spec.did))
        section.check(Move(None, Kept(spec)), world)
    except BadInput as error:
        raise InLine(line.number, error) from error
    return spec


def _expect_once(lines: Sequence[Line], specs: Sequence[NumberSpec]) -> None:
    """Raises `BadInput`, which names the line of the second."""
    seen: set[str] = set()
    for line, spec in zip(lines, specs, strict=True):
        if spec.did in seen:
            raise InLine(line.number, BadInput("did", spec.did, checks.ONCE))
        seen.add(spec.did)


def _over(spec: NumberSpec, before: Kept[NumberSpec] | None) -> Wanted:
    return Wanted(section="numbers", key=spec.did, version=None if before is None else version_of(before), spec=spec)
