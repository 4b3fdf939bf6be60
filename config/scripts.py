"""What agents read from in a call: a text for each project and language, chosen by what the customer hears."""

import re
from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from typing import Annotated, Any

import msgspec

from config.catalog import Catalog
from config.model import FALLBACK_LANGUAGE, Project
from kernel.clock import Clock
from kernel.errors import BadInput, NotFound
from kernel.http import Lines, Request, Route
from kernel.ids import ProjectId
from kernel.permissions import Permission
from store.pool import Database
from store.queries import load_queries

SQL = load_queries(__file__, "queries_scripts.sql")
LONGEST = 20_000
_LANGUAGE = re.compile("[a-z]{2,3}")


class ScriptsQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`dialled`: the number that the customer called; its language comes first."""

    dialled: Annotated[str, msgspec.Meta(max_length=64)] | None = None


class Script(msgspec.Struct, frozen=True, kw_only=True):
    """Paragraphs are parted by empty lines; a line that begins with `#` is a heading, with `-` an entry of a list."""

    language: str
    text: str
    changed_at: datetime
    changed_by: str


class Scripts(msgspec.Struct, frozen=True):
    """`chosen`: the language that fits the number best, null where the project has no script."""

    scripts: list[Script]
    chosen: str | None


class ScriptBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    text: Annotated[Lines, msgspec.Meta(min_length=1, max_length=LONGEST)]


def choose(catalog: Catalog, project: Project, dialled: str | None, there: Collection[str]) -> str | None:
    """The number's language, else the project's, else English, else whichever there is."""
    wanted = (each for each in _wanted(catalog, project, dialled) if each in there)
    return next(wanted, min(there, default=None))


def _wanted(catalog: Catalog, project: Project, dialled: str | None) -> Iterator[str]:
    number = catalog.dialled(dialled) if dialled else None
    if number is not None and number.project == project.id:
        yield number.language
    yield project.language
    yield FALLBACK_LANGUAGE


class ScriptRoutes:
    """The handlers. `catalog` gives the newest snapshot."""

    def __init__(self, database: Database, catalog: Callable[[], Catalog], clock: Clock) -> None:
        self._database = database
        self._catalog = catalog
        self._clock = clock

    async def list(self, request: Request[ScriptsQuery, None]) -> Scripts:
        project = self._project(request)
        rows = await self._database.fetch(SQL["scripts"], project.id)
        found = [msgspec.convert(dict(row), Script) for row in rows]
        there = {each.language for each in found}
        return Scripts(found, choose(self._catalog(), project, request.query.dialled, there))

    async def put(self, request: Request[None, ScriptBody]) -> None:
        project, language = self._project(request), _language(request)
        text = request.body.text.strip()
        if not text:
            raise BadInput("text", request.body.text[:64], "some text")
        by, at = request.actor.name, self._clock.now()
        await self._database.execute(SQL["put_script"], project.id, language, text, at, by)

    async def remove(self, request: Request[None, None]) -> None:
        project, language = self._project(request), _language(request)
        if await self._database.fetchval(SQL["remove_script"], project.id, language) is None:
            raise NotFound(f"The project has no script in {language}.")

    def _project(self, request: Request[Any, Any]) -> Project:
        """Raises `NotFound`."""
        project = ProjectId(request.number("id"))
        request.expect(project)
        return self._catalog().project(project)


def _language(request: Request[None, Any]) -> str:
    language = request.path["language"]
    if not _LANGUAGE.fullmatch(language):
        raise BadInput("language", language[:64], "a language of two or three letters, such as en")
    return language


def routes(database: Database, catalog: Callable[[], Catalog], clock: Clock) -> tuple[Route, ...]:
    on = ScriptRoutes(database, catalog, clock)
    every, one, change = "/api/projects/{id}/scripts", "/api/projects/{id}/scripts/{language}", Permission.ADMINISTER
    errors = (BadInput, NotFound)
    return (
        Route(
            "GET",
            every,
            Permission.WORK_CALLS,
            on.list,
            "What a project's agents have before them in a call",
            response=Scripts,
            query=ScriptsQuery,
            errors=(NotFound,),
        ),
        Route("PUT", one, change, on.put, "A project's script in one language", ScriptBody, status=204, errors=errors),
        Route("DELETE", one, change, on.remove, "No script in this language", status=204, errors=errors),
    )
