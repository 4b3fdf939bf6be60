"""Who is missed and called in the town."""

from callbacks.rules import Policy
from kernel.ids import CaseId
from telephony.outcome import NotReachedReason
from tests.callbacks.town import Town, not_reached

OLENA, TARAS = "+380671234501", "+380671234502"
CASE = CaseId(1)
TEXT_SOON = Policy(ladder="text-first", min_gap_s=0, failed_again_s=0)


async def missed(town: Town, number: str = OLENA) -> None:
    await town.rings_in(number)
    await town.follow()


async def called(town: Town, reason: NotReachedReason = NotReachedReason.NO_ANSWER) -> None:
    """Soon, and not reached."""
    town.clock.advance(minutes=4)
    placed = await town.take()
    assert placed is not None
    await town.callback_is_up(placed.call, OLENA)
    await town.callback_ends(placed.call, not_reached(reason))
    await town.follow()
