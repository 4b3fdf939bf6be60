"""The crowd of the demo: customers who call, people who are called, agents who work. Through SIP and HTTP alone."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from random import Random

import structlog

from config.prompts import OWN_SOUNDS
from kernel.errors import RingbackError
from lab.behaviours import Behaviour, Busy, Manual, RingsOut
from lab.customer import Callee
from lab.lab import Lab
from lab.leg import Leg
from lab.phone import Phone
from lab.twilio import TwilioStandIn
from lab.waiting import NotSeen
from service.crowd_agent import DemoAgent, Surroundings
from service.crowd_choices import Pace, Visit, again, gap_s, visits
from service.crowd_desk import ServiceDesk
from service.crowd_readers import Readers
from service.crowd_town import ONE_DAY_S, Town
from telephony.ari.errors import AriError

log = structlog.get_logger()

OUTSIDE: Mapping[str, Behaviour] = {
    "+441632960801": Manual(),
    "+447700900802": Manual(),
    "+12025550183": Manual(),
    "+33199001804": Manual(),
    "+493023125885": Busy(),
    "+353209100806": RingsOut(),
}
NOBODYS = "+441632960899"
SPOKEN = ("demo-congrats", "demo-moreinfo", "demo-abouttotry", "demo-echotest", "conf-adminmenu-162", "tt-allbusy")
"""Sounds of Asterisk's that sound like somebody talking."""
SIGNED_IN = 200
SIGN_IN_TRIES = 25
SIGN_IN_AGAIN_S = 1.0
OFFERED_AFTER_S, PRESSES_EVERY_S = 30.0, 4.0
ANONYMOUS = "anonymous"
NEVER_READY = 1
"""Agents at the end of the list who do not come today."""
LATE = 1
"""Agents before them who begin with a break."""


class NoSignIn(RingbackError):
    """The crowd cannot sign in at the service."""


def voices(sounds: Path) -> Sequence[Path]:
    """What people say: prompts of the installed Asterisk, or the announcements that ship with us."""
    found = [path for name in SPOKEN if (path := sounds / f"{name}.wav").is_file()]
    return found or sorted((OWN_SOUNDS / "en").glob("*.wav"))


