"""Running the floor over HTTP. What comes of it is told by `/api/live`."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated, Any

import msgspec

from kernel.clock import Clock
from kernel.errors import BadInput, Conflict, NotFound
from kernel.http import FileReply, Forbidden, Lines, Request, Route
from kernel.ids import AgentId, CallId, ProjectId, QueueId
from kernel.permissions import Permission
from monitoring.alarms import Thresholds
from monitoring.running import store
from monitoring.running.alarm_desk import AlarmDesk
from monitoring.running.broadcasts import Broadcasts
from monitoring.running.helping import Helping
from monitoring.running.outages import Outages
from monitoring.running.ports import Place, Prompt
from store.pool import Database, Record

HISTORY = 50
Id = Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)]


class OutageBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """For one queue of the project, or all; without `minutes` until somebody takes it off.

    `prompt` is the name of the one to be played; empty: the usual one.
    """

    project: Id
    queue: Id | None = None
    minutes: Annotated[int, msgspec.Meta(ge=5, le=30 * 24 * 60)] | None = None
    prompt: Annotated[str, msgspec.Meta(max_length=200)] = ""


class HeardQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which prompt: none is the usual one."""

    name: Annotated[str, msgspec.Meta(max_length=200)] = ""


class BroadcastBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """To the agents who work for the project now; without one to all."""

    text: Annotated[Lines, msgspec.Meta(min_length=1, max_length=500)]
    project: Id | None = None
    minutes: Annotated[int, msgspec.Meta(ge=5, le=24 * 60)] = 60


class PromptList(msgspec.Struct, frozen=True):
    prompts: list[Prompt]


class ThresholdsRow(msgspec.Struct, frozen=True, kw_only=True):
    project: int
    thresholds: Thresholds


class ThresholdsList(msgspec.Struct, frozen=True):
    projects: list[ThresholdsRow]


class Receipt(msgspec.Struct, frozen=True):
    agent: str
    read_at: datetime | None


class BroadcastRow(msgspec.Struct, frozen=True, kw_only=True):
    """`receipts`: who has read it, in that order, then who has not. No project: it went to everybody.

    `agent`: a message to this one alone.
    """

    id: int
    project_id: int | None
    agent: str | None
    text: str
    at: datetime
    by: str
    until: datetime
    withdrawn_at: datetime | None
    withdrawn_by: str | None
    receipts: list[Receipt]


class BroadcastList(msgspec.Struct, frozen=True):
    broadcasts: list[BroadcastRow]


