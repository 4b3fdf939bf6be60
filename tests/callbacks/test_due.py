"""The cases that the wall counts as due are the cases that its link lists."""

from datetime import timedelta
from itertools import product

import pytest

from callbacks.store import state_of_the_ladder
from tests.callbacks.place import NOW, Place
from tests.callbacks.test_figures import a_case

STEP = """
INSERT INTO steps (case_id, project_id, kind, status, due_at, plan, planned_at) VALUES ($1, $2, $3, $4, $5, '{}', $5)
"""
KINDS, STATUSES = ("call", "text", "look"), ("planned", "begun", "done", "superseded")
DUE_S = (-600, 0, 1)
"""Before now, just now, and not yet."""


@pytest.fixture
async def steps(place: Place) -> Place:
    """A case of each project for every kind of step, in every status, due at every one of these moments."""
    every = product((1, 2), KINDS, STATUSES, DUE_S)
    for number, (project, kind, status, due_s) in enumerate(every, 1):
        closed = "expired" if status in ("done", "superseded") else None
        await a_case(place.db, number, "11-24 09:00", project=project, closed=closed)
        due = NOW + timedelta(seconds=due_s)
        await place.db.execute(STEP, number, project, kind, status, due)
    return place


async def test_the_wall_counts_the_cases_that_its_link_lists(steps: Place) -> None:
    ladder = await state_of_the_ladder(steps.db, NOW, NOW)

    listed = {project: await steps.listed(group="due", project=project) for project in (1, 2)}
    assert ladder.due_in == {project: len(page.cases) for project, page in listed.items()} == {1: 4, 2: 4}
    assert [page.due for page in listed.values()] == [4, 4]
    everywhere = await steps.listed(group="due")
    assert {row.id for row in everywhere.cases} == {row.id for page in listed.values() for row in page.cases}
    assert everywhere.due == ladder.due


async def test_those_due_are_listed_page_by_page_and_found_by_name_and_number(steps: Place) -> None:
    whole = [row.id for row in (await steps.listed(group="due")).cases]
    first = await steps.listed(group="due", limit=5)
    second = await steps.listed(group="due", limit=5, before=first.next)

    assert [row.id for page in (first, second) for row in page.cases] == whole
    assert [row.id for row in (await steps.listed(group="due", q="customer 1")).cases] == [1]
    assert [row.id for row in (await steps.listed(group="due", q="1234502")).cases] == [2]


async def test_a_case_is_due_once_its_moment_has_come(place: Place) -> None:
    await place.missed(1)
    assert await place.numbers(group="due") == []

    place.clock.at = NOW + timedelta(minutes=4)

    assert await place.numbers(group="due") == ["1"]
