"""The cases that are an agent's own to see through: whom they promised to call, and whom they have called so far."""

import msgspec

from callbacks import listing, views
from kernel.http import Request, Route
from kernel.permissions import Permission, narrowed
from store.pool import Database
from store.queries import load_queries

SQL = load_queries(__file__, "queries_mine.sql")


class MyCases(msgspec.Struct, frozen=True):
    """Open ones, the next promise first, then the latest missed call."""

    cases: list[views.CaseRow]


class MineRoutes:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def mine(self, request: Request[None, None]) -> MyCases:
        """Nothing for who takes no calls."""
        actor = request.actor
        projects = narrowed(request.scope, None)
        found = await self._database.fetch(SQL["cases_of_agent"], projects, actor.name, actor.agent_id)
        rows = await listing.case_rows(self._database, [row["id"] for row in found])
        return MyCases([views.row_view(row) for row in rows])


def routes(database: Database) -> tuple[Route, ...]:
    return (
        Route(
            "GET",
            "/api/desk/callbacks",
            Permission.WORK_CASES,
            MineRoutes(database).mine,
            "The open cases that the asker has promised to call, or has called",
            response=MyCases,
        ),
    )
