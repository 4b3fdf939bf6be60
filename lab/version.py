"""Which Asterisk will do for the lab: the service's own rule, and a reason in one sentence where it says no."""

from typing import assert_never

from kernel.errors import RingbackError
from telephony.asterisk.version import FLOOR, Fit, TooOld, Untried, Version, dotted, judge, parse

__all__ = ["FLOOR", "Fit", "TooOld", "UnfitAsterisk", "Untried", "Version", "accept", "dotted", "judge", "parse"]


class UnfitAsterisk(RingbackError):
    """This Asterisk must not be used, or cannot be had."""


def accept(text: str) -> tuple[Version, str | None]:
    """The version and, where it has not been tried, a warning. Raises UnfitAsterisk with the reason."""
    match judge(text):
        case Fit(version):
            return version, None
        case Untried(version, warning):
            return version, warning
        case TooOld(sentence):
            raise UnfitAsterisk(sentence)
        case other:
            assert_never(other)
