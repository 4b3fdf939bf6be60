"""What every route of the set-up does: look, compare, save, remove; each for those whom the thing concerns."""

import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import msgspec

from config.changes import checks
from config.changes.difference import version_of
from config.changes.errors import Taken, TakenIn
from config.changes.ledger import Ledger
from config.changes.model import Kept, Saved, Section, Wanted, Warned, World
from config.changes.shapes import DifferenceView, KeyQuery, RemoveQuery, SavedView, Shapes
from config.changes.specs import NumberSpec
from config.changes.store import project_ids
from kernel.errors import HIDDEN, NOTHING, BadInput, NotFound
from kernel.http import Request
from store.pool import Database

SECRET_BYTES = 15
SHOWN = 20
"""Keys in the trail; the history has them all."""
OF_ALL = frozenset({"trunks", "agents", "phones", "installation"})
"""Sections that are changed by who administers all projects."""
WIDE = frozenset({"trunks", "installation"})
"""Those of them of which nothing concerns one project alone."""
InForce = Callable[[], Awaitable[None]]
"""What was saved is in force in this process when it returns; it never fails."""
Advice = Callable[[Any], Awaitable[tuple[Warned, ...]]]
"""What is to be told of a spec that takes asking around."""


class Office:
    """The ledger, and who may do what in it."""

    def __init__(self, database: Database, ledger: Ledger, in_force: InForce) -> None:
        self._database, self.ledger, self._in_force = database, ledger, in_force

    async def projects(self) -> Mapping[str, int]:
        return await project_ids(self._database)

    async def expect(self, request: Request[Any, Any], section: Section[Any], specs: Iterable[Any]) -> None:
        """Raises `NotFound`, `Forbidden` for who may not do what the route does to all of these."""
        ids = await self.projects()
        for spec in specs:
            names = section.projects_of(spec)
            for name in (None,) if names is None else names:
                _expect_right(request, name, ids, new=section.name == "projects")

    async def apart(self, request: Request[Any, Any], world: World) -> Callable[[NumberSpec], None]:
        """Refuses a new number, as it is kept, that takes calls from the pattern of a project that is not the asker's.

        What it returns raises `BadInput`.
        """
        ids = {} if request.scope is None else await self.projects()

        def expect(spec: NumberSpec) -> None:
            around = () if spec.did in world.numbers else checks.patterns_around(spec.did, world.numbers)
            owners = {world.numbers[each].project for each in around}
            if request.scope is not None and not all(request.sees(ids[name]) for name in owners):
                raise BadInput("did", spec.did, "a number that is no part of another project's pattern")

        return expect

    async def save(self, request: Request[Any, Any], wanted: Sequence[Wanted]) -> tuple[Saved, ...]:
        """In force when it returns."""
        return await self.kept(request, await self.ledger.save(wanted, request.actor.name))

    async def kept(self, request: Request[Any, Any], saved: Sequence[Saved]) -> tuple[Saved, ...]:
        """Puts it in force, and tells the trail what it was."""
        request.remarks["keys"] = [each.difference.key for each in saved][:SHOWN]
        request.remarks["fields"] = sorted({change.field for each in saved for change in each.difference.changes})
        await self._in_force()
        return tuple(saved)


