"""The queries that run while calls wait must not read whole tables."""

from typing import Any

import pytest

from store.pool import Database
from store.queries import load_queries
from tests.store.test_queries import FILES, ROOT

BIG = {"calls", "facts", "recordings", "recording_plays", "sessions"}
MAY_READ_ALL: dict[str, str] = {}
"""Query name: why it may. Nothing is in here without a reason."""

FILL = """
    INSERT INTO calls (call_id, project_id, direction, customer, dialled, queue_id, agent_id, arrived_at, answered_at,
                       ended_at, outcome, reason)
    SELECT 'c' || n, n % 5, 'inbound', '+4420' || n, '+44', 1, n % 50, now() - n * interval '1 s', now(),
           CASE WHEN n > 20 THEN now() END, CASE WHEN n > 20 THEN (ARRAY['answered', 'missed', 'rejected'])[1 + n % 3] END,
           (ARRAY['abandoned_in_queue', 'out_of_hours'])[1 + n % 2]
    FROM generate_series(1, 20000) n;
    INSERT INTO facts (subject_kind, subject_id, kind, at, body)
    SELECT 'call', 'c' || n / 8, 'K', now(), '{}' FROM generate_series(1, 40000) n;
    INSERT INTO recordings (id, call_id, project_id, status, started_at, next_attempt_at)
    SELECT 'r' || n, 'c' || n, n % 5, CASE WHEN n > 20 THEN 'stored' ELSE 'pending' END, now() - n * interval '1 s',
           CASE WHEN n <= 20 THEN now() END
    FROM generate_series(1, 20000) n;
    INSERT INTO users (name, role) VALUES ('u', 'agent');
    INSERT INTO recording_plays (recording_id, user_id, at) SELECT 'r' || n, 1, now() FROM generate_series(1, 20000) n;
    INSERT INTO sessions (token_hash, user_id, created_at, seen_at, expires_at)
    SELECT int8send(n), 1, now(), now(), now() + n * interval '1 h' FROM generate_series(1, 5000) n;
"""


@pytest.fixture
async def filled(database: Database) -> Database:
    async with database.transaction() as db:
        await db.execute(FILL)
    await database.execute("ANALYZE")
    return database


def queries() -> dict[str, str]:
    return {
        f"{path.parent.relative_to(ROOT)}:{name}": sql
        for path in FILES
        for name, sql in load_queries(str(path), path.name).items()
    }


async def test_no_query_reads_a_whole_big_table(filled: Database) -> None:
    """By generic plans: whatever its arguments are, and whichever of them are null."""
    found = {name: await whole_tables(filled, sql) for name, sql in queries().items() if name not in MAY_READ_ALL}

    assert {name: tables for name, tables in found.items() if tables} == {}


async def whole_tables(database: Database, sql: str) -> set[str]:
    async with database.transaction() as db:
        await db.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        rows = await db.fetch(f"EXPLAIN (GENERIC_PLAN, FORMAT JSON) {sql}")
    return set(_scanned(rows[0][0])) & BIG


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
