"""Agents' states over HTTP. What they are now is told by `/api/live`."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Literal

import msgspec

from kernel.clock import Clock
from kernel.errors import BadInput, Conflict, NotFound
from kernel.http import Actor, Forbidden, Request, Route
from kernel.ids import AgentId
from kernel.permissions import Permission
from workforce import model as m
from workforce.floor import Floor

EXTENSION_S = 60
Reasons = Callable[[m.Agent], Sequence[str]]
"""Why this agent may be on a break; none where nobody has listed reasons."""


class StateBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`reason` goes with `break`: one of those that the agent's projects list, any text where they list none.

    `note` is what the agent is to know of it, where somebody else sets their state.
    """

    state: Literal["available", "break", "signed_out"]
    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=100)] | None = None
    note: Annotated[str, msgspec.Meta(max_length=200)] = ""


class WrapUpBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    action: Literal["extend", "finish"]


class FloorRoutes:
    """The handlers. Everybody sets their own state; another's takes the permission to steer in a project of theirs."""

    def __init__(self, floor: Floor, reasons: Reasons, clock: Clock) -> None:
        self._floor = floor
        self._reasons = reasons
        self._clock = clock

    async def set_state(self, request: Request[None, StateBody]) -> None:
        agent = self._allowed(request.actor, request.number("id"))
        forced = None if agent == request.actor.agent_id else m.Forced(request.actor.name, request.body.note.strip())
        self._floor.happened(agent, self._event(agent, request.body, forced))

    async def wrap_up(self, request: Request[None, WrapUpBody]) -> None:
        agent, at = self._allowed(request.actor, request.number("id")), self._clock.now()
        if not isinstance(self._floor.seat(agent).state, m.WrapUp):
            raise Conflict("This agent is not in wrap-up.")
        if request.body.action == "finish":
            self._floor.happened(agent, m.WrapUpFinished(at=at))
        elif not self._floor.happened(agent, m.WrapUpExtended(at=at, seconds=EXTENSION_S)):
            raise Conflict("Wrap-up can be extended once.")

    def _event(self, agent: AgentId, body: StateBody, forced: m.Forced | None) -> m.Event:
        at = self._clock.now()
        match body.state:
            case "available":
                return m.ReadyAsked(at=at, forced=forced)
            case "signed_out":
                return m.SignOutAsked(at=at, forced=forced)
            case _:
                return m.BreakAsked(at=at, reason=self._reason(agent, body.reason), forced=forced)

    def _reason(self, agent: AgentId, said: str | None) -> str:
        known = self._reasons(self._floor.agent(agent))
        accepted = f"one of {', '.join(known)}" if known else "why the agent is on a break"
        if said is None or (known and said not in known):
            raise BadInput("reason", said, accepted)
        return said

    def _allowed(self, actor: Actor, agent: int) -> AgentId:
        found = self._floor.agent(AgentId(agent))
        projects = found.projects | self._floor.at_home(found.id).projects
        if agent == actor.agent_id or actor.may_in_one(Permission.STEER_AGENTS, projects):
            return found.id
        if actor.may_in_one(Permission.SEE_FLOOR, found.projects):
            raise Forbidden("An agent sets only their own state.")
        raise NotFound(f"There is no agent {agent}.")


def routes(floor: Floor, reasons: Reasons, clock: Clock) -> tuple[Route, ...]:
    on, work, errors = FloorRoutes(floor, reasons, clock), Permission.WORK_CALLS, (NotFound, Conflict, Forbidden)

    def act(verb: str, handler: Any, summary: str, body: type) -> Route:
        return Route("POST", f"/api/agents/{{id}}/{verb}", work, handler, summary, body, status=202, errors=errors)

    return (
        act("state", on.set_state, "Ready, break, sign out", StateBody),
        act("wrap_up", on.wrap_up, "Extend or finish wrap-up", WrapUpBody),
    )
