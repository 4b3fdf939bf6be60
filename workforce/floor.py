"""The agents as they are now: the one place where a seat changes.

Kept in memory, so that agents are found and reserved without waiting; every change is told to listeners, one of which
makes it durable. Implements `telephony.ports.Floor`.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

import structlog

from kernel.clock import Clock
from kernel.errors import Conflict, NotFound
from kernel.ids import AgentId, CallId
from telephony import facts as fact
from telephony.outcome import OfferEnd
from telephony.routing import FreeAgent
from workforce import model as m
from workforce.lending import on_loan
from workforce.step import deadline, step
from workforce.team import WINDOW, rings_out_together

log = structlog.get_logger()
Changed = Callable[[m.Agent, m.Seat, m.Seat], None]


class Floor:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._agents: dict[AgentId, m.Agent] = {}
        self._seats: dict[AgentId, m.Seat] = {}
        self._alarms: dict[AgentId, asyncio.TimerHandle] = {}
        self._loans: dict[AgentId, m.Loan] = {}
        self._loans_end: dict[AgentId, asyncio.TimerHandle] = {}
        self._ring_outs: deque[tuple[AgentId, datetime]] = deque()
        self._listeners: list[Changed] = []
        self.together_since: datetime | None = None
        """Since when half the team has been ringing out at once; None while it does not."""

    def listen(self, listener: Changed) -> None:
        """`listener(agent, before, after)` is told of every change, and must not wait.

        The two seats are the same where only the agent has changed: their projects by a loan, or their skills.
        """
        self._listeners.append(listener)

    def staff(self, agents: Iterable[m.Agent], seats: Mapping[AgentId, m.Seat]) -> None:
        """Who works here. Those who are new take their stored seat, or are signed out; those who are gone leave.

        Whoever is another than before, such as in their skills, is told of: there may be a caller for them.
        """
        now, before = self._clock.now(), self._agents
        self._agents = {agent.id: agent for agent in agents}
        for agent in self._agents:
            if agent not in self._seats:
                self._seats[agent] = seats.get(agent, m.Seat(state=m.SignedOut(since=now)))
                self._arm(agent)
        for gone in set(self._seats) - set(self._agents):
            self._disarm(gone)
            del self._seats[gone]
        for id_ in [id_ for id_, agent in self._agents.items() if before.get(id_, agent) != agent]:
            self._moved(id_)

    def seats(self) -> Sequence[tuple[m.Agent, m.Seat]]:
        """Every agent with the projects that they work for now."""
        now = self._clock.now()
        return [(on_loan(agent, self._loans.get(id_), now), self._seats[id_]) for id_, agent in self._agents.items()]

    def agent(self, agent: AgentId) -> m.Agent:
        """With the projects that they work for now. Raises `NotFound`."""
        return on_loan(self.at_home(agent), self._loans.get(agent), self._clock.now())

    def at_home(self, agent: AgentId) -> m.Agent:
        """With the agent's own projects, also while on loan. Raises `NotFound`."""
        if agent not in self._agents:
            raise NotFound(f"There is no agent {agent}.")
        return self._agents[agent]

    def lend(self, agent: AgentId, loan: m.Loan) -> None:
        """From now until its end, whatever loan there was before. Raises `NotFound`."""
        self.at_home(agent)
        self.take_back(agent)
        self._loans[agent] = loan
        wait_s = max(0.0, (loan.until - self._clock.now()).total_seconds())
        self._loans_end[agent] = asyncio.get_running_loop().call_later(wait_s, self.take_back, agent)
        self._moved(agent)

    def take_back(self, agent: AgentId) -> None:
        """Back to their own projects."""
        if self._loans.pop(agent, None) is not None:
            self._loans_end.pop(agent).cancel()
            self._moved(agent)

    def _moved(self, agent: AgentId) -> None:
        if agent in self._agents:
            self._tell(agent, self._seats[agent])

    def _tell(self, agent: AgentId, before: m.Seat) -> None:
        who = self.agent(agent)
        for listener in self._listeners:
            listener(who, before, self._seats[agent])

    def seat(self, agent: AgentId) -> m.Seat:
        self.agent(agent)
        return self._seats[agent]

    def agent_of_endpoint(self, endpoint: str) -> AgentId:
        """Whose phone this is. Raises `NotFound`."""
        for agent in self._agents.values():
            if agent.endpoint == endpoint:
                return agent.id
        raise NotFound(f"No agent's phone is {endpoint}.")

    def happened(self, agent: AgentId, event: m.Event) -> bool:
        """Whether the seat changed. Raises `NotFound`."""
        before = self.seat(agent)
        after = step(before, event)
        if after == before:
            return False
        self._seats[agent] = after
        self._arm(agent)
        self._tell(agent, before)
        return True

    def free(self) -> Sequence[FreeAgent]:
        return [_as_free(agent, seat) for agent, seat in self.seats() if _is_free(agent, seat)]

    def signed_in(self) -> Sequence[FreeAgent]:
        away = m.SignedOut | m.Break
        return [_as_free(agent, seat) for agent, seat in self.seats() if not isinstance(seat.state, away)]

    def serving(self) -> Sequence[FreeAgent]:
        return [_as_free(agent, seat) for agent, seat in self.seats() if _serves(seat)]

    def reserve(self, agent: AgentId, call: CallId, at: datetime) -> str | None:
        if not self.happened(agent, m.ReservedFor(at=at, call=call)):
            return None
        return self._agents[agent].endpoint

    def reserve_own(self, agent: AgentId, call: CallId, at: datetime) -> str:
        if not self._agents[agent].endpoint:
            raise Conflict(f"{self._agents[agent].name} cannot make a call: they have no phone.")
        if not self.happened(agent, m.ReservedFor(at=at, call=call, own=True)):
            raise Conflict(_why_none(self._agents[agent].name, self.seat(agent).state))
        return self._agents[agent].endpoint

    def holds(self, agent: AgentId, call: CallId) -> bool:
        seat = self._seats.get(agent)
        bound = seat is not None and isinstance(seat.state, m.Reserved | m.Ringing | m.Talking)
        return bound and seat is not None and m.call_of(seat.state) == call

    def wraps_up(self, agent: AgentId) -> CallId | None:
        """The call that they have spoken on and wrap up now."""
        seat = self._seats.get(agent)
        return seat.state.call if seat is not None and isinstance(seat.state, m.WrapUp) else None

    def serves(self, agent: AgentId) -> CallId | None:
        """The call that they speak on, or wrap up now."""
        seat = self._seats.get(agent)
        return seat.state.call if seat is not None and isinstance(seat.state, m.Talking | m.WrapUp) else None

    def hear(self, call: CallId, facts: Sequence[fact.Fact]) -> None:
        for each in facts:
            event = self._meaning(call, each)
            agent = getattr(each, "agent", None)
            if event is not None and agent in self._agents:
                self.happened(agent, event)

    def heard_devices(self, online: Mapping[str, bool]) -> None:
        """The switch's word on every phone; one it does not name is gone."""
        now = self._clock.now()
        for id_, agent in list(self._agents.items()):
            there = online.get(agent.endpoint, False)
            if there != self._seats[id_].device:
                self.happened(id_, m.DeviceBack(at=now) if there else m.DeviceGone(at=now))

    def settle_against(self, live: Iterable[CallId]) -> None:
        """After a restart: agents bound by a call that is over are let go."""
        now, alive = self._clock.now(), set(live)
        for id_, seat in list(self._seats.items()):
            call = m.call_of(seat.state)
            if call is not None and call not in alive and not isinstance(seat.state, m.WrapUp):
                self.happened(id_, m.Released(at=now, call=call, wrap_up_s=0))

    def _meaning(self, call: CallId, each: fact.Fact) -> m.Event | None:
        match each:
            case fact.AgentRang(at=at):
                return m.PhoneRang(at=at, call=call)
            case fact.OfferEnded(at=at, how=OfferEnd.ANSWERED):
                return m.Connected(at=at, call=call)
            case fact.OfferEnded(at=at, how=OfferEnd.CANCELLED):
                return m.OfferWithdrawn(at=at, call=call)
            case fact.OfferEnded(at=at, how=OfferEnd.DEVICE_FAILED) | fact.AgentReleased(at=at, device_failed=True):
                return m.PhoneFailed(at=at, call=call)
            case fact.OfferEnded(agent=agent, at=at):
                return m.RangOut(at=at, call=call, keep=self._rings_out_together(agent, at))
            case fact.AgentReleased(at=at, wrap_up_s=wrap_up_s):
                return m.Released(at=at, call=call, wrap_up_s=wrap_up_s)
            case _:
                return None

    def _rings_out_together(self, agent: AgentId, at: datetime) -> bool:
        self._ring_outs.append((agent, at))
        while self._ring_outs and at - self._ring_outs[0][1] > WINDOW:
            self._ring_outs.popleft()
        together = rings_out_together(self._ring_outs, len(self.signed_in()), at)
        if together and self.together_since is None:
            log.error("half_the_team_rings_out", agents=len({a for a, _ in self._ring_outs}))
        self.together_since = (self.together_since or at) if together else None
        return together

    def _arm(self, agent: AgentId) -> None:
        self._disarm(agent)
        due = deadline(self._seats[agent])
        if due is not None:
            wait_s = max(0.0, (due - self._clock.now()).total_seconds())
            self._alarms[agent] = asyncio.get_running_loop().call_later(wait_s, self._ring, agent, due)

    def _disarm(self, agent: AgentId) -> None:
        alarm = self._alarms.pop(agent, None)
        if alarm is not None:
            alarm.cancel()

    def _ring(self, agent: AgentId, due: datetime) -> None:
        self.happened(agent, m.DeadlinePassed(at=max(due, self._clock.now())))

    def close(self) -> None:
        for agent in list(self._alarms):
            self._disarm(agent)
        for ending in self._loans_end.values():
            ending.cancel()


def _is_free(agent: m.Agent, seat: m.Seat) -> bool:
    """Whose phone was just given to somebody else cannot be rung, until they are signed out."""
    return isinstance(seat.state, m.Available) and agent.endpoint != ""


def _serves(seat: m.Seat) -> bool:
    """Whether they take calls now, or after what they are in. Who rang out may come back by themselves."""
    match seat.state:
        case m.SignedOut() | m.Break() | m.DeviceLost() | m.NotAnswering(until=None):
            return False
        case _:
            return seat.device and seat.next is None


def _as_free(agent: m.Agent, seat: m.Seat) -> FreeAgent:
    return FreeAgent(agent.id, agent.endpoint, agent.skills, agent.projects, seat.state.since, agent.languages)


def _why_none(name: str, state: m.State) -> str:
    """Why this agent can make no call."""
    match state:
        case m.SignedOut():
            return f"{name} is signed out and cannot make a call."
        case m.DeviceLost():
            return f"{name} cannot make a call: their phone is gone."
        case m.Reserved() | m.Ringing():
            return f"{name} is being rung for a call and cannot make one."
        case _:
            return f"{name} is on a call and cannot make another."
