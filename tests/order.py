"""Quick tests first, and those of one file by one process. Loaded by pyproject.toml.

A mistake shows in seconds then, before a switch or a browser is started; and each process starts one pair of switches.
Where those are started, the file that takes longest goes first, so that nothing is left to wait for at the end.
"""

import pytest

SLOW = ("postgres", "switch", "browser")
LONGEST = ("tests/service/", "tests/browser/test_accessible.py")
WHOLE = ("tests/service/", "tests/lab/", "tests/bench/")
SERVER = "server_url"
"""Whatever asks for it, however indirectly, needs a Postgres."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keeps the order within each kind."""
    for item in items:
        item.add_marker(pytest.mark.xdist_group(_place(item)))
        if SERVER in getattr(item, "fixturenames", ()):
            item.add_marker("postgres")
    items.sort(key=_slowness)


def _place(item: pytest.Item) -> str:
    """Those that start the whole service ask for ports by their numbers: they follow each other."""
    file = item.nodeid.partition("::")[0]
    return "whole services" if file.startswith(WHOLE) else file


def _slowness(item: pytest.Item) -> tuple[bool, int]:
    slowness = max((SLOW.index(name) + 1 for name in SLOW if item.get_closest_marker(name)), default=0)
    return not (slowness > 1 and item.nodeid.startswith(LONGEST)), slowness
