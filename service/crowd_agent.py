"""An agent of the demo: a phone, a pair of hands at the page, and moods."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any, assert_never

import structlog

from callbacks.model import Word
from callbacks.naming import step_of
from kernel.clock import SystemClock
from kernel.ids import CallId
from lab.leg import Leg
from lab.phone import Phone
from lab.waiting import NotSeen
from service import crowd_choices as choose
from service.crowd_choices import Idle, InCall, Pace, Ring
from service.crowd_desk import ServiceDesk
from telephony.ari.errors import AriError

log = structlog.get_logger()

LIFTS_S = (1.0, 4.0)
RINGS_AT_MOST_S = 60.0
AGAIN_S = 1.0
LOOKS_EVERY_S = 1.0
CALL_ME_IN_S = (30.0, 120.0)


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What all agents share."""

    desk: ServiceDesk
    pace: Pace
    chance: Random
    voices: Sequence[Path]
    outside: Sequence[str]
    """Numbers that may be called."""
    dispositions: Sequence[str]
    break_reasons: Sequence[str]


class DemoAgent:
    def __init__(self, agent: int, phone: Phone, around: Surroundings) -> None:
        self.id = agent
        self._phone = phone
        self._around = around
        self._chance = around.chance

    async def work(self) -> None:
        """Until cancelled. What does not come about (a caller was quicker) is no reason to go home."""
        while True:
            try:
                await self._go_on()
            except (NotSeen, AriError) as error:
                log.info("demo_agent_tried", agent=self.id, why=str(error))
                await asyncio.sleep(AGAIN_S)

    async def _go_on(self) -> None:
        try:
            leg = await self._phone.ringing(self._chance.uniform(*self._around.pace.idle_s))
        except NotSeen:
            await self._idle()
        else:
            await self._ring(leg)
            self._phone.calls[:] = [call for call in self._phone.calls if not call.over]

    # ---- without a call

    async def _idle(self) -> None:
        """Only who is available has ideas: who was sent on a break by somebody at the page stays there."""
        state = (await self._seat()).get("state")
        if state == "not_answering":
            await self.come()
        if state == "available":
            await self._think()

    async def _think(self) -> None:
        match choose.when_idle(self._chance):
            case Idle.WAITS:
                pass
            case Idle.LEAVES:
                await self.take_a_break()
            case Idle.DIALS:
                await self._dial()
            case other:
                assert_never(other)

    async def come(self) -> None:
        await self._around.desk.set_state(self.id, "available")

    async def take_a_break(self) -> None:
        await self._around.desk.set_state(self.id, "break", self._chance.choice(self._around.break_reasons))
        await self._pass(self._around.pace.away_s)
        await self.come()

    async def _dial(self) -> None:
        number = self._chance.choice(self._around.outside)
        if await self._around.desk.tell("/api/calls", {"number": number, "agent_id": self.id}) == 202:
            leg = await self._phone.ringing()
            await asyncio.sleep(LIFTS_S[0])
            await self._talk(leg)

    # ---- with one

    async def _ring(self, leg: Leg) -> None:
        match choose.on_ring(self._chance):
            case Ring.ANSWERS:
                await self._pass(LIFTS_S)
                await self._talk(leg)
            case Ring.DECLINES:
                await self._pass(LIFTS_S)
                await leg.hang_up(cause=21)
            case Ring.RINGS_OUT:
                await leg.gone(RINGS_AT_MOST_S)
            case other:
                assert_never(other)

    async def _talk(self, leg: Leg) -> None:
        if leg.over:
            return
        await leg.answer()
        await leg.say(self._chance.choice(self._around.voices))
        call = (await self._seat()).get("call_id") or ""
        if step_of(CallId(call)) is not None:
            await self._call_back(leg, call)
            return
        await self._converse(leg, call)
        await self._hang_up_after(leg, self._around.pace.talks_s)
        await self._wrap_up(call)

    async def _seat(self) -> dict[str, Any]:
        """This agent as the board shows them; empty where it cannot be seen just now."""
        return (await self._around.desk.agents()).get(self.id, {})

    async def _converse(self, leg: Leg, call: str) -> None:
        """Something in the middle of the call; whoever hangs up meanwhile ends it."""
        await self._listen(leg, self._around.pace.talks_s)
        if leg.over or not call:
            return
        match choose.in_call(self._chance):
            case InCall.TALKS:
                pass
            case InCall.HOLDS:
                await self._and_back(leg, call, "hold", "resume")
            case InCall.MUTES:
                await self._and_back(leg, call, "mute_recording", "unmute_recording")
            case InCall.TO_AGENT:
                await self._transfer(call, {"to_agent": await self._colleague()})
            case InCall.TO_QUEUE:
                await self._transfer(call, {"to_queue": "Support"})
            case InCall.TO_NUMBER:
                await self._transfer(call, {"to_number": self._chance.choice(self._around.outside)})
            case InCall.ASKS:
                await self._ask_first(leg, call)
            case other:
                assert_never(other)

    async def _ask_first(self, leg: Leg, call: str) -> None:
        """Whoever does not pick up, or hangs up soon, leaves nothing to hand over."""
        if await self._around.desk.tell(f"/api/calls/{call}/consult", {"to_agent": await self._colleague()}) == 202:
            await self._listen(leg, self._around.pace.talks_s)
            await self._around.desk.tell(f"/api/calls/{call}/consult/complete")

    async def _and_back(self, leg: Leg, call: str, there: str, back: str) -> None:
        await self._around.desk.tell(f"/api/calls/{call}/{there}")
        await self._listen(leg, self._around.pace.idle_s)
        await self._around.desk.tell(f"/api/calls/{call}/{back}")

    async def _transfer(self, call: str, target: dict[str, int | str]) -> None:
        await self._around.desk.tell(f"/api/calls/{call}/transfer", target)

    async def _colleague(self) -> int:
        """Somebody who is free, else somebody: the service will say what it thinks of that."""
        agents = await self._around.desk.agents()
        free = [id_ for id_, agent in agents.items() if agent["state"] == "available" and id_ != self.id]
        return self._chance.choice(free or [self.id])

    async def _hang_up_after(self, leg: Leg, span: choose.Span) -> None:
        await self._listen(leg, span)
        await leg.hang_up()

    async def _wrap_up(self, call: str) -> None:
        """Most note what came of the call; some are done with it at once."""
        await self._pass((1.0, 4.0))
        if call and self._chance.random() < 0.8:
            outcome = {"disposition": self._chance.choice(self._around.dispositions)}
            await self._around.desk.tell(f"/api/calls/{call}/disposition", outcome)
        if self._chance.random() < 0.4:
            await self._around.desk.tell(f"/api/agents/{self.id}/wrap_up", {"action": "finish"})

    # ---- with a customer who is called back

    async def _call_back(self, leg: Leg, call: str) -> None:
        """Talks once the customer is there; if nobody comes, our own line is hung up for us."""
        await self._customer_there(leg, call)
        if leg.over:
            return
        await self._hang_up_after(leg, self._around.pace.talks_s)
        await self._say_what_came(call)
        await self._around.desk.tell(f"/api/agents/{self.id}/wrap_up", {"action": "finish"})

    async def _customer_there(self, leg: Leg, call: str) -> None:
        """Until they talk with each other, or our own line is dead."""
        while not leg.over:
            found = await self._around.desk.ask(f"/api/calls/{call}")
            if found and found["answered_at"]:
                return
            with suppress(NotSeen):
                await leg.gone(LOOKS_EVERY_S)

    async def _say_what_came(self, call: str) -> None:
        await self._pass((1.0, 3.0))
        word = choose.after_callback(self._chance)
        found = await self._around.desk.ask(f"/api/cases?call={call}")
        if word is None or not found or not found["cases"]:
            return
        body = {"call_id": call, "word": word.value}
        if word is Word.CALL_ME_AT:
            body["call_at"] = (SystemClock().now() + self._a_while()).isoformat()
        await self._around.desk.tell(f"/api/cases/{found['cases'][0]['id']}/word", body)

    def _a_while(self) -> timedelta:
        return timedelta(seconds=self._chance.uniform(*CALL_ME_IN_S))

    async def _listen(self, leg: Leg, span: choose.Span) -> None:
        """Half the time that a whole call takes, or until it has ended."""
        with suppress(NotSeen):
            await leg.gone(self._chance.uniform(*span) / 2)

    async def _pass(self, span: choose.Span) -> None:
        await asyncio.sleep(self._chance.uniform(*span))
