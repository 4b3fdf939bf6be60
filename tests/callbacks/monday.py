"""A customer's Monday: called at two in the afternoon, and what was tried since."""

from callbacks.model import Result
from callbacks.rules import Policy
from tests.callbacks.deciding import attempt, kyiv

CALLED = kyiv(23, 14)
"""Monday at 14:00."""
SOON = kyiv(23, 14, 3)
NEXT_DAY = kyiv(24, 14)
UNREACHED = attempt(SOON, Result.NO_ANSWER)
TWICE = [*UNREACHED, *attempt(NEXT_DAY, Result.NO_ANSWER, 1)]
TEXT_FIRST = Policy(ladder="text-first")
