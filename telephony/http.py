"""Calls over HTTP: what is live is told by `/api/live`; here is what was, and what people do to a call."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

import msgspec

from kernel.clock import Clock, utc_of
from kernel.errors import BadInput, Conflict, NotFound, Said
from kernel.http import LARGEST_ID, Actor, Forbidden, Request, Route
from kernel.ids import AgentId, CallId, ProjectId, QueueId
from kernel.permissions import Permission, narrowed
from kernel.phone import digits_of
from store.pool import Database
from telephony.desk import Desk
from telephony.outcome import Direction
from telephony.outcome_words import OutcomeWord, ReasonWord
from telephony.store import CallFilter, StoredCalls, list_calls, one_call, timeline
from telephony.whose import had, may_work

PAGE = 50
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Id = Annotated[int, msgspec.Meta(ge=1, le=LARGEST_ID)]
_INSIDE = {"RecordingBegan": frozenset({"path"})}
"""What of a fact is nobody's business outside: where a file lies on the switch."""
_HEARING = frozenset({"JoinBegan", "JoinDepthChanged", "JoinRefused", "JoinEnded"})
"""Who listened, which is told to those alone who may listen themselves."""


class CallsQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`q` is any run of digits of the caller's or the dialled number; `before` the `next` of the page before.

    `queue` is of calls that entered it, `agent` of who had them last, `since` of when they came in or were made,
    `trunk` of where the customer's leg came in or went out.
    `counted` leaves those that the live service level of `queue` counts at this moment.
    """

    state: Literal["live", "ended"] | None = None
    outcome: OutcomeWord | None = None
    reason: ReasonWord | None = None
    direction: Direction | None = None
    project: Id | None = None
    agent: Id | None = None
    queue: Id | None = None
    since: datetime | None = None
    trunk: Text | None = None
    counted: Literal["service_level"] | None = None
    q: str | None = None
    before: str | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=200)] = PAGE


class RecordingOfCall(msgspec.Struct, frozen=True):
    id: str
    status: str
    seconds: float | None


class CallSummary(msgspec.Struct, frozen=True, kw_only=True):
    """`state` is the word of the live call's state, as on the board, or `ended`.

    `language` is what the caller chose by key, or was served in as they chose none; None where they were not asked.
    """

    id: str
    project: str | None
    direction: str
    state: str
    customer: str | None
    dialled: str
    arrived_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    outcome: str | None
    reason: str | None
    agent: str | None
    queue: str | None
    trunk: str | None
    wait_seconds: float | None
    talk_seconds: float | None
    disposition: str | None
    recording: RecordingOfCall | None
    language: str | None = None


class CallList(msgspec.Struct, frozen=True):
    calls: list[CallSummary]
    next: str | None


class Happening(msgspec.Struct, frozen=True):
    """One line of a call's timeline. `kind` is the fact's name, `data` what it holds."""

    at: datetime
    kind: str
    data: dict[str, Any]


class CallDetail(CallSummary, frozen=True, kw_only=True):
    timeline: list[Happening]


class DialOutBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`agent_id` may be left out by an agent, who dials for themselves.

    `project_id`: by default the one of theirs that owes this number a call back, else their first.
    """

    number: Text
    agent_id: Id | None = None
    project_id: Id | None = None


class CallStarted(msgspec.Struct, frozen=True):
    call_id: str


class TransferBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Exactly one. `to_number` may be an extension; `to_phone` names the phone of somebody who is no agent."""

    to_agent: Id | None = None
    to_queue: Text | None = None
    to_number: Text | None = None
    to_phone: Text | None = None


class DispositionBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    disposition: Text


WrappingUp = Callable[[AgentId], CallId | None]
"""The call that an agent has spoken on and wraps up now."""

Owing = Callable[[AgentId, str], Awaitable[ProjectId | None]]
"""Which of an agent's projects owes this number a call back; None where none does, or it cannot be told."""


async def nothing_is_owed(_agent: AgentId, _number: str) -> ProjectId | None:
    return None


CountedIn = Callable[[QueueId], Sequence[CallId]]
"""The calls that the live service level of a queue counts at this moment."""


