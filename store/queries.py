"""Named SQL: each slice keeps its text in a `queries.sql` beside its typed functions.

-- name: call_by_id
-- One call, alive or ended.
SELECT ... WHERE call_id = $1
"""

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

_NAME = re.compile(r"^-- name: (\w+)[ \t]*\n", re.MULTILINE)
_PURPOSE = re.compile(r"-- \S")


def load_queries(module_file: str, name: str = "queries.sql") -> Mapping[str, str]:
    """The queries in the file `name` beside `module_file` (give it `__file__`), by name.

    Raises `ValueError`, at import time and naming the query, for one that comes twice, is empty or has no purpose.
    """
    path = Path(module_file).with_name(name)
    try:
        return parse_queries(path.read_text())
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None


def parse_queries(text: str) -> Mapping[str, str]:
    _, *parts = _NAME.split(text)
    queries: dict[str, str] = {}
    for name, body in zip(parts[::2], parts[1::2], strict=True):
        if name in queries:
            raise ValueError(f"the query {name} is there twice")
        queries[name] = _checked(name, body)
    return MappingProxyType(queries)


def _checked(name: str, body: str) -> str:
    purpose, _, sql = body.partition("\n")
    if not _PURPOSE.match(purpose):
        raise ValueError(f"the query {name} has no line on its purpose")
    if not sql.strip():
        raise ValueError(f"the query {name} is empty")
    return f"-- {name}\n{sql.strip().removesuffix(';')}"
