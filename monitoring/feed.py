"""Keeps the board current: hears calls and seats, and tells pages what changed.

The board is built from what calls, floor and dispatcher hold now: nothing is counted twice, and nothing can drift. What
happens within a moment is built and told together, and while nobody watches nothing is built at all.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from kernel.clock import Clock
from kernel.ids import CallId
from monitoring import beside as aside
from monitoring import board as b
from telephony.calls import Calls
from telephony.dispatcher import Dispatcher
from telephony.facts import Fact
from telephony.states import State
from workforce.floor import Floor
from workforce.model import Agent, Seat

ALARMS_EVERY_S = 1.0
TOGETHER_S = 0.05
"""How long the next board waits for what else changes: a busy floor costs twenty boards a second at most."""
Listener = Callable[[Sequence[b.Change]], None]


class Setup(Protocol):
    """What the board needs to know of projects; from memory."""

    def queues(self) -> Sequence[b.QueueInfo]: ...

    def project_names(self) -> Mapping[int, str]: ...


class BoardFeed:
    """Implements `web.hub.Feed`. `alarms` gives what is wrong now, `callbacks_due` how many each project owes.

    `level` gives a queue's service level, `beside` what else is to be seen: trunks, outage prompts, broadcasts, help.
    """

    def __init__(
        self,
        calls: Calls,
        floor: Floor,
        dispatcher: Dispatcher,
        setup: Setup,
        alarms: Callable[[], Sequence[b.Alarm]],
        clock: Clock,
        *,
        demo: bool,
        callbacks_due: Callable[[], Mapping[int, int]] = dict,
        level: Callable[[b.QueueInfo], b.QueueLevel] = lambda _queue: b.QueueLevel(),
        beside: Callable[[], Iterable[aside.Beside]] = tuple,
    ) -> None:
        self._calls, self._floor, self._dispatcher = calls, floor, dispatcher
        self._setup, self._alarms, self._clock, self._demo = setup, alarms, clock, demo
        self._callbacks_due, self._level, self._beside = callbacks_due, level, beside
        self._since: dict[CallId, tuple[type[State], datetime]] = {}
        self._shown: b.Items = {}
        self._listeners: list[Listener] = []
        self._due = False
        self._told_at = 0.0

    def hear_call(self, state: State, _facts: Sequence[Fact]) -> None:
        if b.alive(state):
            self._entered(state)
        else:
            self._since.pop(state.call.id, None)
        self._soon()

    def hear_seat(self, _agent: Agent, _before: Seat, _after: Seat) -> None:
        self._soon()

    def snapshot(self) -> b.Board:
        shown = self._refresh()
        return b.Board(
            now=self._clock.now(),
            calls=[value for value in shown.values() if isinstance(value, b.LiveCall)],
            agents=[value for value in shown.values() if isinstance(value, b.LiveAgent)],
            queues=[value for value in shown.values() if isinstance(value, b.LiveQueue)],
            alarms=[value for value in shown.values() if isinstance(value, b.Alarm)],
            due=[value for value in shown.values() if isinstance(value, b.Due)],
            demo=self._demo,
            trunks=[value for value in shown.values() if isinstance(value, aside.LiveTrunk)],
            outages=[value for value in shown.values() if isinstance(value, aside.LiveOutage)],
            broadcasts=[value for value in shown.values() if isinstance(value, aside.LiveBroadcast)],
            helps=[value for value in shown.values() if isinstance(value, aside.LiveHelp)],
        )

    def agents(self) -> list[b.LiveAgent]:
        projects = self._setup.project_names()
        home = self._floor.at_home
        return [b.live_agent(agent, seat, projects, home(agent.id).projects) for agent, seat in self._floor.seats()]

    def changed(self) -> None:
        """Something beside calls and seats has changed."""
        self._soon()

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        if not self._listeners:
            self._shown = self._items()
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    async def run(self) -> None:
        """Looks for what nobody tells us of, now and then. Alarms also unwatched, to know since when they are."""
        while True:
            self._alarms()
            self._soon()
            await asyncio.sleep(ALARMS_EVERY_S)

    def _soon(self) -> None:
        if self._listeners and not self._due:
            self._due = True
            loop = asyncio.get_running_loop()
            loop.call_at(max(loop.time(), self._told_at + TOGETHER_S), self._tell)

    def _tell(self) -> None:
        self._told_at = asyncio.get_running_loop().time()
        self._refresh()

    def _refresh(self) -> b.Items:
        self._due = False
        after = self._items()
        changed = b.changes(self._shown, after)
        self._shown = after
        if changed:
            for listener in tuple(self._listeners):
                listener(changed)
        return after

    def _items(self) -> b.Items:
        entries = self._dispatcher.entries()
        free, signed_in = self._floor.free(), self._floor.signed_in()
        queues = b.live_queues(self._setup.queues(), entries, free, signed_in, self._level, self._floor.serving())
        due = self._callbacks_due()
        owed = [b.Due(str(each), each, due.get(each, 0)) for each in self._setup.project_names()]
        return b.items_of(self._live_calls(), self.agents(), queues, self._alarms(), owed, self._beside())

    def _live_calls(self) -> list[b.LiveCall]:
        names = {agent.id: agent.name for agent, _ in self._floor.seats()}
        states = (state for state in self._calls.told() if b.alive(state))
        since = {entry.caller.call: entry.caller.since for entry in self._dispatcher.entries()}
        return [b.live_call(state, self._entered(state), names, since.get(state.call.id)) for state in states]

    def _entered(self, state: State) -> datetime:
        """When the call's state was entered; for one of an earlier life of the service, when it was first looked at."""
        call, kind = state.call.id, type(state)
        if call not in self._since or self._since[call][0] is not kind:
            self._since[call] = (kind, self._clock.now())
        return self._since[call][1]
