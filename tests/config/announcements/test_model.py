"""Which version is in force, and what a project cannot do without."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.announcements.model import AnnouncementStanding, Slot, Version, group_of, lacks, left_without, placed
from config.catalog import Catalog
from config.model import Announcement, AnnouncementKind, Hours, Number, Project
from kernel.ids import ProjectId, QueueId

AT = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
SLOT = Slot(ProjectId(1), AnnouncementKind.QA_INBOUND, "en")
IN_FORCE, PLANNED, EARLIER, WITHDRAWN = (
    AnnouncementStanding.IN_FORCE,
    AnnouncementStanding.PLANNED,
    AnnouncementStanding.EARLIER,
    AnnouncementStanding.WITHDRAWN,
)


def version(number: int, hours: float | None, withdrawn: bool = False) -> Version:
    """In force from so many hours after AT, None: from the beginning."""
    from_ = None if hours is None else AT + timedelta(hours=hours)
    gone = AT if withdrawn else None
    return Version(number, SLOT, number, "a.wav", "0" * 64, 2.0, from_, gone, AT, "Head", "a.mp3")


def standings(*versions: Version) -> list[tuple[int, AnnouncementStanding, float | None]]:
    """Each number, how it stands, and in how many hours another takes its place."""
    found = sorted(placed(versions, AT), key=lambda each: each.version.number)
    hour = timedelta(hours=1)
    ends = [None if each.until is None else (each.until - AT) / hour for each in found]
    return [(each.version.number, each.standing, end) for each, end in zip(found, ends, strict=True)]


@pytest.mark.parametrize(
    ("versions", "found"),
    [
        ([(1, None)], [(1, IN_FORCE, None)]),
        ([(1, None), (2, -1)], [(1, EARLIER, None), (2, IN_FORCE, None)]),
        ([(1, None), (2, 5)], [(1, IN_FORCE, 5), (2, PLANNED, None)]),
        ([(1, None), (2, 5), (3, 2)], [(1, IN_FORCE, 2), (2, PLANNED, None), (3, PLANNED, 5)]),
        ([(1, -1), (2, -2)], [(1, IN_FORCE, None), (2, EARLIER, None)]),
        ([(1, -1), (2, -1)], [(1, EARLIER, None), (2, IN_FORCE, None)]),
        ([(1, None), (2, 0)], [(1, EARLIER, None), (2, IN_FORCE, None)]),
        ([(1, None), (2, -1, True)], [(1, IN_FORCE, None), (2, WITHDRAWN, None)]),
        ([(1, None, True), (2, -1, True)], [(1, WITHDRAWN, None), (2, WITHDRAWN, None)]),
        ([(1, None), (2, 5, True)], [(1, IN_FORCE, None), (2, WITHDRAWN, None)]),
    ],
)
def test_the_one_counts_whose_moment_came_last(versions: Sequence[Any], found: Sequence[Any]) -> None:
    assert standings(*(version(*each) for each in versions)) == found


@given(st.lists(st.tuples(st.none() | st.integers(-3, 3), st.booleans()), max_size=6))
def test_there_is_at_most_one_in_force_and_one_wherever_one_has_begun(rows: list[tuple[int | None, bool]]) -> None:
    versions = [version(number, hours, gone) for number, (hours, gone) in enumerate(rows, 1)]
    found = [each.standing for each in placed(versions, AT)]

    begun = any(not gone and (hours is None or hours <= 0) for hours, gone in rows)
    assert found.count(IN_FORCE) == (1 if begun else 0)


def test_every_kind_has_a_group() -> None:
    assert {group_of(kind) for kind in AnnouncementKind} >= {group_of(SLOT.kind)}


PROJECT = Project(
    *(ProjectId(1), "Ours", Hours(ZoneInfo("Europe/Kyiv"), {}, {}), "UA", "uk", True, False, True, 30, None, 5, (), ()),
    live=True,
)


def catalog(*announcements: tuple[ProjectId | None, AnnouncementKind, str], project: Project = PROJECT) -> Catalog:
    found = {key: Announcement(*key, "a.wav", "0" * 64, 2.0) for key in announcements}
    number = Number("+380441234567", project.id, QueueId(1), "uk", ("uk", "en"))
    return Catalog(
        projects=MappingProxyType({project.id: project}),
        numbers=MappingProxyType({number.did: number}),
        announcements=MappingProxyType(found),
    )


def test_what_is_missing_is_told_for_each_language_of_the_callers() -> None:
    found = [
        (each.language, each.heard and each.heard.language, each.needed)
        for each in lacks(catalog((None, SLOT.kind, "uk")), PROJECT, "en")
        if each.kind is SLOT.kind
    ]

    assert found == [("uk", "uk", True), ("en", "uk", True)]


@pytest.mark.parametrize(
    ("others", "project", "silent"),
    [
        ((), PROJECT, ["Ours"]),
        (((None, SLOT.kind, "en"),), PROJECT, []),
        (((ProjectId(1), SLOT.kind, "uk"),), PROJECT, ["Ours"]),
        (((ProjectId(1), AnnouncementKind.OUTAGE, "en"),), PROJECT, ["Ours"]),
        ((), replace(PROJECT, live=False), []),
        ((), replace(PROJECT, announce_inbound=False), []),
    ],
)
def test_who_must_announce_is_not_left_without(others: Any, project: Project, silent: list[str]) -> None:
    of = catalog((ProjectId(1), SLOT.kind, "en"), *others, project=project)

    assert [each.name for each in left_without(of, SLOT)] == silent
