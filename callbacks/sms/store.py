"""The rows of texts and templates: a typed function for each query."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from callbacks.model import TextStatus
from callbacks.sms.outcome import Why
from callbacks.sms.templates import Kind
from kernel.ids import AgentId, CaseId, ContactId, ProjectId, StepId, TextId
from kernel.phone import Phone
from store.pool import Queryable, Record
from store.queries import load_queries

SQL = load_queries(__file__)

# ---- sending


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A text of ours that is about to be written down. `why`: it is refused before it is sent."""

    project: ProjectId
    contact: ContactId
    case: CaseId | None
    step: StepId | None
    attempt: UUID
    customer: Phone
    ours: str
    body: str
    segments: int
    at: datetime
    why: Why | None = None


class Text(msgspec.Struct, frozen=True, kw_only=True):
    """A text, ours or the customer's. `posted_at` None: for sure Twilio has not been asked to send it."""

    id: TextId
    project: ProjectId | None
    contact: ContactId | None
    case: CaseId | None
    attempt: UUID | None
    sid: str | None
    incoming: bool
    customer: Phone
    ours: str
    body: str
    status: str
    code: int | None
    detail: str | None
    at: datetime
    posted_at: datetime | None
    tries: int


async def add_outgoing(tx: Queryable, draft: Draft) -> TextId:
    status = TextStatus.REFUSED if draft.why else TextStatus.BEGUN
    whose = (draft.project, draft.contact, draft.case, draft.step, draft.attempt, draft.customer.e164, draft.ours)
    return TextId(
        await tx.fetchval(
            SQL["add_outgoing"], *whose, draft.body, draft.segments, status.value, _word(draft.why), draft.at
        )
    )


async def set_case(tx: Queryable, text: TextId, case: CaseId | None) -> None:
    await tx.execute(SQL["set_case"], text, case)


async def take_to_send(db: Queryable, text: TextId, now: datetime, lease_until: datetime) -> Text | None:
    """None where it is not to be sent (any more), or not yet, or somebody else does it."""
    return _text(await db.fetchrow(SQL["take_to_send"], text, now, lease_until))


async def was_not_sent(db: Queryable, text: TextId, again_at: datetime, why: Why) -> None:
    await db.execute(SQL["was_not_sent"], text, again_at, why.value)


async def unsent_to(tx: Queryable, number: Phone, projects: Sequence[ProjectId]) -> list[Text]:
    return [_made(row) for row in await tx.fetch(SQL["unsent_to"], number.e164, list(projects))]


# ---- what became of them


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a text of ours from now on."""

    status: TextStatus
    code: int | None
    why: Why | None
    sid: str | None
    due_at: datetime | None
    accepted_at: datetime | None
    delivered_at: datetime | None


async def by_id(tx: Queryable, text: TextId) -> Text | None:
    return _text(await tx.fetchrow(SQL["text_by_id"], text))


async def by_attempt(tx: Queryable, attempt: UUID) -> Text | None:
    return _text(await tx.fetchrow(SQL["text_by_attempt"], attempt))


async def change(tx: Queryable, text: TextId, known: Known) -> None:
    when = (known.due_at, known.accepted_at, known.delivered_at)
    await tx.execute(SQL["change"], text, known.status.value, known.code, _word(known.why), known.sid, *when)


async def due(db: Queryable, now: datetime) -> Text | None:
    return _text(await db.fetchrow(SQL["due"], now))


async def next_due(db: Queryable) -> datetime | None:
    found: datetime | None = await db.fetchval(SQL["next_due"])
    return found


async def look_again(db: Queryable, text: TextId, at: datetime | None, why: Why | None = None) -> None:
    await db.execute(SQL["look_again"], text, at, _word(why))


async def known_sids(db: Queryable, sids: Sequence[str]) -> frozenset[str]:
    return frozenset(row["sid"] for row in await db.fetch(SQL["known_sids"], list(sids)))


# ---- what customers write


async def add_incoming(
    tx: Queryable, sid: str, customer: str, ours: str, body: str, segments: int, at: datetime
) -> TextId | None:
    """None where it is known already."""
    found = await tx.fetchval(SQL["add_incoming"], sid, customer, ours, body, segments, at)
    return None if found is None else TextId(found)


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Whose an incoming text is. `word`: what it asked for, where nobody needs to answer it."""

    project: ProjectId
    contact: ContactId
    case: CaseId | None
    word: str | None = None
    dealt_with_at: datetime | None = None


async def place_incoming(tx: Queryable, text: TextId, place: Place) -> None:
    whose = (place.project, place.contact, place.case)
    await tx.execute(SQL["place_incoming"], text, *whose, place.word, place.dealt_with_at, place.word)


