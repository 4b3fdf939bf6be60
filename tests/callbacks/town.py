"""Cases with everything of theirs real, on a real database; the switch, the agents and Twilio are played.

What is played outlives a kill of the service, as the real ones do: `Town.restart` makes every part of ours anew.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any
from uuid import uuid4

import msgspec

from callbacks.attempts import Attempts
from callbacks.cases import Cases
from callbacks.desk import CaseDesk
from callbacks.dialled import Dialled
from callbacks.follower import Follower
from callbacks.heard import Hearing
from callbacks.held import HeldNumbers
from callbacks.model import Case
from callbacks.naming import step_of
from callbacks.ports import CallBack
from callbacks.regulars import Regulars
from callbacks.rulebook import Rulebook
from callbacks.rules import Decision, FraudRules, Policy, ProjectRules
from callbacks.screen import FraudScreen
from callbacks.texted import Texted
from callbacks.texting import TextSteps
from callbacks.worker import Worker
from kernel.ids import AgentId, CallId
from kernel.phone import Anonymous, Caller, Known, Phone
from store.listen import Listener
from store.pool import Database, Queryable, Record
from telephony import facts as fact
from telephony.outcome import Answered, Direction, Missed, MissedReason, NotReached, NotReachedReason, Outcome
from telephony.summary import outcome_words
from tests.callbacks.neighbours import AGENT, PROJECT, QUEUE, START, Floor, Killed, Neighbourhood, Twilio
from tests.clocks import HandClock

UNLIMITED = FraudRules(
    per_prefix_an_hour=10**6, per_hour=10**6, per_day=10**6, texts_per_hour=10**6, texts_per_day=10**6, neighbours=10**6
)


class Town:
    """One test's cases. `dies_at` names the boundary at which the service is killed; or it is the nth, `dies_after`."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.clock = HandClock(START)
        self.around = Neighbourhood()
        self.floor = Floor()
        self.twilio = Twilio(db)
        self.current = True
        self.dies_at = ""
        self.dies_after = 0
        self.calls = 0
        self.restart()

    def restart(self) -> None:
        """A new life of the service: only rows, and what is played, are left."""
        around, floor, clock, db = self.around, self.floor, self.clock, self.db
        floor.reserved.clear()
        id_ = uuid4()
        self.rulebook = Rulebook(db, Listener(db.url))
        self.dialled = Dialled()
        self.screen = FraudScreen(around, self.dialled)
        self.cases = Cases(self.rulebook, around, around, self.screen, clock)
        self.twilio.heard = self.texted = Texted(self.cases)
        self.regulars = Regulars(lambda project: self.rulebook.of(project).policy.front_hours)
        self.held = HeldNumbers()
        self.cases.settled = self._settled
        self.attempts = Attempts(
            db,
            self.cases,
            presence=floor,
            dialler=floor,
            agents=floor,
            switch=floor,
            current=lambda: self.current,
            clock=clock,
            worker=id_,
            reached=self._reached,
        )
        texts: Any = self.twilio
        self.texts = TextSteps(db, self.cases, texts, self.screen, clock=clock, worker=id_, reached=self._reached)
        self.worker = Worker(
            db,
            self.cases,
            self.attempts,
            self.texts,
            rulebook=self.rulebook,
            projects=around,
            presence=floor,
            dealer=floor,
            clock=clock,
            reached=self._reached,
        )
        self.follower = Follower(db, Hearing(self.cases, around), clock, self._reached)
        self.desk = CaseDesk(db, self.cases, self.attempts.call_now)

    def _settled(self, case: Case, decision: Decision | None) -> None:
        self.regulars.settled(case)
        self.held.settled(case, decision)

    def _reached(self, name: str) -> None:
        self.dies_after -= 1
        if name == self.dies_at or self.dies_after == 0:
            self.dies_at = ""
            raise Killed(name)

    async def rules(self, policy: Policy | None = None, fraud: FraudRules = UNLIMITED) -> None:
        rules = ProjectRules(policy=policy or Policy(), fraud=fraud, version=self.rulebook.of(PROJECT).version)
        await self.rulebook.save(PROJECT, rules, "test", self.clock.now())

    # ---- what happens on the switch

    def new_call(self) -> CallId:
        self.calls += 1
        return CallId(f"1795000000.{self.calls}")

    async def rings_in(
        self,
        number: str | None,
        outcome: Outcome = Missed(MissedReason.ABANDONED_IN_QUEUE),  # noqa: B008  a value
        *,
        call: CallId | None = None,
        project: int | None = PROJECT,
        asserted: str | None = None,
    ) -> CallId:
        """An inbound call that has ended, as the journal writes it."""
        call, now = call or self.new_call(), self.clock.now()
        answered = now if isinstance(outcome, Answered) else None
        await self.wrote_call(call, Direction.INBOUND, number, outcome, answered_at=answered, project=project)
        if number and asserted:
            shown = Known(Phone(number), Phone(asserted))
            await self.db.execute("UPDATE calls SET caller = $2 WHERE call_id = $1", call, shown)
        await self.wrote_fact(call, fact.CallEnded(at=now, outcome=outcome))
        return call

    async def dials_by_hand(self, number: str, outcome: Outcome | None, call: CallId) -> None:
        """An agent's own call; None: it is still up."""
        now, caller = self.clock.now(), caller_of(number)
        await self.wrote_call(call, Direction.OUTBOUND, number, outcome)
        began = fact.CallBegan(at=now, direction=Direction.OUTBOUND, project=PROJECT, caller=caller, dialled=number)
        await self.wrote_fact(call, began)
        if outcome is not None:
            await self.wrote_fact(call, fact.CallEnded(at=now, outcome=outcome))

    async def wrote_call(
        self,
        call: CallId,
        direction: Direction,
        number: str | None,
        outcome: Outcome | None,
        *,
        answered_at: datetime | None = None,
        project: int | None = PROJECT,
    ) -> None:
        kind, reason = outcome_words(outcome) if outcome else (None, None)
        now = self.clock.now()
        await self.db.execute(
            "INSERT INTO calls (call_id, project_id, direction, customer, caller, dialled, queue_id, agent_id,"
            " arrived_at, answered_at, ended_at, outcome, reason)"
            " VALUES ($1, $2, $3, $4, $5, '', $6, $7, $8, $9, $10, $11, $12)"
            " ON CONFLICT (call_id) DO UPDATE SET ended_at = $10, outcome = $11, reason = $12",
            *(call, project, direction.value, number, caller_of(number), QUEUE, AGENT, now, answered_at),
            *(now if outcome else None, kind, reason),
        )

    async def wrote_fact(self, call: CallId, each: fact.Fact) -> None:
        await self.db.execute(
            "INSERT INTO facts (subject_kind, subject_id, kind, at, body) VALUES ('call', $1, $2, $3, $4)",
            *(call, type(each).__name__, each.at, each),
        )

    async def callback_is_up(self, call: CallId, number: str) -> None:
        """The switch has taken it: its row is there before its channel."""
        self.floor.channels.add(call)
        await self.wrote_call(call, Direction.OUTBOUND, number, None)

    async def callback_ends(self, call: CallId, outcome: Outcome) -> None:
        row: Record = await self.db.fetchrow("SELECT number FROM steps WHERE id = $1", step_of(call))
        self.floor.channels.discard(call)
        self.floor.reserved.pop(call, None)
        await self.wrote_call(call, Direction.OUTBOUND, row["number"], outcome)
        await self.wrote_fact(call, fact.CallEnded(at=self.clock.now(), outcome=outcome))

    # ---- what the service does

    async def follow(self) -> None:
        while await self.follower.take():
            pass

    async def round(self) -> None:
        """All that is due."""
        await self.worker.round()
        await self.worker.send_texts()

    async def take(self, *, agent: AgentId = AGENT) -> CallBack | None:
        """A round; the first that is wanted gets the agent, and the switch takes the call."""
        await self.round()
        if not self.floor.wants:
            return None
        want, before = self.floor.wants[0], len(self.floor.asked)
        self.floor.reserved[want.call] = agent
        self.worker.given(want, agent, f"PJSIP/agent-{agent}")
        step = step_of(want.call)
        assert step is not None
        await self.worker.place(step, agent, f"PJSIP/agent-{agent}")
        return self.floor.asked[-1] if len(self.floor.asked) > before else None

    # ---- what is seen

    async def case(self, case: int = 1) -> Case:
        return msgspec.convert(await self.db.fetchval("SELECT state FROM cases WHERE id = $1", case), Case)

    async def row(self, case: int = 1) -> Record:
        return await self.db.fetchrow("SELECT * FROM cases WHERE id = $1", case)

    async def pending(self, case: int = 1) -> Record:
        sql = "SELECT * FROM steps WHERE case_id = $1 AND status IN ('planned', 'begun')"
        return await self.db.fetchrow(sql, case)

    async def steps(self, case: int = 1) -> list[tuple[str, str, str | None]]:
        rows = await self.db.fetch("SELECT * FROM steps WHERE case_id = $1 ORDER BY id", case)
        return [(row["kind"], row["status"], row["outcome"]) for row in rows]

    async def count(self, sql: str) -> int:
        found: int = await self.db.fetchval(sql)
        return found

    async def in_transaction(self, work: Callable[[Queryable], Awaitable[Any]]) -> Any:
        async with self.db.transaction() as tx:
            return await work(tx)


def caller_of(number: str | None) -> Caller:
    return Anonymous() if number is None else Known(Phone(number))


def not_reached(reason: NotReachedReason = NotReachedReason.NO_ANSWER) -> NotReached:
    return NotReached(reason)