class SectionRoutes:
    """The handlers of one section. `advice` is asked for a difference alone.

    `makes_secrets`: nobody gives one; who saves a new thing is told the one that it got.
    """

    def __init__(
        self,
        office: Office,
        section: Section[Any],
        shapes: Shapes,
        advice: Advice | None = None,
        *,
        makes_secrets: bool = False,
    ) -> None:
        self.office, self.section, self.shapes = office, section, shapes
        self._advice, self._makes_secrets = advice, makes_secrets

    async def look(self, request: Request[KeyQuery, None]) -> Any:
        if self.section.name in WIDE:
            request.expect(None)
        seen = await self._seen(request)
        things = await self.office.ledger.things(self.section.name)
        wanted = things if request.query.key is None else {request.query.key: things.get(request.query.key)}
        items = [self._item(key, kept) for key, kept in wanted.items() if kept is not None and seen(kept.spec)]
        if request.query.key is not None and not items:
            raise NotFound(f"There is no {request.query.key} here.")
        return self.shapes.items(items=items)

    async def difference(self, request: Request[None, Any]) -> DifferenceView:
        wanted = await self._wanted(request)
        advice = () if self._advice is None or wanted.spec is None else await self._advice(wanted.spec)
        async with self._whose_told(request):
            (found,) = await self.office.ledger.difference([wanted])
        return DifferenceView(found.key, found.changes, (*found.warnings, *advice))

    async def save(self, request: Request[None, Any]) -> SavedView:
        wanted = await self._wanted(request)
        made = new_secret() if self._makes_secrets and wanted.version is None else None
        async with self._whose_told(request):
            (saved,) = await self.office.save(request, [replace(wanted, secret=made or wanted.secret)])
        return saved_view(saved, made)

    async def remove(self, request: Request[RemoveQuery, None]) -> SavedView:
        query = request.query
        await self._expect_right(request, query.key, ())
        wanted = Wanted(section=self.section.name, key=query.key, version=query.version, spec=None)
        (saved,) = await self.office.save(request, [wanted])
        return saved_view(saved)

    async def _wanted(self, request: Request[None, Any]) -> Wanted:
        body = request.body
        if self._makes_secrets and body.secret is not None:
            raise BadInput("secret", HIDDEN, "nothing: it is made here")
        if body.key is None and body.version is not None:
            raise BadInput("key", NOTHING, "the key of what was edited, as there is a version")
        await self._expect_right(request, body.key, () if body.spec is None else (body.spec,))
        if self.section.name == "numbers" and body.spec is not None and request.scope is not None:
            world = await self.office.ledger.world()
            (await self.office.apart(request, world))(self.section.prepared(body.spec, world))
        return Wanted(section=self.section.name, key=body.key, version=body.version, spec=body.spec, secret=body.secret)

    @asynccontextmanager
    async def _whose_told(self, request: Request[Any, Any]) -> AsyncIterator[None]:
        """Names the project of a number that is taken, to who may see it."""
        try:
            yield
        except Taken as taken:
            things = await self.office.ledger.things("numbers") if self.section.name == "numbers" else {}
            owner = things[taken.key].spec.project if taken.key in things else None
            if owner is None or not request.sees((await self.office.projects()).get(owner)):
                raise
            raise TakenIn(taken.key, owner) from taken

    async def _expect_right(self, request: Request[Any, Any], key: str | None, specs: Sequence[Any]) -> None:
        """Of the thing as it is, and as it is to be."""
        if self.section.name in OF_ALL:
            request.expect(None)
        things = await self.office.ledger.things(self.section.name)
        there = [] if key is None or key not in things else [things[key].spec]
        if key is not None and not there and request.scope is not None:
            raise NotFound(f"There is no {key} here.")
        await self.office.expect(request, self.section, (*there, *specs))

    def _item(self, key: str, kept: Kept[Any]) -> msgspec.Struct:
        return self.shapes.item(key=key, version=version_of(kept), spec=kept.spec, has_secret=kept.secret is not None)

    async def _seen(self, request: Request[Any, Any]) -> Callable[[Any], bool]:
        """Whether a thing is any of the asker's."""
        if request.scope is None:
            return lambda _spec: True
        ids = await self.office.projects()

        def among(names: Iterable[str]) -> bool:
            return any(request.sees(ids[name]) for name in names if name in ids)

        match self.section.name:
            case "agents":
                return lambda spec: among(spec.projects)
            case "phones":
                agents = await self.office.ledger.things("agents")
                mine = {name for name, kept in agents.items() if among(kept.spec.projects)}
                return lambda spec: not spec.agent or spec.agent in mine
            case _:
                return lambda spec: among(self.section.projects_of(spec) or ())


def _expect_right(request: Request[Any, Any], name: str | None, ids: Mapping[str, int], *, new: bool) -> None:
    """A project that is not there is to be made, or is refused as if it were somebody else's."""
    if name is not None and name not in ids and not new and request.scope is not None:
        raise NotFound("There is no such project.")
    request.expect(None if name is None else ids.get(name))


def new_secret() -> str:
    """Of letters, digits, `_` and `-`, so that it can be typed into any phone."""
    return secrets.token_urlsafe(SECRET_BYTES)


def saved_view(saved: Saved, secret: str | None = None) -> SavedView:
    told = saved.difference
    return SavedView(told.key, told.version, saved.change, told.changes, told.warnings, secret)
