"""What people do with a case: call now, postpone, close, hold, release, and say what came of a call.

Each is one transaction. `by` is the person's name, as the case keeps it.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime

from callbacks import store
from callbacks.cases import Cases
from callbacks.ladder import PROMISE_BOUND
from callbacks.model import (
    CallTouch,
    Case,
    CloseAsked,
    CloseReason,
    Event,
    Held,
    Postponed,
    Released,
    Word,
    WordSaid,
)
from callbacks.reasons import BARRED
from callbacks.rules import Decision, Hold
from kernel.errors import BadInput, Conflict, NotFound
from kernel.ids import AgentId, CallId, CaseId
from store.pool import Database, Queryable

CallNow = Callable[[CaseId, AgentId], Awaitable[CallId]]

NOTE_LIMIT = 2000


class CaseDesk:
    """`call_now` is the worker's. Everything here raises `NotFound`, and `Conflict` for a case that is closed."""

    def __init__(self, db: Database, cases: Cases, call_now: CallNow) -> None:
        self._db = db
        self._cases = cases
        self._call_now = call_now

    async def call_now(self, case: CaseId, agent: AgentId) -> CallId:
        """Rings the agent, then the customer. Raises `Conflict` with a sentence where that may not be now."""
        return await self._call_now(case, agent)

    async def postpone(self, case: CaseId, until: datetime, by: str) -> Case:
        """To a time that the customer asked for: it outranks the policy. Raises `BadInput` for a time that is past."""
        self._checked_time("until", until)
        return await self._tell(case, Postponed(at=self._cases.now(), until=until, by=by))

    async def close(self, case: CaseId, note: str, by: str) -> Case:
        """Raises `BadInput` without a note: nobody may be forgotten without a word."""
        note = _said("note", note)
        return await self._tell(case, CloseAsked(at=self._cases.now(), reason=CloseReason.BY_PERSON, by=by, note=note))

    async def hold(self, case: CaseId, why: str, by: str) -> Case:
        return await self._tell(case, Held(at=self._cases.now(), by=by, why=_said("why", why)))

    async def release(self, case: CaseId, by: str) -> Case:
        """What a person stopped goes on, and what the rules doubt too: the case shows both reasons to who does this.

        Raises `Conflict` for what is barred, as nobody's word lets that go on.
        """
        async with self._db.transaction() as tx:
            kept = await self._open(tx, case)
            decision, _ = await self._cases.decide(tx, kept)
            if is_barred(decision):
                raise Conflict(
                    "Nobody can let this go on; only the project's rules can say that the number is harmless."
                )
            return await self._cases.tell(tx, case, Released(at=self._cases.now(), by=by))

    async def word(
        self, case: CaseId, call: CallId, word: Word, by: str, call_at: datetime | None = None, note: str = ""
    ) -> Case:
        """What the agent says came of an attempt. A later word replaces the earlier, also once the case is closed.

        `call_at` with `call_me_at` only. Raises `NotFound` for a call that is none of the case's, `BadInput`.
        """
        if (word is Word.CALL_ME_AT) != (call_at is not None):
            raise BadInput("call_at", call_at and call_at.isoformat(), "a time with the word call_me_at, and only then")
        if call_at is not None:
            self._checked_time("call_at", call_at)
        said = WordSaid(at=self._cases.now(), call=call, word=word, by=by, call_at=call_at, note=note[:NOTE_LIMIT])
        async with self._db.transaction() as tx:
            kept = await store.lock_case(tx, case)
            if not any(isinstance(touch, CallTouch) and touch.call == call for touch in kept.state.touches):
                raise NotFound(f"Call {call} is no attempt of case {case}.")
            return await self._cases.tell(tx, case, said)

    async def _tell(self, case: CaseId, event: Event) -> Case:
        async with self._db.transaction() as tx:
            await self._open(tx, case)
            return await self._cases.tell(tx, case, event)

    async def _open(self, tx: Queryable, case: CaseId) -> Case:
        state = (await store.lock_case(tx, case)).state
        if state.closed is not None:
            raise Conflict(f"Case {case} is closed: a new missed call opens another.")
        return state

    def _checked_time(self, field: str, at: datetime) -> None:
        now = self._cases.now()
        if not now < at <= now + PROMISE_BOUND:
            accepted = f"a time that is still to come, within {PROMISE_BOUND.days} days"
            raise BadInput(field, at.isoformat(), accepted)


def is_barred(decision: Decision | None) -> bool:
    """Whether it is held, and nobody's word lets it go on."""
    return isinstance(decision, Hold) and any(why.rule == BARRED for why in decision.why)


def _said(field: str, text: str) -> str:
    text = text.strip()
    if not 0 < len(text) <= NOTE_LIMIT:
        raise BadInput(field, text[:64], f"a sentence of at most {NOTE_LIMIT} characters")
    return text
