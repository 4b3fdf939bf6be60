"""What projects have dialled within a day, by hand or not, for the caps on what people dial. In memory.

Answers before a call is rung, where nothing can be looked up. `load` at the start; from then on calls' facts tell it.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import msgspec

from callbacks import store
from callbacks.fraud import Seen, prefix_of
from callbacks.naming import step_of
from kernel.ids import CallId, ChannelId, ProjectId
from kernel.phone import MASK, Known, Phone
from store.pool import Queryable
from telephony import facts as fact
from telephony.outcome import Direction, NotReached, NotReachedReason
from telephony.states import Asking, DiallingOutside, State, project

A_DAY, AN_HOUR = timedelta(days=1), timedelta(hours=1)
TIDIED_AFTER = 1000
"""So many calls after the last time what is older than a day is thrown out."""

_NEVER_RANG = (NotReachedReason.AGENT_DID_NOT_ANSWER, NotReachedReason.AGENT_UNREACHABLE, NotReachedReason.FAILED)


class Placed(msgspec.Struct, frozen=True):
    """`number` is E.164; of a transfer to an outside number the masked one, so that it counts for its range alone.

    `leg` is what a transfer, or asking first, has rung.
    """

    call: CallId
    number: str
    at: datetime
    leg: ChannelId | None = None

    def may_be_in(self, prefix: str) -> bool:
        """Also where a short number that is masked shows less than the prefix: whatever may belong to it counts."""
        shown = self.number.rstrip(MASK)
        return shown.startswith(prefix) or (shown != self.number and prefix.startswith(shown))


class Dialled:
    def __init__(self) -> None:
        self._placed: dict[ProjectId, dict[str, list[Placed]]] = {}
        self._since_tidied = 0

    async def load(self, db: Queryable, now: datetime) -> None:
        """Transfers to outside numbers are not told of again: they count until the service is started anew."""
        self._placed = {}
        for of, call, number, at in await store.dialled_lately(db, now - A_DAY):
            self._add(of, Placed(call, number, at))

    def hear(self, state: State, facts: Sequence[fact.Fact]) -> None:
        """A call that never reached the customer's line is taken back."""
        for each in facts:
            match each:
                case fact.CallBegan(direction=Direction.OUTBOUND, project=of, caller=Known(phone)) if of is not None:
                    self._add(of, Placed(state.call.id, phone.e164, each.at))
                case fact.CallEnded(outcome=NotReached(reason)) if reason in _NEVER_RANG:
                    self._take_back(state)
                case fact.Transferred(kind="number", to=shown) | fact.ConsultBegan(kind="number", to=shown):
                    self._handed_on(state, shown, each.at)
                case _:
                    pass

    def by_hand(self, of: ProjectId, number: Phone, now: datetime) -> list[datetime]:
        """When people dialled this number, within a day."""
        placed = self._placed.get(of, {}).get(number.e164, ())
        return [each.at for each in placed if each.at > now - A_DAY and step_of(each.call) is None]

    def seen(self, of: ProjectId, number: Phone, region: str, own: frozenset[str], now: datetime) -> Seen:
        """All that the project has dialled, callbacks too."""
        today = [each for each in self._all(of) if each.at > now - A_DAY]
        this_hour = [each.at for each in today if each.at > now - AN_HOUR]
        to_number = [each.at for each in today if each.number == number.e164]
        prefix = prefix_of(number)
        to_prefix = [each for each in today if each.at > now - AN_HOUR and each.may_be_in(prefix)]
        return Seen(
            region=region,
            own=own,
            to_number_today=len(to_number),
            to_prefix_this_hour=len(to_prefix),
            calls_this_hour=len(this_hour),
            calls_today=len(today),
            oldest_to_number_today=min(to_number, default=None),
            oldest_this_hour=min(this_hour, default=None),
            oldest_today=min((each.at for each in today), default=None),
        )

    def _handed_on(self, state: State, shown: str, at: datetime) -> None:
        """Who is asked first and then handed the customer while it still rings was rung once."""
        of, leg = project(state), _rung(state)
        if of is None or _is_inside(state):
            return
        known = self._placed.get(of, {}).get(shown, ())
        if leg is None or all(each.leg != leg for each in known):
            self._add(of, Placed(state.call.id, shown, at, leg))

    def _take_back(self, state: State) -> None:
        of = project(state)
        if of is None or not isinstance(state.call.caller, Known):
            return
        placed = self._placed.get(of, {}).get(state.call.caller.phone.e164, [])
        placed[:] = [each for each in placed if each.call != state.call.id]

    def _add(self, of: ProjectId, placed: Placed) -> None:
        to_number = self._placed.setdefault(of, {}).setdefault(placed.number, [])
        if placed not in to_number:
            to_number.append(placed)
        self._since_tidied += 1
        if self._since_tidied > TIDIED_AFTER:
            self._tidy(placed.at - A_DAY)

    def _all(self, of: ProjectId) -> Iterator[Placed]:
        return (each for placed in self._placed.get(of, {}).values() for each in placed)

    def _tidy(self, before: datetime) -> None:
        self._since_tidied = 0
        for numbers in self._placed.values():
            for number, placed in list(numbers.items()):
                placed[:] = [each for each in placed if each.at > before]
                if not placed:
                    del numbers[number]


def _rung(state: State) -> ChannelId | None:
    """The leg that the last step has rung, or that it goes on ringing."""
    match state:
        case Asking(second=leg) | DiallingOutside(leg=leg):
            return leg
        case _:
            return None


def _is_inside(state: State) -> bool:
    """Whether a phone of ours is rung, and no trunk is paid for it."""
    match state:
        case Asking(trying=trying) | DiallingOutside(trying=trying):
            return bool(trying.ways) and trying.trunk is None
        case _:
            return False
