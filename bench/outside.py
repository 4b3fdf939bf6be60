"""Everybody outside, while the service is killed: customers who call and are called, and what became of each call.

What is kept here comes from the carrier, which knows nothing of the service: rows are held against it.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

from lab.behaviours import Answers, Behaviour, Busy, Declines
from lab.carrier import Carrier, digits
from lab.leg import Leg
from lab.phone import Phone
from lab.waiting import NotSeen

LOOK_S = 0.05
TAKEN_WITHIN_S = 30.0
WAITS_S = 45.0
"""So long a customer waits who wants to talk."""
ANSWERED_S = 1.0
"""Who has talked for so long was answered, whatever anybody says."""
PREFIX = "+447"


@dataclass(kw_only=True)
class Call:
    """One call of a customer, as the carrier saw it. `began` in seconds since the epoch.

    `taken`: somebody or something answered; `by_net`: the switch by itself. `talked_s` counts while an agent's phone
    was up with this customer, and the service there to join the two, unless the switch did.
    """

    number: str
    began: float
    taken: bool = False
    taken_at: float = 0.0
    """By the monotonic clock."""
    by_net: bool = False
    met_agent: bool = False
    talked_s: float = 0.0
    cut: str = ""

    @property
    def answered(self) -> bool | None:
        """None: an agent's phone and the customer's end met so shortly that either may be right."""
        if self.talked_s >= ANSWERED_S:
            return True
        return None if self.met_agent else False


@dataclass(kw_only=True)
class Ring:
    """One call that came to a customer. `cut`: it ended though they had not hung up."""

    number: str
    at: float
    answered: bool = False
    talked_s: float = 0.0
    cut: str = ""


@dataclass(kw_only=True)
class Person:
    """A customer. `patience_s`: hangs up so long after being taken; None: waits for an agent and talks `talk_s`."""

    number: str
    patience_s: float | None
    talk_s: float
    behaviour: Behaviour
    outside: "Outside" = field(repr=False)

    def arrived(self, leg: Leg) -> None:
        """Implements the carrier's `Called`."""
        self.outside.rung(self, leg)


