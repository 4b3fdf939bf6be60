"""Quick tests first, and those of one file by one process. Loaded by pyproject.toml.

A mistake shows in seconds then, before a switch or a browser is started; and each process starts one pair of switches.
Where those are started, the file that takes longest goes first, so that nothing is left to wait for at the end.
"""

from collections import Counter

import pytest

SLOW = {"postgres": 1, "switch": 2, "browser": 2}
LONGEST = ("tests/service/", "tests/browser/test_accessible.py")
WHOLE = ("tests/service/", "tests/lab/", "tests/bench/")
SERVER = "server_url"
"""Whatever asks for it, however indirectly, needs a Postgres."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keeps the order within each file."""
    for item in items:
        item.add_marker(pytest.mark.xdist_group(_place(item)))
        if SERVER in getattr(item, "fixturenames", ()):
            item.add_marker("postgres")
    turns = _turns(items)
    items.sort(key=lambda item: (_slowness(item), turns[_file(item)]))


def _place(item: pytest.Item) -> str:
    """Those that start the whole service ask for ports by their numbers: they follow each other."""
    return "whole services" if item.nodeid.startswith(WHOLE) else _file(item)


def _file(item: pytest.Item) -> str:
    return item.nodeid.partition("::")[0]


def _slowness(item: pytest.Item) -> tuple[bool, int]:
    slowness = max((rank for name, rank in SLOW.items() if item.get_closest_marker(name)), default=0)
    return not (slowness > 1 and item.nodeid.startswith(LONGEST)), slowness


def _turns(items: list[pytest.Item]) -> dict[str, int]:
    """Browsers want the processor and calls wait for their real time: their files take turns."""
    turns: dict[str, int] = {}
    counted: Counter[bool | None] = Counter()
    for item in items:
        if _file(item) not in turns:
            slow = _slowness(item)[1] > 1
            kind = item.get_closest_marker("browser") is not None if slow else None
            turns[_file(item)] = counted[kind]
            counted[kind] += 1
    return turns
