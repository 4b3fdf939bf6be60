"""Who listened to whom, in the trail: written in one transaction with the call's own facts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from kernel.ids import UserId
from telephony import facts as fact
from telephony.states import State, project
from web.trail import SQL, Deed, row_of

Statement = tuple[str, tuple[Any, ...]]

LISTENED, DEEPER, HEARD_ANOTHER = "listening_began", "listening_depth_changed", "listening_agent_changed"
TOOK_OVER, LEFT, REFUSED = "call_taken_over", "listening_ended", "listening_refused"


def rows_for(state: State, facts: Sequence[fact.Fact]) -> list[Statement]:
    """A row for each beginning, change and end of somebody's listening, and for what was refused."""
    return [statement for each in facts for statement in _rows(state, each)]


def _rows(state: State, each: fact.Fact) -> list[Statement]:
    match each:
        case fact.JoinBegan(at=at, user=user, name=name, depth=depth, agent=agent):
            return [_row(state, at, LISTENED, user, name, depth=depth.value, agent=agent)]
        case fact.JoinDepthChanged(at=at, user=user, name=name, depth=depth, agent=agent):
            return [_row(state, at, DEEPER, user, name, depth=depth.value, agent=agent)]
        case fact.JoinEnded(at=at, user=user, name=name, why=why):
            return [_row(state, at, LEFT, user, name, why=why.value)]
        case fact.JoinRefused(at=at, user=user, name=name, depth=depth, why=why):
            return [_row(state, at, REFUSED, user, name, depth=depth.value, why=why)]
        case fact.CallTakenOver(at=at, user=user, name=name, agent=agent):
            return [_row(state, at, TOOK_OVER, user, name, agent=agent)]
        case fact.AgentConnected(at=at, agent=agent):
            return [
                _row(state, at, HEARD_ANOTHER, one.user, one.name, depth=one.depth.value, agent=agent)
                for one in state.call.listeners
            ]
        case _:
            return []


def _row(state: State, at: datetime, action: str, user: UserId, name: str, **detail: object) -> Statement:
    known = {key: value for key, value in detail.items() if value is not None}
    deed = Deed(action, state.call.id, user, name, project=project(state), detail=known)
    return SQL["add"], row_of(deed, at)
