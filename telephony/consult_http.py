"""Asking somebody first, over HTTP: who is on a call talks with another, then hands the customer on or comes back."""

from typing import Any

import msgspec

from kernel.errors import BadInput, Conflict, NotFound, Said
from kernel.http import Forbidden, Request, Route
from kernel.ids import AgentId, CallId
from kernel.permissions import Permission
from store.pool import Queryable
from telephony.desk import Desk
from telephony.http import Id, Text
from telephony.plan import Partner
from telephony.whose import had, may_work


class ConsultBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Exactly one, each as of a transfer; a queue cannot be asked."""

    to_agent: Id | None = None
    to_number: Text | None = None
    to_phone: Text | None = None


class AlternateBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who is to be spoken with; a second press of the same button asks for what is already."""

    speak_with: Partner


class ConsultRoutes:
    """The handlers. Who is asked may leave, and no more: the call is another agent's."""

    def __init__(self, database: Queryable, desk: Desk) -> None:
        self._database = database
        self._desk = desk

    async def ask(self, request: Request[None, ConsultBody]) -> None:
        call = self._own(request)
        match request.body:
            case ConsultBody(to_agent=int(agent), to_number=None, to_phone=None):
                self._desk.consult_agent(call, AgentId(agent))
            case ConsultBody(to_agent=None, to_number=str(number), to_phone=None):
                self._desk.consult_number(call, number)
            case ConsultBody(to_agent=None, to_number=None, to_phone=str(phone)):
                self._desk.consult_phone(call, phone)
            case _:
                raise BadInput("consult", Said("none or several"), "one of to_agent, to_number, to_phone")

    async def alternate(self, request: Request[None, AlternateBody]) -> None:
        self._desk.alternate(self._own(request), request.body.speak_with)

    async def complete(self, request: Request[None, None]) -> None:
        self._desk.complete_consult(self._own(request))

    async def end(self, request: Request[None, None]) -> None:
        """On a call that has ended nobody is asked, for everybody whose call it was: they pressed a moment too late."""
        call = CallId(request.path["id"])
        if not self._desk.is_live(call):
            await had(self._database, request, call, asked=True)
            return
        asked = self._desk.consulted_on(call)
        if asked is None or asked != request.actor.agent_id:
            self._own(request)
        request.about(self._desk.project_of(call))
        self._desk.end_consult(call, request.actor.agent_id)

    def _own(self, request: Request[None, Any]) -> CallId:
        call = CallId(request.path["id"])
        request.about(self._desk.project_of(call))
        may_work(request.actor, call, self._desk.agent_on(call), self._desk.project_of(call))
        return call


def routes(database: Queryable, desk: Desk) -> tuple[Route, ...]:
    on, work, missing = ConsultRoutes(database, desk), Permission.WORK_CALLS, (NotFound, Conflict, Forbidden)
    path = "/api/calls/{id}/consult"
    return (
        Route("POST", path, work, on.ask, "Ask somebody first", ConsultBody, status=202, errors=missing),
        Route(
            *("POST", f"{path}/alternate", work, on.alternate, "Speak with one of the two, the other with music"),
            AlternateBody,
            status=202,
            errors=missing,
        ),
        Route(
            *("POST", f"{path}/complete", work, on.complete, "Hand the customer to whoever is asked"),
            status=202,
            errors=missing,
        ),
        Route("DELETE", path, work, on.end, "Back to the customer", status=202, errors=missing),
    )
