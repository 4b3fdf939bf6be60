"""What people ask of a call they want to hear, or be heard on: asked of its mailbox, which puts them in order."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress

from kernel.clock import Clock
from kernel.errors import Conflict, NotFound, Unavailable
from kernel.ids import CallId, ChannelId, UserId
from telephony import events as ev
from telephony import facts as fact
from telephony import supervision
from telephony.calls import Calls
from telephony.listener import Depth, Listener, WhyLeft
from telephony.open_lines import OpenLines
from telephony.states import Ended, State, TakenOver

ANSWER_S = 5.0
Told = fact.JoinBegan | fact.JoinDepthChanged | fact.JoinRefused
Key = tuple[CallId, UserId]
NO_LINE = "Your line is not up: open it on this page first, and try again."
HAS_A_CUSTOMER = "You have taken another call over: hand it on, leave it or end it first."


class Joining:
    """`hear` must be told every fact of every call. `reachable`: whether the switch can be told anything just now."""

    def __init__(
        self, calls: Calls, lines: OpenLines, clock: Clock, reachable: Callable[[], bool] = lambda: True
    ) -> None:
        self._calls = calls
        self._lines = lines
        self._clock = clock
        self._reachable = reachable
        self._asked: dict[Key, asyncio.Future[Told | fact.JoinEnded]] = {}
        lines.gone = self._line_gone
        lines.used = self._line_used

    def state(self, call: CallId) -> State:
        """Raises `NotFound` for a call that is not live."""
        state = self.live(call)
        if state is None:
            raise NotFound(f"There is no live call {call}.")
        return state

    def live(self, call: CallId) -> State | None:
        """None for a call that is over, or never was."""
        state = self._calls.state(call)
        return None if isinstance(state, Ended) else state

    async def join(self, call: CallId, user: UserId, name: str, depth: Depth) -> None:
        """Returns once they are on the call as deep as they asked.

        Whoever is on another call leaves that one, unless its customer would be left with nobody. Raises `NotFound`,
        `Conflict` (no line, or either call refuses), `Unavailable` where the call does not answer.
        """
        if not self._reachable():  # What is asked now would be true on paper only, a mute too.
            raise Unavailable("The switch is away: nobody can be heard or muted anew until it is back.")
        state, line = self.state(call), self._lines.of(user)
        if line is None:
            raise Conflict(NO_LINE)
        asked = ev.JoinAsked(at=self._clock.now(), user=user, name=name, line=line, depth=depth)
        if (why := supervision.refusal(state, asked)) is not None:
            raise Conflict(why)
        if self._has_a_customer(user, call):
            raise Conflict(HAS_A_CUSTOMER)
        await self._leave_others(user, call)
        present = supervision.of_user(state.call, user)
        if present is None or (present.depth, present.line) != (depth, line):
            told = await self._ask(call, asked)
            if isinstance(told, fact.JoinRefused):
                raise Conflict(told.why)

    async def _ask(self, call: CallId, asked: ev.JoinAsked | ev.LeaveAsked) -> Told | fact.JoinEnded:
        """What the call says to it. Raises `NotFound`, `Conflict`, `Unavailable`."""
        key = (call, asked.user)
        if key in self._asked:
            raise Conflict("This was asked a moment ago, and is on its way.")
        answer = self._asked[key] = asyncio.get_running_loop().create_future()
        try:
            if not self._calls.deliver(call, asked):
                raise NotFound(f"There is no live call {call}.")
            async with asyncio.timeout(ANSWER_S):
                told: Told | fact.JoinEnded = await answer
                return told
        except TimeoutError:
            raise Unavailable("The call does not answer just now.") from None
        finally:
            del self._asked[key]

    def leave(self, call: CallId, user: UserId, why: WhyLeft = WhyLeft.LEFT) -> None:
        """Nothing, where they are not on it."""
        self._calls.deliver(call, ev.LeaveAsked(at=self._clock.now(), user=user, why=why))

    async def _leave_others(self, user: UserId, but: CallId) -> None:
        """One line is in one call, and has left it before the next one has it."""
        for state, _ in self.joined_by(user):
            if state.call.id != but:
                with suppress(NotFound):
                    await self._ask(state.call.id, ev.LeaveAsked(at=self._clock.now(), user=user))

    def _has_a_customer(self, user: UserId, but: CallId) -> bool:
        others = (state for state, _ in self.joined_by(user) if state.call.id != but)
        return any(isinstance(state, TakenOver) and state.user == user for state in others)

    def close_line(self, user: UserId) -> None:
        """They may have none any more."""
        self._lines.close(user)

    def line_of(self, user: UserId) -> tuple[bool, bool, str | None]:
        """Whether it is up, whether at a phone of their own, and the endpoint of that phone; None: they have none."""
        return self._lines.of(user) is not None, self._lines.is_at_phone(user), self._lines.phones().get(user)

    async def line_rings(self, user: UserId) -> bool:
        """Whether their own phone was rung, and is not over. Raises `Unavailable`."""
        return await self._lines.rings(user)

    async def ring_line(self, user: UserId) -> None:
        """At their own phone. Raises `Conflict`, `Unavailable`."""
        await self._lines.ring(user)

    def joined_by(self, user: UserId) -> Sequence[tuple[State, Listener]]:
        """The calls this person is on now."""
        return [(state, listener) for state, listener in self._joined() if listener.user == user]

    def hear(self, state: State, facts: Sequence[fact.Fact]) -> None:
        for each in facts:
            if isinstance(each, Told | fact.JoinEnded):
                answer = self._asked.get((state.call.id, each.user))
                if answer is not None and not answer.done():
                    answer.set_result(each)

    def _line_gone(self, line: ChannelId) -> None:
        for state, listener in self._joined():
            if listener.line == line:
                self._calls.deliver(state.call.id, ev.LineGone(at=self._clock.now(), line=line))

    def _line_used(self, line: ChannelId) -> bool:
        return any(listener.line == line for _, listener in self._joined())

    def _joined(self) -> Iterator[tuple[State, Listener]]:
        for state in tuple(self._calls.states().values()):
            for listener in state.call.listeners:
                yield state, listener
