"""Quick tests first: a mistake shows in seconds, before a switch or a browser is started. Loaded by pyproject.toml."""

import pytest

SLOW = ("postgres", "switch", "browser")
SERVER = "server_url"
"""Whatever asks for it, however indirectly, needs a Postgres."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keeps the order within each kind."""
    for item in items:
        if SERVER in getattr(item, "fixturenames", ()):
            item.add_marker("postgres")
    items.sort(key=_slowness)


def _slowness(item: pytest.Item) -> int:
    return max((SLOW.index(name) + 1 for name in SLOW if item.get_closest_marker(name)), default=0)
