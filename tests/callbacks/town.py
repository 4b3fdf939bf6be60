"""Cases with everything of theirs real, on a real database; the switch, the agents and Twilio are played.

What is played outlives a kill of the service, as the real ones do: `Town.restart` makes every part of ours anew.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import msgspec

from callbacks.attempts import Attempts
from callbacks.cases import Cases
from callbacks.desk import CaseDesk
from callbacks.follower import Follower
from callbacks.heard import Hearing
from callbacks.model import Case, TextChanged, TextStatus
from callbacks.naming import step_of
from callbacks.ports import CallBack, ContactCard, ProjectCard
from callbacks.regulars import Regulars
from callbacks.rulebook import Rulebook
from callbacks.rules import Customer, FraudRules, Policy, ProjectRules, ZoneSource
from callbacks.screen import FraudScreen
from callbacks.sms.desk import Refusal
from callbacks.texted import Texted
from callbacks.texting import TextSteps
from callbacks.worker import Worker
from config.model import Hours, Interval
from kernel.errors import Conflict, NotFound
from kernel.ids import AgentId, CallId, CaseId, ContactId, ProjectId, QueueId, StepId, TextId
from kernel.phone import Anonymous, Caller, Known, Phone
from store.listen import Listener
from store.pool import Database, Queryable, Record
from telephony import facts as fact
from telephony.outcome import Answered, Direction, Missed, MissedReason, NotReached, NotReachedReason, Outcome
from telephony.routing import Want
from telephony.summary import outcome_words

START = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
"""A Tuesday, noon in Kyiv."""
PROJECT, QUEUE, AGENT = ProjectId(1), QueueId(7), AgentId(1)
KYIV = ZoneInfo("Europe/Kyiv")
ALWAYS = Hours(KYIV, {day: (Interval(0, 1440),) for day in range(1, 8)}, {})
UNLIMITED = FraudRules(
    per_prefix_an_hour=10**6, per_hour=10**6, per_day=10**6, texts_per_hour=10**6, texts_per_day=10**6, neighbours=10**6
)


class Killed(BaseException):
    """What a `kill -9` leaves no time for: nothing in the code under test may catch it."""


class HandClock:
    """Moves only when told to; `jump` moves the wall clock alone."""

    def __init__(self) -> None:
        self.at = START
        self.ticks = 0.0

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.ticks

    def advance(self, **by: float) -> None:
        self.at += timedelta(**by)
        self.ticks += timedelta(**by).total_seconds()

    def jump(self, **by: float) -> None:
        self.at += timedelta(**by)


class Neighbourhood:
    """What the other rooms know: one project that is always open, and a contact for each number."""

    def __init__(self) -> None:
        self.textable = True
        self.do_not_call: set[ContactId] = set()
        self.merged: dict[ContactId, ContactId] = {}
        self.broken: set[ContactId] = set()

    def project(self, project: ProjectId) -> ProjectCard:
        if project != PROJECT:
            raise NotFound(f"There is no project {project}.")
        return ProjectCard(
            id=project,
            name="Orders",
            region="UA",
            language="uk",
            hours=ALWAYS,
            numbers=frozenset({"+380800000001"}),
            did="+380800000001",
            queue=QUEUE,
        )

    def own_numbers(self) -> frozenset[str]:
        return frozenset({"+380800000001"})

    def skills(self, project: ProjectId, queue: QueueId | None) -> frozenset[str]:
        return frozenset()

    async def of_caller(self, tx: Queryable, project: ProjectCard, number: Phone, at: datetime) -> ContactId:
        contact = ContactId(int(number.e164[-7:]))
        if contact in self.broken:
            raise ValueError("a contact that nobody understands")
        return self.merged.get(contact, contact)

    async def card(
        self, tx: Queryable, project: ProjectCard, contact: ContactId, number: Phone, unclear_is_mobile: bool
    ) -> ContactCard:
        customer = Customer(
            number=number,
            zones=("Europe/Kyiv",),
            zone_source=ZoneSource.NUMBER,
            do_not_call=contact in self.do_not_call,
            text_to=number if self.textable else None,
            no_text="" if self.textable else "no_mobile",
        )
        return ContactCard(id=contact, name="", language=None, customer=customer)

    async def find(self, tx: Queryable, project: ProjectId, number: Phone) -> ContactId | None:
        contact = ContactId(int(number.e164[-7:]))
        return self.merged.get(contact, contact)

    async def stop_texts(self, tx: Queryable, projects: Sequence[ProjectId], number: Phone, at: datetime) -> None: ...

    async def allow_texts(self, tx: Queryable, projects: Sequence[ProjectId], number: Phone) -> bool:
        return False


class Floor:
    """Agents, the dealer and the switch in one. Every ring of a customer's phone is written down, for good."""

    def __init__(self) -> None:
        self.wants: Sequence[Want] = ()
        self.percents: Mapping[ProjectId, int] = {}
        self.reserved: dict[CallId, AgentId] = {}
        self.asked: list[CallBack] = []
        self.let_go_of: list[CallId] = []
        self.dropped: list[CallId] = []
        self.talking: set[str] = set()
        self.channels: set[CallId] = set()
        self.reachable = True
        self.refuses: Exception | None = None

    def want(self, wants: Sequence[Want], percents: Mapping[ProjectId, int]) -> None:
        self.wants, self.percents = wants, percents

    def reserve_own(self, agent: AgentId, call: CallId, at: datetime) -> str:
        if agent in self.reserved.values():
            raise Conflict("That agent is busy.")
        self.reserved[call] = agent
        return f"PJSIP/agent-{agent}"

    def call_back(self, wanted: CallBack) -> None:
        if self.refuses is not None:
            raise self.refuses
        self.asked.append(wanted)

    def let_go(self, call: CallId, agent: AgentId) -> None:
        self.reserved.pop(call, None)
        self.let_go_of.append(call)

    def drop(self, call: CallId) -> None:
        self.dropped.append(call)

    def with_us(self, project: ProjectId, number: Phone, but: CallId) -> bool:
        return number.e164 in self.talking

    async def has(self, call: CallId) -> bool | None:
        return call in self.channels if self.reachable else None


