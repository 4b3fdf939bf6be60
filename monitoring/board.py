"""The board: live calls, agents, queues and alarms as values, and what changed between two of them. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import msgspec

from kernel.ids import AgentId, QueueId
from kernel.phone import Anonymous, Caller, Known, Malformed
from telephony.routing import Entry, FreeAgent
from telephony.states import Call, Ended, State, agent
from telephony.states import project as project_of
from workforce import model as m


class LiveCall(msgspec.Struct, frozen=True, kw_only=True):
    """`since` is when the state was entered, `queued_at` when the queue was. `customer` is E.164 or None."""

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


class LiveAgent(msgspec.Struct, frozen=True, kw_only=True):
    """`until` is when the state ends by itself; `next` what was asked for and begins after it."""

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
    until: datetime | None
    next: str | None


class LiveQueue(msgspec.Struct, frozen=True, kw_only=True):
    """`free` and `staffed` count agents who could take its callers: now, and at all."""

    id: int
    name: str
    project_id: int
    project: str
    waiting: int
    longest_since: datetime | None
    free: int
    staffed: int


class Alarm(msgspec.Struct, frozen=True):
    id: str
    sentence: str
    since: datetime


class Due(msgspec.Struct, frozen=True):
    """How many are due and not begun: `callbacks`, by call or text."""

    id: str
    count: int


class Board(msgspec.Struct, frozen=True, kw_only=True):
    now: datetime
    calls: list[LiveCall]
    agents: list[LiveAgent]
    queues: list[LiveQueue]
    alarms: list[Alarm]
    due: list[Due]
    demo: bool


Shown = LiveCall | LiveAgent | LiveQueue | Alarm | Due


class Change(msgspec.Struct, frozen=True):
    """`kind` is call, agent, queue, alarm or due; `value` None means that it is gone."""

    kind: str
    id: str
    value: Shown | None


class QueueInfo(msgspec.Struct, frozen=True, kw_only=True):
    """A queue as it is set up: what the board needs of it."""

    id: QueueId
    name: str
    project: int
    project_name: str
    skills: frozenset[str]


Items = Mapping[tuple[str, str], Shown]


def live_call(state: State, since: datetime, names: Mapping[AgentId, str]) -> LiveCall:
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
        queued_at=call.queued_at,
        answered_at=call.answered_at,
    )


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


def live_agent(who: m.Agent, seat: m.Seat, projects: Mapping[int, str]) -> LiveAgent:
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
        project_ids=sorted(who.projects),
        projects=sorted(projects[p] for p in who.projects if p in projects),
        until=state.until if isinstance(state, m.WrapUp | m.NotAnswering) else None,
        next=m.name_of(seat.next) if seat.next is not None else None,
    )


def live_queues(
    queues: Iterable[QueueInfo], entries: Sequence[Entry], free: Sequence[FreeAgent], signed_in: Sequence[FreeAgent]
) -> list[LiveQueue]:
    return [_live_queue(queue, entries, free, signed_in) for queue in queues]


def _live_queue(
    queue: QueueInfo, entries: Sequence[Entry], free: Sequence[FreeAgent], signed_in: Sequence[FreeAgent]
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
    )


def _able(queue: QueueInfo, agents: Sequence[FreeAgent]) -> int:
    return sum(queue.project in agent.projects and queue.skills <= agent.skills for agent in agents)


def alive(state: State) -> bool:
    return not isinstance(state, Ended)


def items_of(
    calls: Iterable[LiveCall],
    agents: Iterable[LiveAgent],
    queues: Iterable[LiveQueue],
    alarms: Iterable[Alarm],
    due: Iterable[Due] = (),
) -> Items:
    """Everything on the board by kind and id."""
    keyed: dict[tuple[str, str], Shown] = {}
    keyed.update({("call", call.id): call for call in calls})
    keyed.update({("agent", str(each.id)): each for each in agents})
    keyed.update({("queue", str(queue.id)): queue for queue in queues})
    keyed.update({("alarm", alarm.id): alarm for alarm in alarms})
    keyed.update({("due", each.id): each for each in due})
    return keyed


def changes(before: Items, after: Items) -> list[Change]:
    """What turns one board into the other: gone, new and different things, in a settled order."""
    gone = [Change(kind, id_, None) for kind, id_ in before if (kind, id_) not in after]
    new = [Change(kind, id_, value) for (kind, id_), value in after.items() if before.get((kind, id_)) != value]
    return gone + new
