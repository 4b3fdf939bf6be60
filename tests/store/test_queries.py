"""SQL that lies beside the code is held against the schema it is written for."""

from pathlib import Path

import asyncpg
import pytest

from store.queries import load_queries, parse_queries

ROOT = Path(__file__).parents[2]
FILES = sorted(path for path in ROOT.glob("*/**/queries*.sql") if ".venv" not in path.parts)
EVERY_QUERY = [
    pytest.param(sql, id=f"{path.parent.relative_to(ROOT)}:{name}")
    for path in FILES
    for name, sql in load_queries(str(path), path.name).items()
]


@pytest.mark.parametrize("sql", EVERY_QUERY)
async def test_every_query_fits_the_schema(postgres_url: str, sql: str) -> None:
    connection = await asyncpg.connect(postgres_url)
    try:
        await connection.prepare(sql)
    finally:
        await connection.close()


def test_a_query_is_found_by_its_name() -> None:
    queries = parse_queries("-- name: one\n-- The number one.\nSELECT 1;\n\n-- name: two\n-- Two.\nSELECT\n  2\n")

    assert dict(queries) == {"one": "-- one\nSELECT 1", "two": "-- two\nSELECT\n  2"}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("-- name: a\n-- A.\nSELECT 1\n-- name: a\n-- A.\nSELECT 2\n", "the query a is there twice"),
        ("-- name: a\nSELECT 1\n", "the query a has no line on its purpose"),
        ("-- name: a\n-- A.\n\n", "the query a is empty"),
    ],
)
def test_a_careless_file_is_refused_and_names_the_query(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        parse_queries(text)
