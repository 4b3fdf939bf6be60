"""What must work for calls to be taken, each with a sentence."""

from collections.abc import Awaitable, Callable, Sequence

from kernel.errors import RingbackError
from store.journal import Journal
from store.pool import Database
from telephony.switchboard import Switchboard
from web.probes import Check


class Readiness:
    """Implements `web.probes.Readiness`."""

    def __init__(self, switchboard: Switchboard, database: Database, journal: Journal) -> None:
        self._switchboard = switchboard
        self._database = database
        self._journal = journal

    async def checks(self) -> Sequence[Check]:
        return (self._switch(), await _asked("database", self._ask_database), self._written())

    def _switch(self) -> Check:
        trouble = self._switchboard.trouble
        fine = "The switch is connected, and every call was compared with it."
        return Check("switch", trouble is None, fine if trouble is None else trouble.sentence)

    async def _ask_database(self) -> str:
        version = await self._database.fetchval("SHOW server_version")
        return f"Postgres {version} answers."

    def _written(self) -> Check:
        """The spool is no reason not to take calls, but somebody should know."""
        waiting = self._journal.spooled_bytes
        sentence = (
            f"{waiting} bytes wait in the spool for the database." if waiting else "Everything is in the database."
        )
        return Check("journal", True, sentence)


async def _asked(name: str, ask: Callable[[], Awaitable[str]]) -> Check:
    try:
        return Check(name, True, await ask())
    except RingbackError as error:
        return Check(name, False, str(error))
