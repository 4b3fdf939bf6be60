"""Gives waiting callers to free agents: the one place that looks across calls.

It keeps who waits, hears what happens on calls and on the floor, and answers calls with events. Whoever it reserves
is given back by exactly one fact of the call.
"""

from collections.abc import Callable, Sequence

import structlog
from msgspec.structs import replace

from kernel.clock import Clock
from kernel.ids import AgentId, CallId, QueueId
from telephony import events as ev
from telephony import facts as fact
from telephony.outcome import OfferEnd
from telephony.ports import Floor
from telephony.routing import Entry, WaitingCaller, assign, is_staffed
from telephony.states import Connecting, Offering, State, Waiting, agent
from telephony.step import plan_of

log = structlog.get_logger()
Deliver = Callable[[CallId, ev.Event], bool]


class Dispatcher:
    def __init__(self, floor: Floor, deliver: Deliver, clock: Clock) -> None:
        self._floor = floor
        self._deliver = deliver
        self._clock = clock
        self._entries: dict[CallId, Entry] = {}
        self._looking = False
        self._changed = False

    def entries(self) -> Sequence[Entry]:
        return tuple(self._entries.values())

    def waiting(self, queue: QueueId) -> int:
        return sum(entry.queue.id == queue for entry in self._entries.values())

    def adopt(self, state: State) -> None:
        """A waiting caller of an earlier life of the service."""
        if not isinstance(state, Waiting | Offering | Connecting):
            return
        call, plan = state.call, plan_of(state.call)
        since = call.queued_at or call.began_at
        caller = WaitingCaller(call.id, plan.project, plan.queue.skills, since, call.answered_at is not None)
        self._entries[call.id] = Entry(caller, plan.queue, call.staffed, agent(state))

    def hear(self, state: State, facts: Sequence[fact.Fact]) -> None:
        call = state.call.id
        for each in facts:
            self._note(call, each)
        if facts:
            self.look()

    def look(self) -> None:
        """Something changed on the floor or in a queue: give what can be given.

        Reserving an agent is itself a change of the floor and comes back here; it is looked at after this look.
        """
        self._changed = True
        if self._looking:
            return
        self._looking = True
        try:
            while self._changed:
                self._changed = False
                self._give()
        finally:
            self._looking = False

    def _give(self) -> None:
        waiting = [entry.caller for entry in self._entries.values() if entry.agent is None]
        for given in assign(waiting, self._floor.free()) if waiting else ():
            if self._floor.reserve(given.agent, given.call, self._clock.now()) is not None:
                self._offer(given.call, given.agent, given.endpoint)
        self._tell_staffed()

    def _offer(self, call: CallId, agent: AgentId, endpoint: str) -> None:
        self._entries[call] = replace(self._entries[call], agent=agent)
        assigned = ev.AgentAssigned(at=self._clock.now(), agent=agent, endpoint=endpoint)
        if not self._deliver(call, assigned):
            gone = fact.OfferEnded(at=self._clock.now(), agent=agent, how=OfferEnd.CANCELLED)
            self._entries.pop(call, None)
            self._floor.hear(call, (gone,))

    def _tell_staffed(self) -> None:
        unstaffed = [entry for entry in self._entries.values() if not entry.staffed]
        if not unstaffed:
            return
        signed_in = self._floor.signed_in()
        for entry in unstaffed:
            if is_staffed(entry.caller, signed_in):
                self._entries[entry.caller.call] = replace(entry, staffed=True)
                self._deliver(entry.caller.call, ev.AgentStaffed(at=self._clock.now()))

    def _note(self, call: CallId, each: fact.Fact) -> None:
        match each:
            case fact.Queued(queue=queue, project=project, front=front, at=at, staffed=staffed):
                caller = WaitingCaller(call, project, queue.skills, at, front)
                self._entries[call] = Entry(caller, queue, staffed)
            case fact.AgentOffered(agent=offered) if call in self._entries:
                self._entries[call] = replace(self._entries[call], agent=offered)
            case fact.OfferEnded(agent=offered, how=how) if how is not OfferEnd.ANSWERED:
                self._take_back(call, offered)
            case fact.LeftQueue() | fact.CallEnded():
                self._entries.pop(call, None)
            case _:
                pass

    def _take_back(self, call: CallId, offered: AgentId) -> None:
        """An agent who came too late is given back while another one's phone still rings for this caller."""
        entry = self._entries.get(call)
        if entry is not None and entry.agent == offered:
            self._entries[call] = replace(entry, agent=None)
