"""All sections, in an order in which each names only those before it, or its own."""

from collections.abc import Iterable
from typing import Any

from config.changes.model import Section
from config.changes.sections_devices import Agents, Phones, Trunks
from config.changes.sections_lines import AllHours, Numbers
from config.changes.sections_projects import Installation, Projects, Queues


def all_sections(trunk: str, phones: Iterable[str] = ()) -> tuple[Section[Any], ...]:
    """`trunk` and `phones` are names that the switch has from its settings and that are in no table."""
    taken = frozenset((trunk, *phones))
    return (
        Trunks(taken),
        Projects(trunk),
        Agents(taken),
        Phones(taken),
        Queues(),
        AllHours(),
        Numbers(),
        Installation(),
    )
