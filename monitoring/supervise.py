"""Who may join a call, and how deep. What then happens to the call is its own (`telephony.supervision`)."""

from kernel.errors import NotFound
from kernel.http import Actor, Forbidden
from kernel.ids import CallId, UserId
from kernel.permissions import Permission
from telephony.joining import Joining
from telephony.listener import Depth, WhyLeft
from telephony.states import project

NEEDED: dict[Depth, Permission] = {
    Depth.LISTEN: Permission.LISTEN,
    Depth.WHISPER: Permission.WHISPER,
    Depth.BARGE: Permission.BARGE,
    Depth.TAKE_OVER: Permission.BARGE,
}


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

    def leave(self, actor: Actor, call: CallId) -> None:
        """Off the call, if they are on it. Raises `NotFound` for one that is not live."""
        self._joining.state(call)
        self._joining.leave(call, actor.user_id)

    def line_is_up(self, actor: Actor) -> bool:
        return self._joining.line_is_up(actor.user_id)

    def rights_changed(self, user: UserId, actor: Actor | None) -> None:
        """Who may not be where they are is taken off at once. `actor` is them as they are now, None without access."""
        for state, listener in self._joining.joined_by(user):
            if actor is None or not actor.may_in(NEEDED[listener.depth], project(state)):
                self._joining.leave(state.call.id, user, WhyLeft.NOT_ALLOWED)
        if actor is None or not actor.may(Permission.LISTEN):
            self._joining.close_line(user)
