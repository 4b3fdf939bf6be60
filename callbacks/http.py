"""Cases over HTTP: who waits for us, what is done next and why, and what a person may do about it."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal, Protocol

import msgspec

from callbacks import listing, views
from callbacks.actions import actions_of, agents_in, answers_for, attempt_of, word_due
from callbacks.desk import CaseDesk
from callbacks.figures import Figures, figures_of, old_before, span_of
from callbacks.model import Case, Word
from callbacks.rules import Decision, ProjectRules
from callbacks.views import CaseDetail, CaseList, Group, GroupCount
from callbacks.views_steps import NextStep, step_view
from kernel.clock import Clock
from kernel.errors import BadInput, Conflict, NotFound
from kernel.http import LARGEST_ID, Forbidden, Lines, Request, Route
from kernel.ids import AgentId, CallId, CaseId, ProjectId
from kernel.permissions import Permission, narrowed
from kernel.phone import digits_of
from store.pool import Queryable, Record

PAGE = 50
LONGEST_SPAN_DAYS = 400
Id = Annotated[int, msgspec.Meta(ge=1, le=LARGEST_ID)]
Short = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Note = Annotated[Lines, msgspec.Meta(min_length=1, max_length=2000)]
Instant = Annotated[datetime, msgspec.Meta(tz=True)]
CloseWord = Literal[
    "spoken_to",
    "self_recovered",
    "refused",
    "invalid",
    "do_not_call",
    "expired",
    "ladder_exhausted",
    "by_person",
]


class CasesQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"first": "from", "last": "to"}):
    """`q` is a part of a name, or some digits of any number of the customer; `before` the `next` of the page before.

    `call` gives the case that a call is about: it was placed for it, or its customer is on it; nothing else counts.
    `group` names a tab of the console, `due` the cases whose call or text is due and not begun, as the wall counts
    them, `broken` the open cases with a promise that was not kept. The others are how the cases behind a figure are
    found: `from` and `to` are days of the first missed call on the project's clock, `counted` is which of those count
    that are old enough to have run their ladder; a promise that has `come` is kept or broken.
    """

    group: Group | Literal["due", "broken"] | None = None
    project: Id | None = None
    q: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    call: Short | None = None
    recovered_by: Literal["team", "self", "text"] | None = None
    close_reason: CloseWord | None = None
    promise: Literal["kept", "broken", "come"] | None = None
    counted: Literal["old", "recovered", "not_refused"] | None = None
    first: date | None = None
    last: date | None = None
    before: str | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=200)] = PAGE


class CallNowBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`agent_id` may be left out by an agent, who calls for themselves."""

    agent_id: Id | None = None


class CallBegun(msgspec.Struct, frozen=True):
    call_id: str


class PostponeBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    until: Instant


class CloseBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    note: Note


class HoldBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    why: Note


class WordBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`call_at` goes with `call_me_at`, and with nothing else."""

    call_id: Short
    word: Word
    call_at: Instant | None = None
    note: Annotated[Lines, msgspec.Meta(max_length=2000)] = ""


class FiguresQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"first": "from", "last": "to"}):
    """Days of the first missed call, both counted."""

    first: date
    last: date
    project: Id | None = None


class Foresees(Protocol):
    async def foresee(self, tx: Queryable, case: Case) -> Sequence[Decision]:
        """What would follow if nobody were ever reached. Raises `NotFound`."""
        ...


class Book(Protocol):
    def of(self, project: ProjectId) -> ProjectRules: ...


class CaseRoutes:
    """The handlers that read."""

    def __init__(self, db: Queryable, cases: Foresees, book: Book, clock: Clock) -> None:
        self._db = db
        self._cases = cases
        self._book = book
        self._clock = clock

    async def page(self, request: Request[CasesQuery, None]) -> CaseList:
        asked = request.query
        projects = narrowed(request.scope, asked.project)
        page = listing.Page(projects, search_of(asked.q), place_of(asked.before), asked.limit + 1)
        places = await self._places(asked, page)
        found = await listing.case_rows(self._db, [case for _, case in places[: asked.limit]])
        rows = [row for row in found if projects is None or row["project_id"] in projects]
        counts = await listing.case_counts(self._db, projects)
        due = await listing.due_count(self._db, self._clock.now(), projects)
        return CaseList(
            [views.row_view(row) for row in rows],
            [GroupCount(row["group"], row["cases"]) for row in counts],
            due,
            sum(row["broken"] for row in counts),
            cursor(places[asked.limit - 1]) if len(places) > asked.limit else None,
            await self._short_day(projects),
            await listing.no_case(self._db, asked.call, projects) if asked.call else None,
        )

    async def _short_day(self, projects: Sequence[int] | None) -> int | None:
        rows = await listing.project_zones(self._db, projects)
        days = [self._book.of(row["id"]).policy.day_seconds for row in rows]
        return min((each for each in days if each is not None), default=None)

    async def _places(self, asked: CasesQuery, page: listing.Page) -> list[listing.Place]:
        if asked.call is not None:
            return await listing.cases_of_call(self._db, asked.call)
        if asked.group == "due":
            return await listing.due_cases(self._db, self._clock.now(), page)
        if asked.group in ("broken", *_OPEN):
            group = None if asked.group == "broken" else asked.group
            return await listing.open_cases(self._db, group, asked.group == "broken", page)
        return await listing.cases_behind(self._db, await self._behind(asked, page.projects), page)

    async def _behind(self, asked: CasesQuery, projects: Sequence[int] | None) -> listing.Behind:
        old = await self._old_before(projects) if asked.counted else {}
        closed, told = True if asked.group == "closed" else None, (asked.recovered_by, asked.close_reason)
        return listing.Behind(closed, *told, asked.promise, asked.first, asked.last, asked.counted, old)

    async def _old_before(self, projects: Sequence[int] | None) -> dict[int, datetime]:
        rows, now = await listing.project_zones(self._db, projects), self._clock.now()
        return {row["id"]: old_before(self._book.of(row["id"]).policy, now) for row in rows}

    async def one(self, request: Request[None, None]) -> CaseDetail:
        row = await seen_case(self._db, request)
        case, shown = views.case_of(row), views.row_view(row)
        agents = await listing.agent_names(self._db, list(agents_in(case)))
        steps = await listing.case_steps(self._db, case.id)
        texts = await listing.case_texts(self._db, case.id, case.contact)
        return CaseDetail(
            **msgspec.structs.asdict(shown),
            **views.story_of(case, agents),
            steps=[views.planned_view(each, shown.zone) for each in steps],
            forecast=await self._forecast(case, shown.zone),
            texts=[views.text_view(each) for each in texts],
            word_due=word_due(case, agents),
            actions=actions_of(case, shown, request.actor, self._clock.now()),
        )

    async def _forecast(self, case: Case, zone: str) -> list[NextStep]:
        return [step_view(each, zone) for each in await self._cases.foresee(self._db, case)]

    async def figures(self, request: Request[FiguresQuery, None]) -> Figures:
        asked = request.query
        days = (asked.last - asked.first).days
        if not 0 <= days <= LONGEST_SPAN_DAYS:
            raise BadInput(
                "to", asked.last.isoformat(), f"a day from `from` on, at most {LONGEST_SPAN_DAYS} days later"
            )
        projects = narrowed(request.scope, asked.project)
        rows = await listing.project_zones(self._db, projects)
        span = span_of(
            rows, lambda project: self._book.of(project).policy, (asked.first, asked.last), self._clock.now()
        )
        return await figures_of(self._db, span)


class CaseActions:
    """The handlers that change something, in the projects where the asker may."""

    def __init__(self, db: Queryable, desk: CaseDesk, clock: Clock) -> None:
        self._db = db
        self._desk = desk
        self._clock = clock

    async def call(self, request: Request[None, CallNowBody]) -> CallBegun:
        actor, asked = request.actor, request.body.agent_id
        agent = asked if asked is not None else actor.agent_id
        if agent is None:
            raise BadInput("agent_id", None, "the agent who is to make the call")
        row = await seen_case(self._db, request)
        if agent != actor.agent_id and not actor.may_in(Permission.RUN_CASES, row["project_id"]):
            raise Forbidden("An agent calls only for themselves.")
        return CallBegun(await self._desk.call_now(CaseId(row["id"]), AgentId(agent)))

    async def postpone(self, request: Request[None, PostponeBody]) -> None:
        until = _in_utc("until", request.body.until)
        if until <= self._clock.now():
            raise BadInput("until", until.isoformat(), "a moment that is still to come")
        await self._desk.postpone(await self._own(request), until, request.actor.name)

    async def close(self, request: Request[None, CloseBody]) -> None:
        await self._desk.close(await self._own(request), request.body.note, request.actor.name)

    async def hold(self, request: Request[None, HoldBody]) -> None:
        await self._desk.hold(await self._own(request), request.body.why, request.actor.name)

    async def release(self, request: Request[None, None]) -> None:
        await self._desk.release(await self._own(request), request.actor.name)

    async def word(self, request: Request[None, WordBody]) -> None:
        said, actor = request.body, request.actor
        call_at = _in_utc("call_at", said.call_at) if said.call_at else None
        _check_call_at(said.word, call_at, self._clock.now())
        row = await seen_case(self._db, request)
        attempt = attempt_of(views.case_of(row), CallId(said.call_id))
        if not answers_for(actor, row["project_id"], attempt):
            raise Forbidden("An agent says only what came of their own calls.")
        await self._desk.word(CaseId(row["id"]), attempt.call, said.word, actor.name, call_at, said.note)

    async def _own(self, request: Request[None, Any]) -> CaseId:
        return CaseId((await seen_case(self._db, request))["id"])


_OPEN: tuple[Group, ...] = ("needs_person", "promised", "planned", "texting", "held")


# ---- who may see which


async def seen_case(db: Queryable, request: Request[None, Any]) -> Record:
    """Raises `NotFound` also for a case of a project that the asker has nothing to do with."""
    case = CaseId(request.number("id"))
    row = await listing.one_case(db, case)
    if not request.about(row["project_id"]):
        raise NotFound(f"There is no case {case}.")
    return row


def _in_utc(field: str, at: datetime) -> datetime:
    """Raises `BadInput` for what is in no year of UTC."""
    try:
        return at.astimezone(UTC)
    except OverflowError as error:
        raise BadInput(field, at.isoformat(), "a moment of the years 1 to 9999 in UTC") from error


def _check_call_at(word: Word, call_at: datetime | None, now: datetime) -> None:
    if word is not Word.CALL_ME_AT and call_at is not None:
        raise BadInput("call_at", call_at.isoformat(), f"nothing with {word.value}")
    if word is Word.CALL_ME_AT and (call_at is None or call_at <= now):
        raise BadInput("call_at", call_at and call_at.isoformat(), "the moment asked for, still to come")


# ---- places in the list


def search_of(text: str | None) -> listing.Search:
    """Anything with a letter is a name. A national spelling's leading zeros are in no number as it is kept."""
    if text is None or not text.strip():
        return listing.Search()
    if any(each.isalpha() for each in text):
        return listing.Search(name=text.strip())
    digits = digits_of("q", text)
    return listing.Search(digits=digits and (digits.lstrip("0") or digits))