class CallRoutes:
    """The handlers. An agent works on their own calls only, who runs calls on all of the project."""

    def __init__(self, database: Database, desk: Desk, owing: Owing, counted_in: CountedIn = lambda _queue: ()) -> None:
        self._database = database
        self._desk = desk
        self._owing = owing
        self._counted_in = counted_in

    async def list(self, request: Request[CallsQuery, None]) -> CallList:
        query = request.query
        wanted = CallFilter(
            outcome=query.outcome,
            reason=query.reason,
            direction=query.direction,
            projects=narrowed(request.scope, query.project),
            digits=digits_of("q", query.q),
            alive=None if query.state is None else query.state == "live",
            agent=query.agent,
            queue=None if query.counted else query.queue,
            calls=self._counted(query),
            trunk=query.trunk,
            since=utc_of("since", query.since),
            before=cursor_of(query.before),
            limit=query.limit + 1,
        )
        rows = await list_calls(self._database, wanted)
        page = rows[: query.limit]
        more = _place_of(page[-1]) if len(rows) > query.limit else None
        return CallList([summary_of(row) for row in page], more)

    def _counted(self, query: CallsQuery) -> Sequence[CallId] | None:
        """None where nothing of the kind is asked for. Raises `BadInput`."""
        if query.counted is None:
            return None
        if query.queue is None:
            raise BadInput("queue", None, "the queue whose service level it is")
        return self._counted_in(QueueId(query.queue))

    async def one(self, request: Request[None, None]) -> CallDetail:
        call = CallId(request.path["id"])
        row = await one_call(self._database, call)
        if not request.sees(row["project_id"]):
            raise NotFound(f"There is no call {call}.")
        happened = await timeline(self._database, call)
        listens = request.actor.may_in(Permission.LISTEN, row["project_id"])
        lines = [happening_of(line) for line in happened if listens or line["kind"] not in _HEARING]
        return CallDetail(**msgspec.structs.asdict(summary_of(row)), timeline=lines)

    async def dial(self, request: Request[None, DialOutBody]) -> CallStarted:
        actor, asked = request.actor, request.body.agent_id
        agent = asked if asked is not None else actor.agent_id
        if agent is None:
            raise BadInput("agent_id", None, "the agent who is to make the call")
        number, project = request.body.number, request.body.project_id
        of = await self._owing(AgentId(agent), number) if project is None else ProjectId(project)
        if agent != actor.agent_id:
            _may_send(actor, self._desk.project_of_dialling(AgentId(agent), number, of))
        return CallStarted(self._desk.dial_out(AgentId(agent), number, of))

    async def hold(self, request: Request[None, None]) -> None:
        self._desk.hold(self._own(request))

    async def resume(self, request: Request[None, None]) -> None:
        self._desk.resume(self._own(request))

    async def hang_up(self, request: Request[None, None]) -> None:
        """A call that has ended is hung up, for everybody whose call it was: they pressed a moment too late."""
        call = CallId(request.path["id"])
        if self._desk.is_live(call):
            self._desk.hang_up(self._own(request), request.actor.agent_id)
        else:
            await had(self._database, request, call)

    async def mute_recording(self, request: Request[None, None]) -> None:
        self._desk.mute_recording(self._own(request), on=True)

    async def unmute_recording(self, request: Request[None, None]) -> None:
        self._desk.mute_recording(self._own(request), on=False)

    async def transfer(self, request: Request[None, TransferBody]) -> None:
        call = self._own(request)
        match request.body:
            case TransferBody(to_agent=int(agent), to_queue=None, to_number=None, to_phone=None):
                self._desk.transfer_to_agent(call, AgentId(agent))
            case TransferBody(to_agent=None, to_queue=str(queue), to_number=None, to_phone=None):
                self._desk.transfer_to_queue(call, queue)
            case TransferBody(to_agent=None, to_queue=None, to_number=str(number), to_phone=None):
                self._desk.transfer_to_number(call, number)
            case TransferBody(to_agent=None, to_queue=None, to_number=None, to_phone=str(phone)):
                self._desk.transfer_to_phone(call, phone)
            case _:
                accepted = "one of to_agent, to_queue, to_number, to_phone"
                raise BadInput("transfer", Said("none or several"), accepted)

    def _own(self, request: Request[None, Any]) -> CallId:
        call = CallId(request.path["id"])
        request.about(self._desk.project_of(call))
        may_work(request.actor, call, self._desk.agent_on(call), self._desk.project_of(call))
        return call


class Dispositions:
    """What came of a call, in the words of its project. Also after the call, which is when wrap-up is.

    Who has handed the call on says it for their part while they wrap up: it stands on the timeline under their name,
    and what came of the call is still for who speaks with the customer last to say.
    """

    def __init__(self, database: Database, stored: StoredCalls, wrapping_up: WrappingUp, clock: Clock) -> None:
        self._database = database
        self._stored = stored
        self._wrapping_up = wrapping_up
        self._clock = clock

    async def set(self, request: Request[None, DispositionBody]) -> None:
        call, said = CallId(request.path["id"]), request.body.disposition
        row = await one_call(self._database, call)
        request.about(row["project_id"])
        part = self._part_of(request.actor, call, row["agent_id"])
        if part is None:
            may_work(request.actor, call, row["agent_id"], row["project_id"])
        if row["agent_id"] is None:
            raise Conflict("Nothing can have come of this call: no agent spoke with the customer.")
        if row["dispositions"] and said not in row["dispositions"]:
            raise BadInput("disposition", said, f"one of {', '.join(row['dispositions'])}")
        await self._stored.set_disposition(call, said, request.actor.name, self._clock.now(), part)

    def _part_of(self, actor: Actor, call: CallId, last: int | None) -> AgentId | None:
        """The asker, where they have handed this call on and wrap it up still."""
        mine = actor.agent_id
        return mine if mine is not None and mine != last and self._wrapping_up(mine) == call else None


