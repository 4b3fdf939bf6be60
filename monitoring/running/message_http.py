"""A message to one agent over HTTP: a broadcast with one reader, which is at once on their desk."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated, Any

import msgspec

from kernel.errors import BadInput, NotFound
from kernel.http import Lines, Request, Route
from kernel.ids import AgentId, ProjectId
from kernel.permissions import Permission
from monitoring.running.broadcasts import Broadcasts
from monitoring.running.ports import Place


class MessageBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Shown until it is read, withdrawn, or so many minutes are over."""

    text: Annotated[Lines, msgspec.Meta(min_length=1, max_length=500)]
    minutes: Annotated[int, msgspec.Meta(ge=5, le=24 * 60)] = 60


def routes(broadcasts: Broadcasts, place: Place) -> tuple[Route, ...]:
    async def tell(request: Request[None, MessageBody]) -> None:
        agent, said = AgentId(request.number("id")), request.body
        if not (text := said.text.strip()):
            raise BadInput("text", said.text[:64], "some text")
        project = project_of(request, agent, place.projects_of(agent))
        await broadcasts.tell(agent, project, text, timedelta(minutes=said.minutes), request.actor.name)

    return (
        Route(
            "POST",
            "/api/agents/{id}/message",
            Permission.RUN_FLOOR,
            tell,
            "A text to one agent, at once on their desk",
            MessageBody,
            status=202,
            errors=(NotFound,),
        ),
    )


def project_of(request: Request[Any, Any], agent: AgentId, projects: Sequence[ProjectId]) -> ProjectId | None:
    """In which of the agent's projects they are written to: its supervisors see the message, and no others.

    Raises `NotFound` for an agent of other projects.
    """
    if not request.sees_one(projects):
        raise NotFound(f"There is no agent {agent}.")
    found = next((each for each in projects if request.sees(each)), None)
    if found is not None:
        request.about(found)
    return found
