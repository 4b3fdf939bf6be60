"""What the people of the demo do next. Pure: chance is an argument, and the same seed gives the same people."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import chain, repeat
from random import Random
from typing import TypeVar

from config.seed import CLOSED_DID, ORDERS_DID, SUPPORT_DID

T = TypeVar("T")
Span = tuple[float, float]
"""From and to, in seconds."""

UNKNOWN_DID = "+442079460099"
"""Reserved for fiction as the others are, and nobody's here."""

FICTIONAL = (
    "+441632960{:03}",
    "+447700900{:03}",
    "+12025550{:03}",
    "+13105550{:03}",
    "+353209100{:03}",
    "+33199001{:03}",
    "+33639980{:03}",
    "+493023125{:03}",
    "+61255501{:03}",
    "+61491570{:03}",
)
"""Ranges that their countries keep for films and examples, so that no screen shows anybody's number."""
HIGHEST = {"+12025550{:03}": (100, 199), "+13105550{:03}": (100, 199), "+61491570{:03}": (156, 159)}
WITHHELD = 0.08


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How busy the demo is."""

    arrivals_s: Span
    at_once: int
    """Calls of customers that there are at most."""
    talks_s: Span
    patience: float
    """What every customer's patience is multiplied by."""
    idle_s: Span
    """Between two thoughts of an agent who has no call."""
    away_s: Span
    """A break."""


CALM = Pace(arrivals_s=(2.5, 7.0), at_once=8, talks_s=(15, 45), patience=1.0, idle_s=(4, 12), away_s=(20, 45))


class Habit(Enum):
    """Why a customer's call will end as it does, unless an agent is quicker."""

    STAYS = "stays"
    LEAVES_THE_ANNOUNCEMENT = "leaves the announcement"
    LEAVES_THE_QUEUE_AT_ONCE = "leaves the queue at once"
    LEAVES_THE_QUEUE = "leaves the queue"
    CALLS_THE_CLOSED = "calls the closed project"
    MISDIALS = "misdials"


_WEIGHTS = {
    Habit.STAYS: 66,
    Habit.LEAVES_THE_ANNOUNCEMENT: 6,
    Habit.LEAVES_THE_QUEUE_AT_ONCE: 5,
    Habit.LEAVES_THE_QUEUE: 13,
    Habit.CALLS_THE_CLOSED: 7,
    Habit.MISDIALS: 3,
}
_PATIENCE_S: dict[Habit, Span] = {
    Habit.STAYS: (45, 120),
    Habit.LEAVES_THE_ANNOUNCEMENT: (1, 3),
    Habit.LEAVES_THE_QUEUE_AT_ONCE: (5.5, 8),
    Habit.LEAVES_THE_QUEUE: (11, 22),
    Habit.CALLS_THE_CLOSED: (15, 20),
    Habit.MISDIALS: (15, 20),
}
_SCALED = (Habit.STAYS, Habit.LEAVES_THE_QUEUE)
"""The others are measured against announcements, which take as long as they take."""

OPENING = (
    Habit.STAYS,
    Habit.CALLS_THE_CLOSED,
    Habit.STAYS,
    Habit.LEAVES_THE_ANNOUNCEMENT,
    Habit.STAYS,
    Habit.STAYS,
    Habit.LEAVES_THE_QUEUE_AT_ONCE,
    Habit.STAYS,
    Habit.LEAVES_THE_QUEUE,
    Habit.STAYS,
    Habit.MISDIALS,
)
"""The first ones, so that a page opened early shows something of everything."""


@dataclass(frozen=True, kw_only=True)
class Visit:
    """One customer's call. `patience_s` counts from the moment at which the line is up."""

    number: str
    dials: str
    patience_s: float
    presses: str = ""


def visits(chance: Random, pace: Pace) -> Iterator[Visit]:
    """Customers without end."""
    later = (_pick(chance, _WEIGHTS) for _ in repeat(None))
    return (visit(habit, chance, pace) for habit in chain(OPENING, later))


def visit(habit: Habit, chance: Random, pace: Pace) -> Visit:
    patience = chance.uniform(*_PATIENCE_S[habit]) * (pace.patience if habit in _SCALED else 1.0)
    return Visit(
        number="anonymous" if chance.random() < WITHHELD else fictional_number(chance),
        dials=_dialled(habit, chance),
        patience_s=patience,
        presses=chance.choice("123#") if chance.random() < 0.15 else "",
    )


def fictional_number(chance: Random) -> str:
    """E.164."""
    pattern = chance.choice(FICTIONAL)
    return pattern.format(chance.randint(*HIGHEST.get(pattern, (0, 99))))


def _dialled(habit: Habit, chance: Random) -> str:
    match habit:
        case Habit.CALLS_THE_CLOSED:
            return CLOSED_DID
        case Habit.MISDIALS:
            return UNKNOWN_DID
        case _:
            return chance.choice((ORDERS_DID, SUPPORT_DID))


class Ring(Enum):
    """What an agent does when the phone rings."""

    ANSWERS = "answers"
    DECLINES = "declines"
    RINGS_OUT = "rings out"


class InCall(Enum):
    """What an agent does during a call."""

    TALKS = "talks"
    HOLDS = "holds"
    MUTES = "mutes the recording"
    TO_AGENT = "transfers to an agent"
    TO_QUEUE = "transfers to a queue"
    TO_NUMBER = "transfers to a number"


class Idle(Enum):
    """What an agent does without a call."""

    WAITS = "waits"
    LEAVES = "takes a break"
    DIALS = "dials out"


def on_ring(chance: Random) -> Ring:
    return _pick(chance, {Ring.ANSWERS: 86, Ring.DECLINES: 7, Ring.RINGS_OUT: 7})


def in_call(chance: Random) -> InCall:
    weights = {
        InCall.TALKS: 40,
        InCall.HOLDS: 25,
        InCall.MUTES: 15,
        InCall.TO_AGENT: 6,
        InCall.TO_QUEUE: 6,
        InCall.TO_NUMBER: 8,
    }
    return _pick(chance, weights)


def when_idle(chance: Random) -> Idle:
    return _pick(chance, {Idle.WAITS: 70, Idle.LEAVES: 10, Idle.DIALS: 20})


def _pick(chance: Random, weights: dict[T, int]) -> T:
    return chance.choices(list(weights), list(weights.values()))[0]
