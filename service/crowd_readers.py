"""Customers of the demo who get texts: most let it be, some write back, ring in, or want no more of them."""

import asyncio
from collections.abc import Awaitable, Callable
from random import Random
from typing import assert_never

from config.seed import CLOSED_PROJECT, ORDERS_DID
from lab.twilio import Message, TwilioStandIn
from service.crowd_choices import ANSWERS, UNDELIVERABLE, Reading, Visit, readings
from service.demo_rules import DEMO_RULES

LOOKS_EVERY_S = 1.0
READS_S = (4.0, 12.0)
WAITS_S = 120.0
UNREACHABLE = 30005
"""Twilio's error code for a handset that is not known."""

RingIn = Callable[[Visit], Awaitable[None]]


class Readers:
    """Through the stand-in alone. `ring_in` places a customer's call and lasts as long as it does."""

    def __init__(self, texts: TwilioStandIn, chance: Random, ring_in: RingIn) -> None:
        self._texts = texts
        self._chance = chance
        self._ring_in = ring_in
        self._will = readings(chance)

    def meet(self, number: str) -> None:
        """Some phones take no texts."""
        if self._chance.random() < UNDELIVERABLE:
            self._texts.undelivered[number] = UNREACHABLE

    async def run(self) -> None:
        """Until cancelled."""
        seen = 0
        async with asyncio.TaskGroup() as group:
            while True:
                fresh = self._texts.messages[seen:]
                seen += len(fresh)
                for message in fresh:
                    if not message.inbound and message.to not in self._texts.undelivered:
                        group.create_task(self._read(message, next(self._will)), name="reader")
                await asyncio.sleep(LOOKS_EVERY_S)

    async def _read(self, message: Message, how: Reading) -> None:
        await asyncio.sleep(self._chance.uniform(*READS_S))
        match how:
            case Reading.NOTHING:
                return
            case Reading.WRITES:
                await self._write(message, self._chance.choice(ANSWERS))
            case Reading.STOPS:
                await self._write(message, "STOP")
            case Reading.RINGS_IN if message.sender == DEMO_RULES[CLOSED_PROJECT].texting.sender:
                await self._write(message, "You are closed. Please ring me again.")
            case Reading.RINGS_IN:
                await self._ring_in(Visit(number=message.to, dials=ORDERS_DID, patience_s=WAITS_S))
            case other:
                assert_never(other)

    async def _write(self, message: Message, body: str) -> None:
        await self._texts.incoming(sender=message.to, to=message.sender, body=body)
