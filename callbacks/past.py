"""A case read by its rules: what has been done since the customer last called, what it cost, and how long it lasts."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cached_property
from itertools import takewhile

from callbacks.clocktime import home_zone, zones_of
from callbacks.model import CallTouch, Case, MissedCall, Promise, Result, TextTouch
from callbacks.rules import LADDERS, Rules, Rung
from callbacks.step import COUNTED
from callbacks.windows import Place

A_DAY_S = 86400
_QUICKLY = timedelta(seconds=60)
_DOUBLED_AT_MOST = 4
"""A trunk that carries nothing for days must not ring an agent every few minutes for each case."""
_AGAIN_QUICKLY = frozenset({Result.AGENT_DID_NOT_ANSWER, Result.AGENT_UNREACHABLE, Result.NEVER_PLACED})


class Past:
    """Only the touches since the latest missed call count for the ladder: each missed call starts it anew."""

    def __init__(self, case: Case, rules: Rules, now: datetime) -> None:
        self.case = case
        self.rules = rules
        self.policy = rules.policy
        self.now = now

    # Times ------------------------------------------------------------------------------------------------------------

    @property
    def scale(self) -> float:
        """What a day is, of a real one: less than 1 in a demonstration."""
        return 1.0 if self.policy.day_seconds is None else self.policy.day_seconds / A_DAY_S

    def long(self, seconds: float) -> timedelta:
        """A span that belongs to days, and is shortened with them."""
        return timedelta(seconds=seconds * self.scale)

    @cached_property
    def anchor(self) -> MissedCall:
        """The latest missed call: its clock time counts, and from it on rungs start again."""
        return self.case.missed[-1]

    @cached_property
    def expires_at(self) -> datetime:
        """So long as the latest call is of use; where a moment was promised, the customer waits from then on."""
        asked = self.case.promise
        since = self.anchor.at if asked is None else max(self.anchor.at, asked.at)
        return since + self.long(self.policy.useful_hours * 3600)

    @cached_property
    def place(self) -> Place:
        """Where and when this customer may be called."""
        customer, hours = self.rules.customer, self.rules.hours
        zones = zones_of(customer, hours.zone)
        demo = self.policy.day_seconds
        return Place(
            hours=hours if demo is None else None,
            zones=zones,
            home=home_zone(customer, zones, hours.zone, self.anchor.at),
            calls=tuple(missed.at for missed in self.case.missed),
            strict=customer.strict,
            allowed_from=self.policy.allowed_from,
            allowed_until=self.policy.allowed_until,
            tolerance=timedelta(minutes=self.policy.tolerance_minutes),
            anywhere=demo is not None,
        )

    # Touches ----------------------------------------------------------------------------------------------------------

    @cached_property
    def rungs(self) -> tuple[Rung, ...]:
        return LADDERS[self.policy.ladder]

    @cached_property
    def calls(self) -> tuple[CallTouch, ...]:
        return tuple(touch for touch in self.case.touches if isinstance(touch, CallTouch))

    @cached_property
    def texts(self) -> tuple[TextTouch, ...]:
        return tuple(touch for touch in self.case.touches if isinstance(touch, TextTouch))

    @cached_property
    def run(self) -> tuple[CallTouch, ...]:
        return tuple(call for call in self.calls if call.began_at >= self.anchor.at)

    @cached_property
    def last_end(self) -> datetime:
        """When something was last done for this customer, or they for us."""
        ends = [call.ended_at for call in self.run if call.ended_at is not None]
        return max([self.anchor.at, *ends])

    def counted(self) -> tuple[CallTouch, ...]:
        """Of the whole case: caps stay when the customer calls again."""
        return tuple(call for call in self.calls if call.result in COUNTED)

    def tries(self, rung: int) -> tuple[CallTouch, ...]:
        return tuple(call for call in self.run if call.rung == rung and call.result in COUNTED)

    def text_of(self, rung: int) -> TextTouch | None:
        found = (text for text in reversed(self.texts) if text.rung == rung and text.at >= self.anchor.at)
        return next(found, None)

    def busy_again_at(self, tries: tuple[CallTouch, ...]) -> datetime | None:
        """When a step is tried again within itself; None where it is over."""
        last = tries[-1]
        busy = sum(1 for call in tries if call.result is Result.BUSY)
        if last.result is not Result.BUSY or busy > self.policy.busy_tries or last.ended_at is None:
            return None
        return last.ended_at + timedelta(seconds=self.policy.busy_again_s)

    @cached_property
    def failed(self) -> CallTouch | None:
        """The last attempt, where it cost the customer's ladder nothing."""
        last = max(self.run, key=lambda call: call.ended_at or call.began_at, default=None)
        return last if last is not None and last.result is not None and last.result not in COUNTED else None

    @property
    def paused_until(self) -> datetime:
        """What costs nothing is tried again, but not at once; where the trunk keeps failing, ever more seldom."""
        if self.failed is None or self.failed.ended_at is None:
            return self.anchor.at
        if self.failed.result in _AGAIN_QUICKLY:
            return self.failed.ended_at + _QUICKLY
        doubled = 2 ** min(max(0, self._failures - 1), _DOUBLED_AT_MOST)
        return self.failed.ended_at + timedelta(seconds=self.policy.failed_again_s * doubled)

    @property
    def _failures(self) -> int:
        """How often in a row the trunk has not carried it."""
        latest = sorted(self.run, key=lambda call: call.began_at, reverse=True)
        return sum(1 for _ in takewhile(lambda call: call.result is Result.FAILED, latest))

    def others_ended(self, rung: int) -> Iterator[datetime]:
        """When the attempts of other rungs ended, and those by hand."""
        for call in self.run:
            if call.rung != rung and call.result in COUNTED and call.ended_at is not None:
                yield call.ended_at

    # Promises ---------------------------------------------------------------------------------------------------------

    @cached_property
    def promise(self) -> Promise | None:
        """The one still to be kept: no attempt was made for it yet, nor any since its moment."""
        asked = self.case.promise
        if asked is None:
            return None
        tries = self.promised_tries(asked)
        return asked if not tries or self.busy_again_at(tries) is not None else None

    def promised_tries(self, asked: Promise) -> tuple[CallTouch, ...]:
        def is_for_it(call: CallTouch) -> bool:
            by_plan = call.step is not None and call.rung is None and call.began_at >= asked.made_at
            return by_plan or call.began_at >= asked.at

        return tuple(call for call in self.calls if call.result in COUNTED and is_for_it(call))
