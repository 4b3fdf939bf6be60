"""What one fact of a call means for cases: who was missed, who was reached, who got through by themselves."""

from datetime import timedelta
from typing import assert_never

import msgspec
import structlog

from callbacks import store
from callbacks.cases import Cases
from callbacks.model import AttemptBegan, AttemptEnded, MissedCall, Result
from callbacks.naming import step_of
from callbacks.policy import opens_case
from callbacks.ports import ProjectCard, Projects
from callbacks.reading import CallFact
from callbacks.step import COUNTED
from callbacks.store import MissedRow
from kernel.errors import NotFound
from kernel.ids import ProjectId, StepId
from kernel.phone import Anonymous, Caller, Known, Malformed
from store.pool import Queryable
from telephony import facts as fact
from telephony.outcome import Answered, Direction, FlowedOut, Missed, NotReached, Outcome, Rejected

log = structlog.get_logger()

A_DAY = timedelta(hours=24)
NOT_UNDERSTOOD = "not_understood"
_RESULTS = {result.value: result for result in Result}


class Hearing:
    """Every answer is written in the transaction it is given, and hearing a fact again changes nothing."""

    def __init__(self, cases: Cases, projects: Projects) -> None:
        self._cases = cases
        self._projects = projects

    async def hear(self, tx: Queryable, heard: CallFact) -> None:
        match heard.kind:
            case "CallBegan" if heard.direction == Direction.OUTBOUND and step_of(heard.call) is None:
                await self._dialled_by_hand(tx, heard)
            case "CallEnded":
                await self._ended(tx, heard, msgspec.convert(heard.body, fact.CallEnded).outcome)
            case _:
                return

    async def note_unheard(self, db: Queryable, heard: CallFact) -> None:
        """An inbound call that could not be made a case of shows among those without one."""
        if heard.kind == "CallEnded" and heard.direction == Direction.INBOUND and heard.project is not None:
            await store.add_missed_call(db, _row(heard, heard.project, NOT_UNDERSTOOD, NOT_UNDERSTOOD))

    async def _ended(self, tx: Queryable, heard: CallFact, outcome: Outcome) -> None:
        step = step_of(heard.call)
        if step is not None:
            await self._attempt_ended(tx, heard, step, outcome)
        elif heard.direction == Direction.OUTBOUND:
            await self._ended_by_hand(tx, heard, outcome)
        elif heard.project is not None:
            await self._rang_in(tx, heard, heard.project, outcome)

    # ---- they called us

    async def _rang_in(self, tx: Queryable, heard: CallFact, project: ProjectId, outcome: Outcome) -> None:
        match outcome:
            case Missed(reason=reason):
                await self._missed(tx, heard, project, reason.value)
            case Answered(lost=lost) if lost is not None:
                await self._missed(tx, heard, project, lost.value)
            case Answered():
                await self._answered(tx, heard, project)
            case FlowedOut(reason=reason):
                await self._missed(tx, heard, project, reason.value)
            case Rejected() | NotReached():
                return
            case _:
                assert_never(outcome)

    async def _answered(self, tx: Queryable, heard: CallFact, project: ProjectId) -> None:
        caller = _caller(heard)
        if isinstance(caller, Known):
            at = heard.answered_at or heard.at
            await self._cases.answered(tx, project, caller.phone, heard.call, at)

    async def _missed(self, tx: Queryable, heard: CallFact, project: ProjectId, reason: str) -> None:
        row = _row(heard, project, reason, None)
        caller = _caller(heard)
        if not isinstance(caller, Known):
            await store.add_missed_call(tx, msgspec.structs.replace(row, no_case=_why_unknown(caller)))
            return
        try:
            card = self._projects.project(project)
        except NotFound:
            await store.add_missed_call(tx, msgspec.structs.replace(row, no_case="unknown_project"))
            return
        await self._missed_customer(tx, row, card, caller, heard)

    async def _missed_customer(
        self, tx: Queryable, row: MissedRow, project: ProjectCard, caller: Known, heard: CallFact
    ) -> None:
        again = await store.missed_before(tx, row, row.at - A_DAY)
        if not opens_case(row.reason, again) and await self._cases.open_of(tx, project.id, caller.phone) is None:
            await store.add_missed_call(tx, msgspec.structs.replace(row, no_case="listed_only"))
        elif await store.add_missed_call(tx, row):
            missed = MissedCall(
                call=row.call,
                at=row.at,
                reason=row.reason,
                number=caller.phone,
                queue=heard.queue,
                asserted=caller.asserted,
                language=heard.language,
            )
            case = await self._cases.open_or_join(tx, project, missed)
            await store.missed_in_case(tx, row.call, case.id)

    # ---- we called them

    async def _attempt_ended(self, tx: Queryable, heard: CallFact, step: StepId, outcome: Outcome) -> None:
        """Of a callback: its step is over, and the case hears how."""
        row = await store.step_by_id(tx, step)
        if row is None:
            log.warning("callback_without_a_step", call_id=heard.call)
            return
        result = result_of(outcome)
        await store.lock_case(tx, row.case)
        promised = await store.finish_step(tx, step, "done", result.value, heard.at)
        if promised and result in COUNTED:
            await store.promise_kept(tx, row.case, heard.at)
        await self._cases.tell(tx, row.case, AttemptEnded(at=heard.at, call=heard.call, result=result))

    async def _dialled_by_hand(self, tx: Queryable, heard: CallFact) -> None:
        caller = _caller(heard)
        if heard.project is None or not isinstance(caller, Known):
            return
        case = await self._cases.open_of(tx, heard.project, caller.phone)
        if case is not None:
            began = AttemptBegan(at=heard.arrived_at or heard.at, call=heard.call, agent=heard.agent)
            await self._cases.tell(tx, case, began)

    async def _ended_by_hand(self, tx: Queryable, heard: CallFact, outcome: Outcome) -> None:
        caller = _caller(heard)
        if heard.project is None or not isinstance(caller, Known):
            return
        case = await self._cases.latest_of(tx, heard.project, caller.phone, heard.call)
        if case is not None:
            began = AttemptBegan(at=heard.arrived_at or heard.at, call=heard.call, agent=heard.agent)
            ended = AttemptEnded(at=heard.at, call=heard.call, result=result_of(outcome))
            await self._cases.tell(tx, case, began, ended)


def result_of(outcome: Outcome) -> Result:
    """The words are the same; what this version does not know counts as a failure, which costs the customer nothing."""
    match outcome:
        case Answered():
            return Result.ANSWERED
        case NotReached(reason=reason) if reason.value in _RESULTS:
            return _RESULTS[reason.value]
        case _:
            return Result.FAILED


def _row(heard: CallFact, project: ProjectId, reason: str, no_case: str | None) -> MissedRow:
    caller = _caller(heard)
    return MissedRow(
        call=heard.call,
        project=project,
        case=None,
        number=caller.phone.e164 if isinstance(caller, Known) else None,
        at=heard.arrived_at or heard.at,
        reason=reason,
        no_case=no_case,
    )


def _caller(heard: CallFact) -> Caller:
    return Anonymous() if heard.caller is None else msgspec.convert(heard.caller, Caller)


def _why_unknown(caller: Anonymous | Malformed) -> str:
    return "anonymous" if isinstance(caller, Anonymous) else "malformed"
