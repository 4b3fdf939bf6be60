"""What the people of the demo do next. Pure: chance is an argument, and the same seed gives the same people."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum
from random import Random
from typing import TypeVar

from callbacks.model import Word
from config.seed import CLOSED_DID, ORDERS_DID, SUPPORT_DID
from service.crowd_numbers import BAITING, MOBILE, fictional_number

T = TypeVar("T")
Span = tuple[float, float]
"""From and to, in seconds."""

UNKNOWN_DID = "+442079460099"
"""Reserved for fiction as the others are, and nobody's here."""

WITHHELD = 0.08


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How busy the demo is."""

    arrivals_s: Span
    rush_s: Span
    """The same, in a rush."""
    at_once: int
    """Calls of customers that there are at most."""
    talks_s: Span
    patience: float
    """What every customer's patience is multiplied by."""
    idle_s: Span
    """Between two thoughts of an agent who has no call."""
    away_s: Span
    """A break."""


CALM = Pace(
    arrivals_s=(3.5, 10.0),
    rush_s=(0.5, 1.5),
    at_once=14,
    talks_s=(8, 22),
    patience=1.0,
    idle_s=(4, 12),
    away_s=(20, 45),
)

RUSH_EVERY, RUSH = 30, 8
"""Of so many customers, so many call one right after the other: then some wait for long."""


def gap_s(number: int, chance: Random, pace: Pace) -> float:
    """From the customer of this number, counted from 0, to the next."""
    in_rush = number % RUSH_EVERY >= RUSH_EVERY - RUSH
    gap = chance.uniform(*(pace.rush_s if in_rush else pace.arrivals_s))
    return gap / 2 if number < len(OPENING) else gap


class Habit(Enum):
    """Why a customer's call will end as it does, unless an agent is quicker."""

    STAYS = "stays"
    LEAVES_THE_ANNOUNCEMENT = "leaves the announcement"
    LEAVES_THE_QUEUE_AT_ONCE = "leaves the queue at once"
    LEAVES_THE_QUEUE = "leaves the queue"
    TAKES_THE_CALLBACK = "takes the callback that is offered in the queue"
    CALLS_THE_CLOSED = "calls the closed project"
    MISDIALS = "misdials"
    BAITS = "rings briefly to be called back at a price"


_WEIGHTS = {
    Habit.STAYS: 51,
    Habit.LEAVES_THE_ANNOUNCEMENT: 5,
    Habit.LEAVES_THE_QUEUE_AT_ONCE: 4,
    Habit.LEAVES_THE_QUEUE: 15,
    Habit.TAKES_THE_CALLBACK: 7,
    Habit.CALLS_THE_CLOSED: 14,
    Habit.MISDIALS: 2,
    Habit.BAITS: 2,
}
_PATIENCE_S: dict[Habit, Span] = {
    Habit.STAYS: (45, 120),
    Habit.LEAVES_THE_ANNOUNCEMENT: (1, 3),
    Habit.LEAVES_THE_QUEUE_AT_ONCE: (5.5, 8),
    Habit.LEAVES_THE_QUEUE: (11, 22),
    Habit.TAKES_THE_CALLBACK: (70, 100),
    Habit.CALLS_THE_CLOSED: (15, 20),
    Habit.MISDIALS: (15, 20),
    Habit.BAITS: (1, 3),
}
_SCALED = (Habit.STAYS, Habit.LEAVES_THE_QUEUE)
"""The others are measured against announcements, which take as long as they take."""
_MISSED = (Habit.LEAVES_THE_ANNOUNCEMENT, Habit.LEAVES_THE_QUEUE)


class Reach(Enum):
    """How a customer takes to being called."""

    EASY = "mostly answers"
    HARD = "mostly does not"
    NOBODY = "gave a number that does not exist"


OPENING = (
    (Habit.STAYS, Reach.EASY),
    (Habit.CALLS_THE_CLOSED, Reach.HARD),
    (Habit.LEAVES_THE_ANNOUNCEMENT, Reach.EASY),
    (Habit.BAITS, Reach.NOBODY),
    (Habit.LEAVES_THE_ANNOUNCEMENT, Reach.HARD),
    (Habit.STAYS, Reach.EASY),
    (Habit.CALLS_THE_CLOSED, Reach.HARD),
    (Habit.LEAVES_THE_QUEUE_AT_ONCE, Reach.EASY),
    (Habit.LEAVES_THE_ANNOUNCEMENT, Reach.EASY),
    (Habit.STAYS, Reach.EASY),
    (Habit.CALLS_THE_CLOSED, Reach.HARD),
    (Habit.LEAVES_THE_QUEUE, Reach.EASY),
    (Habit.TAKES_THE_CALLBACK, Reach.EASY),
    (Habit.MISDIALS, Reach.NOBODY),
)
"""The first ones, who come in quicker, so that a page opened early shows something of everything."""


@dataclass(frozen=True, kw_only=True)
class Visit:
    """One customer's call. `patience_s` counts from the moment at which the line is up."""

    number: str
    dials: str
    patience_s: float
    presses: str = ""
    takes_offer: bool = False
    """Presses 1 whenever something might have been offered."""
    reach: Reach = Reach.EASY
    again_after_s: float | None = None
    """Rings in again by themselves, so long after this call, and waits then."""