class Outside:
    """`calls` and `rings` are all that happened. `told` hears the name of every moment worth dying at.

    `in_net` asks the switch whether its safety net has that number's call.
    """

    def __init__(
        self,
        carrier: Carrier,
        phones: Sequence[Phone],
        dials: str,
        chance: Random,
        told: Callable[[str], None],
        alive: Callable[[], bool],
        in_net: Callable[[str], Awaitable[bool]],
    ) -> None:
        self._carrier = carrier
        self._phones = phones
        self._dials = dials
        self._chance = chance
        self._told = told
        self._alive = alive
        self._in_net = in_net
        self._errands: set[asyncio.Task[None]] = set()
        self.failures: list[BaseException] = []
        self.calls: list[Call] = []
        self.rings: list[Ring] = []
        self.people: dict[str, Person] = {}

    # ---- who there is

    def person(self, *, leaves: float = 0.6) -> Person:
        """Somebody new: one of `leaves` does not wait for an agent."""
        chance = self._chance
        number = f"{PREFIX}{chance.randint(400_000_000, 599_999_999)}"
        patience = chance.uniform(0.1, 1.5) if chance.random() < leaves else None
        person = Person(
            number=number,
            patience_s=patience,
            talk_s=chance.uniform(2.0, 9.0),
            behaviour=self._reaction(),
            outside=self,
        )
        self.people[number] = self._carrier.numbers[digits(number)] = person
        return person

    def _reaction(self) -> Behaviour:
        """What they do when they are called back."""
        chosen, after = self._chance.random(), self._chance.uniform(0.1, 1.5)
        if chosen < 0.35:
            return Answers(after=after)
        return Busy() if chosen < 0.45 else Declines(after=after)

    # ---- they call

    async def call(self, person: Person) -> Call:
        """The whole call, to its end."""
        made = Call(number=person.number, began=time.time())
        self.calls.append(made)
        leg = await self._carrier.dial(f"PJSIP/{self._dials}@switch", f"customer {person.number}", f"<{person.number}>")
        try:
            await self._taken(leg, made)
            if made.taken:
                self._told("taken")
                await (self._wait_and_talk if person.patience_s is None else self._leave)(leg, made, person)
        finally:
            await leg.end()
            made.met_agent |= any(self._was_up(leg) for leg in self._agents_legs(made.number))
            self._carrier.forget(leg)
        return made

    async def _taken(self, leg: Leg, made: Call) -> None:
        try:
            await leg.answered(TAKEN_WITHIN_S)
            made.taken, made.taken_at = True, time.monotonic()
            made.by_net = not self._alive() and await self._in_net(made.number)
        except NotSeen as unseen:
            made.cut = f"not taken: {unseen}"

    async def _leave(self, leg: Leg, made: Call, person: Person) -> None:
        """Without a word; an agent who was quicker than that has talked to nobody for long."""
        assert person.patience_s is not None
        until = time.monotonic() + person.patience_s
        while time.monotonic() < until and not leg.over:
            await self._look(made)
        if leg.over:
            made.cut = "cut while waiting"
        await leg.hang_up()

    async def _wait_and_talk(self, leg: Leg, made: Call, person: Person) -> None:
        until = time.monotonic() + WAITS_S
        while time.monotonic() < until and made.talked_s < person.talk_s and not leg.over:
            await self._look(made)
        if leg.over and made.met_agent:
            made.cut = f"cut after {made.talked_s:.1f} s with an agent"
        elif leg.over:
            made.cut = "cut while waiting"
        await leg.hang_up()

    async def _look(self, made: Call) -> None:
        began = time.monotonic()
        await asyncio.sleep(LOOK_S)
        if self._agent_on(made.number):
            made.met_agent = True
            made.talked_s += (time.monotonic() - began) * (made.by_net or self._alive())
        elif made.talked_s < ANSWERED_S:
            made.talked_s = 0.0  # A phone that rang with others, or was rung once more after a kill.

    def _agent_on(self, number: str) -> bool:
        return any(leg.up for leg in self._agents_legs(number))

    def _agents_legs(self, number: str) -> Iterator[Leg]:
        """What rings, or rang, at agents' phones for this customer; each has few numbers of late."""
        wanted = digits(number)
        return (leg for phone in self._phones for leg in phone.calls[-8:] if digits(leg.caller) == wanted)

    def _was_up(self, leg: Leg) -> bool:
        return any(seen.what == "can speak" for seen in leg.story.happenings)

    # ---- they are called

    def rung(self, person: Person, leg: Leg) -> None:
        ring = Ring(number=person.number, at=time.time())
        self.rings.append(ring)
        self._told("rings")
        if isinstance(person.behaviour, Answers):
            self._errand(self._be_called(person, leg, ring))

    async def _be_called(self, person: Person, leg: Leg, ring: Ring) -> None:
        """Answers, as the carrier does for them, listens and talks, and hangs up."""
        try:
            await leg.answered(10.0)
        except NotSeen:
            return
        ring.answered = True
        self._told("answered")
        until = time.monotonic() + person.talk_s
        while time.monotonic() < until and not leg.over:
            await asyncio.sleep(LOOK_S)
            ring.talked_s += LOOK_S * self._agent_on(person.number)
        if leg.over:
            ring.cut = f"cut after {ring.talked_s:.1f} s with an agent, cause {leg.over.cause}"
        await leg.hang_up()

    # ---- errands

    def _errand(self, work: Awaitable[object]) -> None:
        task = asyncio.create_task(self._alone(work))
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)

    async def _alone(self, work: Awaitable[object]) -> None:
        try:
            await work
        except Exception as error:
            self.failures.append(error)

    def begin(self, person: Person) -> None:
        """A call beside everything else."""
        self._errand(self.call(person))

    async def all_hung_up(self) -> None:
        while self._errands:
            await asyncio.wait(self._errands)

    async def close(self) -> None:
        left = list(self._errands)
        for errand in left:
            errand.cancel()
        await asyncio.gather(*left, return_exceptions=True)