class Twilio:
    """Texts whose rows are the truth, and a wire on which every text that went out is written down."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self.wire: list[TextId] = []
        self.refusal: str | None = None
        self.status = TextStatus.DELIVERED
        self.heard: Texted | None = None

    async def begin(
        self, tx: Queryable, *, step: StepId, case: CaseId, number: Phone, now: datetime, **_: Any
    ) -> TextId | Refusal:
        status = "begun" if self.refusal is None else "refused"
        text = await tx.fetchval(
            "INSERT INTO texts (case_id, step_id, direction, customer, ours, body, status, at)"
            " VALUES ($1, $2, 'out', $3, '', '', $4, $5) RETURNING id",
            *(case, step, number.e164, status, now),
        )
        return TextId(text) if self.refusal is None else Refusal(text=TextId(text), why=self.refusal)

    async def deliver(self, text: TextId) -> None:
        """Marked as on its way before it is: who dies in between leaves a text in doubt."""
        taken = await self._db.execute("UPDATE texts SET status = 'unknown' WHERE id = $1 AND status = 'begun'", text)
        if taken == "UPDATE 1":
            self.wire.append(text)
            await self._tell(text)

    async def _tell(self, text: TextId) -> None:
        assert self.heard is not None
        async with self._db.transaction() as tx:
            row: Record = await tx.fetchrow("SELECT case_id, at FROM texts WHERE id = $1 FOR UPDATE", text)
            await tx.execute("UPDATE texts SET status = $2 WHERE id = $1", text, self.status.value)
            changed = TextChanged(at=row["at"], text=text, status=self.status)
            await self.heard.text_changed(tx, CaseId(row["case_id"]), changed)

    async def run(self) -> None:
        """What a crash left: of a text in doubt it is found out whether it went out."""
        for row in await self._db.fetch("SELECT id, status FROM texts WHERE status IN ('begun', 'unknown')"):
            text = TextId(row["id"])
            if text in self.wire:
                await self._tell(text)
                continue
            await self._db.execute("UPDATE texts SET status = 'begun' WHERE id = $1", text)
            await self.deliver(text)


class Town:
    """One test's cases. `dies_at` names the boundary at which the service is killed; or it is the nth, `dies_after`."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.clock = HandClock()
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
        self.screen = FraudScreen(around)
        self.cases = Cases(self.rulebook, around, around, self.screen, clock)
        self.twilio.heard = self.texted = Texted(self.cases)
        self.regulars = Regulars(lambda project: self.rulebook.of(project).policy.front_hours)
        self.cases.settled = self.regulars.settled
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
