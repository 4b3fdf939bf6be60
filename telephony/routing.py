"""Who is let in, and who gets the freed agent: a decision across calls, from values alone."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import TypeVar, assert_never

import msgspec
from msgspec.structs import replace

from kernel.ids import AgentId, CallId, ProjectId, QueueId
from kernel.phone import Anonymous, Caller, Known, Malformed, Phone
from telephony.plan import QueuePlan

ONE_AT_LEAST = 1


class WaitingCaller(msgspec.Struct, frozen=True):
    """A caller in a queue. `front` callers were already served once, or were promised the place.

    `language` is what they are spoken to in; empty: it does not matter.
    """

    call: CallId
    project: ProjectId
    skills: frozenset[str]
    since: datetime
    front: bool = False
    language: str = ""


class Want(msgspec.Struct, frozen=True, kw_only=True):
    """A callback that is due and wants an agent. `call` is the id that its call will have.

    `since` is when it fell due. From `competes_at` on it is dealt out like a caller who has waited since then; before
    that, only to an agent whom no waiting caller could have. `deadline` is the moment promised to the customer, and
    `soon` a callback for which none was named: the newest first, after all that was promised. `language` is as a
    caller's.
    """

    call: CallId
    project: ProjectId
    skills: frozenset[str]
    since: datetime
    competes_at: datetime | None = None
    deadline: datetime | None = None
    soon: bool = False
    language: str = ""


Claim = TypeVar("Claim", WaitingCaller, Want)


class Entry(msgspec.Struct, frozen=True):
    """A caller's place in a queue. `agent` is who is reserved for them or rings."""

    caller: WaitingCaller
    queue: QueuePlan
    staffed: bool
    agent: AgentId | None = None


class FreeAgent(msgspec.Struct, frozen=True):
    """An agent who could take a call. `idle_since` counts from becoming available; no `languages`: they speak all."""

    id: AgentId
    endpoint: str
    skills: frozenset[str]
    projects: frozenset[ProjectId]
    idle_since: datetime
    languages: frozenset[str] = frozenset()


class Assignment(msgspec.Struct, frozen=True):
    """`call` is a waiting caller's, or the one that a want will have."""

    call: CallId
    agent: AgentId
    endpoint: str


class Callbacks(msgspec.Struct, frozen=True):
    """What wants an agent besides those who wait. `room`: how many more of a project's agents may be on callbacks."""

    wants: Sequence[Want]
    room: Mapping[ProjectId, int]
    now: datetime


class BlockedCaller(msgspec.Struct, frozen=True):
    """A number that one project turns away, or every one where `project` is None; `until` None: for good."""

    number: Phone
    project: ProjectId | None = None
    until: datetime | None = None


def is_turned_away(caller: Caller, blocked: Callable[[Phone], bool]) -> bool:
    """Whether the number that a caller shows is blocked, or the one that the network asserts of them.

    Who withholds their number cannot be told from others who do, and is let in.
    """
    match caller:
        case Known(phone, asserted):
            return blocked(phone) or (asserted is not None and blocked(asserted))
        case Anonymous() | Malformed():
            return False
        case _:
            assert_never(caller)


NOBODY: Mapping[AgentId, CallId] = MappingProxyType({})


def assign(
    waiting: Sequence[WaitingCaller],
    free: Sequence[FreeAgent],
    callbacks: Callbacks | None = None,
    promised: Mapping[AgentId, CallId] = NOBODY,
) -> list[Assignment]:
    """Callers and wants in the order of their claim, each to the eligible agent who has been idle longest.

    An agent who is `promised` to a call goes to that call, whatever its queue asks for, and to no other.
    """
    chosen = _keep_promises(waiting, free, promised)
    served = {each.call for each in chosen}
    left = sorted((a for a in free if a.id not in promised), key=lambda agent: (agent.idle_since, agent.id))
    room = dict(callbacks.room) if callbacks else {}
    for claim in _in_order([c for c in waiting if c.call not in served], callbacks):
        agent = next((a for a in left if may_take(a, claim)), None)
        if agent is None or (isinstance(claim, Want) and not _enter(room, claim.project)):
            continue
        left.remove(agent)
        chosen.append(Assignment(claim.call, agent.id, agent.endpoint))
    return chosen


