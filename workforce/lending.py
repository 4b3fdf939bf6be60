"""What a loan makes of an agent. Pure."""

from collections.abc import Iterable
from datetime import datetime

from msgspec.structs import replace

from workforce.model import Agent, Loan


def on_loan(agent: Agent, loan: Loan | None, now: datetime) -> Agent:
    """The agent as they are now: on loan they work for that project alone."""
    if loan is None or now >= loan.until:
        return agent
    return replace(agent, projects=frozenset({loan.project}), loan=loan)


def has_use(agent: Agent, queues: Iterable[frozenset[str]]) -> bool:
    """Whether the agent could take the callers of one of these queues, by the skills that each asks for."""
    return any(skills <= agent.skills for skills in queues)
