"""Quick tests first: a mistake shows in seconds, before a switch or a browser is started. Loaded by pyproject.toml."""

import pytest

SLOW = ("switch", "browser")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keeps the order within each kind."""
    items.sort(key=_slowness)


def _slowness(item: pytest.Item) -> int:
    return max((SLOW.index(name) + 1 for name in SLOW if item.get_closest_marker(name)), default=0)
