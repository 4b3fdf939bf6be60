"""Callers whom we know: who has a case open, who returns our call, and who rings in while we ring them."""

from collections.abc import Callable
from datetime import datetime

from msgspec.structs import replace

from kernel.clock import Clock
from kernel.ids import AgentId, CallId, ProjectId
from kernel.phone import Caller, Known, Phone, phone_of
from telephony import events as ev
from telephony.calls import Calls
from telephony.plan import Plan
from telephony.ports import Regulars, Standing
from telephony.states import RingingAgent, RingingCustomer

Promise = Callable[[CallId, AgentId, CallId], None]
"""Keeps an agent for a call that comes in instead of a callback (see `telephony.dispatcher`)."""


class Strangers:
    """Implements `telephony.ports.Regulars`: nobody is known."""

    def standing(self, project: ProjectId, phone: Phone, at: datetime) -> Standing:
        return Standing()


class Acquaintance:
    """Asked once for each caller who is let in. `regulars` is set by whoever joins the parts."""

    def __init__(self, calls: Calls, promise: Promise, clock: Clock) -> None:
        self._calls = calls
        self._promise = promise
        self._clock = clock
        self.regulars: Regulars = Strangers()

    def recognise(self, call: CallId, caller: Caller, plan: Plan, at: datetime) -> Plan:
        """The plan with what the caller is owed. A callback that rings them just now gives way to this call."""
        if not isinstance(caller, Known):
            return replace(plan, callback_offer=None)
        standing = self.regulars.standing(plan.project, caller.phone, at)
        callback = self._callback_to(plan.project, caller)
        if callback is not None:
            self._promise(call, callback.agent, callback.call.id)
            self._calls.deliver(callback.call.id, ev.CustomerRangIn(at=self._clock.now()))
        return replace(
            plan,
            front=standing.front or callback is not None,
            case=standing.case,
            callback_offer=plan.callback_offer if standing.callable and caller.asserted is None else None,
        )

    def _callback_to(self, project: ProjectId, caller: Known) -> RingingAgent | RingingCustomer | None:
        """The project's callback to them that nobody has answered yet."""
        ringing = (s for s in self._calls.states().values() if isinstance(s, RingingAgent | RingingCustomer))
        for state in ringing:
            plan, rung = state.call.plan, phone_of(state.call.caller)
            if plan is not None and plan.callback and plan.project == project and rung == caller.phone:
                return state
        return None
