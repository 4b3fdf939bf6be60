"""Makes a text of a due step: written down in the transaction that claims the step, sent after it."""

from typing import assert_never
from uuid import UUID

import structlog

from callbacks import store
from callbacks.attempts import Reached
from callbacks.cases import Cases, Gathered, Screen
from callbacks.model import Case, Held, TextBegan, TextChanged, TextStatus
from callbacks.rules import Barred, Cleared, Crowded, Doubtful, TextAt
from callbacks.sms.desk import Refusal, Texts
from callbacks.store import StepRow
from kernel.clock import Clock
from kernel.ids import StepId, TextId
from store.pool import Database, Queryable

log = structlog.get_logger()

RULES = "rules"
"""By whom a text is held that the fraud rules doubt."""


class TextSteps:
    """A text that is written is sent by whoever runs the texts, should we die before: the row is the truth."""

    def __init__(
        self,
        db: Database,
        cases: Cases,
        texts: Texts,
        screen: Screen,
        *,
        clock: Clock,
        worker: UUID,
        reached: Reached = lambda _name: None,
    ) -> None:
        self._db = db
        self._cases = cases
        self._texts = texts
        self._screen = screen
        self._clock = clock
        self._worker = worker
        self._reached = reached

    async def send(self, step: StepId) -> None:
        async with self._db.transaction() as tx:
            written = await self._write(tx, step)
            self._reached("writing")
        self._reached("written")
        if written is not None:
            await self._texts.deliver(written)
            self._reached("delivered")

    async def _write(self, tx: Queryable, step: StepId) -> TextId | None:
        """None where nothing is to be sent, now or at all."""
        kept = await store.lock_case_of_step(tx, step)
        case, state = kept.state.id, kept.state
        row = await store.step_by_id(tx, step)
        if row is None or row.status != "planned":
            return None
        decision, gathered = await self._cases.decide(tx, state)
        if not isinstance(decision, TextAt) or decision.at > self._clock.now():
            await self._cases.tell_locked(tx, kept)
            return None
        if not await self._may(tx, row, state, decision, gathered):
            return None
        came = await self._texts.begin(
            tx,
            project=gathered.project,
            contact=gathered.contact,
            case=case,
            step=step,
            number=decision.number,
            now=self._clock.now(),
        )
        return await self._begun(tx, row, came)

    async def _may(self, tx: Queryable, row: StepRow, case: Case, decision: TextAt, gathered: Gathered) -> bool:
        """What the fraud rules say of texting, which has caps of its own. What is doubtful waits for a person."""
        now = self._clock.now()
        verdict = await self._screen.text_verdict(tx, gathered.project, decision.number, gathered.book, now)
        match verdict:
            case Cleared():
                return True
            case Crowded(until=until):
                await store.delay_step(tx, row.id, until)
                return False
            case Doubtful() if case.released_at is not None:
                return True
            case Doubtful(why=why) | Barred(why=why):
                await self._cases.tell(tx, case.id, Held(at=now, by=RULES, why=why))
                return False
            case _:
                assert_never(verdict)

    async def _begun(self, tx: Queryable, row: StepRow, came: TextId | Refusal) -> TextId | None:
        now, text = self._clock.now(), came.text if isinstance(came, Refusal) else came
        await store.begin_text(tx, row.id, self._worker, now, text)
        began = TextBegan(at=now, text=text, step=row.id, rung=row.planned.rung)
        if not isinstance(came, Refusal):
            await self._cases.tell(tx, row.case, began)
            return text
        await store.finish_step(tx, row.id, "done", TextStatus.REFUSED.value, now)
        refused = TextChanged(at=now, text=text, status=TextStatus.REFUSED, why=came.why)
        await self._cases.tell(tx, row.case, began, refused)
        log.info("text_refused", case=row.case, why=came.why)
        return None
