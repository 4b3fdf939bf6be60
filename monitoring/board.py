"""The board: live calls, agents, queues and alarms as values, and what changed between two of them. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import assert_never

import msgspec
from msgspec.structs import replace

from kernel.ids import AgentId, ProjectId, QueueId
from kernel.phone import Anonymous, Caller, Known, Malformed
from monitoring.alarms import Standing
from monitoring.beside import Beside, LiveBroadcast, LiveHelp, LiveOutage, LiveTrunk, kind_of
from monitoring.levels import Level
from telephony.listener import Depth, Place
from telephony.outcome import ConsultEnd
from telephony.plan import ToAgent, ToNumber
from telephony.routing import Entry, FreeAgent, languages_asked
from telephony.states import Asking, Call, Consultation, Ended, State, agent
from telephony.states import project as project_of
from workforce import model as m


class HeardBy(msgspec.Struct, frozen=True):
    """Somebody who has joined the call. `waiting`: they hear nothing yet, because nobody is in conversation."""

    user: int
    name: str
    depth: Depth
    waiting: bool


class LiveConsult(msgspec.Struct, frozen=True, kw_only=True):
    """Whom the call's agent asks first: another agent, or a number, masked.

    `talking`: they have picked up. The call's state says whether they, or the customer, hear music just now.
    """

    agent_id: int | None = None
    agent: str | None = None
    number: str | None = None
    talking: bool = False


class LiveCall(msgspec.Struct, frozen=True, kw_only=True):
    """`since` is when the state was entered, `queued_at` when the queue was last. `customer` is E.164 or None.

    `consult_end`: why the last consultation came to nothing, until there is another or the call is handed on.

    `agent_told`: the agent sees `heard_by` too; others see it only where they may listen themselves.
    """

    id: str
    project_id: int | None
    project: str | None
    direction: str
    state: str
    since: datetime
    arrived_at: datetime
    customer: str | None
    dialled: str
    queue: str | None
    agent_id: int | None
    agent: str | None
    recording: str
    queued_at: datetime | None
    answered_at: datetime | None
    heard_by: list[HeardBy]
    agent_told: bool
    consult: LiveConsult | None = None
    consult_end: ConsultEnd | None = None


class LiveAgent(msgspec.Struct, frozen=True, kw_only=True):
    """`until` is when the state ends by itself; `next` what was asked for and begins after it.

    `forced_by` is who has set the state, where it was not the agent. On loan, `projects` is the one they are lent to;
    `project_ids` are those and their own, whose people see them. No `languages`: they speak all.
    """

    id: int
    name: str
    state: str
    reason: str | None
    since: datetime
    call_id: str | None
    device: str
    skills: list[str]
    project_ids: list[int]
    projects: list[str]
    languages: list[str]
    until: datetime | None
    next: str | None
    forced_by: str | None = None
    forced_note: str = ""
    home: list[str] = []
    loan_by: str | None = None
    loan_until: datetime | None = None


class LiveQueue(msgspec.Struct, frozen=True, kw_only=True):
    """`free` and `staffed` count agents who could take its callers: now, and at all. They need all of `skills`.

    `level` is the service level in percent of the `level_counted` entries of the last `level_minutes`; None while
    nothing counts. `asked` are those who wait and to whom no agent is on the way, by the language that routing asks for
    just now; under an empty one those who go to anybody.
    """

    id: int
    name: str
    project_id: int
    project: str
    waiting: int
    longest_since: datetime | None
    free: int
    staffed: int
    level: int | None = None
    level_counted: int = 0
    level_target: int = 0
    level_minutes: int = 0
    skills: list[str] = []
    asked: Mapping[str, int] = {}


class Alarm(msgspec.Struct, frozen=True):
    """`kind` and `data` are for those who put it in words, `sentence` is in English. No project: the installation's."""

    id: str
    sentence: str
    since: datetime
    kind: str
    project_id: int | None = None
    project: str | None = None
    data: Mapping[str, str] = {}
    acknowledged_by: str | None = None
    acknowledged_at: datetime | None = None


