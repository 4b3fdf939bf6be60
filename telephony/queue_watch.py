"""Looks after those who wait: they hear how far they have come, and are served no longer than their project is open."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime

from kernel.clock import Clock
from kernel.ids import CallId
from telephony import events as ev
from telephony.calls import Calls
from telephony.dispatcher import Dispatcher
from telephony.due import has_only_waited
from telephony.facts import Fact, Queued
from telephony.plan import Plan
from telephony.ports import Pace, QueueSetup
from telephony.states import State, Waiting
from telephony.step import plan_of
from telephony.telling import FARTHEST, LATELY, Place, decide, expected, is_time, positions

LOOK_EVERY_S = 1.0


class QueueWatch:
    """To be told of facts after the dispatcher: whoever is given an agent at once is told nothing."""

    def __init__(self, calls: Calls, dispatcher: Dispatcher, setup: QueueSetup, pace: Pace, clock: Clock) -> None:
        self._calls = calls
        self._dispatcher = dispatcher
        self._setup = setup
        self._pace = pace
        self._clock = clock

    def hear(self, state: State, facts: Sequence[Fact]) -> None:
        if any(isinstance(each, Queued) for each in facts):
            self._tell(state.call.id, positions(self._dispatcher.entries()))

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            self.look()

    def look(self) -> None:
        entries = self._dispatcher.entries()
        places = positions(entries)
        for entry in entries:
            self._close(entry.caller.call)
            self._tell(entry.caller.call, places)

    def _tell(self, call: CallId, places: Mapping[CallId, int]) -> None:
        state, position, at = self._calls.state(call), places.get(call), self._clock.now()
        if position is None or not isinstance(state, Waiting) or not self._may_hear(state, at):
            return
        plan = plan_of(state.call)
        place = decide(state.call.told, self._place(plan, position, at), at)
        if place is not None and (sounds := self._setup.place_sounds(plan, place)):
            self._calls.deliver(call, ev.PlaceSeen(at=at, place=place, sounds=sounds))

    def _may_hear(self, state: Waiting, at: datetime) -> bool:
        """Not while anything is said to them, nor whom an agent is kept for, nor who was answered once."""
        call = state.call
        quiet = state.playback is None and call.id not in self._dispatcher.kept()
        return quiet and has_only_waited(call) and is_time(call.told, at)

    def _place(self, plan: Plan, position: int, at: datetime) -> Place:
        queue = plan.queue
        wait = expected(position, self._pace.answered(queue.id, at - LATELY)) if queue.tell_wait else None
        return Place(min(position, FARTHEST) if queue.tell_position else None, wait)

    def _close(self, call: CallId) -> None:
        """Later than was said when they called is no matter: they are served that long in any case."""
        state, at = self._calls.state(call), self._clock.now()
        if not isinstance(state, Waiting):
            return
        plan = plan_of(state.call)
        until = self._setup.serve_until(plan, at)
        if until is not None and (plan.serve_until is None or until < plan.serve_until):
            self._calls.deliver(call, ev.ClosingSeen(at=at, serve_until=until))
