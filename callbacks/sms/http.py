"""Texts and their templates over HTTP."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

import msgspec

from callbacks.sms import store, webhooks, wording
from callbacks.sms.desk import Texts
from callbacks.sms.outcome import SENTENCES, Why
from kernel.errors import BadInput, Conflict, NotFound
from kernel.http import LARGEST_ID, Lines, Request, Route
from kernel.ids import AgentId, ContactId, TextId
from kernel.permissions import Permission, narrowed
from kernel.phone import Phone, parse_phone
from store.pool import Queryable, Record

_LONGEST = 200
Word = Annotated[
    str,
    msgspec.Meta(max_length=_LONGEST, pattern=r"^[^\x00]*$", extra={"words": f"text of at most {_LONGEST} characters"}),
]
Instant = Annotated[datetime, msgspec.Meta(tz=True)]
Id = Annotated[int, msgspec.Meta(ge=1, le=LARGEST_ID)]
Show = Literal["unanswered", "unknown", "failed"]

LARGEST_PAGE = 200


class TextsQuery(msgspec.Struct, frozen=True):
    """`project` is a name or an id; `contact` gives one thread; `before` is the `next` of the page before."""

    project: Word | None = None
    contact: Id | None = None
    show: Show | None = None
    before: Word | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=LARGEST_PAGE)] = 50


class TextRow(msgspec.Struct, frozen=True):
    """`customer` is E.164. `why` is a constant word and `sentence` says it; `code` is Twilio's.

    `answered_at` is of an incoming text: when somebody dealt with it.
    """

    id: int
    project: str | None
    contact_id: int | None
    contact_name: str
    case_id: int | None
    direction: Literal["in", "out"]
    customer: str
    ours: str
    body: str
    segments: int
    status: str
    code: int | None
    why: str | None
    sentence: str | None
    at: Instant
    delivered_at: Instant | None
    answered_at: Instant | None
    answered_by: str | None
    assigned_to: int | None


class TextsPage(msgspec.Struct, frozen=True):
    """`next` is null on the last page."""

    texts: list[TextRow]
    next: str | None


class NewText(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`number` null: where the contact wrote from last."""

    contact_id: Id
    body: Lines
    number: Word | None = None


class TextMade(msgspec.Struct, frozen=True):
    id: int


class Assignment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Null: nobody's."""

    agent_id: Id | None


class Settlement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a person has found out about a text whose fate is unknown."""

    sent: bool


class TextDoor:
    """The handlers."""

    def __init__(self, db: Queryable, texts: Texts) -> None:
        self._db = db
        self._texts = texts

    async def page(self, request: Request[TextsQuery, None]) -> TextsPage:
        asked = request.query
        wanted = store.Filter(
            seen=narrowed(request.scope, None),
            contact=asked.contact,
            project=asked.project,
            show=asked.show,
            before=parse_cursor(asked.before) if asked.before else None,
            limit=asked.limit + 1,
        )
        rows = await store.page(self._db, wanted)
        shown = [_row(row) for row in rows[: asked.limit]]
        return TextsPage(shown, cursor(shown[-1]) if len(rows) > asked.limit else None)

    async def write(self, request: Request[None, NewText]) -> TextMade:
        wanted = request.body
        contact = ContactId(wanted.contact_id)
        project = await store.project_of(self._db, contact)
        if project is None or not request.about(project):
            raise NotFound("There is no such contact.")
        number = _number(wanted.number)
        text = await self._texts.reply(
            project=project, contact=contact, number=number, body=wanted.body, by=request.actor.name
        )
        return TextMade(text)

    async def deal_with(self, request: Request[None, None]) -> None:
        await self._texts.deal_with(await self._seen(request), request.actor.name)

    async def assign(self, request: Request[None, Assignment]) -> None:
        agent = request.body.agent_id
        await self._texts.assign(await self._seen(request), None if agent is None else AgentId(agent))

    async def settle(self, request: Request[None, Settlement]) -> None:
        await self._texts.settle(await self._seen(request), sent=request.body.sent, by=request.actor.name)

    async def _seen(self, request: Request[None, Any]) -> TextId:
        """Raises `NotFound` also for a text of a project that the asker has nothing to do with."""
        text = await store.by_id(self._db, TextId(request.number("id")))
        if text is None or not request.about(text.project):
            raise NotFound("There is no such text.")
        return text.id


def cursor(last: TextRow) -> str:
    """The place after `last` in the list."""
    return f"{last.at.astimezone(UTC):%Y%m%dT%H%M%S.%f}~{last.id}"


def parse_cursor(text: str) -> tuple[datetime, int]:
    at, _, key = text.partition("~")
    try:
        if not (key.isascii() and int(key) <= LARGEST_ID):
            raise ValueError
        return datetime.strptime(at, "%Y%m%dT%H%M%S.%f").replace(tzinfo=UTC), int(key)
    except ValueError:
        raise BadInput("before", text[:64], "the `next` of another page") from None


def _number(text: str | None) -> Phone | None:
    if text is None:
        return None
    found = parse_phone(text, "ZZ")
    if found is None:
        raise BadInput("number", text[:64], "a number with its country code, such as +380441234567")
    return found


def _row(row: Record) -> TextRow:
    taken: dict[str, Any] = {name: row[name] for name in TextRow.__struct_fields__ if name not in ("why", "sentence")}
    return TextRow(**taken, why=row["detail"], sentence=_sentence(row["detail"]))


def _sentence(word: str | None) -> str | None:
    """None also for STOP and START, which say themselves."""
    return SENTENCES[Why(word)] if word in set(Why) else None


def routes(db: Queryable, texts: Texts) -> tuple[Route, ...]:
    """Seeing, working and running cases, each for who may; and Twilio's own ways in."""
    parts = texts.parts
    return (
        *_text_routes(TextDoor(db, texts)),
        *wording.routes(db, parts.projects, parts.clock),
        *webhooks.routes(parts.twilio, texts.news, parts.webhooks, parts.clock),
    )


def _text_routes(handle: TextDoor) -> tuple[Route, ...]:
    see, work, run = Permission.SEE_CASES, Permission.WORK_CASES, Permission.RUN_CASES
    one = "/api/texts/{id}"
    return (
        Route(
            "GET",
            "/api/texts",
            see,
            handle.page,
            "Texts, newest first; of one contact, a thread",
            response=TextsPage,
            query=TextsQuery,
            errors=(BadInput,),
        ),
        Route(
            "POST",
            "/api/texts",
            work,
            handle.write,
            "Write to a contact; what they wrote is dealt with by it",
            request=NewText,
            response=TextMade,
            status=201,
            errors=(NotFound, BadInput, Conflict),
        ),
        Route(
            "POST", f"{one}/dealt-with", work, handle.deal_with, "It needs no answer", status=204, errors=(NotFound,)
        ),
        Route(
            "POST",
            f"{one}/assign",
            work,
            handle.assign,
            "Whose it is to answer",
            request=Assignment,
            status=204,
            errors=(NotFound,),
        ),
        Route(
            "POST",
            f"{one}/settle",
            run,
            handle.settle,
            "What became of a text whose fate is unknown",
            request=Settlement,
            status=204,
            errors=(NotFound, Conflict),
        ),
    )
