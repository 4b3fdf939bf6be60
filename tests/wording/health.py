"""Every sentence that a check of the installation says, and what it says is to be done, as templates."""

import ast
from collections.abc import Iterator
from functools import cache

from tests.wording.reader import NONE, Reader, Templates, Unreadable
from tests.wording.sources import Call, last_name, read_sources

SAYING = frozenset({"ok", "warn", "bad"})
MADE = {"TooOld": 0, "Untried": 1, "Unplayable": 0, "NoCertificate": 1}
"""What is found elsewhere and said by a check as it came: which argument is the sentence."""
PHRASES = frozenset(
    {
        "at {} answers",
        "is there for the service to start; it does not run now",
        "The switch has not been reached yet",
        *("nobody", "1 person", "{} people"),
        *("the file", "the page", "the switch", "switch", "database", "data", "archive", "recordings"),
        "See the wall's alarms, and the service's log.",
    }
)
"""What stands in those sentences and is worded by us, too."""
AS_FOUND = frozenset({"sentence", "why", "found.wrong"})
"""What was worded where it was found: as above, or an error of another room's, which stays in English."""


@cache
def read_health() -> tuple[Templates, tuple[str, ...]]:
    """The templates, and the places that could not be read, with why."""
    sources = read_sources()
    reader = Reader(sources)
    found, unreadable = NONE, []
    for call, node in _said(sources.calls):
        try:
            found |= reader.read(node, call.scope)
        except Unreadable as error:
            if str(error) not in AS_FOUND:
                unreadable.append(f"{call.place}: {error}")
    return (found | PHRASES) - {""}, tuple(unreadable)


def _said(calls: list[Call]) -> Iterator[tuple[Call, ast.expr]]:
    for call in calls:
        name, module = last_name(call.node.func), call.scope.module.name
        if module.startswith(("service.doctor", "service.checks")) and name in SAYING:
            yield from ((call, each) for each in call.node.args[1 : 2 if name == "ok" else 3])
        elif name in MADE and len(call.node.args) > MADE[name]:
            yield call, call.node.args[MADE[name]]
