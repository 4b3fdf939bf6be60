"""The queries that run while calls wait must not read whole tables."""

import json
from typing import Any

from store.pool import Database
from store.queries import load_queries
from tests.store.test_queries import FILES, ROOT

BIG = {
    "calls",
    "facts",
    "recordings",
    "recording_plays",
    "sessions",
    "cases",
    "missed_calls",
    "steps",
    "texts",
    "contact_numbers",
    "trail",
    "api_tokens",
}
MAY_READ_ALL: dict[str, str] = {
    "contacts:keep_numbers_still": "It locks a table, and has no plan.",
}
"""Query name: why it may. Nothing is in here without a reason."""


PARAMETERS = "SELECT cardinality(parameter_types) FROM pg_prepared_statements WHERE name = 'asked'"
QUERIES = {
    f"{path.parent.relative_to(ROOT)}:{name}": sql
    for path in FILES
    for name, sql in load_queries(str(path), path.name).items()
}


async def test_no_query_needs_to_read_a_whole_big_table(database: Database) -> None:
    """The planner is told to avoid it at any price: where it still does, there is no index that would serve."""
    found = {name: await whole_tables(database, sql) for name, sql in QUERIES.items() if name not in MAY_READ_ALL}

    assert {name: tables for name, tables in found.items() if tables} == {}


async def test_calls_of_a_trunk_are_found_without_going_through_those_of_others(database: Database) -> None:
    async with database.transaction() as db:
        await db.execute("SET LOCAL plan_cache_mode = force_custom_plan; SET LOCAL enable_seqscan = off")
        await db.execute(f"PREPARE asked AS {QUERIES['telephony:list_calls']}")
        filters = ", ".join({12: "50", 14: "'acme'"}.get(each, "NULL") for each in range(1, 15))
        plan = await db.fetchval(f"EXPLAIN (FORMAT JSON) EXECUTE asked({filters})")
        await db.execute("DEALLOCATE asked")

    assert "calls_of_trunk" in plan


async def whole_tables(database: Database, sql: str) -> set[str]:
    async with database.transaction() as db:
        await db.execute("SET LOCAL plan_cache_mode = force_generic_plan; SET LOCAL enable_seqscan = off")
        await db.execute(f"PREPARE asked AS {sql}")
        given = await db.fetchval(
            "SELECT cardinality(parameter_types) FROM pg_prepared_statements WHERE name = 'asked'"
        )
        nulls = f"({', '.join(['NULL'] * given)})" if given else ""
        plan = await db.fetchval(f"EXPLAIN (FORMAT JSON) EXECUTE asked{nulls}")
        await db.execute("DEALLOCATE asked")
    return set(_scanned(json.loads(plan))) & BIG


def _scanned(node: Any) -> list[str]:
    match node:
        case str():
            return []
        case list():
            return [name for child in node for name in _scanned(child)]
        case dict():
            own = [node["Relation Name"]] if node.get("Node Type") == "Seq Scan" else []
            return own + [name for child in node.values() for name in _scanned(child)]
        case _:
            return []