async def last_written_to(tx: Queryable, number: Phone, projects: Sequence[ProjectId]) -> ProjectId | None:
    found = await tx.fetchval(SQL["last_written_to"], number.e164, list(projects))
    return None if found is None else ProjectId(found)


async def dealt_with(tx: Queryable, contact: ContactId, at: datetime, by: str) -> bool:
    """Whether anything had waited."""
    waiting = await tx.fetch(SQL["waiting_texts"], contact)
    await tx.execute(SQL["dealt_with"], contact, at, by)
    return bool(waiting)


async def dealt_with_one(tx: Queryable, text: TextId, at: datetime, by: str) -> None:
    await tx.execute(SQL["dealt_with_one"], text, at, by)


async def assign(db: Queryable, text: TextId, agent: AgentId | None) -> bool:
    """Whether there is such an incoming text, and such an agent."""
    return await db.execute(SQL["assign"], text, agent) != "UPDATE 0"


async def wrote_from(db: Queryable, contact: ContactId) -> Phone | None:
    found: str | None = await db.fetchval(SQL["wrote_from"], contact)
    return Phone(found) if found else None


async def project_of(db: Queryable, contact: ContactId) -> ProjectId | None:
    found = await db.fetchval(SQL["project_of"], contact)
    return None if found is None else ProjectId(found)


async def polled_to(db: Queryable, ours: str) -> datetime | None:
    found: datetime | None = await db.fetchval(SQL["polled_to"], ours)
    return found


async def read_before(db: Queryable) -> frozenset[str]:
    """Every number of ours whose incoming texts were ever read."""
    return frozenset(row["ours"] for row in await db.fetch(SQL["read_before"]))


async def writers_from(tx: Queryable, customer: str, ours: Sequence[str]) -> list[ProjectId]:
    rows = await tx.fetch(SQL["writers_from"], customer, list(ours))
    return [ProjectId(row["project_id"]) for row in rows]


async def set_polled_to(db: Queryable, ours: str, at: datetime) -> None:
    await db.execute(SQL["set_polled_to"], ours, at)


# ---- templates


class Template(msgspec.Struct, frozen=True, kw_only=True):
    kind: Kind
    language: str
    body: str
    changed_at: datetime
    changed_by: str


async def template(db: Queryable, project: ProjectId, kind: Kind, languages: Sequence[str]) -> tuple[str, str] | None:
    """Body and language of what the project has written itself, the first of `languages` that there is."""
    row = await db.fetchrow(SQL["template"], project, kind.value, list(languages))
    return (row["body"], row["language"]) if row else None


async def templates_of(db: Queryable, project: ProjectId) -> list[Template]:
    rows = await db.fetch(SQL["templates_of"], project)
    return [Template(**{**row, "kind": Kind(row["kind"])}) for row in rows]


async def put_template(db: Queryable, project: ProjectId, written: Template) -> None:
    what = (written.kind.value, written.language, written.body, written.changed_at, written.changed_by)
    await db.execute(SQL["put_template"], project, *what)


async def delete_template(db: Queryable, project: ProjectId, kind: Kind, language: str) -> None:
    await db.execute(SQL["delete_template"], project, kind.value, language)


# ---- Lookup


async def unclear_numbers(db: Queryable, projects: Sequence[ProjectId], limit: int) -> list[tuple[ProjectId, Phone]]:
    rows = await db.fetch(SQL["unclear_numbers"], list(projects), limit)
    return [(ProjectId(row["project_id"]), Phone(row["number"])) for row in rows]


# ---- reading


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """None is no condition. `show` is a word of `callbacks.sms.http.Show`. `before`: when and id of the last seen.

    `seen` are the projects whose texts the asker may see.
    """

    seen: Sequence[int] | None = None
    contact: int | None = None
    project: str | None = None
    show: str | None = None
    before: tuple[datetime, int] | None = None
    limit: int = 50


async def page(db: Queryable, wanted: Filter) -> Sequence[Record]:
    at, key = wanted.before or (None, None)
    conditions = (wanted.contact, wanted.project, wanted.show, at, key)
    return await db.fetch(SQL["texts_page"], *conditions, wanted.limit, wanted.seen)


def _word(why: Why | None) -> str | None:
    return why.value if why else None


def _text(row: Record | None) -> Text | None:
    return _made(row) if row else None


def _made(row: Record) -> Text:
    return Text(
        id=row["id"],
        project=row["project_id"],
        contact=row["contact_id"],
        case=row["case_id"],
        attempt=row["attempt"],
        sid=row["sid"],
        incoming=row["direction"] == "in",
        customer=Phone(row["customer"]),
        ours=row["ours"],
        body=row["body"],
        status=row["status"],
        code=row["code"],
        detail=row["detail"],
        at=row["at"],
        posted_at=row["posted_at"],
        tries=row["tries"],
    )
