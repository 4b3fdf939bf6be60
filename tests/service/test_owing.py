"""Whose call it is when an agent of several projects dials by hand."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from config.catalog import Catalog
from kernel.ids import AgentId, ProjectId
from service.owing import OwingProjects
from store.pool import Database, open_database
from tests.config.test_directory import ANNA, DENTAL, EMPTY, TRAVEL, directory

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
OLENA = "+447700900123"
CASE = """WITH project AS (
  INSERT INTO projects (id, name, zone, region) VALUES ($1::integer, 'p' || $1::integer, 'Europe/London', 'GB')
), contact AS (
  INSERT INTO contacts (id, project_id, created_at, changed_at) VALUES ($1::integer, $1::integer, $3, $3)
), number AS (
  INSERT INTO contact_numbers (project_id, number, contact_id, line_type, line_type_from, added_at)
  VALUES ($1::integer, $2, $1::integer, 'mobile', 'numbering', $3)
)
INSERT INTO cases (id, project_id, contact_id, status, state, opened_at, first_missed_at, last_missed_at, closed_at,
                   changed_at)
VALUES ($1::integer, $1::integer, $1::integer, 'waiting', '{}', $3, $3, $3, $4, $3)"""


@pytest.mark.parametrize(
    ("cases", "dialled", "owing"),
    [
        ([], OLENA, None),
        ([(DENTAL, 0, True)], OLENA, DENTAL),
        ([(DENTAL, 0, True)], "07700 900123", DENTAL),
        ([(DENTAL, 0, False)], OLENA, None),
        ([(TRAVEL, 5, True), (DENTAL, 0, True)], OLENA, TRAVEL),
        ([(TRAVEL, 0, True), (DENTAL, 5, True)], OLENA, DENTAL),
        ([(EMPTY, 0, True)], OLENA, None),
        ([(DENTAL, 0, True)], "+447700900124", None),
        ([(DENTAL, 0, True)], "nobody", None),
    ],
)
async def test_the_project_with_an_open_case_wins_and_of_two_the_one_that_was_called_last(
    database: Database, tmp_path: Path, cases: list[tuple[ProjectId, int, bool]], dialled: str, owing: ProjectId | None
) -> None:
    for project, minutes, is_open in cases:
        missed_at = NOW + timedelta(minutes=minutes)
        await database.execute(CASE, project, OLENA, missed_at, None if is_open else NOW)

    assert await OwingProjects(database, lambda: catalog(tmp_path)).of(ANNA, dialled) == owing


async def test_a_call_by_hand_is_made_though_the_database_is_away(database_url: str, tmp_path: Path) -> None:
    async with open_database(database_url) as closed:
        owing = OwingProjects(closed, lambda: catalog(tmp_path))

    assert await owing.of(ANNA, OLENA) is None
    assert await owing.of(AgentId(99), OLENA) is None


def catalog(sounds: Path) -> Catalog:
    """Anna works for travel, dental, and a project without a queue."""
    found = directory(sounds, ())._setup().catalog
    anna = replace(found.agents[ANNA], projects=frozenset({TRAVEL, DENTAL, EMPTY}))
    return replace(found, agents={ANNA: anna})
