"""Customers of the demo whom we call back: whoever has called lately, at the number they called from."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from contextlib import suppress
from random import Random

from lab.behaviours import Behaviour, Busy, Declines, Manual, RingsOut
from lab.lab import Lab
from lab.leg import Leg
from lab.waiting import NotSeen
from service.crowd_choices import PickUp, Reach, on_called

REMEMBERED = 300
"""People who are at home: more than have a case within the quarter of an hour after which it expires."""
ONE_DAY_S = 86_400.0
LISTENS_S = (1.0, 3.0)

Chat = Callable[[Leg], Awaitable[None]]

_BEHAVIOURS: dict[PickUp, Behaviour] = {
    PickUp.ANSWERS: Manual(),
    PickUp.HANGS_UP: Manual(),
    PickUp.RINGS_OUT: RingsOut(),
    PickUp.DECLINES: Declines(after=3.0),
    PickUp.BUSY: Busy(),
}


class Town:
    """`chat` is how somebody takes a call who talks. Those who are not in town have numbers that do not exist."""

    def __init__(self, lab: Lab, group: asyncio.TaskGroup, chance: Random, chat: Chat) -> None:
        self._lab = lab
        self._group = group
        self._chance = chance
        self._chat = chat
        self._homes: OrderedDict[str, asyncio.Task[None]] = OrderedDict()

    def settle(self, number: str, reach: Reach) -> None:
        """Whoever was there before stays as they are; the one who has not called for longest moves away."""
        if number in self._homes:
            self._homes.move_to_end(number)
        elif reach is not Reach.NOBODY:
            self._homes[number] = self._group.create_task(self._live(number, reach), name="townsperson")
        if len(self._homes) > REMEMBERED:
            self._homes.popitem(last=False)[1].cancel()

    async def _live(self, number: str, reach: Reach) -> None:
        will = on_called(reach, self._chance)
        async with self._lab.callee(number, _BEHAVIOURS[will]) as callee:
            while True:
                with suppress(NotSeen):
                    leg = await callee.called(within=ONE_DAY_S)
                    took, will = will, on_called(reach, self._chance)
                    callee.behaviour = _BEHAVIOURS[will]
                    await self._take(leg, took)

    async def _take(self, leg: Leg, how: PickUp) -> None:
        match how:
            case PickUp.ANSWERS:
                await self._chat(leg)
            case PickUp.HANGS_UP:
                await leg.answer()
                await asyncio.sleep(self._chance.uniform(*LISTENS_S))
                await leg.hang_up()
            case PickUp.RINGS_OUT | PickUp.DECLINES | PickUp.BUSY:
                return
