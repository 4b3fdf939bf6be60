"""The templates of a project over HTTP: what is in force, what it looks like filled in, and what it costs."""

from typing import Annotated

import msgspec

from callbacks.ports import Projects
from callbacks.sms import store
from callbacks.sms.segments import Encoding, measure
from callbacks.sms.store import Template
from callbacks.sms.templates import KNOWN, LANGUAGES, Filling, Kind, check, hours_text, render, shipped
from kernel.clock import Clock
from kernel.errors import BadInput, NotFound
from kernel.http import LARGEST_ID, Lines, Request, Route
from kernel.ids import ProjectId
from kernel.permissions import Permission
from store.pool import Queryable

Id = Annotated[int, msgspec.Meta(ge=1, le=LARGEST_ID)]
Language = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^[a-z]{2,3}$", extra={"words": "a language's code of two or three small letters, such as en"}
    ),
]

EXAMPLE_NAME = "Olena"


class TemplatesQuery(msgspec.Struct, frozen=True):
    project_id: Id


class TemplateKey(msgspec.Struct, frozen=True):
    """One wording of a project."""

    project_id: Id
    kind: Kind
    language: Language


class NewTemplate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    project_id: Id
    kind: Kind
    language: Language
    body: Lines


class TemplateRow(msgspec.Struct, frozen=True):
    """`own`: the project's, else it ships. `example` is filled in with the project's name, number and hours; `segments`
    and `units` are the example's.
    """

    kind: Kind
    language: str
    body: str
    own: bool
    example: str
    encoding: Encoding
    units: int
    segments: int
    changed_by: str | None


class TemplatesReply(msgspec.Struct, frozen=True):
    """`placeholders` are those that a body may hold, without their braces."""

    templates: list[TemplateRow]
    placeholders: list[str]


class Wording:
    """The handlers."""

    def __init__(self, db: Queryable, projects: Projects, clock: Clock) -> None:
        self._db = db
        self._projects = projects
        self._clock = clock

    async def all(self, request: Request[TemplatesQuery, None]) -> TemplatesReply:
        project = ProjectId(request.query.project_id)
        request.expect(project)
        own = {(each.kind, each.language): each for each in await store.templates_of(self._db, project)}
        keys = [(kind, language) for kind in Kind for language in LANGUAGES]
        keys += [key for key in own if key not in keys]
        return TemplatesReply([self._row(project, *key, own.get(key)) for key in keys], list(KNOWN))

    async def preview(self, request: Request[None, NewTemplate]) -> TemplateRow:
        """As it would be saved."""
        wanted = request.body
        request.expect(wanted.project_id)
        check(wanted.body)
        return self._row(ProjectId(wanted.project_id), wanted.kind, wanted.language, self._written(wanted, ""))

    async def put(self, request: Request[None, NewTemplate]) -> TemplateRow:
        wanted, project = request.body, ProjectId(request.body.project_id)
        request.expect(project)
        check(wanted.body)
        written = self._written(wanted, request.actor.name)
        row = self._row(project, wanted.kind, wanted.language, written)
        await store.put_template(self._db, project, written)
        return row

    async def delete(self, request: Request[TemplateKey, None]) -> None:
        """Back to what ships. Nothing happens where that is in force."""
        key = request.query
        request.expect(key.project_id)
        await store.delete_template(self._db, ProjectId(key.project_id), key.kind, key.language)

    def _written(self, wanted: NewTemplate, by: str) -> Template:
        return Template(
            kind=wanted.kind,
            language=wanted.language,
            body=wanted.body.strip(),
            changed_at=self._clock.now(),
            changed_by=by,
        )

    def _row(self, project: ProjectId, kind: Kind, language: str, own: Template | None) -> TemplateRow:
        """Raises `NotFound` for a project that there is not."""
        body = own.body if own else shipped(kind, language)
        example = render(body, self._filling(project, language))
        length = measure(example)
        by = own.changed_by if own else None
        return TemplateRow(
            kind, language, body, own is not None, example, length.encoding, length.units, length.segments, by
        )

    def _filling(self, project: ProjectId, language: str) -> Filling:
        card = self._projects.project(project)
        today = self._clock.now().astimezone(card.hours.zone).date()
        hours = hours_text(card.hours, today, language)
        return Filling(company=card.name, number=card.did, hours=hours, name=EXAMPLE_NAME)


def routes(db: Queryable, projects: Projects, clock: Clock) -> tuple[Route, ...]:
    handle = Wording(db, projects, clock)
    path = "/api/text-templates"
    return (
        Route(
            "GET",
            path,
            Permission.SEE_CASES,
            handle.all,
            "A project's wordings, its own and those that ship",
            response=TemplatesReply,
            query=TemplatesQuery,
            errors=(NotFound,),
        ),
        Route(
            "PUT",
            path,
            Permission.RUN_CASES,
            handle.put,
            "Write a wording of the project's own",
            request=NewTemplate,
            response=TemplateRow,
            errors=(NotFound, BadInput),
        ),
        Route(
            "DELETE",
            path,
            Permission.RUN_CASES,
            handle.delete,
            "Back to the wording that ships",
            query=TemplateKey,
            status=204,
        ),
        Route(
            "POST",
            f"{path}/preview",
            Permission.RUN_CASES,
            handle.preview,
            "What a wording would look like, and how many segments it takes",
            request=NewTemplate,
            response=TemplateRow,
            errors=(NotFound, BadInput),
        ),
    )
