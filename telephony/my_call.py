"""The call that an agent speaks on, or wraps up: what their own page shows of it, whenever it is opened."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from kernel.http import Request, Route
from kernel.ids import AgentId, CallId
from kernel.permissions import Permission
from store.pool import Database
from store.queries import load_queries

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
    return (
        Route(
            "GET",
            "/api/desk/call",
            Permission.WORK_CALLS,
            MyCallRoutes(database, serving).now,
            "The call that the asker speaks on or wraps up",
            response=MyCallNow,
        ),
    )
