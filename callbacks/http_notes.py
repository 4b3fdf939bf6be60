"""What people wrote on the calls that a case is about."""

from callbacks.http import seen_case
from kernel.errors import NotFound
from kernel.http import Request, Route
from kernel.permissions import Permission
from store.pool import Database
from store.queries import load_queries
from telephony.call_notes import CallNotes, notes_in

SQL = load_queries(__file__, "queries_notes.sql")


class CaseNoteRoutes:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_case(self, request: Request[None, None]) -> CallNotes:
        row = await seen_case(self._database, request)
        return CallNotes(notes_in(await self._database.fetch(SQL["notes_of_case"], row["id"])))


def routes(database: Database) -> tuple[Route, ...]:
    return (
        Route(
            "GET",
            "/api/cases/{id}/notes",
            Permission.SEE_CASES,
            CaseNoteRoutes(database).of_case,
            "What people wrote on the calls of a case",
            response=CallNotes,
            errors=(NotFound,),
        ),
    )
