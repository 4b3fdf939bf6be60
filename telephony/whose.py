"""Whose a call is, for what people ask of it over HTTP."""

from typing import Any

from kernel.errors import NotFound
from kernel.http import Actor, Forbidden, Request
from kernel.ids import CallId
from kernel.permissions import Permission
from store.pool import Queryable
from telephony.call_notes import was_asked, was_theirs
from telephony.store import one_call


def may_work(actor: Actor, call: CallId, agent: int | None, project: int | None) -> None:
    """One's own call, or any where one runs them. Raises `Forbidden`, and `NotFound` in projects one does not see."""
    if agent is not None and agent == actor.agent_id:
        return
    if actor.may_in(Permission.RUN_CALLS, project):
        return
    if not actor.may_in(Permission.WORK_CALLS, project):
        raise NotFound(f"There is no call {call}.")
    raise Forbidden("An agent works only on their own calls.")


async def had(database: Queryable, request: Request[Any, Any], call: CallId, *, asked: bool = False) -> None:
    """A call that has ended, and that they ran or spoke on; with `asked`, or were asked about by its agent.

    Raises `NotFound` for any other.
    """
    row = await one_call(database, call)
    request.about(row["project_id"])
    if await was_theirs(database, request.actor, row):
        return
    if not (asked and await was_asked(database, request.actor, call)):
        raise NotFound(f"There is no live call {call}.")
