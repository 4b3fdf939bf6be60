"""What an agent's own page shows of the call that they speak on or wrap up, and of one that they dialled in vain."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from kernel.errors import NotFound
from kernel.http import Request, Route
from kernel.ids import AgentId, CallId
from kernel.permissions import Permission
from store.pool import Database
from store.queries import load_queries
from telephony.outcome_words import ReasonWord

SQL = load_queries(__file__, "queries_my_call.sql")

Serving = Callable[[AgentId], CallId | None]
"""The call that an agent speaks on, or has spoken on and wraps up now."""


class MyCall(msgspec.Struct, frozen=True, kw_only=True):
    """`customer` is E.164, None where it was hidden. `ended`: for everybody, and not for this agent alone.

    `disposition` is what they said came of it, as far as they did.
    """

    id: str
    project: str | None
    customer: str | None
    dialled: str
    ended: bool
    disposition: str | None


class MyCallNow(msgspec.Struct, frozen=True):
    """None for who is in no conversation and wraps nothing up, and for who is only asked about a colleague's call."""

    call: MyCall | None


class Dialled(msgspec.Struct, frozen=True, kw_only=True):
    """`reason`: why they were not reached; None while it goes on, and where they were.

    `no_way_out`: every trunk that was tried failed.
    """

    ended: bool
    reason: ReasonWord | None
    no_way_out: bool


class MyCallRoutes:
    def __init__(self, database: Database, serving: Serving) -> None:
        self._database = database
        self._serving = serving

    async def now(self, request: Request[None, None]) -> MyCallNow:
        mine = request.actor.agent_id
        call = None if mine is None else self._serving(mine)
        if call is None:
            return MyCallNow(None)
        row = await self._database.fetchrow(SQL["my_call"], call, mine, request.actor.name)
        return MyCallNow(None if row is None else _my_call(row))

    async def dialled(self, request: Request[None, None]) -> Dialled:
        """Raises `NotFound` for a call that came in, and for one for which somebody else was rung."""
        call = request.path["id"]
        row = await self._database.fetchrow(SQL["dialled"], call, request.actor.agent_id)
        if row is None:
            raise NotFound(f"You have dialled no call {call}.")
        return Dialled(ended=row["ended"], reason=row["reason"], no_way_out=row["no_way_out"])


def _my_call(row: Mapping[str, Any]) -> MyCall:
    return MyCall(
        id=row["call_id"],
        project=row["project"],
        customer=row["customer"],
        dialled=row["dialled"],
        ended=row["ended"],
        disposition=row["disposition"],
    )


def routes(database: Database, serving: Serving) -> tuple[Route, ...]:
    on, work = MyCallRoutes(database, serving), Permission.WORK_CALLS
    told, missing = "What came of a call that the asker dialled", (NotFound,)
    return (
        Route(
            "GET",
            "/api/desk/call",
            work,
            on.now,
            "The call that the asker speaks on or wraps up",
            response=MyCallNow,
        ),
        Route("GET", "/api/desk/dialled/{id}", work, on.dialled, told, response=Dialled, errors=missing),
    )
