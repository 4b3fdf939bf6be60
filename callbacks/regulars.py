"""Whom we tried to reach of late: who of them calls us now goes to the front, with the case open. In memory."""

from collections.abc import Callable
from datetime import datetime, timedelta

from callbacks import store
from callbacks.model import CallTouch, Case
from callbacks.rules import Decision
from kernel.ids import CaseId, ProjectId
from kernel.phone import Phone
from store.pool import Queryable
from telephony.ports import Standing

LONGEST = timedelta(hours=48)
"""However long a project's front lasts, nobody is remembered for longer."""
FORGOTTEN_AT = 10_000
"""So many are kept before the old ones are thrown out."""

FrontHours = Callable[[ProjectId], float]
MayCall = Callable[[ProjectId, Phone, datetime], bool]
"""Whether a caller may be offered to be called back, as far as that is known without looking anything up."""
Key = tuple[ProjectId, str]


class Regulars:
    """Implements `telephony.ports.Regulars`. `load` at the start; from then on `settled` tells every change."""

    def __init__(self, front_hours: FrontHours, may_call: MayCall = lambda _project, _number, _at: False) -> None:
        self._front_hours = front_hours
        self._may_call = may_call
        self._tried: dict[Key, tuple[CaseId, datetime]] = {}

    async def load(self, db: Queryable, now: datetime) -> None:
        found = await store.attempted_lately(db, now - LONGEST)
        self._tried = {(each.project, each.number): (each.case, each.at) for each in found}

    def settled(self, case: Case, _decision: Decision | None = None) -> None:
        """A case was written: also one that we call now, or that is closed."""
        if case.closed is not None:
            for missed in case.missed:
                self._tried.pop((case.project, missed.number.e164), None)
            return
        calls = [touch.began_at for touch in case.touches if isinstance(touch, CallTouch)]
        if calls:
            self._tried[case.project, case.missed[-1].number.e164] = (case.id, max(calls))
        if len(self._tried) > FORGOTTEN_AT:
            self._forget(max(calls, default=case.opened_at) - LONGEST)

    def standing(self, project: ProjectId, phone: Phone, at: datetime) -> Standing:
        """In front, where the call of ours that they return was within the project's hours for that."""
        callable_ = self._may_call(project, phone, at)
        found = self._tried.get((project, phone.e164))
        if found is None or at - found[1] > LONGEST:
            return Standing(callable=callable_)
        case, tried_at = found
        front = at - tried_at <= timedelta(hours=self._front_hours(project))
        return Standing(front=front, case=case, callable=callable_)

    def _forget(self, before: datetime) -> None:
        self._tried = {key: tried for key, tried in self._tried.items() if tried[1] >= before}