class RunningRoutes:
    """The handlers of supervisors."""

    def __init__(
        self, db: Database, alarms: AlarmDesk, outages: Outages, broadcasts: Broadcasts, place: Place, clock: Clock
    ) -> None:
        self._db, self._alarms, self._outages = db, alarms, outages
        self._broadcasts, self._place, self._clock = broadcasts, place, clock

    async def acknowledge(self, request: Request[None, None]) -> None:
        cause = request.path["id"]
        found = self._alarms.find(cause)
        if found is None:
            raise Conflict("This alarm is no longer up: its cause has ceased.")
        request.expect(found.cause.project_id)
        await self._alarms.acknowledge(cause, request.actor.name)

    async def thresholds(self, request: Request[None, None]) -> ThresholdsList:
        known = (each for each in self._place.projects() if request.sees(each))
        return ThresholdsList([ThresholdsRow(project=each, thresholds=self._alarms.thresholds(each)) for each in known])

    async def set_thresholds(self, request: Request[None, Thresholds]) -> None:
        project = ProjectId(request.number("id"))
        request.expect(project)
        self._place.check(project, None)
        await self._alarms.set_thresholds(project, request.body, request.actor.name)

    async def prompts(self, request: Request[None, None]) -> PromptList:
        project = ProjectId(request.number("id"))
        request.expect(project)
        self._place.check(project, None)
        return PromptList(list(self._place.prompts(project)))

    async def hear_prompt(self, request: Request[HeardQuery, None]) -> FileReply:
        project, language = ProjectId(request.number("id")), request.path["language"]
        request.expect(project)
        file = self._place.prompt_file(project, request.query.name, language)
        return FileReply(file, "audio/wav", f"outage-{language}.wav")

    async def begin_outage(self, request: Request[None, OutageBody]) -> None:
        asked = request.body
        project, queue = ProjectId(asked.project), None if asked.queue is None else QueueId(asked.queue)
        request.expect(project)
        self._place.check(project, queue)
        _check_prompt(asked.prompt, self._place.prompts(project))
        until = None if asked.minutes is None else self._clock.now() + timedelta(minutes=asked.minutes)
        await self._outages.begin(project, queue, until, request.actor.name, asked.prompt)

    async def end_outage(self, request: Request[None, None]) -> None:
        outage = self._outages.find(request.number("id"))
        request.expect(outage.project)
        await self._outages.end(outage.id, request.actor.name)

    async def broadcast(self, request: Request[None, BroadcastBody]) -> None:
        said, text = request.body, request.body.text.strip()
        if not text:
            raise BadInput("text", said.text[:64], "some text")
        project = None if said.project is None else ProjectId(said.project)
        request.expect(project)
        if project is not None:
            self._place.check(project, None)
        team, lasts = self._place.team(project), timedelta(minutes=said.minutes)
        await self._broadcasts.send(project, text, lasts, request.actor.name, team)

    async def withdraw(self, request: Request[None, None]) -> None:
        found = self._broadcasts.find(request.number("id"))
        request.expect(found.project)
        await self._broadcasts.withdraw(found.id, request.actor.name)

    async def history(self, request: Request[None, None]) -> BroadcastList:
        rows = [row for row in await store.broadcast_history(self._db, HISTORY) if self._may_read(request, row)]
        read = await store.receipts(self._db, [row["id"] for row in rows])
        return BroadcastList([_broadcast_row(row, read) for row in rows])

    def _may_read(self, request: Request[None, None], row: Record) -> bool:
        return (row["project_id"] is None and row["agent"] is None) or request.sees(row["project_id"])


def _broadcast_row(row: Record, read: list[Record]) -> BroadcastRow:
    return BroadcastRow(
        id=row["id"],
        project_id=row["project_id"],
        agent=row["agent"],
        text=row["text"],
        at=row["at"],
        by=row["by"],
        until=row["until"],
        withdrawn_at=row["withdrawn_at"],
        withdrawn_by=row["withdrawn_by"],
        receipts=[Receipt(each["name"], each["read_at"]) for each in read if each["broadcast_id"] == row["id"]],
    )


class HelpRoutes:
    """The handlers of those who ask for help, read what is said to them, and see to it."""

    def __init__(self, helping: Helping, broadcasts: Broadcasts, place: Place) -> None:
        self._helping, self._broadcasts, self._place = helping, broadcasts, place

    async def read(self, request: Request[None, None]) -> None:
        await self._broadcasts.read(request.number("id"), _agent_of(request))

    async def ask(self, request: Request[None, None]) -> None:
        await self._helping.ask(self._own_call(request), _agent_of(request))

    async def withdraw(self, request: Request[None, None]) -> None:
        self._helping.withdraw(self._own_call(request))

    async def take(self, request: Request[None, None]) -> None:
        call = CallId(request.path["id"])
        project, _ = self._place.agent_on(call)
        if not request.about(project):
            raise NotFound("There is no such live call.")
        await self._helping.take(call, request.actor.name)

    def _own_call(self, request: Request[None, None]) -> CallId:
        """Raises `NotFound` for a call that is not the asker's."""
        call = CallId(request.path["id"])
        _, agent = self._place.agent_on(call)
        if agent is None or agent != request.actor.agent_id:
            raise NotFound("There is no such live call of yours.")
        return call


