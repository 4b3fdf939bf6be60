"""Makes a call of a due step: at most once, whatever crashes, and never on suspicion.

The step is claimed in the transaction in which everything was checked once more; only then the switch is asked. Who
finds a claimed step whose worker let its lease pass looks for its call: in the rows, in the spool, on the switch. If it
is nowhere, it was never placed; if that cannot be told, it waits.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
import structlog

from callbacks import store
from callbacks.by_hand import refused_on_case
from callbacks.cases import Cases, Gathered
from callbacks.model import AttemptBegan, AttemptEnded, Case, Result
from callbacks.naming import callback_id
from callbacks.planning import planned
from callbacks.ports import Agents, CallBack, Dialler, Presence, Switch
from callbacks.rules import CallAt, Decision, Why
from callbacks.store import StepRow
from kernel.clock import Clock
from kernel.errors import Conflict, RingbackError
from kernel.ids import AgentId, CallId, CaseId, StepId
from store.pool import Database, Queryable

log = structlog.get_logger()

LEASE_S = 10.0
WATCHED = timedelta(seconds=60)
"""So long after it was asked for a call may take to have a row. After that it is looked for like a dead worker's."""
ITS_RUNG = timedelta(minutes=30)
"""A call made by a person so shortly before the ladder's own is taken for that one."""

Reached = Callable[[str], None]


class Claimed(msgspec.Struct, frozen=True, kw_only=True):
    """An attempt that is written down and not yet asked of the switch."""

    step: StepId
    case: CaseId
    at: datetime
    call: CallBack