def _may_send(actor: Actor, project: ProjectId) -> None:
    """Whether somebody may have another dial for this project. Raises `Forbidden`."""
    if not actor.may(Permission.RUN_CALLS):
        raise Forbidden("An agent dials only for themselves.")
    if not actor.may_in(Permission.RUN_CALLS, project):
        raise Forbidden("You do not run the calls of the project that this would be for; project_id names another.")


def summary_of(row: Mapping[str, Any]) -> CallSummary:
    recording = None
    if row["recording_id"] is not None:
        recording = RecordingOfCall(row["recording_id"], row["recording_status"], row["recording_seconds"])
    return CallSummary(
        id=row["call_id"],
        project=row["project"],
        direction=row["direction"],
        state=row["state"] or "ended",
        customer=row["customer"],
        dialled=row["dialled"],
        arrived_at=row["arrived_at"],
        answered_at=row["answered_at"],
        ended_at=row["ended_at"],
        outcome=row["outcome"],
        reason=row["reason"],
        agent=_served_by(row),
        queue=row["queue"],
        trunk=row["trunk"],
        wait_seconds=row["wait_seconds"],
        talk_seconds=row["talk_seconds"],
        disposition=row["disposition"],
        recording=recording,
        language=row["language"],
    )


def _served_by(row: Mapping[str, Any]) -> str | None:
    """The row names the last agent who was offered the call, too; who only let it ring has not served it."""
    rang_only = row["ended_at"] is not None and row["answered_at"] is None and row["direction"] == "inbound"
    name: str | None = None if rang_only else row["agent"]
    return name


def happening_of(line: Mapping[str, Any]) -> Happening:
    inside = _INSIDE.get(line["kind"], frozenset())
    return Happening(
        line["at"], line["kind"], {name: each for name, each in line["body"].items() if name not in inside}
    )


def cursor_of(text: str | None) -> tuple[datetime, str] | None:
    """Raises `BadInput`, also for a time that has no zone or is no longer one in UTC."""
    if text is None:
        return None
    at, _, call = text.partition("|")
    try:
        when = datetime.fromisoformat(at)
        if when.tzinfo is None:
            raise ValueError("no zone")
        return when.astimezone(UTC), call
    except (ValueError, OverflowError) as error:
        raise BadInput("before", text[:64], "the `next` of an earlier page") from error


def _place_of(row: Mapping[str, Any]) -> str:
    return f"{row['arrived_at'].isoformat()}|{row['call_id']}"


def routes(
    database: Database,
    stored: StoredCalls,
    desk: Desk,
    wrapping_up: WrappingUp,
    clock: Clock,
    owing: Owing = nothing_is_owed,
    counted_in: CountedIn = lambda _queue: (),
) -> tuple[Route, ...]:
    """An agent sees no list of calls; what they may do, they do to the call they are on."""
    on, came = CallRoutes(database, desk, owing, counted_in), Dispositions(database, stored, wrapping_up, clock)
    see, work = Permission.SEE_CALLS, Permission.WORK_CALLS
    missing = (NotFound, Conflict, Forbidden)

    def act(verb: str, handler: Any, summary: str, body: type | None = None, status: int = 202) -> Route:
        path = f"/api/calls/{{id}}/{verb}"
        return Route("POST", path, work, handler, summary, body, status=status, errors=missing)

    dial = Route(
        "POST", "/api/calls", work, on.dial, "Call a number, agent first", DialOutBody, CallStarted, status=202
    )
    return (
        Route("GET", "/api/calls", see, on.list, "Calls, newest first", query=CallsQuery, response=CallList),
        Route("GET", "/api/calls/{id}", see, on.one, "One call", response=CallDetail, errors=(NotFound,)),
        replace(dial, status=202, errors=missing),
        act("hold", on.hold, "Put the customer on hold"),
        act("resume", on.resume, "Take the customer off hold"),
        act("hangup", on.hang_up, "End the call; its agent leaves it to a supervisor who has barged in"),
        act("mute_recording", on.mute_recording, "Record silence, both sides, until unmuted"),
        act("unmute_recording", on.unmute_recording, "Record sound again"),
        act("transfer", on.transfer, "Hand the customer on", TransferBody),
        act("disposition", came.set, "What came of the call", DispositionBody, 204),
    )
