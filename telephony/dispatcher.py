"""Gives waiting callers and due callbacks to free agents: the one place that looks across calls.

It keeps who waits, hears what happens on calls and on the floor, and answers calls with events. Whoever it reserves
is given back by exactly one fact of the call; for a callback that is not placed after all, by whoever asked for it.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import structlog
from msgspec.structs import replace

from kernel.clock import Clock
from kernel.ids import AgentId, CallId, ProjectId, QueueId
from telephony import events as ev
from telephony import facts as fact
from telephony.outcome import OVERFLOW, OfferEnd
from telephony.ports import Floor
from telephony.routing import (
    Assignment,
    Callbacks,
    Entry,
    WaitingCaller,
    Want,
    assign,
    is_staffed,
    room_for,
    understood,
)
from telephony.states import Connecting, Offering, State, Waiting, agent
from telephony.step import not_offered, plan_of

log = structlog.get_logger()
Deliver = Callable[[CallId, ev.Event], bool]
Given = Callable[[Want, AgentId, str], None]
"""Hears who was reserved for a want, and the agent's endpoint. Must not wait."""

PERCENT = 30
"""Of a project's agents may be on callbacks at once, where the project says nothing else."""
UNCLAIMED = timedelta(seconds=20)
"""An agent who was given to a callback that has not begun by then is taken back."""
PROMISED = timedelta(seconds=60)
"""How long an agent is kept for a caller who is not in a queue yet."""


class _OnCallback(NamedTuple):
    """`since` is None once the call has begun."""

    agent: AgentId
    project: ProjectId
    since: datetime | None


class _Promise(NamedTuple):
    """`instead_of` is the callback whose agent it is; until that has let them go, nobody else is given either."""

    agent: AgentId
    instead_of: CallId
    until: datetime


