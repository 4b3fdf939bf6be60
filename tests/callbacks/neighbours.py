"""What is played in the town: the clock, projects and contacts, agents with their switch, and Twilio.

It outlives a kill of the service, as the real ones do.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from callbacks.model import TextChanged, TextStatus
from callbacks.ports import CallBack, ContactCard, ProjectCard
from callbacks.rules import Customer, ZoneSource
from callbacks.sms.desk import Refusal
from callbacks.texted import Texted
from config.model import Hours, Interval
from kernel.errors import Conflict, NotFound
from kernel.ids import AgentId, CallId, CaseId, ContactId, ProjectId, QueueId, StepId, TextId
from kernel.phone import Phone
from store.pool import Database, Queryable, Record
from telephony.routing import Want

START = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
"""A Tuesday, noon in Kyiv."""
PROJECT, QUEUE, AGENT = ProjectId(1), QueueId(7), AgentId(1)
KYIV = ZoneInfo("Europe/Kyiv")
ALWAYS = Hours(KYIV, {day: (Interval(0, 1440),) for day in range(1, 8)}, {})


class Killed(BaseException):
    """What a `kill -9` leaves no time for: nothing in the code under test may catch it."""


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