class Due(msgspec.Struct, frozen=True):
    """How many callbacks of a project are due and not begun, by call or text. `id` is the project's."""

    id: str
    project_id: int
    count: int


class Board(msgspec.Struct, frozen=True, kw_only=True):
    now: datetime
    calls: list[LiveCall]
    agents: list[LiveAgent]
    queues: list[LiveQueue]
    alarms: list[Alarm]
    due: list[Due]
    demo: bool
    trunks: list[LiveTrunk] = []
    outages: list[LiveOutage] = []
    broadcasts: list[LiveBroadcast] = []
    helps: list[LiveHelp] = []


Shown = LiveCall | LiveAgent | LiveQueue | Alarm | Due | Beside


class Change(msgspec.Struct, frozen=True):
    """`kind` is call, agent, queue, alarm, due, trunk, outage, broadcast or help; `value` None: it is gone."""

    kind: str
    id: str
    value: Shown | None


class QueueInfo(msgspec.Struct, frozen=True, kw_only=True):
    """A queue as it is set up: what the board needs of it. Target: so many percent answered within `level_s`."""

    id: QueueId
    name: str
    project: int
    project_name: str
    skills: frozenset[str]
    level_s: int = 20
    level_percent: int = 80


class QueueLevel(msgspec.Struct, frozen=True):
    """A queue's service level over the last `minutes`."""

    level: Level = Level(0, 0)
    minutes: int = 0


Items = Mapping[tuple[str, str], Shown]


def live_call(
    state: State, since: datetime, names: Mapping[AgentId, str], waits_since: datetime | None = None
) -> LiveCall:
    """`waits_since`: when they entered the queue in which they wait; they may have been served before."""
    call, who = state.call, agent(state)
    project, queue = _place(call)
    return LiveCall(
        id=call.id,
        project_id=project_of(state),
        project=project,
        direction=call.direction.value,
        state=str(type(state).__struct_config__.tag),
        since=since,
        arrived_at=call.began_at,
        customer=_shown(call.caller),
        dialled=call.dialled,
        queue=queue,
        agent_id=who,
        agent=names.get(who) if who is not None else None,
        recording=call.recording.value,
        queued_at=waits_since or call.queued_at,
        answered_at=call.answered_at,
        heard_by=[HeardBy(each.user, each.name, each.depth, each.place is Place.APART) for each in call.listeners],
        agent_told=call.plan is not None and call.plan.tell_agents_heard,
        consult=_consult(state, names),
        consult_end=call.consult_end,
    )


def _consult(state: State, names: Mapping[AgentId, str]) -> LiveConsult | None:
    if not isinstance(state, Consultation):
        return None
    talking = not isinstance(state, Asking)
    match state.asked:
        case ToAgent(agent=asked):
            return LiveConsult(agent_id=asked, agent=names.get(asked), talking=talking)
        case ToNumber(shown=shown):
            return LiveConsult(number=shown, talking=talking)
        case _:
            assert_never(state.asked)


def _place(call: Call) -> tuple[str | None, str | None]:
    """The names of project and queue, also of a call that was refused there."""
    if call.plan is not None:
        return call.plan.project_name, call.plan.queue.name
    return (call.refusal.project_name, call.refusal.queue_name) if call.refusal else (None, None)


def _shown(caller: Caller) -> str | None:
    match caller:
        case Known(phone):
            return phone.e164
        case Anonymous() | Malformed():
            return None


