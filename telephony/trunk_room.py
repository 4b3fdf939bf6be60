"""How many calls each trunk carries now, in and out together, and whether one more may go out by it.

Who calls in is never turned away for it: the limit holds back our own calls alone.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping

from kernel.ids import CallId, ChannelId
from telephony.plan import ToNumber
from telephony.states import (
    Asking,
    ConsultHeld,
    Consulting,
    DiallingOutside,
    Ended,
    State,
    TalkingOutside,
)


def legs_by_trunk(state: State) -> Iterator[tuple[str, ChannelId]]:
    """The channels of a call that are on a trunk, each with its trunk's name."""
    call = state.call
    if isinstance(state, Ended):
        return
    if call.trunk is not None and call.customer is not None:
        yield call.trunk, call.customer
    beside = _beside(state)
    if beside is not None and beside[0] is not None:
        yield beside[0], beside[1]


def _beside(state: State) -> tuple[str | None, ChannelId] | None:
    """The leg to somebody outside besides the customer."""
    match state:
        case DiallingOutside():
            return state.trying.trunk, state.leg
        case TalkingOutside():
            return state.trunk, state.leg
        case Asking():
            return state.trying.trunk, state.second
        case Consulting(asked=ToNumber(ways=ways)) | ConsultHeld(asked=ToNumber(ways=ways)) if ways:
            return ways[0].trunk, state.second
        case _:
            return None


class TrunkRoom:
    """`states` are the live calls; `limit` is a trunk's, None for none.

    A leg that was let out counts from then on; one that is only decided on does not, or two calls that are decided on
    in the same moment would keep each other out.
    """

    def __init__(self, states: Callable[[], Mapping[CallId, State]], limit: Callable[[str], int | None]) -> None:
        self._states = states
        self.limit = limit
        self._let_out: frozenset[ChannelId] = frozenset()

    def adopt(self, states: Iterable[State]) -> None:
        """Calls of an earlier life of the service."""
        self._let_out |= {leg for state in states for _, leg in legs_by_trunk(state)}

    def lets_out(self, leg: ChannelId, trunk: str) -> bool:
        """Whether this leg may be rung by its trunk; from then on it counts."""
        limit = self.limit(trunk)
        if limit is not None and self.carried()[trunk] >= limit:
            return False
        self._let_out |= {leg}
        return True

    def carried(self) -> Counter[str]:
        """Calls by trunk."""
        live = list(self._live())
        self._let_out &= {leg for _, leg, _ in live}
        return Counter(trunk for trunk, leg, came_in in live if came_in or leg in self._let_out)

    def _live(self) -> Iterator[tuple[str, ChannelId, bool]]:
        for call, state in self._states().items():
            for trunk, leg in legs_by_trunk(state):
                yield trunk, leg, leg == ChannelId(call)
