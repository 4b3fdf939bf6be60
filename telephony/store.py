"""Calls in Postgres: each step's facts and the call's row in one transaction, and the questions asked of them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
import structlog

from kernel.errors import NotFound, Unavailable
from kernel.ids import AgentId, CallId, QueueId
from kernel.phone import Caller, Known
from store.errors import WriteRefused
from store.journal import FactRow, Journal, Row, Write
from store.pool import Queryable
from store.queries import load_queries
from telephony import facts as fact
from telephony.plan import Plan, Refusal, Way
from telephony.states import AnnouncingOut, Call, Ended, RingingAgent, RingingCustomer, State
from telephony.summary import outcome_words

log = structlog.get_logger()
QUERIES = load_queries(__file__)
SUBJECT = "call"
Effects = Callable[[State, Sequence[fact.Fact]], Sequence[tuple[str, tuple[object, ...]]]]
"""What else is to be written in the transaction of a step: statements with arguments, durable effects of others."""


class StoredCalls:
    """Implements `telephony.ports.CallJournal`."""

    def __init__(self, journal: Journal, effects: Sequence[Effects] = ()) -> None:
        self._journal = journal
        self._effects = effects

    async def write(self, state: State, facts: Sequence[fact.Fact]) -> None:
        await self.keep(state, facts)

    async def keep(self, state: State, facts: Sequence[fact.Fact]) -> bool:
        """False if the database will never take it. Raises what else the journal raises."""
        call = state.call
        rows = [Row(QUERIES["keep_call"], call_row(state, facts), key=call.id)]
        for effects in self._effects:
            rows.extend(Row(sql, args, key=call.id) for sql, args in effects(state, facts))
        write = Write(tuple(fact_row(call.id, each) for each in facts), tuple(rows))
        try:
            await self._journal.write(write)
        except WriteRefused as refused:
            # The call goes on: what the database will never take must not end every other call.
            log.error("call_not_written", call_id=call.id, why=str(refused))
            return False
        return True

    async def set_disposition(
        self, call: CallId, disposition: str, by: str, at: datetime, part: AgentId | None = None
    ) -> None:
        """`part`: by this agent for the time before they handed the call on; the call's own is left as it is."""
        said = {"disposition": disposition, "by": by} | ({} if part is None else {"part": part})
        rows = (Row(QUERIES["keep_disposition"], (call, disposition)),) if part is None else ()
        await self._journal.write(Write((FactRow(SUBJECT, call, "DispositionSet", at, said),), rows))


class MissedCalls:
    """Implements `telephony.ports.MissedBook`."""

    def __init__(self, database: Queryable, journal: Journal, stored: StoredCalls) -> None:
        self._database = database
        self._journal = journal
        self._stored = stored

    async def strangers(self, calls: Sequence[CallId]) -> frozenset[CallId]:
        """What lies in the spool is not in the table yet, and would be taken for a stranger."""
        if not self._journal.current:
            raise Unavailable("The database is away, so it cannot be told which calls are written.")
        rows = await self._database.fetch(QUERIES["known"], list(calls))
        return frozenset(calls) - {CallId(row["call_id"]) for row in rows}

    async def book(self, state: Ended, facts: Sequence[fact.Fact]) -> bool:
        return await self._stored.keep(state, facts)


def fact_row(call: CallId, each: fact.Fact) -> FactRow:
    return FactRow(SUBJECT, call, type(each).__name__, each.at, each)


def call_row(state: State, facts: Sequence[fact.Fact]) -> tuple[object, ...]:
    """In the order of `keep_call`."""
    call, place = state.call, state.call.plan or state.call.refusal
    ended = state if isinstance(state, Ended) else None
    outcome, reason = outcome_words(ended.outcome) if ended else (None, None)
    return (
        call.id,
        place.project if place else None,
        call.direction.value,
        _e164(call.caller),
        call.caller,
        call.dialled,
        _queue(place),
        _agent(state, facts),
        call.began_at,
        call.queued_at,
        call.answered_at,
        ended.at if ended else None,
        outcome,
        reason,
        _waited_s(call, facts),
        (ended.at - call.answered_at).total_seconds() if ended and call.answered_at else None,
        None if ended else state,
        call.trunk,
        next((each.language for each in facts if isinstance(each, fact.LanguageChosen)), None),
    )


def _queue(place: Plan | Refusal | None) -> QueueId | None:
    return place.queue.id if isinstance(place, Plan) else place.queue if place else None


def _agent(state: State, facts: Sequence[fact.Fact]) -> AgentId | None:
    """Who spoke with the customer; of an outbound call who made it, until then. Being rung is not enough."""
    if isinstance(state, RingingAgent | RingingCustomer | AnnouncingOut):
        return state.agent
    return next((each.agent for each in facts if isinstance(each, fact.AgentConnected)), None)


def _waited_s(call: Call, facts: Sequence[fact.Fact]) -> float | None:
    left = next((each.at for each in facts if isinstance(each, fact.LeftQueue)), None)
    first_entry = call.answered_at is None or call.answered_at == left
    if left is None or call.queued_at is None or not first_entry:
        return None
    return (left - call.queued_at).total_seconds()


def _e164(caller: Caller) -> str | None:
    return caller.phone.e164 if isinstance(caller, Known) else None


async def load_alive(database: Queryable) -> Sequence[State]:
    """Calls that had not ended when the service did."""
    rows = await database.fetch(QUERIES["alive"])
    return [msgspec.convert(as_now(row["state"]), State) for row in rows]


def as_now(state: Mapping[str, Any]) -> Mapping[str, Any]:
    """A state that an earlier version has written: it knew one way to the customer alone."""
    if "customer_endpoint" not in state:
        return state
    plan = state["call"].get("plan") or {}
    endpoint = state["customer_endpoint"]
    way = Way(trunk=endpoint.rpartition("@")[2], endpoint=endpoint, caller_id=plan.get("caller_id", ""))
    return {**state, "ways": [msgspec.to_builtins(way)]}


async def load_ended_lately(database: Queryable) -> Sequence[CallId]:
    return [CallId(row["call_id"]) for row in await database.fetch(QUERIES["ended_lately"])]


class CallFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Every field that is None filters nothing. `before` is the cursor: the last row's arrival and id.

    `queue` is of calls that entered it; `since` goes by their arrival. `calls` are those that may be listed at all.
    """

    outcome: str | None = None
    reason: str | None = None
    direction: str | None = None
    projects: Sequence[int] | None = None
    digits: str | None = None
    alive: bool | None = None
    agent: int | None = None
    queue: int | None = None
    since: datetime | None = None
    calls: Sequence[CallId] | None = None
    trunk: str | None = None
    before: tuple[datetime, str] | None = None
    limit: int = 50


async def list_calls(database: Queryable, wanted: CallFilter) -> Sequence[Mapping[str, Any]]:
    at, call = wanted.before or (None, None)
    filters = (wanted.outcome, wanted.reason, wanted.direction, wanted.projects, wanted.digits, wanted.alive)
    behind = (wanted.agent, wanted.queue, wanted.since)
    return await database.fetch(
        QUERIES["list_calls"], *filters, *behind, at, call, wanted.limit, wanted.calls, wanted.trunk
    )


async def one_call(database: Queryable, call: CallId) -> Mapping[str, Any]:
    """Raises `NotFound`."""
    row: Mapping[str, Any] | None = await database.fetchrow(QUERIES["one_call"], call)
    if row is None:
        raise NotFound(f"There is no call {call}.")
    return row


async def timeline(database: Queryable, call: CallId) -> Sequence[Mapping[str, Any]]:
    return await database.fetch(QUERIES["timeline"], call)
