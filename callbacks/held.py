"""Numbers whose open case the rules hold: nobody goes round that by typing the number. In memory."""

from callbacks import store
from callbacks.model import Case
from callbacks.rules import Decision, Hold, Why
from kernel.ids import CaseId, ProjectId
from kernel.phone import Phone
from store.pool import Queryable

_BY_PERSON = "held_by_person"


class HeldNumbers:
    """`load` at the start; from then on `settled` tells every change."""

    def __init__(self) -> None:
        self._held: dict[tuple[ProjectId, str], tuple[CaseId, Why]] = {}

    async def load(self, db: Queryable) -> None:
        self._held = {}
        for kept in await store.held_cases(db):
            self.settled(kept.state, kept.next)

    def settled(self, case: Case, decision: Decision | None) -> None:
        """A case was written, with what was decided of it."""
        doubt = doubt_of(decision) if case.closed is None else None
        for missed in case.missed:
            key = case.project, missed.number.e164
            if doubt is not None:
                self._held[key] = case.id, doubt
            elif self._held.get(key, (None,))[0] == case.id:
                del self._held[key]

    def why(self, project: ProjectId, number: Phone) -> Why | None:
        """What the rules hold the case of this number for; None where they hold none."""
        found = self._held.get((project, number.e164))
        return found[1] if found else None


def doubt_of(decision: Decision | None) -> Why | None:
    """The first reason that is the rules' own: a case that only a person stopped may be called by another."""
    if not isinstance(decision, Hold):
        return None
    return next((why for why in decision.why if why.rule != _BY_PERSON), None)
