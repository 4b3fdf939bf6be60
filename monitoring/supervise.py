"""Who may join a call, and how deep. What then happens to the call is its own (`telephony.supervision`)."""

from kernel.errors import NotFound
from kernel.http import Actor, Forbidden
from kernel.ids import CallId, ProjectId, UserId
from kernel.permissions import Permission
from telephony.joining import Joining
from telephony.listener import Depth, WhyLeft
from telephony.states import agent, project

NEEDED: dict[Depth, Permission] = {
    Depth.LISTEN: Permission.LISTEN,
    Depth.WHISPER: Permission.WHISPER,
    Depth.BARGE: Permission.BARGE,
    Depth.TAKE_OVER: Permission.BARGE,
}


def is_told(actor: Actor, project: int | None, *, own: bool, agent_told: bool) -> bool:
    """Whether they are to know who hears a call: who may listen there; its agent (`own`), where agents are told."""
    return actor.may_in(Permission.LISTEN, project) or (own and agent_told)


class Supervision:
    def __init__(self, joining: Joining) -> None:
        self._joining = joining

    async def join(self, actor: Actor, call: CallId, depth: Depth) -> None:
        """Raises `NotFound` for one that is not live or not theirs to hear, `Forbidden`, `Conflict`, `Unavailable`."""
        of = project(self._joining.state(call))
        if not actor.may_in(Permission.LISTEN, of):
            raise NotFound(f"There is no live call {call}.")
        if not actor.may_in(NEEDED[depth], of):
            raise Forbidden(
                f"To {depth.value.replace('_', ' ')} you need the permission {NEEDED[depth]} in this project."
            )
        await self._joining.join(call, actor.user_id, actor.name, depth)

    def is_told(self, actor: Actor, call: CallId, of: ProjectId | None) -> bool:
        """Of a call that is over, only who may listen: whether its agent was told while it lasted is not known."""
        state = self._joining.live(call)
        own = state is not None and actor.agent_id is not None and agent(state) == actor.agent_id
        plan = state.call.plan if state is not None else None
        return is_told(actor, of, own=own, agent_told=plan is not None and plan.tell_agents_heard)

    def leave(self, actor: Actor, call: CallId) -> None:
        """Off the call, if they are on it. Raises `NotFound` for one that is not live or not theirs to hear."""
        state = self._joining.state(call)
        on_it = any(listener.user == actor.user_id for listener in state.call.listeners)
        if not on_it and not actor.may_in(Permission.LISTEN, project(state)):
            raise NotFound(f"There is no live call {call}.")
        self._joining.leave(call, actor.user_id)

    def line_of(self, actor: Actor) -> tuple[bool, bool, str | None]:
        """As `telephony.joining.Joining.line_of`."""
        return self._joining.line_of(actor.user_id)

    async def line_rings(self, actor: Actor) -> bool:
        """Raises `Unavailable`."""
        return await self._joining.line_rings(actor.user_id)

    async def ring_line(self, actor: Actor) -> None:
        """Raises `Conflict`, `Unavailable`."""
        await self._joining.ring_line(actor.user_id)

    def rights_changed(self, user: UserId, actor: Actor | None) -> None:
        """Who may not be where they are is taken off at once. `actor` is them as they are now, None without access."""
        for state, listener in self._joining.joined_by(user):
            if actor is None or not actor.may_in(NEEDED[listener.depth], project(state)):
                self._joining.leave(state.call.id, user, WhyLeft.NOT_ALLOWED)
        if actor is None or not actor.may(Permission.LISTEN):
            self._joining.close_line(user)
