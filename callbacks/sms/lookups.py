"""Asks Twilio's Lookup for the kind of line where the numbering plan cannot tell it: once, for it costs money."""

from typing import TYPE_CHECKING

from callbacks.sms import store
from callbacks.sms.ports import Hears, LineTypes, Texting
from callbacks.sms.said import TwilioAway
from kernel.clock import Clock
from kernel.ids import ProjectId
from kernel.numbering import LineType, line_type_of
from kernel.phone import Phone
from store.pool import Database

if TYPE_CHECKING:
    from callbacks.sms.wire import Twilio

EVERY_S = 30.0
AT_ONCE = 5
"""What a flood of new callers can cost is bounded by the pace."""
AFTER_FAILURE_S = 600.0


class Lookups:
    def __init__(
        self,
        db: Database,
        twilio: "Twilio | None",
        texting: Texting,
        line_types: LineTypes,
        hears: Hears,
        clock: Clock,
    ) -> None:
        self._db = db
        self._twilio = twilio
        self._texting = texting
        self._line_types = line_types
        self._hears = hears
        self._clock = clock
        self._not_before = clock.monotonic()

    async def work(self) -> None:
        """For customers who were called in vain and may be texted next. Raises `TwilioAway`."""
        if self._twilio is None or self._clock.monotonic() < self._not_before:
            return
        projects = [each for used in self._texting.senders().values() for each in used if self._wanted(each)]
        self._not_before = self._clock.monotonic() + EVERY_S
        if not projects:
            return
        for project, number in await store.unclear_numbers(self._db, projects, AT_ONCE):
            await self.ask(project, number)

    async def ask(self, project: ProjectId, number: Phone) -> LineType | None:
        """What it said, which is kept; None where it was not asked or does not know. Raises `TwilioAway`."""
        unclear = line_type_of(number) is LineType.MOBILE_OR_LANDLINE
        if not unclear or self._twilio is None or not self._wanted(project):
            return None
        try:
            found = await self._twilio.line_type(number)
        except TwilioAway:
            self._not_before = self._clock.monotonic() + AFTER_FAILURE_S
            raise
        kept = found or LineType.MOBILE_OR_LANDLINE  # that it does not know either is worth knowing
        async with self._db.transaction() as tx:
            await self._line_types.keep_line_type(tx, project, number, kept)
            await self._hears.line_type_told(tx, project, number)
        return found

    def _wanted(self, project: ProjectId) -> bool:
        return self._texting.texting(project).lookup