def live_agent(
    who: m.Agent, seat: m.Seat, projects: Mapping[int, str], home: frozenset[ProjectId] = frozenset()
) -> LiveAgent:
    """`home` are the agent's own projects."""
    state = seat.state
    return LiveAgent(
        id=who.id,
        name=who.name,
        state=m.name_of(state),
        reason=state.reason if isinstance(state, m.Break) else None,
        since=state.since,
        call_id=m.call_of(state),
        device="registered" if seat.device else "gone",
        skills=sorted(who.skills),
        project_ids=sorted(who.projects | home),
        projects=sorted(projects[p] for p in who.projects if p in projects),
        languages=sorted(who.languages),
        until=state.until if isinstance(state, m.WrapUp | m.NotAnswering) else None,
        next=m.name_of(seat.next) if seat.next is not None else None,
        forced_by=seat.forced.by if seat.forced else None,
        forced_note=seat.forced.note if seat.forced else "",
        home=sorted(projects[p] for p in home if p in projects),
        loan_by=who.loan.by if who.loan else None,
        loan_until=who.loan.until if who.loan else None,
    )


def live_queues(
    queues: Iterable[QueueInfo],
    entries: Sequence[Entry],
    free: Sequence[FreeAgent],
    signed_in: Sequence[FreeAgent],
    level: Callable[[QueueInfo], QueueLevel] = lambda _queue: QueueLevel(),
    serving: Sequence[FreeAgent] = (),
) -> list[LiveQueue]:
    asked = languages_asked(entries, serving)
    return [
        replace(_live_queue(queue, entries, free, signed_in, level(queue)), asked=asked.get(queue.id, {}))
        for queue in queues
    ]


def _live_queue(
    queue: QueueInfo,
    entries: Sequence[Entry],
    free: Sequence[FreeAgent],
    signed_in: Sequence[FreeAgent],
    reached: QueueLevel,
) -> LiveQueue:
    waiting = [entry.caller.since for entry in entries if entry.queue.id == queue.id]
    return LiveQueue(
        id=queue.id,
        name=queue.name,
        project_id=queue.project,
        project=queue.project_name,
        waiting=len(waiting),
        longest_since=min(waiting, default=None),
        free=_able(queue, free),
        staffed=_able(queue, signed_in),
        level=reached.level.percent,
        level_counted=reached.level.counted,
        level_target=queue.level_percent,
        level_minutes=reached.minutes,
        skills=sorted(queue.skills),
    )


def _able(queue: QueueInfo, agents: Sequence[FreeAgent]) -> int:
    return sum(queue.project in agent.projects and queue.skills <= agent.skills for agent in agents)


def alarm(standing: Standing) -> Alarm:
    cause, seen = standing.cause, standing.acknowledged
    return Alarm(
        id=cause.id,
        sentence=cause.sentence,
        since=standing.since,
        kind=cause.kind,
        project_id=cause.project_id,
        project=cause.project,
        data=cause.data,
        acknowledged_by=seen.by if seen else None,
        acknowledged_at=seen.at if seen else None,
    )


def alive(state: State) -> bool:
    return not isinstance(state, Ended)


def items_of(
    calls: Iterable[LiveCall],
    agents: Iterable[LiveAgent],
    queues: Iterable[LiveQueue],
    alarms: Iterable[Alarm],
    due: Iterable[Due] = (),
    beside: Iterable[Beside] = (),
) -> Items:
    """Everything on the board by kind and id."""
    keyed: dict[tuple[str, str], Shown] = {}
    keyed.update({("call", call.id): call for call in calls})
    keyed.update({("agent", str(each.id)): each for each in agents})
    keyed.update({("queue", str(queue.id)): queue for queue in queues})
    keyed.update({("alarm", alarm.id): alarm for alarm in alarms})
    keyed.update({("due", each.id): each for each in due})
    keyed.update({(kind_of(each), str(each.id)): each for each in beside})
    return keyed


def changes(before: Items, after: Items) -> list[Change]:
    """What turns one board into the other: gone, new and different things, in a settled order."""
    gone = [Change(kind, id_, None) for kind, id_ in before if (kind, id_) not in after]
    new = [Change(kind, id_, value) for (kind, id_), value in after.items() if before.get((kind, id_)) != value]
    return gone + new