def visits(chance: Random, pace: Pace) -> Iterator[Visit]:
    """Customers without end."""
    for habit, reach in OPENING:
        yield _telling(habit, reach, visit(habit, chance, pace), chance)
    while True:
        yield visit(_pick(chance, _WEIGHTS), chance, pace)


def _telling(habit: Habit, reach: Reach, first: Visit, chance: Random) -> Visit:
    """Early callers show what becomes of it: a text needs a mobile that is not answered."""
    number = first.number if habit is Habit.BAITS else chance.choice(MOBILE).number(chance)
    return replace(first, number=number, reach=reach, again_after_s=None)


def visit(habit: Habit, chance: Random, pace: Pace) -> Visit:
    patience = chance.uniform(*_PATIENCE_S[habit]) * (pace.patience if habit in _SCALED else 1.0)
    comes_again = habit in _MISSED and chance.random() < 0.35
    return Visit(
        number=_number(habit, chance),
        dials=_dialled(habit, chance),
        patience_s=patience,
        presses=chance.choice("23#") if chance.random() < 0.1 else "",
        takes_offer=habit is Habit.TAKES_THE_CALLBACK,
        reach=_pick(chance, {Reach.EASY: 51, Reach.HARD: 45, Reach.NOBODY: 4}),
        again_after_s=chance.uniform(5, 40) if comes_again else None,
    )


def again(first: Visit) -> Visit:
    """They ring in once more, and stay."""
    return replace(first, patience_s=120.0, takes_offer=False, again_after_s=None)


def _number(habit: Habit, chance: Random) -> str:
    if habit is Habit.BAITS:
        return chance.choice(BAITING).number(chance)
    withheld = habit is not Habit.TAKES_THE_CALLBACK and chance.random() < WITHHELD
    return "anonymous" if withheld else fictional_number(chance)


def _dialled(habit: Habit, chance: Random) -> str:
    match habit:
        case Habit.CALLS_THE_CLOSED:
            return CLOSED_DID
        case Habit.MISDIALS:
            return UNKNOWN_DID
        case _:
            return chance.choice((ORDERS_DID, SUPPORT_DID))


class PickUp(Enum):
    """What a customer does whom we call."""

    ANSWERS = "answers"
    HANGS_UP = "hangs up in the announcement"
    RINGS_OUT = "does not answer"
    DECLINES = "declines"
    BUSY = "is on another call"


def on_called(reach: Reach, chance: Random) -> PickUp:
    """The next time that we call."""
    easy = {PickUp.ANSWERS: 86, PickUp.HANGS_UP: 4, PickUp.RINGS_OUT: 4, PickUp.DECLINES: 2, PickUp.BUSY: 4}
    hard = {PickUp.ANSWERS: 12, PickUp.HANGS_UP: 5, PickUp.RINGS_OUT: 10, PickUp.DECLINES: 64, PickUp.BUSY: 9}
    return _pick(chance, easy if reach is Reach.EASY else hard)


class Reading(Enum):
    """What a customer does who gets a text."""

    NOTHING = "nothing"
    WRITES = "writes back"
    STOPS = "wants no more texts"
    RINGS_IN = "rings in"


FIRST_READ = (Reading.WRITES, Reading.NOTHING, Reading.STOPS)


def readings(chance: Random) -> Iterator[Reading]:
    """For one text after the other, without end."""
    yield from FIRST_READ
    while True:
        yield _pick(chance, {Reading.NOTHING: 40, Reading.WRITES: 28, Reading.STOPS: 8, Reading.RINGS_IN: 24})


ANSWERS = (
    "Thanks, tomorrow after five would be good.",
    "It was about my booking, please ring again this evening.",
    "All solved, thank you.",
    "Who is this?",
    "Could you write to me instead?",
)
UNDELIVERABLE = 0.06
"""Of the mobiles, so many get no text."""


def after_callback(chance: Random) -> Word | None:
    """What the agent says came of it; None: they forget to."""
    words = {
        Word.SPOKE: 72,
        Word.REFUSED: 6,
        Word.CALL_ME_AT: 8,
        Word.MESSAGE_LEFT: 5,
        Word.WRONG_PERSON: 2,
        None: 7,
    }
    return _pick(chance, words)


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
    ASKS = "asks a colleague first"


class Idle(Enum):
    """What an agent does without a call."""

    WAITS = "waits"
    LEAVES = "takes a break"
    DIALS = "dials out"


def on_ring(chance: Random) -> Ring:
    return _pick(chance, {Ring.ANSWERS: 94, Ring.DECLINES: 3, Ring.RINGS_OUT: 3})


def in_call(chance: Random) -> InCall:
    weights = {
        InCall.TALKS: 34,
        InCall.HOLDS: 25,
        InCall.MUTES: 15,
        InCall.TO_AGENT: 6,
        InCall.TO_QUEUE: 6,
        InCall.TO_NUMBER: 8,
        InCall.ASKS: 6,
    }
    return _pick(chance, weights)


def when_idle(chance: Random) -> Idle:
    return _pick(chance, {Idle.WAITS: 87, Idle.LEAVES: 6, Idle.DIALS: 7})


def _pick(chance: Random, weights: dict[T, int]) -> T:
    return chance.choices(list(weights), list(weights.values()))[0]
