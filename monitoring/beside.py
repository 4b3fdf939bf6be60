"""What the board shows beside calls, agents and queues: trunks, outage prompts, broadcasts, calls for help. Pure."""

from datetime import datetime

import msgspec

from monitoring.running.model import Broadcast, Help, Outage


class LiveTrunk(msgspec.Struct, frozen=True):
    """By the switch's word; `up` None where the switch is away. `calls` now, of `channels` at once; None: no limit."""

    id: str
    up: bool | None
    since: datetime
    calls: int = 0
    channels: int | None = None


class LiveOutage(msgspec.Struct, frozen=True, kw_only=True):
    """An outage prompt is on, for one queue or all of a project's. The usual one has no name."""

    id: int
    project_id: int
    project: str
    queue: str | None
    began_at: datetime
    began_by: str
    until: datetime | None
    prompt: str = ""


class LiveBroadcast(msgspec.Struct, frozen=True, kw_only=True):
    """`recipients` and `readers` are agents' ids. No project: to everybody. `agent`: to this one alone."""

    id: int
    project_id: int | None
    project: str | None
    text: str
    at: datetime
    by: str
    until: datetime
    recipients: list[int]
    readers: list[int]
    agent: int | None = None


class LiveHelp(msgspec.Struct, frozen=True, kw_only=True):
    """An agent asks for help on a call; `id` is the call's."""

    id: str
    project_id: int | None
    project: str | None
    agent_id: int
    agent: str
    at: datetime
    taken_by: str | None
    taken_at: datetime | None


Beside = LiveTrunk | LiveOutage | LiveBroadcast | LiveHelp


def live_outage(outage: Outage, project: str, queue: str | None) -> LiveOutage:
    return LiveOutage(
        id=outage.id,
        project_id=outage.project,
        project=project,
        queue=queue,
        began_at=outage.began_at,
        began_by=outage.began_by,
        until=outage.until,
        prompt=outage.prompt,
    )


def live_broadcast(broadcast: Broadcast, project: str | None) -> LiveBroadcast:
    return LiveBroadcast(
        id=broadcast.id,
        project_id=broadcast.project,
        project=project,
        text=broadcast.text,
        at=broadcast.at,
        by=broadcast.by,
        until=broadcast.until,
        recipients=sorted(broadcast.recipients),
        readers=sorted(broadcast.readers),
        agent=broadcast.agent,
    )


def live_help(asked: Help, agent: str, project_id: int | None, project: str | None) -> LiveHelp:
    return LiveHelp(
        id=asked.call,
        project_id=project_id,
        project=project,
        agent_id=asked.agent,
        agent=agent,
        at=asked.at,
        taken_by=asked.taken_by,
        taken_at=asked.taken_at,
    )


def kind_of(beside: Beside) -> str:
    match beside:
        case LiveTrunk():
            return "trunk"
        case LiveOutage():
            return "outage"
        case LiveBroadcast():
            return "broadcast"
        case LiveHelp():
            return "help"
