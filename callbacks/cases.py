"""Everybody who changes a case does it here: hear what happened, decide anew, write both with the one step that is due.

All of it is one transaction of the caller's, and begins by locking the case. What was decided is kept with the rules
that decided it. Nothing here places a call or sends a text: that is what the steps are for.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

import msgspec
import structlog

from callbacks import store
from callbacks.fraud import doubted
from callbacks.model import (
    CallAnswered,
    CallMissed,
    CallTouch,
    Case,
    CloseAsked,
    CloseReason,
    Event,
    MissedCall,
    Touch,
)
from callbacks.planning import is_same, planned
from callbacks.policy import by_itself, decide, forecast
from callbacks.ports import ContactCard, Contacts, ProjectCard, Projects
from callbacks.rulebook import Rulebook
from callbacks.rules import Close, Customer, Decision, ProjectRules, Rules, Verdict
from callbacks.step import hear, open_case
from callbacks.store import StepRow
from kernel.clock import Clock
from kernel.errors import NotFound
from kernel.ids import CallId, CaseId, ContactId, ProjectId
from kernel.phone import Phone
from store.pool import Queryable

log = structlog.get_logger()


class Screen(Protocol):
    """What the fraud rules say of calling or texting somebody, from what was placed of late."""

    async def verdict(
        self, tx: Queryable, project: ProjectCard, customer: Customer, rules: ProjectRules, now: datetime
    ) -> Verdict: ...

    async def verdict_by_hand(
        self, tx: Queryable, project: ProjectCard, customer: Customer, rules: ProjectRules, now: datetime
    ) -> Verdict:
        """Where a person wants to call: people have caps of their own."""
        ...

    async def text_verdict(
        self, tx: Queryable, project: ProjectCard, number: Phone, rules: ProjectRules, now: datetime
    ) -> Verdict: ...


class Gathered(msgspec.Struct, frozen=True):
    """All that a decision about a case is made from, with the cards it was read off."""

    project: ProjectCard
    contact: ContactCard
    book: ProjectRules
    rules: Rules


class Cases:
    """`settled` is told every case that was written, with what was decided, once the transaction is committed."""

    def __init__(
        self, rulebook: Rulebook, projects: Projects, contacts: Contacts, screen: Screen, clock: Clock
    ) -> None:
        self._rulebook = rulebook
        self._projects = projects
        self._contacts = contacts
        self._screen = screen
        self._clock = clock
        self.settled: Callable[[Case, Decision | None], None] = lambda _case, _decision: None

    def now(self) -> datetime:
        return self._clock.now()

    # ---- what happens to a case

    async def tell(self, tx: Queryable, case: CaseId, *events: Event) -> Case:
        """The case as it is once they have happened. Raises `NotFound`."""
        return await self.tell_locked(tx, await store.lock_case(tx, case), *events)

    async def tell_locked(self, tx: Queryable, kept: store.Kept, *events: Event) -> Case:
        """The same of a case that this transaction has locked and not changed since."""
        state = kept.state
        for event in events:
            state = hear(state, event)
        if kept.state.closed is not None and state.closed is None:
            return await self._reopen(tx, state, kept)
        return await self._settle(tx, state, kept)

    async def _reopen(self, tx: Queryable, state: Case, kept: store.Kept) -> Case:
        """A word that closed it was put right. Where the customer has another open case by now, both become one."""
        missed = state.missed[-1]
        since = await store.answered_since(tx, state.project, missed.number, missed.at)
        if since is not None:
            return await self._settle(tx, hear(state, CallAnswered(at=since[1], call=since[0])), kept)
        other = await store.lock_opening(tx, state.project, state.contact)
        if other is None:
            return await self._settle(tx, state, kept)
        return await self._join(tx, store.Kept(state, kept.next), other, state.contact)

    async def resettle(self, tx: Queryable, case: CaseId) -> Case:
        """Decide anew: time has passed, or a rule or a contact has changed. Raises `NotFound`."""
        return await self.tell(tx, case)

    async def open_or_join(self, tx: Queryable, project: ProjectCard, missed: MissedCall) -> Case:
        """The open case of the caller's contact, which is made if there is none yet.

        Where the customer was answered since, as a spool may tell late, the case hears of it at once.
        """
        contact = await self._contacts.of_caller(tx, project, missed.number, missed.at)
        kept = await store.lock_open_case(tx, project.id, contact)
        if kept is None:
            kept = await self._open(tx, project, contact, missed)
        state = hear(kept.state, CallMissed(at=missed.at, missed=missed))
        since = await store.answered_since(tx, project.id, missed.number, missed.at)
        if since is not None:
            state = hear(state, CallAnswered(at=since[1], call=since[0]))
        return await self._settle(tx, state, kept)

    async def _open(self, tx: Queryable, project: ProjectCard, contact: ContactId, missed: MissedCall) -> store.Kept:
        """Two callers of one contact may come at the same moment, or a case be opened anew: the second joins."""
        opened = await store.lock_opening(tx, project.id, contact)
        if opened is not None:
            return opened
        case = open_case(await store.new_case_id(tx), project.id, contact, missed)
        await store.add_case(tx, case)
        kept = await store.lock_open_case(tx, project.id, contact)
        assert kept is not None
        return kept

    async def answered(
        self, tx: Queryable, project: ProjectId, number: Phone, call: CallId, at: datetime
    ) -> Case | None:
        """An agent was in an inbound call with them. None where they have no open case."""
        case = await self.open_of(tx, project, number)
        return None if case is None else await self.tell(tx, case, CallAnswered(at=at, call=call))

    async def open_of(self, tx: Queryable, project: ProjectId, number: Phone) -> CaseId | None:
        """The open case of whoever has this number."""
        contact = await self._contacts.find(tx, project, number)
        return None if contact is None else await self.open_of_contact(tx, project, contact)

    async def latest_of(self, tx: Queryable, project: ProjectId, number: Phone, call: CallId) -> CaseId | None:
        """The case that an attempt by hand belongs to: also one that the agent's word has closed during the call."""
        contact = await self._contacts.find(tx, project, number)
        if contact is None:
            return None
        case = await store.latest_case(tx, project, contact)
        if case is None:
            return None
        state = (await store.lock_case(tx, case)).state
        has_it = any(isinstance(touch, CallTouch) and touch.call == call for touch in state.touches)
        return case if state.closed is None or has_it else None

    async def open_of_contact(self, tx: Queryable, project: ProjectId, contact: ContactId) -> CaseId | None:
        kept = await store.lock_open_case(tx, project, contact)
        return None if kept is None else kept.state.id

    # ---- what happens to a contact

    async def contact_changed(self, tx: Queryable, contact: ContactId) -> None:
        """Its numbers, zone, consent or wishes have: also that it is on the do-not-call list."""
        for case in await store.open_cases_of_contact(tx, contact):
            await self.resettle(tx, case)

    async def contacts_merged(self, tx: Queryable, gone: ContactId, into: ContactId) -> None:
        """Two open cases of a project become one: the older one goes on, with the missed calls and touches of both.

        Call it once the contact `gone` answers as the one it went into.
        """
        for case in await store.open_cases_of_contact(tx, gone):
            kept = await store.lock_case(tx, case)
            other = await store.lock_opening(tx, kept.state.project, into)
            if other is None:
                await self._settle(tx, msgspec.structs.replace(kept.state, contact=into), kept)
            else:
                await self._join(tx, kept, other, into)

    async def _join(self, tx: Queryable, one: store.Kept, other: store.Kept, contact: ContactId) -> Case:
        older, newer = sorted((one, other), key=lambda kept: (kept.state.opened_at, kept.state.id))
        merged = CloseAsked(at=self.now(), reason=CloseReason.BY_PERSON, note=f"Merged into case {older.state.id}.")
        await self._settle(tx, hear(newer.state, merged), newer)
        await store.move_missed_calls(tx, newer.state.id, older.state.id)
        joined = msgspec.structs.replace(with_history(older.state, newer.state), contact=contact)
        return await self._settle(tx, joined, older)

    # ---- deciding

    async def gather(
        self, tx: Queryable, case: Case, book: ProjectRules | None = None, *, by_hand: bool = False
    ) -> Gathered:
        """With `book` as if these were its project's rules. `by_hand`: with the caps of what people dial.

        Raises `NotFound` for a project that is gone.
        """
        project = self._projects.project(case.project)
        book = book or self._rulebook.of(case.project)
        missed, now = case.missed[-1], self.now()
        contact = await self._contacts.card(tx, project, case.contact, missed.number, book.texting.unclear_is_mobile)
        ask = self._screen.verdict_by_hand if by_hand else self._screen.verdict
        verdict = await ask(tx, project, contact.customer, book, now)
        rules = Rules(
            policy=book.policy, hours=project.hours, customer=contact.customer, verdict=doubted(verdict, missed)
        )
        return Gathered(project, contact, book, rules)

    async def foresee(self, tx: Queryable, case: Case) -> tuple[Decision, ...]:
        """What would follow if nobody were ever reached. Changes and locks nothing. Raises `NotFound`."""
        if case.closed is not None:
            return ()
        gathered = await self.gather(tx, case)
        return forecast(case, gathered.rules, self.now())

    async def decide(self, tx: Queryable, case: Case) -> tuple[Decision, Gathered]:
        gathered = await self.gather(tx, case)
        return decide(case, gathered.rules, self.now()), gathered

    # ---- writing

    async def _settle(self, tx: Queryable, case: Case, kept: store.Kept) -> Case:
        case, decision = await self._decided(tx, case)
        pending = await store.pending_step(tx, case.id)
        if pending is None or pending.status == "planned":
            await self._plan(tx, case, decision, pending)
        if (case, decision) != (kept.state, kept.next):
            await store.keep_case(tx, case, decision, self.now())
        tx.once_kept(partial(self.settled, case, decision))
        return case

    async def _decided(self, tx: Queryable, case: Case) -> tuple[Case, Decision | None]:
        """That nothing more is to be done closes the case at once, and stays readable as its last decision."""
        if case.closed is not None:
            return case, None
        try:
            decision = by_itself(case) or (await self.decide(tx, case))[0]
        except NotFound as gone:
            log.warning("case_not_decided", case=case.id, why=str(gone))
            return case, None
        if isinstance(decision, Close):
            return hear(case, CloseAsked(at=self.now(), reason=decision.reason)), decision
        return case, decision

    async def _plan(self, tx: Queryable, case: Case, decision: Decision | None, pending: StepRow | None) -> None:
        """The step that is planned stays where it is still what is wanted, and keeps its id."""
        now = self.now()
        wanted = None if decision is None or case.closed is not None else planned(decision, now)
        if pending is not None and wanted is not None and is_same(pending.planned, wanted, now):
            await store.confirm_step(tx, pending.id, wanted.plan, now)
            return
        if pending is not None:
            await self._supersede(tx, case, pending, now)
        if wanted is not None:
            await store.plan_step(tx, case, wanted, now)

    async def _supersede(self, tx: Queryable, case: Case, pending: StepRow, now: datetime) -> None:
        if await store.supersede_step(tx, pending.id, now, self.broken_before(case.project, now)):
            await store.promise_broken(tx, case.id, now)

    def broken_before(self, project: ProjectId, now: datetime) -> datetime:
        """A promise for a moment before this one was not kept.

        Agents are dealt out by deadline, so that many promises of one moment spread themselves over the tolerance.
        """
        return now - timedelta(minutes=self._rulebook.of(project).policy.tolerance_minutes)


def with_history(case: Case, other: Case) -> Case:
    """`case` with the missed calls and touches of `other` among its own."""
    for missed in other.missed:
        case = hear(case, CallMissed(at=missed.at, missed=missed))
    known = set(case.touches)
    touches = sorted((*known, *(set(other.touches) - known)), key=_began)
    return msgspec.structs.replace(case, touches=tuple(touches))


def _began(touch: Touch) -> datetime:
    return touch.began_at if isinstance(touch, CallTouch) else touch.at
