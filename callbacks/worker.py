"""Does what is due, second by second: cases are looked at anew, texts are begun, agents are asked for and calls placed.

The rows are the truth: whatever we die in the middle of, the next life of the service finds what is due and what was
begun. A case that cannot be worked fails alone, loudly.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TypeVar

import structlog

from callbacks import store
from callbacks.attempts import Attempts, Reached
from callbacks.cases import Cases
from callbacks.clockwatch import ClockWatch
from callbacks.naming import callback_id, step_of
from callbacks.ports import Dealer, Presence, Projects
from callbacks.rulebook import Rulebook
from callbacks.rules import CallAt
from callbacks.store import Ladder, StepRow
from callbacks.texting import TextSteps
from kernel.clock import Clock
from kernel.errors import NotFound, Unavailable
from kernel.ids import AgentId, CaseId, ProjectId, QueueId, StepId
from kernel.trouble import Trouble
from store.pool import Database
from telephony.routing import Want

log = structlog.get_logger()
T = TypeVar("T")

POLL_S = 1.0
LEASES_S = 3.0
SURVEY_S = 60.0
AT_ONCE = 200
"""Calls of a project that are asked for at the same moment; more than any floor has agents."""
LOOKS_AT_ONCE = 100
TEXTS_AT_ONCE = 20
DECIDED_AGAIN = timedelta(seconds=60)
"""A call that stays due is decided on anew so often: it may have expired, or may not be made any more."""
FAILED_AGAIN = timedelta(seconds=60)
STUCK = timedelta(minutes=2)


class Worker:
    """`reached` is told the name of each boundary that is passed: a crash there is what the tests try."""

    def __init__(
        self,
        db: Database,
        cases: Cases,
        attempts: Attempts,
        texts: TextSteps,
        *,
        rulebook: Rulebook,
        projects: Projects,
        presence: Presence,
        dealer: Dealer,
        clock: Clock,
        reached: Reached = lambda _name: None,
    ) -> None:
        self._db = db
        self._cases = cases
        self._attempts = attempts
        self._texts = texts
        self._rulebook = rulebook
        self._projects = projects
        self._presence = presence
        self._dealer = dealer
        self._clock = clock
        self._reached = reached
        self._awake = asyncio.Event()
        self._given: asyncio.Queue[tuple[StepId, AgentId, str]] = asyncio.Queue()
        self._giving: set[StepId] = set()
        self._failed: dict[int, datetime] = {}
        self._changed: dict[ProjectId, CaseId] = {}
        self.has_way_out: Callable[[ProjectId], bool] = lambda _project: True
        """Whether a trunk could carry a call of its now: without one no agent is asked for, and what is due waits."""
        self.watch = ClockWatch(clock)
        self.open = 0
        """Cases that were open a minute ago, at most."""
        self.ladder = Ladder()
        """As it stood a few seconds ago."""

    # ---- its life

    async def run(self) -> None:
        """Until cancelled. A database that is away is waited for."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._rounds(), name="callbacks-due")
            group.create_task(self._text_rounds(), name="callbacks-texts")
            group.create_task(self._take_given(), name="callbacks-given")
            group.create_task(self._leases(), name="callbacks-leases")
            group.create_task(self._surveys(), name="callbacks-survey")

    def wake(self) -> None:
        """A hint that a step was planned. The rows are the truth."""
        self._awake.set()

    def rules_changed(self, project: ProjectId) -> None:
        """Its open cases are decided anew, a page a round."""
        self._changed[project] = CaseId(0)

    def given(self, want: Want, agent: AgentId, endpoint: str) -> None:
        """The agent is reserved for what was wanted. Does not wait: the step is claimed right after."""
        step = step_of(want.call)
        assert step is not None
        self._giving.add(step)
        self._given.put_nowait((step, agent, endpoint))

    def alarms(self) -> Iterator[tuple[str, Trouble | None]]:
        """What may be wrong, by name, and what is to be said where it is."""
        yield "callbacks_clock", self.watch.alarm
        yield "callbacks_failed", _failing(len(self._failed)) if self._failed else None
        yield "callbacks_stuck", _stuck(self.ladder.stuck) if self.ladder.stuck else None

    async def _patiently(self, work: Awaitable[T]) -> T | None:
        try:
            return await work
        except Unavailable as away:
            log.warning("callbacks_wait", why=str(away))
            return None

    async def _alone(self, case: int, work: Awaitable[object]) -> None:
        """One case that fails must not stop the others; it is tried again after a while."""
        try:
            await work
        except Unavailable:
            raise
        except Exception:
            log.exception("case_not_worked", case=case)
            self._failed[case] = self._clock.now() + FAILED_AGAIN
        else:
            self._failed.pop(case, None)

    def _fit(self, case: int) -> bool:
        return case not in self._failed or self._failed[case] <= self._clock.now()

    # ---- what is due

    async def _rounds(self) -> None:
        while True:
            await self._patiently(self.round())
            await self._rest(await self._patiently(self._idle_s()) or POLL_S)

    async def _idle_s(self) -> float:
        """Until something more falls due, by the clock, and no longer than a poll."""
        now = self._clock.now()
        due = await store.next_due(self._db, now)
        return POLL_S if due is None else min(POLL_S, (due - now).total_seconds())

    async def _text_rounds(self) -> None:
        """Beside the calls, which must not wait for Twilio."""
        while True:
            await self._patiently(self.send_texts())
            await asyncio.sleep(POLL_S)

    async def round(self) -> None:
        """The looks and calls that are due now. While the clock cannot be trusted, nothing is."""
        if not self.watch.look():
            self._dealer.want((), {})
            return
        now = self._clock.now()
        if await store.is_any_due(self._db, now):
            await self._ask_for_agents(now)
            await self._look_again(now)
        else:
            self._dealer.want((), {})
            await self._decide_anew(await self._under_new_rules())

    async def _look_again(self, now: datetime) -> None:
        looks = [step.case for step in await store.due_others(self._db, "look", now, LOOKS_AT_ONCE)]
        waiting = await store.due_long(self._db, now, now - DECIDED_AGAIN, LOOKS_AT_ONCE)
        await self._decide_anew((*looks, *waiting, *await self._under_new_rules()))

    async def _decide_anew(self, cases: Iterable[CaseId]) -> None:
        for case in cases:
            if self._fit(case):
                await self._alone(case, self._resettle(case))

    async def _under_new_rules(self) -> list[CaseId]:
        found: list[CaseId] = []
        for project, after in list(self._changed.items()):
            page = await store.open_cases_of_project(self._db, project, after)
            if page:
                self._changed[project] = page[-1]
            else:
                del self._changed[project]
            found.extend(page)
        return found

    async def _resettle(self, case: CaseId) -> None:
        async with self._db.transaction() as tx:
            await self._cases.resettle(tx, case)
            self._reached("looking")
        self._reached("looked")

    async def _ask_for_agents(self, now: datetime) -> None:
        due = await store.due_calls(self._db, now, AT_ONCE)
        for step, *_ in due:
            await self._alone(step.case, self._see_promise(step, now))
        percents = {step.project: self._rulebook.of(step.project).policy.agents_percent for step, *_ in due}
        self._dealer.want([want for each in due if (want := self._want(*each))], percents)

    def _want(self, step: StepRow, queue: QueueId | None, language: str | None) -> Want | None:
        """None for a call that is being placed, or whose customer is with us at this moment."""
        plan, call = step.planned.plan, callback_id(step.id)
        if not isinstance(plan, CallAt) or step.id in self._giving or not self._fit(step.case):
            return None
        if self._presence.with_us(step.project, plan.number, call):
            return None
        with suppress(NotFound):
            if not self.has_way_out(step.project):
                return None
            return Want(
                call=call,
                project=step.project,
                skills=self._projects.skills(step.project, queue),
                since=step.planned.due_at,
                competes_at=plan.competes_at,
                deadline=step.planned.promised_at,
                soon=plan.soon,
                language=language or "",
            )
        return None

    async def _see_promise(self, step: StepRow, now: datetime) -> None:
        """A promise that has passed is broken once, also if the call is made later."""
        promised = step.planned.promised_at
        if step.broken or promised is None or promised >= self._cases.broken_before(step.project, now):
            return
        async with self._db.transaction() as tx:
            await store.lock_case(tx, step.case)
            if await store.break_step(tx, step.id):
                await store.promise_broken(tx, step.case, now)
                log.warning("promise_broken", case=step.case, promised=promised.isoformat())

    async def send_texts(self) -> None:
        """Those that are due now; a text that is slow to send holds up none but these."""
        if not self.watch.look():
            return
        due = await store.due_others(self._db, "text", self._clock.now(), TEXTS_AT_ONCE)
        async with asyncio.TaskGroup() as group:
            for step in due:
                if self._fit(step.case):
                    group.create_task(self._patiently(self._alone(step.case, self._texts.send(step.id))))

    # ---- an agent was found

    async def _take_given(self) -> None:
        while True:
            step, agent, endpoint = await self._given.get()
            await self._patiently(self.place(step, agent, endpoint))

    async def place(self, step: StepId, agent: AgentId, endpoint: str) -> None:
        """The agent is free again if it comes to nothing."""
        try:
            await self._attempts.place(step, agent, endpoint)
        except Unavailable:
            raise
        except Exception:
            log.exception("callback_failed", step=step)
        finally:
            self._giving.discard(step)

    # ---- what was begun

    async def _surveys(self) -> None:
        while True:
            await self._patiently(self.survey())
            await asyncio.sleep(SURVEY_S)

    async def survey(self) -> None:
        """What has to be read from end to end: how many cases are open, and which of them a fault has left behind."""
        self.open = await store.open_cases(self._db)
        await self._decide_anew(await store.unplanned(self._db, self._clock.now() - DECIDED_AGAIN))

    async def _leases(self) -> None:
        while True:
            await self._patiently(self.look_after())
            await asyncio.sleep(LEASES_S)

    async def look_after(self) -> None:
        """Keep what is ours, find out what became of what is nobody's, and see how the ladder stands."""
        now = self._clock.now()
        await self._attempts.renew()
        await self._attempts.recover()
        await self._attempts.drop_closed()
        self.ladder = await store.state_of_the_ladder(self._db, now, now - STUCK)

    async def _rest(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._awake.wait()
        except TimeoutError:
            return
        finally:
            self._awake.clear()


def _failing(cases: int) -> Trouble:
    return Trouble("cases_fail", f"{cases} cases could not be worked: see the log.", {"count": str(cases)})


def _stuck(calls: int) -> Trouble:
    return Trouble("calls_in_doubt", f"Whether {calls} calls were placed cannot be told yet.", {"count": str(calls)})
