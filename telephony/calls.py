"""One ordered mailbox per call: event by event, decided, made durable, published, carried out."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

import structlog

from kernel.clock import Clock
from kernel.ids import AgentId, CallId
from telephony import events as ev
from telephony.call import begin, step
from telephony.due import deadline
from telephony.facts import Fact
from telephony.plan import ToAgent
from telephony.ports import CallJournal, CarryOut
from telephony.states import Ended, State
from telephony.step import Step, not_offered
from telephony.summary import summary

log = structlog.get_logger()

MAILBOX_BOUND = 500
"""A call has some ten events in its life; one that has this many unread is stuck, and is compared with the switch."""

ENDED_KEPT = 2_000
"""How many ended calls are remembered, for the moment between our hanging up and the channel being gone."""

OVERDUE_S = 3.0
"""What was overdue in a gap is given so long after it: whoever picked up in the gap may only now be coming to us."""

Publish = Callable[[State, Sequence[Fact]], None]


class Calls:
    """All live calls. `run` owns their tasks; leaving it leaves the calls on the switch, where they go on."""

    def __init__(self, journal: CallJournal, carry_out: CarryOut, clock: Clock) -> None:
        self._journal = journal
        self._carry_out = carry_out
        self._clock = clock
        self._mailboxes: dict[CallId, Mailbox] = {}
        self._ended: deque[CallId] = deque(maxlen=ENDED_KEPT)
        self._listeners: list[Publish] = []
        self._group: asyncio.TaskGroup | None = None
        self._sighted = True
        self._overdue_at = 0.0
        self.overflowed: Callable[[], None] = lambda: None

    async def run(self) -> None:
        """Until cancelled. A journal that cannot be written ends it, and with it the service."""
        async with asyncio.TaskGroup() as group:
            self._group = group
            for mailbox in self._mailboxes.values():
                group.create_task(mailbox.run(), name=f"call-{mailbox.state.call.id}")
            await asyncio.Event().wait()

    def listen(self, listener: Publish) -> None:
        """`listener` hears every fact, in order, after it is durable; it must not wait."""
        self._listeners.append(listener)

    def begin(self, event: ev.CallArrived | ev.DialOutAsked) -> bool:
        """False for a call that is known already: an arrival may be seen twice, at a reconnect."""
        if event.call in self._mailboxes:
            return False
        first = begin(event)
        self._open(Mailbox(self, first.state, first))
        return True

    def adopt(self, state: State) -> None:
        """Carry on a call of an earlier life of the service."""
        self._open(Mailbox(self, state, None))

    def adopt_ended(self, calls: Iterable[CallId]) -> None:
        """Calls that ended lately, so that what is left of them on the switch is not taken for new ones."""
        self._ended.extend(calls)

    def has_ended(self, call: CallId) -> bool:
        return call in self._ended

    def deliver(self, call: CallId, event: ev.Event) -> bool:
        """False if there is no such live call."""
        mailbox = self._mailboxes.get(call)
        if mailbox is None:
            return False
        mailbox.put(event)
        return True

    def state(self, call: CallId) -> State | None:
        mailbox = self._mailboxes.get(call)
        return mailbox.state if mailbox else None

    def states(self) -> Mapping[CallId, State]:
        return {call: mailbox.state for call, mailbox in self._mailboxes.items()}

    def told(self) -> Sequence[State]:
        """The live calls as they stand in the journal: what is shown of them can be asked for."""
        return [mailbox.told for mailbox in self._mailboxes.values() if mailbox.told is not None]

    def settled(self) -> Mapping[CallId, State]:
        """Those whose last step has been asked of the switch, so that what it shows can be held against them."""
        return {call: mailbox.state for call, mailbox in self._mailboxes.items() if mailbox.settled}

    def now(self) -> datetime:
        return self._clock.now()

    def out_of_sight(self) -> None:
        """The switch cannot be seen. Deadlines wait: what they are about may have happened meanwhile."""
        self._sighted = False
        for mailbox in self._mailboxes.values():
            mailbox.disarm()

    def in_sight(self) -> None:
        """Every call has been compared with the switch."""
        if self._sighted:
            return
        self._sighted, self._overdue_at = True, self._clock.monotonic() + OVERDUE_S
        for mailbox in self._mailboxes.values():
            mailbox.arm()

    def deadline_in(self, due: datetime) -> float | None:
        """Seconds until a deadline may come; None while the switch is out of sight."""
        if not self._sighted:
            return None
        return max(0.0, (due - self._clock.now()).total_seconds(), self._overdue_at - self._clock.monotonic())

    def _open(self, mailbox: "Mailbox") -> None:
        call = mailbox.state.call.id
        self._mailboxes[call] = mailbox
        if self._group is not None:
            self._group.create_task(mailbox.run(), name=f"call-{call}")

    async def settle(self, done: Step, written: Callable[[State], None]) -> None:
        """Make one step durable, tell it, carry it out: in this order.

        A step that states no fact is carried out first: agent and customer are put together without waiting for the
        disk, and after a crash in between the comparison with the switch sees that they were.
        """
        call = done.state.call.id
        if not done.facts:
            self._carry_out(call, done.commands)
        await self._journal.write(done.state, done.facts)
        written(done.state)
        for listener in self._listeners:
            listener(done.state, done.facts)
        if done.facts:
            self._carry_out(call, done.commands)

    def close(self, state: State) -> None:
        """Nothing can come in between the last event taken and this: both run without a pause."""
        del self._mailboxes[state.call.id]
        self._ended.append(state.call.id)
        log.info("call_ended", **summary(state))


class Mailbox:
    """The events of one call, in order, and the state they have led to."""

    def __init__(self, calls: Calls, state: State, first: Step | None) -> None:
        self.state = state
        self.told = None if first else state
        """What the journal has; None before the first step is written."""
        self.settled = first is None
        """Whether what the state wants has been asked of the switch: while its facts are being written, it has not."""
        self._calls = calls
        self._first = first
        self._events: asyncio.Queue[ev.Event] = asyncio.Queue()
        self._alarm: asyncio.TimerHandle | None = None

    def put(self, event: ev.Event) -> None:
        """An event that binds an agent is always taken: dropped, it would leave them bound. There are only so many."""
        if self._events.qsize() >= MAILBOX_BOUND and _bound_by(event) is None:
            log.error("call_mailbox_full", call_id=self.state.call.id, bound=MAILBOX_BOUND)
            self._calls.overflowed()
            return
        self._events.put_nowait(event)

    async def run(self) -> None:
        try:
            if self._first is not None:
                await self._settle(self._first)
            self.arm()
            while not isinstance(self.state, Ended):
                await self._take(await self._events.get())
            await self._drain()
        finally:
            self.disarm()
        self._calls.close(self.state)

    async def _drain(self) -> None:
        """What came in after the end is still answered: an agent assigned too late is given back."""
        while not self._events.empty():
            await self._take(self._events.get_nowait())

    async def _take(self, event: ev.Event) -> None:
        try:
            done = step(self.state, event)
        except Exception:
            log.exception("call_step_failed", call_id=self.state.call.id, event_kind=type(event).__name__)
            self._calls.overflowed()
            await self._give_back(event)
            return
        if done.state is not self.state or done.facts or done.commands:
            await self._settle(done)
        self.arm()

    async def _give_back(self, event: ev.Event) -> None:
        """A call that cannot take an agent must not keep them either."""
        agent = _bound_by(event)
        if agent is not None:
            await self._settle(Step(self.state, (not_offered(event.at, agent),)))

    async def _settle(self, done: Step) -> None:
        self.state, self.settled = done.state, False
        await self._calls.settle(done, self._written)
        self.settled = True

    def _written(self, state: State) -> None:
        self.told = state

    def arm(self) -> None:
        """Let the deadline of this state come."""
        self.disarm()
        due = deadline(self.state)
        wait_s = None if due is None else self._calls.deadline_in(due)
        if wait_s is not None:
            self._alarm = asyncio.get_running_loop().call_later(wait_s, self._ring)

    def disarm(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None

    def _ring(self) -> None:
        self.put(ev.DeadlinePassed(at=self._calls.now()))


def _bound_by(event: ev.Event) -> AgentId | None:
    """Who was reserved before the event was sent."""
    match event:
        case ev.AgentAssigned(agent=agent):
            return agent
        case ev.TransferAsked(target=ToAgent(agent=agent)) | ev.ConsultAsked(target=ToAgent(agent=agent)):
            return agent
        case _:
            return None
