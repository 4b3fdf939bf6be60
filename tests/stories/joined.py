"""Supervisors with their lines, and what each party of a call hears of the others."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from kernel.ids import CallId, UserId
from lab.behaviours import Answers
from lab.leg import Leg
from lab.phone import Phone
from telephony.listener import Depth
from telephony.states import Talking
from tests.stories.story import Story

AGENT_HZ, CUSTOMER_HZ, SUPERVISOR_HZ, OTHER_HZ = 1000.0, 440.0, 1500.0, 700.0
HEARD_DB, LEAK_DB = -30.0, -60.0


@dataclass(frozen=True)
class Supervisor:
    """Somebody with a line that is up, speaking their tone all the time, as whoever forgets an open microphone does."""

    story: Story
    phone: Phone
    user: UserId
    line: Leg

    async def joins(self, call: CallId, depth: Depth) -> None:
        await self.story.house.joining.join(call, self.user, f"Supervisor {self.user}", depth)

    def leaves(self, call: CallId) -> None:
        self.story.house.joining.leave(call, self.user)


@asynccontextmanager
async def supervisors(story: Story, *users: int, hertz: float = SUPERVISOR_HZ) -> AsyncIterator[tuple[Supervisor, ...]]:
    """Each with a line that is up; what they say is their tone, the second's 100 Hz higher, and so on."""
    async with AsyncExitStack() as stack:
        phones = await stack.enter_async_context(story.lab.phones(*(f"web-{user}" for user in users)))
        opened = [
            await open_line(story, phone, user, hertz + 100 * n)
            for n, (phone, user) in enumerate(zip(phones, users, strict=True))
        ]
        yield tuple(opened)


async def open_line(story: Story, phone: Phone, user: int, hertz: float = SUPERVISOR_HZ) -> Supervisor:
    before = len(story.log_lines("line_opened"))
    line = await phone.dial("line")
    await line.answered()
    await line.speak(hertz)
    await story.logged("line_opened", times=before + 1)
    return Supervisor(story, phone, UserId(user), line)


async def talks(story: Story, caller: Leg, number: str = "+380441234567") -> tuple[CallId, Leg]:
    """The caller is in conversation with agent-1, both speaking their tones."""
    story.phone["agent-1"].behaviour = Answers(speaks=AGENT_HZ)
    call = await story.call(number)
    await story.reaches(call, Talking)
    await caller.speak(CUSTOMER_HZ)
    return call, await story.phone["agent-1"].answered()


async def hear(*legs: Leg, seconds: float = 0.5) -> list[dict[float, float]]:
    """How loud each tone is in each ear, in dB, once what was under way has arrived."""
    await asyncio.gather(*(leg.hear(0.4) for leg in legs))
    heard = await asyncio.gather(*(leg.hear(seconds) for leg in legs))
    tones = (AGENT_HZ, CUSTOMER_HZ, SUPERVISOR_HZ, SUPERVISOR_HZ + 100, OTHER_HZ)
    return [{hertz: round(each.level(hertz), 1) for hertz in tones} for each in heard]
