"""What texts tell the cases. Implements `callbacks.sms.ports.Hears`."""

from datetime import datetime

from callbacks import store
from callbacks.cases import Cases
from callbacks.model import TextBegan, TextCame, TextChanged, TextDealtWith, TextStatus
from kernel.ids import CaseId, ContactId, ProjectId, TextId
from kernel.phone import Phone
from store.pool import Queryable


class Texted:
    def __init__(self, cases: Cases) -> None:
        self._cases = cases

    async def text_began(
        self, tx: Queryable, project: ProjectId, contact: ContactId, event: TextBegan
    ) -> CaseId | None:
        case = await self._cases.open_of_contact(tx, project, contact)
        if case is not None:
            await self._cases.tell(tx, case, event)
        return case

    async def text_changed(self, tx: Queryable, case: CaseId | None, event: TextChanged) -> None:
        """Once it is known whether it went out, the step is over: what becomes of it later is the text's affair."""
        if case is None:
            return
        await store.lock_case(tx, case)
        step = await store.pending_step(tx, case)
        if step is not None and step.text == event.text and event.status is not TextStatus.BEGUN:
            status = "unknown" if event.status is TextStatus.UNKNOWN else "done"
            await store.finish_step(tx, step.id, status, event.status.value, event.at)
        await self._cases.tell(tx, case, event)

    async def text_came(
        self, tx: Queryable, project: ProjectId, contact: ContactId, text: TextId, body: str, at: datetime
    ) -> CaseId | None:
        """Whose it is; the text itself is kept where texts are."""
        case = await self._cases.open_of_contact(tx, project, contact)
        if case is not None:
            await self._cases.tell(tx, case, TextCame(at=at))
        return case

    async def text_dealt_with(
        self, tx: Queryable, project: ProjectId, contact: ContactId, at: datetime, by: str
    ) -> None:
        case = await self._cases.open_of_contact(tx, project, contact)
        if case is not None:
            await self._cases.tell(tx, case, TextDealtWith(at=at, by=by))

    async def line_type_told(self, tx: Queryable, project: ProjectId, number: Phone) -> None:
        case = await self._cases.open_of(tx, project, number)
        if case is not None:
            await self._cases.resettle(tx, case)