def _keep_promises(
    waiting: Sequence[WaitingCaller], free: Sequence[FreeAgent], promised: Mapping[AgentId, CallId]
) -> list[Assignment]:
    """The longest idle first, where two are promised to the same call."""
    wanted = {caller.call for caller in waiting}
    chosen: dict[CallId, Assignment] = {}
    for agent in sorted(free, key=lambda each: (each.idle_since, each.id)):
        call = promised.get(agent.id)
        if call in wanted and call not in chosen:
            chosen[call] = Assignment(call, agent.id, agent.endpoint)
    return list(chosen.values())


def _in_order(waiting: Sequence[WaitingCaller], callbacks: Callbacks | None) -> list[WaitingCaller | Want]:
    """Those who wait, and wants that compete with them by now, by age; then promises; then soon, newest first."""
    wants = callbacks.wants if callbacks else ()
    competing = [want for want in wants if callbacks and _competes(want, callbacks.now)]
    others = [want for want in wants if callbacks and not _competes(want, callbacks.now)]
    promises = [want for want in others if not want.soon]
    soon = [want for want in others if want.soon]
    claims: list[WaitingCaller | Want] = [*waiting, *competing]
    return [
        *sorted(claims, key=_claim),
        *sorted(promises, key=lambda want: (want.deadline or want.since, want.call)),
        *sorted(sorted(soon, key=lambda want: want.call), key=lambda want: want.since, reverse=True),
    ]


def in_turn(waiting: Iterable[WaitingCaller]) -> list[WaitingCaller]:
    """Callers by their claim."""
    return sorted(waiting, key=_claim)


def _claim(claim: WaitingCaller | Want) -> tuple[bool, datetime, CallId]:
    front = isinstance(claim, WaitingCaller) and claim.front
    return (not front, claim.since, claim.call)


def _competes(want: Want, now: datetime) -> bool:
    return want.competes_at is not None and now >= want.competes_at


def _enter(room: dict[ProjectId, int], project: ProjectId) -> bool:
    """Whether one more of the project's agents may be on a callback; then there is one place less."""
    if room.get(project, 0) <= 0:
        return False
    room[project] -= 1
    return True


def room_for(project: ProjectId, percent: int, signed_in: Iterable[FreeAgent], on_callbacks: int) -> int:
    """How many more agents of a project may be put on callbacks, of those who are signed in and not on a break."""
    team = sum(project in agent.projects for agent in signed_in)
    return max(ONE_AT_LEAST, team * percent // 100) - on_callbacks


def may_take(agent: FreeAgent, claim: WaitingCaller | Want) -> bool:
    return _able(agent, claim) and _speaks(agent, claim)


def _able(agent: FreeAgent, claim: WaitingCaller | Want) -> bool:
    return claim.project in agent.projects and claim.skills <= agent.skills


def _speaks(agent: FreeAgent, claim: WaitingCaller | Want) -> bool:
    return not claim.language or not agent.languages or claim.language in agent.languages


def understood(claims: Iterable[Claim], serving: Sequence[FreeAgent]) -> list[Claim]:
    """The same ones. A language that nobody speaks who is there to take them does not matter, or they would wait on."""
    return [
        claim if any(may_take(agent, claim) for agent in serving) else replace(claim, language="") for claim in claims
    ]


def languages_asked(entries: Iterable[Entry], serving: Sequence[FreeAgent]) -> dict[QueueId, Counter[str]]:
    """Of each queue, how many wait to whom no agent is on the way, by the language asked of one; empty: any."""
    left = [entry for entry in entries if entry.agent is None]
    asked: dict[QueueId, Counter[str]] = defaultdict(Counter)
    for entry, caller in zip(left, understood([each.caller for each in left], serving), strict=True):
        asked[entry.queue.id][caller.language] += 1
    return dict(asked)


def is_staffed(caller: WaitingCaller, signed_in: Iterable[FreeAgent]) -> bool:
    """Whether anybody who is signed in and not on a break could take this caller, now or after their present call."""
    return any(_able(agent, caller) for agent in signed_in)