class Crowd:
    """`phones` are those of the agents, in the order of `agents`."""

    def __init__(
        self,
        lab: Lab,
        desk: ServiceDesk,
        texts: TwilioStandIn,
        pace: Pace,
        chance: Random,
        spoken: Sequence[Path],
    ) -> None:
        self._lab = lab
        self._desk = desk
        self._readers = Readers(texts, chance, lambda visit: _calmly(self._call, visit))
        self._pace = pace
        self._chance = chance
        self._voices = spoken

    async def run(self, agents: Sequence[tuple[int, Phone]]) -> None:
        """Until cancelled. Raises `NoSignIn`."""
        around = await self._surroundings()
        team = [DemoAgent(agent, phone, around) for agent, phone in agents]
        async with self._outside() as called, asyncio.TaskGroup() as group:
            for number, agent in enumerate(team, start=1):
                group.create_task(_begin(agent, len(team) - number), name=f"agent-{number}")
            for callee in called:
                group.create_task(self._pick_up(callee), name=f"callee {callee.number}")
            group.create_task(self._customers(Town(self._lab, group, self._chance, self._chat)), name="customers")
            group.create_task(self._readers.run(), name="readers")

    async def _surroundings(self) -> Surroundings:
        await self._sign_in()
        projects = (await self._desk.ask("/api/projects") or {"projects": []})["projects"]
        return Surroundings(
            desk=self._desk,
            pace=self._pace,
            chance=self._chance,
            voices=self._voices,
            outside=(*OUTSIDE, NOBODYS),
            dispositions=projects[0]["dispositions"] if projects else ["Solved"],
            break_reasons=projects[0]["break_reasons"] if projects else ["Coffee"],
        )

    async def _sign_in(self) -> None:
        """A machine that is busy may need a second try, and the service may just be begun again."""
        for _ in range(SIGN_IN_TRIES):
            status = await self._desk.sign_in()
            if status == SIGNED_IN:
                return
            await asyncio.sleep(SIGN_IN_AGAIN_S)
        raise NoSignIn(
            f"The demo's own user cannot sign in at the service (status {status}), so nobody would be ready for calls."
        )

    # ---- who calls

    async def _customers(self, town: Town) -> None:
        places = asyncio.Semaphore(self._pace.at_once)
        async with asyncio.TaskGroup() as group:
            for number, visit in enumerate(visits(self._chance, self._pace)):
                await places.acquire()
                if visit.number != ANONYMOUS:
                    town.settle(visit.number, visit.reach)
                    self._readers.meet(visit.number)
                task = group.create_task(_calmly(self._call, visit))
                task.add_done_callback(lambda _: places.release())
                if visit.again_after_s is not None:
                    group.create_task(_calmly(self._call_again, visit, task))
                await asyncio.sleep(gap_s(number, self._chance, self._pace))

    async def _call(self, visit: Visit) -> None:
        voice = self._chance.choice(self._voices)
        async with self._lab.customer(visit.number, visit.dials) as leg:
            await leg.answered()
            await leg.say(voice)
            await _press(leg, visit)
            with suppress(NotSeen):
                await leg.gone(visit.patience_s)

    async def _call_again(self, visit: Visit, first: asyncio.Task[None]) -> None:
        await asyncio.wait([first])
        await asyncio.sleep(visit.again_after_s or 0)
        await self._call(again(visit))

    # ---- who is called

    @asynccontextmanager
    async def _outside(self) -> AsyncIterator[Sequence[Callee]]:
        async with AsyncExitStack() as stack:
            called = [self._lab.callee(number, behaviour) for number, behaviour in OUTSIDE.items()]
            for callee in called:
                await stack.enter_async_context(callee)
            yield called

    async def _pick_up(self, callee: Callee) -> None:
        """Until cancelled: takes every call of one number, if it is one that is answered."""
        while isinstance(callee.behaviour, Manual):
            leg = await callee.called(within=ONE_DAY_S)
            await _calmly(self._chat, leg)

    async def _chat(self, leg: Leg) -> None:
        await asyncio.sleep(self._chance.uniform(2, 6))
        if not leg.over:
            await leg.answer()
            await leg.say(self._chance.choice(self._voices))
            with suppress(NotSeen):
                await leg.gone(self._chance.uniform(*self._pace.talks_s))
            await leg.hang_up()


async def _press(leg: Leg, visit: Visit) -> None:
    if visit.presses:
        await asyncio.sleep(min(2.0, visit.patience_s / 2))
        await leg.press(visit.presses)
    if visit.takes_offer:
        await _insist(leg, visit.patience_s)


async def _insist(leg: Leg, patience_s: float) -> None:
    """Takes what is offered, and says that the number is right; whoever is answered instead talks."""
    with suppress(NotSeen):
        await leg.gone(OFFERED_AFTER_S)
    for _ in range(int((patience_s - OFFERED_AFTER_S) / PRESSES_EVERY_S)):
        if leg.over:
            return
        await leg.press("1")
        with suppress(NotSeen):
            await leg.gone(PRESSES_EVERY_S)


async def _begin(agent: DemoAgent, from_the_end: int) -> None:
    """Most are ready at once, one is on a break, and one is not there today, but would pick up."""
    if from_the_end >= NEVER_READY + LATE:
        await agent.come()
    elif from_the_end >= NEVER_READY:
        await agent.take_a_break()
    await agent.work()


async def _calmly(act: Callable[..., Awaitable[None]], *arguments: object) -> None:
    """People's plans meet other people's: what does not come about is noted, and the next one goes on."""
    try:
        await act(*arguments)
    except (NotSeen, AriError) as error:
        log.info("demo_person_tried", why=str(error))
