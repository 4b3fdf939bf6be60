"""What somebody could do about a case at a moment, and whose word on an attempt is awaited. From values alone."""

from datetime import datetime, timedelta

from callbacks.model import CallTouch, Case, Result
from callbacks.reasons import BARRED
from callbacks.views import Action, CaseRow, WordDue, agent_view, held_by_rules
from kernel.errors import NotFound
from kernel.http import Actor
from kernel.ids import CallId
from kernel.permissions import Permission

PUT_RIGHT_WITHIN = timedelta(hours=24)
"""So long a word is offered to be said again."""


def actions_of(case: Case, shown: CaseRow, actor: Actor, now: datetime) -> list[Action]:
    """What the asker could do at this moment, in the order of the console's buttons."""
    if not actor.may_in(Permission.WORK_CASES, case.project):
        return []
    word: list[Action] = ["word"] if _may_say(case, actor, now) else []
    if case.closed:
        return word
    call: list[Action] = [] if held_by_rules(shown) else ["call"]
    found: list[Action] = [] if shown.agent else [*call, "postpone"]
    if actor.may_in(Permission.RUN_CASES, case.project):
        found += _hold_or_release(shown)
    return [*word, *found, "close"]


def _hold_or_release(shown: CaseRow) -> list[Action]:
    if shown.status != "held":
        return ["hold"]
    barred = shown.next is not None and any(each.rule == BARRED for each in shown.next.why)
    return [] if barred else ["release"]


def _may_say(case: Case, actor: Actor, now: datetime) -> bool:
    """Whether a word is awaited, or was said lately and may be put right; an agent's on their own calls."""
    about = _latest_answered(case)
    if case.closed is not None:
        about = next((each for each in _attempts(case) if each.call == case.closed.call), None)
    if about is None or (about.said is not None and now - about.said.at >= PUT_RIGHT_WITHIN):
        return False
    return answers_for(actor, case.project, about)


def answers_for(actor: Actor, project: int, attempt: CallTouch) -> bool:
    """Whether what came of an attempt is theirs to say."""
    own = attempt.agent is not None and attempt.agent == actor.agent_id
    return own or actor.may_in(Permission.RUN_CASES, project)


def _latest_answered(case: Case) -> CallTouch | None:
    return next((each for each in reversed(_attempts(case)) if each.result is Result.ANSWERED), None)


def _attempts(case: Case) -> list[CallTouch]:
    return [each for each in case.touches if isinstance(each, CallTouch)]


def word_due(case: Case, agents: dict[int, str]) -> WordDue | None:
    """The latest attempt that was answered, where nobody has said yet what came of it."""
    last = _latest_answered(case)
    if last is None or last.said is not None:
        return None
    return WordDue(last.call, last.began_at, agent_view(last, agents))


def agents_in(case: Case) -> set[int]:
    return {each.agent for each in case.touches if isinstance(each, CallTouch) and each.agent is not None}


def attempt_of(case: Case, call: CallId) -> CallTouch:
    """Raises `NotFound`."""
    for each in case.touches:
        if isinstance(each, CallTouch) and each.call == call:
            return each
    raise NotFound("There is no such attempt in this case.")
