"""What the API says about projects."""

from collections.abc import Callable
from datetime import datetime

import msgspec

from config.catalog import Catalog
from config.hours import Open
from config.model import Project
from kernel.clock import Clock
from kernel.http import Request, Route
from kernel.permissions import Permission


class QueueName(msgspec.Struct, frozen=True):
    id: int
    name: str


class ProjectView(msgspec.Struct, frozen=True):
    """`zone` is the IANA name in which its hours are meant."""

    id: int
    name: str
    zone: str
    open: bool
    queues: list[QueueName]
    numbers: list[str]
    dispositions: list[str]
    break_reasons: list[str]


class ProjectsReply(msgspec.Struct, frozen=True):
    projects: list[ProjectView]


def routes(catalog: Callable[[], Catalog], clock: Clock) -> tuple[Route, ...]:
    """`catalog` gives the newest snapshot."""

    async def projects(request: Request[None, None]) -> ProjectsReply:
        """Those in which the asker has any role."""
        found = view(catalog(), clock.now()).projects
        return ProjectsReply([each for each in found if request.sees(each.id)])

    return (
        Route(
            "GET",
            "/api/projects",
            Permission.SIGNED_IN,
            projects,
            "The projects, whether they are open now, and the words their calls and breaks are filed under",
            response=ProjectsReply,
        ),
    )


def view(catalog: Catalog, at: datetime) -> ProjectsReply:
    return ProjectsReply([_project(catalog, project, at) for project in catalog.projects.values()])


def _project(catalog: Catalog, project: Project, at: datetime) -> ProjectView:
    return ProjectView(
        id=project.id,
        name=project.name,
        zone=project.zone.key,
        open=isinstance(catalog.is_open(project.id, at), Open),
        queues=[QueueName(queue.id, queue.name) for queue in catalog.queues_of(project.id)],
        numbers=[number.did for number in catalog.numbers_of(project.id)],
        dispositions=list(project.dispositions),
        break_reasons=list(project.break_reasons),
    )
