"""Which skills an agent may be given, and by whom. Pure."""

from collections.abc import Collection, Iterable

from config.catalog import Catalog
from config.model import AgentRecord
from kernel.errors import BadInput
from kernel.permissions import Scope, within


def known_skills(catalog: Catalog, agent: AgentRecord, scope: Scope) -> frozenset[str]:
    """What queues ask for where the agent works and where `scope` reaches, and what the agent has already.

    A skill that no queue asks for would change nothing, and is most likely misspelt.
    """
    asking = (
        queue for queue in catalog.queues.values() if within(scope, queue.project) or queue.project in agent.projects
    )
    return agent.skills.union(*(queue.skills for queue in asking))


def chosen(skills: Iterable[str], known: Collection[str]) -> frozenset[str]:
    """Raises `BadInput` for one that is not known."""
    wanted = frozenset(skills)
    if strange := sorted(wanted - frozenset(known)):
        raise BadInput("skills", strange[0], f"one of {', '.join(sorted(known))}" if known else "none")
    return wanted