def cursor(place: listing.Place) -> str:
    at, case = place
    return f"{at.astimezone(UTC).isoformat()}|{case}"


def place_of(text: str | None) -> listing.Place | None:
    """Raises `BadInput`."""
    if text is None:
        return None
    at, _, case = text.partition("|")
    try:
        when = datetime.fromisoformat(at)
        if when.tzinfo is None or not (case.isascii() and case.isdigit() and len(case) < 19):
            raise ValueError("no place")
        return when.astimezone(UTC), int(case)
    except (ValueError, OverflowError) as error:
        raise BadInput("before", text[:64], "the `next` of an earlier page") from error


def routes(db: Queryable, desk: CaseDesk, cases: Foresees, book: Book, clock: Clock) -> tuple[Route, ...]:
    """Agents see and work the cases of their projects; holding and releasing is for who runs them."""
    on, do = CaseRoutes(db, cases, book, clock), CaseActions(db, desk, clock)
    see, work, run = Permission.SEE_CASES, Permission.WORK_CASES, Permission.RUN_CASES
    refused = (NotFound, Conflict, Forbidden)

    def act(verb: str, handler: Any, summary: str, body: type | None = None, may: Permission = work) -> Route:
        return Route("POST", f"/api/cases/{{id}}/{verb}", may, handler, summary, body, status=204, errors=refused)

    call = "Call the customer now, agent first"
    return (
        Route("GET", "/api/cases", see, on.page, "Cases, latest change first", query=CasesQuery, response=CaseList),
        Route("GET", "/api/cases/{id}", see, on.one, "All of one case", response=CaseDetail, errors=(NotFound,)),
        Route("POST", "/api/cases/{id}/call", work, do.call, call, CallNowBody, CallBegun, status=202, errors=refused),
        act("postpone", do.postpone, "Call at the time the customer asked for", PostponeBody),
        act("close", do.close, "Close it, with a note", CloseBody),
        act("hold", do.hold, "Do nothing until it is released", HoldBody, run),
        act("release", do.release, "Let it go on although it is held", None, run),
        act("word", do.word, "What came of an answered attempt", WordBody),
        Route(
            "GET",
            "/api/callbacks/figures",
            Permission.SEE_FIGURES,
            on.figures,
            "How many of those who were missed were spoken to after all",
            query=FiguresQuery,
            response=Figures,
        ),
    )