class Attempts:
    """`current` says whether the database has every call that the switch has had. `reached`: see `Worker`."""

    def __init__(
        self,
        db: Database,
        cases: Cases,
        *,
        presence: Presence,
        dialler: Dialler,
        agents: Agents,
        switch: Switch,
        current: Callable[[], bool],
        clock: Clock,
        worker: UUID,
        reached: Reached = lambda _name: None,
    ) -> None:
        self._db = db
        self._cases = cases
        self._presence = presence
        self._dialler = dialler
        self._agents = agents
        self._switch = switch
        self._current = current
        self._clock = clock
        self._worker = worker
        self._reached = reached
        self._in_hand: dict[StepId, datetime] = {}

    @property
    def in_hand(self) -> frozenset[StepId]:
        """Claimed, and not seen among the calls yet."""
        return frozenset(self._in_hand)

    # ---- because it is due

    async def place(self, step: StepId, agent: AgentId, endpoint: str) -> bool:
        """The agent is reserved for it. False, and the agent is free again, where the step may not be done now."""
        try:
            claimed = await self._claim(step, agent, endpoint)
        except Exception:
            self._in_hand.pop(step, None)
            self._dialler.let_go(callback_id(step), agent)
            raise
        if claimed is None:
            self._in_hand.pop(step, None)
            self._dialler.let_go(callback_id(step), agent)
            return False
        return await self._dial(claimed)

    async def _claim(self, step: StepId, agent: AgentId, endpoint: str) -> Claimed | None:
        async with self._db.transaction() as tx:
            kept = await store.lock_case_of_step(tx, step)
            row = await store.step_by_id(tx, step)
            if row is None or row.status != "planned":
                return None
            decision, gathered = await self._cases.decide(tx, kept.state)
            if not self._is_due(row, decision):
                await self._cases.tell_locked(tx, kept)
                return None
            if self._presence.with_us(row.project, gathered.contact.customer.number, callback_id(step)):
                return None
            claimed = await self._begin(tx, row, kept, gathered, agent, endpoint)
        self._reached("claimed")
        return claimed

    def _is_due(self, row: StepRow, decision: Decision) -> bool:
        same_number = isinstance(decision, CallAt) and decision.number == row.planned.number
        return same_number and isinstance(decision, CallAt) and decision.at <= self._clock.now()

    async def _begin(
        self, tx: Queryable, row: StepRow, kept: store.Kept, gathered: Gathered, agent: AgentId, endpoint: str
    ) -> Claimed:
        case, now, call = kept.state, self._clock.now(), callback_id(row.id)
        broken = await store.begin_call(
            tx,
            row.id,
            worker=self._worker,
            now=now,
            lease_until=now + timedelta(seconds=LEASE_S),
            agent=agent,
            call=call,
            broken_before=self._cases.broken_before(row.project, now),
        )
        if broken:
            await store.promise_broken(tx, case.id, now)
        began = AttemptBegan(at=now, call=call, step=row.id, rung=row.planned.rung, agent=agent)
        await self._cases.tell_locked(tx, kept, began)
        self._in_hand[row.id] = now
        self._reached("claiming")
        return Claimed(step=row.id, case=case.id, at=now, call=_call_back(call, agent, endpoint, case, gathered))

    async def _dial(self, claimed: Claimed) -> bool:
        """A crash before the switch was asked leaves a claimed step without a call."""
        try:
            self._dialler.call_back(claimed.call)
        except RingbackError as refused:
            log.warning("callback_not_placed", call_id=claimed.call.call, why=str(refused))
            self._dialler.let_go(claimed.call.call, claimed.call.agent)
            self._in_hand.pop(claimed.step, None)
            if await self._switch.has(claimed.call.call) is False:
                await self._never_placed(claimed.step, claimed.case, claimed.call.call)
            return False
        self._reached("dialled")
        return True

    # ---- because a person wants to

    async def call_now(self, case: CaseId, agent: AgentId) -> CallId:
        """Rings the agent, then the customer. Raises `NotFound`, and `Conflict` with a sentence."""
        reserved: list[CallId] = []
        try:
            claimed = await self._claim_now(case, agent, reserved)
        except Exception:
            for call in reserved:
                self._dialler.let_go(call, agent)
                self._in_hand = {step: at for step, at in self._in_hand.items() if callback_id(step) != call}
            raise
        if not await self._dial(claimed):
            raise Conflict("The call could not be placed: the switch does not take it now.")
        return claimed.call.call

    async def _claim_now(self, case: CaseId, agent: AgentId, reserved: list[CallId]) -> Claimed:
        async with self._db.transaction() as tx:
            kept = await store.lock_case(tx, case)
            state, pending = kept.state, await store.pending_step(tx, case)
            gathered = await self._cases.gather(tx, state, by_hand=True)
            self._check_now(state, pending, gathered)
            row = await self._plan_now(tx, state, pending, gathered, agent)
            call = callback_id(row.id)
            if self._presence.with_us(state.project, gathered.contact.customer.number, call):
                raise Conflict("The customer is on a call with us, or waits in a queue, at this moment.")
            endpoint = self._agents.reserve_own(agent, call, self._clock.now())
            reserved.append(call)
            claimed = await self._begin(tx, row, kept, gathered, agent, endpoint)
        self._reached("claimed")
        return claimed

    def _check_now(self, case: Case, pending: StepRow | None, gathered: Gathered) -> None:
        """Allowed hours are the person's own affair, what a person stopped too; what the rules hold is not."""
        customer, verdict = gathered.contact.customer, gathered.rules.verdict
        if case.closed is not None:
            raise Conflict(f"Case {case.id} is closed: a new missed call opens another.")
        if pending is not None and pending.status == "begun":
            raise Conflict("This customer is being called or texted at this moment.")
        if customer.do_not_call:
            raise Conflict("The customer is on the do-not-call list.")
        released = case.released_at is not None
        if (why := refused_on_case(verdict, gathered.project.hours.zone, released=released)) is not None:
            raise Conflict(why)

    async def _plan_now(
        self, tx: Queryable, case: Case, pending: StepRow | None, gathered: Gathered, agent: AgentId
    ) -> StepRow:
        now, old = self._clock.now(), pending.planned if pending else None
        its_own = old is not None and old.kind == "call" and old.due_at <= now + ITS_RUNG
        plan = CallAt(
            at=now,
            number=gathered.contact.customer.number,
            rung=old.rung if old is not None and its_own else None,
            why=(Why("by_hand", {"agent": str(agent)}),),
        )
        if pending is not None and pending.status == "planned":
            await store.supersede_step(tx, pending.id, now, self._cases.broken_before(case.project, now))
        wanted = planned(plan, now)
        assert wanted is not None
        row = await store.step_by_id(tx, await store.plan_step(tx, case, wanted, now))
        assert row is not None
        return row

    # ---- what became of it

    async def renew(self) -> None:
        """Keeps hold of what is claimed, until it is among the calls: from there its end will be told."""
        calls = {callback_id(step): step for step in self._in_hand}
        if not calls:
            return
        seen, now = await store.placed(self._db, list(calls)), self._clock.now()
        for call, step in calls.items():
            if call in seen or now - self._in_hand.get(step, now) > WATCHED:
                self._in_hand.pop(step, None)
        await store.renew_leases(self._db, list(self._in_hand), now + timedelta(seconds=LEASE_S), self._worker)

    async def recover(self) -> None:
        """Claimed steps that nobody holds any more."""
        for row in await store.lapsed(self._db, self._clock.now()):
            if row.id in self._in_hand or row.call is None:
                continue
            if not self._current():
                return
            if await self._switch.has(row.call) is False:
                self._reached("found_out")
                await self._never_placed(row.id, row.case, row.call)

    async def drop_closed(self) -> None:
        """Whose case was closed while we ring them is rung no longer."""
        for call in await store.over_and_called(self._db):
            self._dialler.drop(call)

    async def _never_placed(self, step: StepId, case: CaseId, call: CallId) -> None:
        """Its row is looked for once more, now that the switch has said that it is not there."""
        now = self._clock.now()
        async with self._db.transaction() as tx:
            await store.lock_case(tx, case)
            row = await store.step_by_id(tx, step)
            if row is None or row.status != "begun" or await store.placed(tx, [call]):
                return
            await store.finish_step(tx, step, "done", Result.NEVER_PLACED.value, now)
            await self._cases.tell(tx, case, AttemptEnded(at=now, call=call, result=Result.NEVER_PLACED))
        self._in_hand.pop(step, None)
        log.warning("callback_never_placed", call_id=call, case=case)


def _call_back(call: CallId, agent: AgentId, endpoint: str, case: Case, gathered: Gathered) -> CallBack:
    return CallBack(
        call=call,
        agent=agent,
        endpoint=endpoint,
        project=case.project,
        queue=case.missed[-1].queue or gathered.project.queue,
        number=gathered.contact.customer.number,
        language=gathered.contact.language or case.missed[-1].language,
        case=case.id,
    )
