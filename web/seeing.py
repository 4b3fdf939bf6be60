"""What of the floor somebody sees: the rows of their projects, with or without customers' numbers. Pure."""

from enum import Enum
from typing import Any

from kernel.http import Actor
from kernel.permissions import Permission
from monitoring.supervise import is_told

CALL, AGENT, HELP, BROADCAST, DUE = "call", "agent", "help", "broadcast", "due"
RUNNING = frozenset({HELP, BROADCAST})
"""Between agents and those who run the floor: nobody else's."""
TECHNICAL = frozenset({"trunk"})
TEAM = frozenset({"alarm"})
"""For those who work there, and for no client."""
_WORKS = (Permission.WORK_CALLS, Permission.LISTEN, Permission.SEE_HEALTH)


class View(Enum):
    """What a page is told of a change."""

    NOTHING = "nothing"
    GONE = "gone"
    MASKED = "masked"
    """Without customers' numbers, and without who hears the call."""
    UNTOLD = "untold"
    """Without who hears the call."""
    CLEAR = "clear"


def view(actor: Actor, kind: str, before: object, after: object) -> View:
    """`before` and `after` are the row as it was and is, None where it is not there."""
    if after is not None and sees(actor, kind, after):
        return _how(actor, kind, after)
    return View.GONE if before is not None and sees(actor, kind, before) else View.NOTHING


def _how(actor: Actor, kind: str, row: object) -> View:
    if not clear(actor, kind, row):
        return View.MASKED
    return View.CLEAR if kind != CALL or told(actor, row) else View.UNTOLD


def told(actor: Actor, call: object) -> bool:
    """Whether they are to know who hears this call."""
    project, agent_told = getattr(call, "project_id", None), bool(getattr(call, "agent_told", False))
    return is_told(actor, project, own=_own(actor, CALL, call), agent_told=agent_told)


def sees(actor: Actor, kind: str, row: object) -> bool:
    """Calls, queues and agents of their projects, and what is theirs; alarms also of the whole installation."""
    if _own(actor, kind, row):
        return True
    if kind in RUNNING:
        return actor.may_in(Permission.RUN_FLOOR, getattr(row, "project_id", None))
    if kind == AGENT:
        return actor.may_in_one(Permission.SEE_FLOOR, getattr(row, "project_ids", ()))
    if kind in TECHNICAL:
        return actor.may(Permission.SEE_HEALTH)
    project = getattr(row, "project_id", None)
    if kind == DUE:  # Counted for those who are shown the cases, and in no other project of theirs.
        return actor.may_in(Permission.SEE_CASES, project)
    if kind in TEAM:
        return any(actor.may(each) if project is None else actor.may_in(each, project) for each in _WORKS)
    if project is None and kind != CALL:
        return actor.may(Permission.SEE_FLOOR)
    return actor.may_in(Permission.SEE_FLOOR, project)


def clear(actor: Actor, kind: str, row: object) -> bool:
    """Whether customers' numbers in it are theirs to see: an agent's on their own calls only."""
    if _own(actor, kind, row):
        return True
    if kind != CALL:
        return actor.may(Permission.SEE_NUMBERS) or actor.may(Permission.SEE_HEALTH)
    project: Any = getattr(row, "project_id", None)
    return actor.may_in(Permission.SEE_NUMBERS, project) and actor.may_in(Permission.SEE_CALLS, project)


def _own(actor: Actor, kind: str, row: object) -> bool:
    if kind == BROADCAST:
        return actor.agent_id in getattr(row, "recipients", ())
    if kind == CALL and actor.agent_id is not None and _asked(row) == actor.agent_id:
        return True
    name = {CALL: "agent_id", AGENT: "id", HELP: "agent_id"}.get(kind)
    return actor.agent_id is not None and name is not None and getattr(row, name, None) == actor.agent_id


def _asked(call: object) -> int | None:
    """The agent whom another asks about this call: for that long it is theirs too."""
    asked: int | None = getattr(getattr(call, "consult", None), "agent_id", None)
    return asked