class Dispatcher:
    """`given` is called for each want that gets an agent; the want is then no longer dealt out."""

    def __init__(self, floor: Floor, deliver: Deliver, clock: Clock) -> None:
        self._floor = floor
        self._deliver = deliver
        self._clock = clock
        self._entries: dict[CallId, Entry] = {}
        self._wants: dict[CallId, Want] = {}
        self._percents: Mapping[ProjectId, int] = {}
        self._on_callbacks: dict[CallId, _OnCallback] = {}
        self._promises: dict[CallId, _Promise] = {}
        self._looking = False
        self._changed = False
        self.given: Given = lambda _want, _agent, _endpoint: None

    def entries(self) -> Sequence[Entry]:
        return tuple(self._entries.values())

    def waiting(self, queue: QueueId) -> int:
        return sum(entry.queue.id == queue for entry in self._entries.values())

    def adopt(self, state: State) -> None:
        """A call of an earlier life of the service: a waiting caller, or an agent on a callback."""
        self._note_callback(state)
        if not isinstance(state, Waiting | Offering | Connecting):
            return
        call, plan = state.call, plan_of(state.call)
        since, front = call.queued_at or call.began_at, plan.front or call.answered_at is not None
        caller = WaitingCaller(call.id, plan.project, plan.queue.skills, since, front, plan.language)
        self._entries[call.id] = Entry(caller, plan.queue, call.staffed, agent(state))

    def want(self, wants: Sequence[Want], percents: Mapping[ProjectId, int] | None = None) -> None:
        """The callbacks that are due, in place of those before; `percents` of a project's agents may be on them.

        To be called again every second or so: that is also how time passes here.
        """
        self._wants = {want.call: want for want in wants}
        self._percents = percents or {}
        self._let_go_unclaimed()
        self.look()

    def promise(self, call: CallId, to: AgentId, instead_of: CallId) -> None:
        """Keep the agent of a callback for the customer of that callback, who has just rung in."""
        self._promises[call] = _Promise(to, instead_of, self._clock.now() + PROMISED)

    def kept(self) -> Mapping[CallId, AgentId]:
        """Who is promised to whom."""
        return {call: promise.agent for call, promise in self._promises.items()}

    def hear(self, state: State, facts: Sequence[fact.Fact]) -> None:
        call = state.call.id
        self._note_callback(state)
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
        self._forget_what_is_over()
        waiting = [entry.caller for entry in self._entries.values() if entry.agent is None]
        ready = [caller for caller in waiting if not self._agent_is_coming(caller.call)]
        wants = [want for want in self._wants.values() if want.call not in self._on_callbacks]
        free = self._floor.free() if ready or wants else ()
        if free:
            ready = understood(ready, self._floor.serving())
            promised = {agent: call for call, agent in self.kept().items()}
            for each in assign(ready, free, self._callbacks(wants), promised):
                self._hand_over(each)
        self._tell_staffed()

    def _callbacks(self, wants: Sequence[Want]) -> Callbacks | None:
        """None where nothing is wanted, which is nearly always."""
        if not wants:
            return None
        on, signed_in = Counter(each.project for each in self._on_callbacks.values()), self._floor.signed_in()
        room = {
            project: room_for(project, self._percents.get(project, PERCENT), signed_in, on[project])
            for project in {want.project for want in wants}
        }
        return Callbacks(understood(wants, self._floor.serving()), room, self._clock.now())

    def _hand_over(self, given: Assignment) -> None:
        now = self._clock.now()
        if self._floor.reserve(given.agent, given.call, now) is None:
            return
        want = self._wants.pop(given.call, None)
        if want is None:
            self._offer(given.call, given.agent, given.endpoint)
            return
        self._on_callbacks[want.call] = _OnCallback(given.agent, want.project, now)
        self.given(want, given.agent, given.endpoint)

    def _offer(self, call: CallId, agent: AgentId, endpoint: str) -> None:
        self._entries[call] = replace(self._entries[call], agent=agent)
        self._promises.pop(call, None)
        assigned = ev.AgentAssigned(at=self._clock.now(), agent=agent, endpoint=endpoint)
        if not self._deliver(call, assigned):
            self._entries.pop(call, None)
            self._floor.hear(call, (not_offered(self._clock.now(), agent),))

    def _agent_is_coming(self, call: CallId) -> bool:
        promise = self._promises.get(call)
        return promise is not None and self._floor.holds(promise.agent, promise.instead_of)

    def _forget_what_is_over(self) -> None:
        """Whoever the floor no longer binds to a callback, and promises that were not kept in time."""
        now = self._clock.now()
        over = [call for call, on in self._on_callbacks.items() if not self._floor.holds(on.agent, call)]
        for call in over:
            del self._on_callbacks[call]
        self._promises = {call: promise for call, promise in self._promises.items() if now < promise.until}

    def _let_go_unclaimed(self) -> None:
        late = self._clock.now() - UNCLAIMED
        for call, on in list(self._on_callbacks.items()):
            if on.since is not None and on.since <= late:
                log.error("callback_not_claimed", call_id=call, agent=on.agent)
                self._floor.hear(call, (not_offered(self._clock.now(), on.agent),))

    def _tell_staffed(self) -> None:
        unstaffed = [entry for entry in self._entries.values() if not entry.staffed]
        if not unstaffed:
            return
        signed_in = self._floor.signed_in()
        for entry in unstaffed:
            if is_staffed(entry.caller, signed_in):
                self._entries[entry.caller.call] = replace(entry, staffed=True)
                self._deliver(entry.caller.call, ev.AgentStaffed(at=self._clock.now()))

    def _note_callback(self, state: State) -> None:
        plan, who = state.call.plan, agent(state)
        if plan is None or not plan.callback:
            return
        if who is None:
            self._on_callbacks.pop(state.call.id, None)
        else:
            self._on_callbacks[state.call.id] = _OnCallback(who, plan.project, None)

    def _note(self, call: CallId, each: fact.Fact) -> None:
        match each:
            case fact.Queued():
                self._enter(call, each)
            case fact.LeftQueue(how=how) if how == OVERFLOW:
                pass
            case fact.AgentOffered(agent=offered) if call in self._entries:
                self._entries[call] = replace(self._entries[call], agent=offered)
            case fact.OfferEnded(agent=offered, how=how) if how is not OfferEnd.ANSWERED:
                self._take_back(call, offered)
            case fact.LeftQueue() | fact.CallEnded():
                self._entries.pop(call, None)
                self._promises.pop(call, None)
            case fact.CustomerAnswered():
                self._break_promise(call)
            case _:
                pass

    def _enter(self, call: CallId, queued: fact.Queued) -> None:
        """Who comes from another queue keeps their place in time, and the agent who is on the way to them."""
        before = self._entries.get(call)
        caller = WaitingCaller(
            *(call, queued.project, queued.queue.skills, queued.since or queued.at, queued.front, queued.language)
        )
        self._entries[call] = Entry(caller, queued.queue, queued.staffed, before.agent if before else None)

    def _break_promise(self, callback: CallId) -> None:
        """The customer picked up after all: the agent stays with them."""
        self._promises = {call: each for call, each in self._promises.items() if each.instead_of != callback}

    def _take_back(self, call: CallId, offered: AgentId) -> None:
        """An agent who came too late is given back while another one's phone still rings for this caller."""
        entry = self._entries.get(call)
        if entry is not None and entry.agent == offered:
            self._entries[call] = replace(entry, agent=None)