def _check_prompt(name: str, prompts: Sequence[Prompt]) -> None:
    """Raises `Conflict` where there is none that can be played, `BadInput` where there is none of that name."""
    if not prompts:
        raise Conflict("There is no outage prompt that can be played: record one for this project first.")
    names = dict.fromkeys(each.name for each in prompts)
    if name not in names:
        raise BadInput("prompt", name, f"one of {', '.join(each or 'the usual one (empty)' for each in names)}")


def _agent_of(request: Request[Any, Any]) -> AgentId:
    """Raises `NotFound` for somebody who takes no calls: nothing is said to them, and no call is theirs."""
    if request.actor.agent_id is None:
        raise NotFound("You take no calls.")
    return request.actor.agent_id


def routes(
    db: Database,
    alarms: AlarmDesk,
    outages: Outages,
    broadcasts: Broadcasts,
    helping: Helping,
    place: Place,
    clock: Clock,
) -> tuple[Route, ...]:
    on = RunningRoutes(db, alarms, outages, broadcasts, place, clock)
    agents = HelpRoutes(helping, broadcasts, place)
    return (*_alarms(on), *_outages(on), *_broadcasts(on), *_agents(agents))


def _act(method: Any, path: str, handler: Any, summary: str, body: type | None = None) -> Route:
    errors = (NotFound, Conflict, Forbidden)
    return Route(method, path, Permission.RUN_FLOOR, handler, summary, body, status=202, errors=errors)


def _alarms(on: RunningRoutes) -> tuple[Route, ...]:
    too_much = "What each project finds too much"
    return (
        _act("POST", "/api/alarms/{id}/acknowledge", on.acknowledge, "Say that one has seen an alarm"),
        Route("GET", "/api/thresholds", Permission.RUN_FLOOR, on.thresholds, too_much, response=ThresholdsList),
        Route(
            "PUT",
            "/api/projects/{id}/thresholds",
            Permission.ADMINISTER,
            on.set_thresholds,
            "What the project finds too much from now on",
            Thresholds,
            status=204,
            errors=(NotFound,),
        ),
    )


def _outages(on: RunningRoutes) -> tuple[Route, ...]:
    return (
        Route(
            "GET",
            "/api/projects/{id}/outage_prompts",
            Permission.RUN_FLOOR,
            on.prompts,
            "The outage prompts that the project's callers would hear",
            response=PromptList,
            errors=(NotFound,),
        ),
        Route(
            "GET",
            "/api/projects/{id}/outage_prompts/{language}/audio",
            Permission.RUN_FLOOR,
            on.hear_prompt,
            "An outage prompt, to be heard before it is put on",
            response=FileReply,
            query=HeardQuery,
            errors=(NotFound,),
        ),
        _act("POST", "/api/outages", on.begin_outage, "Tell callers of an outage before they wait", OutageBody),
        _act("DELETE", "/api/outages/{id}", on.end_outage, "Take an outage prompt off"),
    )


def _broadcasts(on: RunningRoutes) -> tuple[Route, ...]:
    latest = "The latest broadcasts and who has read them"
    return (
        _act("POST", "/api/broadcasts", on.broadcast, "A text to agents, at once on every desk", BroadcastBody),
        _act("DELETE", "/api/broadcasts/{id}", on.withdraw, "Take a broadcast from every desk"),
        Route("GET", "/api/broadcasts", Permission.RUN_FLOOR, on.history, latest, response=BroadcastList),
    )


def _agents(on: HelpRoutes) -> tuple[Route, ...]:
    work, errors = Permission.WORK_CALLS, (NotFound, Conflict, Forbidden)

    def act(method: Any, path: str, handler: Any, summary: str, permission: Permission = work) -> Route:
        return Route(method, path, permission, handler, summary, status=202, errors=errors)

    return (
        act("POST", "/api/broadcasts/{id}/read", on.read, "Say that one has read a broadcast"),
        act("POST", "/api/calls/{id}/help", on.ask, "Ask for help on one's call"),
        act("DELETE", "/api/calls/{id}/help", on.withdraw, "Need no more help"),
        act("POST", "/api/calls/{id}/help/take", on.take, "See to a call for help", Permission.RUN_FLOOR),
    )
