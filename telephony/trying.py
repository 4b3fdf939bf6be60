"""One way out after the other, until a far end gives a sign of itself. Pure.

From its first sign on a leg is the far end's: it rings, is heard, or says what is to be said, and nobody is dialled a
second time. Before that, a trunk that fails costs nothing but the time it takes to try the next.
"""

from datetime import datetime, timedelta

import msgspec
from msgspec.structs import replace

from telephony import events as ev
from telephony import facts as fact
from telephony.plan import Way
from telephony.trunk_trouble import TrunkTrouble, trunk_trouble

SIGN_WITHIN = timedelta(seconds=20)
"""A mobile phone abroad may take fifteen seconds to ring."""


_AT_THE_END = timedelta(seconds=4)
"""The switch ends a leg that was rung for as long as it was to so long before our own deadline at the most."""


class Trying(msgspec.Struct, frozen=True, kw_only=True):
    """`ways`: the one that is tried, and those that are left. `progressed`: the far end was heard before it answered.

    `sign_by`: when the next way is tried, if it has neither rung nor been heard by then; None where it has, or there is
    no other way.
    """

    ways: tuple[Way, ...] = ()
    progressed: bool = False
    sign_by: datetime | None = None

    @property
    def trunk(self) -> str | None:
        return self.ways[0].trunk if self.ways else None

    def due(self, deadline: datetime) -> datetime:
        """What comes first: the end of ringing, or of waiting for a sign."""
        return deadline if self.sign_by is None else min(deadline, self.sign_by)


def begin(ways: tuple[Way, ...], at: datetime) -> Trying:
    """`ways` has one at least."""
    return Trying(ways=ways, sign_by=at + SIGN_WITHIN if len(ways) > 1 else None)


def rings(trying: Trying) -> Trying:
    return replace(trying, sign_by=None)


def is_heard(trying: Trying) -> Trying:
    return replace(trying, progressed=True, sign_by=None)


def failure(trying: Trying, event: ev.ChannelGone | ev.DeadlinePassed, *, rang: bool) -> fact.TrunkFailed | None:
    """That the trunk has failed, where the leg's end, or its silence, says so."""
    cause, sip = _trouble(event, gave_sign=rang or trying.progressed), None
    if cause is None or not trying.trunk:
        return None
    if isinstance(event, ev.ChannelGone):
        sip = event.sip or None
    return fact.TrunkFailed(at=event.at, trunk=trying.trunk, cause=cause, sip=sip)


def _trouble(event: ev.ChannelGone | ev.DeadlinePassed, *, gave_sign: bool) -> TrunkTrouble | None:
    if isinstance(event, ev.DeadlinePassed):
        return None if gave_sign else TrunkTrouble.NO_ANSWER
    if event.unseen:
        return None
    return event.untried or trunk_trouble(event.cause, event.sip, gave_sign=gave_sign)


def rang_out(trying: Trying, event: ev.ChannelGone | ev.DeadlinePassed, deadline: datetime, *, rang: bool) -> bool:
    """Whether the phone may have rung until we gave up: many carriers let it be heard, and never say that it rings.

    The switch's own end of ringing looks like a 480 of the carrier's, which comes earlier.
    """
    return rang or (trying.progressed and event.at >= deadline - _AT_THE_END)


def left(trying: Trying, failed: fact.TrunkFailed | None) -> tuple[Way, ...]:
    """What is to be tried now: nothing where the far end has spoken."""
    return trying.ways[1:] if failed is not None else ()
