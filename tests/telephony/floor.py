"""The floor in a few lines: who is free, who is bound to which call, and how often each reservation was answered."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from kernel.errors import Conflict
from kernel.ids import AgentId, CallId, ProjectId
from telephony import facts as fact
from telephony.outcome import OfferEnd
from telephony.routing import FreeAgent


class FakeFloor:
    """Implements `telephony.ports.Floor`. `changed` is called at every change, also from within `reserve`."""

    def __init__(self) -> None:
        self.idle: dict[AgentId, datetime] = {}
        self.bound: dict[AgentId, CallId] = {}
        self.busy: dict[AgentId, CallId] = {}
        self.reserved = 0
        self.answered = 0
        self.changed: Callable[[], None] = lambda: None

    def sign_in(self, agent: AgentId, at: datetime) -> None:
        if agent not in self.bound and agent not in self.busy:
            self.idle.setdefault(agent, at)
            self.changed()

    def leave(self, agent: AgentId) -> None:
        self.idle.pop(agent, None)
        self.changed()

    def free(self) -> Sequence[FreeAgent]:
        return [_agent(agent, since) for agent, since in self.idle.items()]

    def signed_in(self) -> Sequence[FreeAgent]:
        since = datetime.min.replace(tzinfo=UTC)
        return [*self.free(), *(_agent(agent, since) for agent in (*self.bound, *self.busy))]

    def serving(self) -> Sequence[FreeAgent]:
        return self.signed_in()

    def reserve(self, agent: AgentId, call: CallId, at: datetime) -> str | None:
        if agent not in self.idle:
            return None
        del self.idle[agent]
        self.bound[agent] = call
        self.reserved += 1
        self.changed()
        return f"PJSIP/agent-{agent}"

    def reserve_own(self, agent: AgentId, call: CallId, at: datetime) -> str:
        endpoint = self.reserve(agent, call, at)
        if endpoint is None:
            raise Conflict(f"Agent {agent} cannot make a call now.")
        return endpoint

    def holds(self, agent: AgentId, call: CallId) -> bool:
        return call in (self.bound.get(agent), self.busy.get(agent))

    def hear(self, call: CallId, facts: Sequence[fact.Fact]) -> None:
        for each in facts:
            match each:
                case fact.OfferEnded(agent=agent, how=how, at=at):
                    self._offer_ended(call, agent, how, at)
                case fact.AgentReleased(agent=agent, at=at):
                    assert self.busy.pop(agent) == call
                    self.sign_in(agent, at)
                case _:
                    pass

    def _offer_ended(self, call: CallId, agent: AgentId, how: OfferEnd, at: datetime) -> None:
        assert self.bound.pop(agent) == call, "only who is reserved is given back"
        self.answered += 1
        if how is OfferEnd.ANSWERED:
            self.busy[agent] = call
        elif how is OfferEnd.CANCELLED:
            self.sign_in(agent, at)
        self.changed()


def _agent(agent: AgentId, since: datetime) -> FreeAgent:
    """Odd agents speak to customers of sales only, even ones also to those of support."""
    skills = frozenset({"sales"} if agent % 2 else {"sales", "support"})
    return FreeAgent(agent, f"PJSIP/agent-{agent}", skills, frozenset({ProjectId(1)}), since)
