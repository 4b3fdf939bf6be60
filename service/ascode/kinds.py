"""Where in the document each kind of thing stands. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from config.changes.model import Section

_ORDER = (
    *("installation", "trunks", "phones", "projects"),
    *("hours", "queues", "numbers", "announcements", "scripts", "callback_rules", "blocked_callers", "agents"),
)
_SINGLE = frozenset({"installation", "hours", "callback_rules"})
_FOR_EVERYBODY = frozenset({"announcements", "blocked_callers"})
"""Of a project, or of none."""


@dataclass(frozen=True)
class Kind:
    """`of_project`: it stands under its project; `top`: it may stand by itself; `single`: there is one, and no list."""

    name: str
    spec: type[msgspec.Struct]
    secret: bool
    of_project: bool
    top: bool
    single: bool


def kinds_of(sections: Iterable[Section[Any]]) -> Sequence[Kind]:
    """In the order in which they stand in the document."""
    return sorted(map(_kind, sections), key=lambda kind: _ORDER.index(kind.name))


def _kind(section: Section[Any]) -> Kind:
    of_project = "project" in section.kind.__struct_fields__
    return Kind(
        name=section.name,
        spec=section.kind,
        secret=section.secret is not None,
        of_project=of_project,
        top=not of_project or section.name in _FOR_EVERYBODY,
        single=section.name in _SINGLE,
    )
