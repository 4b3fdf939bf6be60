"""Who is let in, where to, and in which language."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from msgspec.structs import replace as replace_plan

from config.hours import GRACE
from config.model import AnnouncementKind, ForUnknown, Hours, Interval, Number, Project, Queue, UnknownNumber
from kernel.ids import QueueId
from telephony.plan import Plan, Refusal, RefusalReason
from telephony.telling import Place, Wait
from tests.config.admitting import (
    BOOKINGS,
    DAILY,
    DID,
    NOON,
    PROJECT,
    QUEUES,
    SUPPORT,
    TRAVEL,
    admitted,
    catalog,
    directory,
)


@pytest.fixture(scope="module")
def sounds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sounds")


NOBODYS = "+442079469999"


@pytest.mark.parametrize("action", [UnknownNumber.MESSAGE, UnknownNumber.REJECT])
def test_callers_of_nobodys_number_hear_so_or_are_rejected(sounds: Path, action: UnknownNumber) -> None:
    refusal = admitted(catalog(sounds, unknown=ForUnknown(action)), sounds, dialled=NOBODYS)

    assert isinstance(refusal, Refusal)
    assert refusal.reason is RefusalReason.UNKNOWN_NUMBER
    assert (refusal.message is None) == (action is UnknownNumber.REJECT)


def test_callers_of_nobodys_number_may_be_served_by_a_queue(sounds: Path) -> None:
    plan = admitted(catalog(sounds, unknown=ForUnknown(UnknownNumber.QUEUE, SUPPORT)), sounds, dialled=NOBODYS)

    assert isinstance(plan, Plan)
    assert (plan.project, plan.queue.id) == (TRAVEL, SUPPORT)


@pytest.mark.parametrize("queue", [SUPPORT, QueueId(9)])
def test_a_queue_that_takes_no_calls_serves_nobodys_number_either(sounds: Path, queue: QueueId) -> None:
    being_set_up = {TRAVEL: replace(PROJECT, live=False)} if queue == SUPPORT else {TRAVEL: PROJECT}
    wanted = catalog(sounds, unknown=ForUnknown(UnknownNumber.QUEUE, queue), projects=being_set_up)

    refusal = admitted(wanted, sounds, dialled=NOBODYS)

    assert isinstance(refusal, Refusal)
    assert refusal.message is not None


MENU = Number(DID, TRAVEL, BOOKINGS, "en", menu=("en", "uk", "de"))


def test_a_number_with_a_menu_asks_first_and_has_what_each_language_needs(sounds: Path) -> None:
    plan = admitted(catalog(sounds, MENU), sounds)

    assert isinstance(plan, Plan)
    assert plan.menu is not None
    assert plan.language == "en"
    found = {each.language: (each.announcement, each.sorry, each.callback_offer) for each in plan.menu.choices}
    assert {language: says and says[0] and says[0].name for language, says in found.items()} == {
        "en": "qa_inbound (en)",
        "uk": "qa_inbound (uk)",
        "de": "qa_inbound (en)",
    }
    assert all(all(each) for each in found.values())


def test_without_a_prompt_there_is_no_menu(sounds: Path) -> None:
    known = catalog(sounds, MENU)
    silent = {key: one for key, one in known.announcements.items() if key[1] is not AnnouncementKind.LANGUAGE_MENU}

    plan = admitted(replace(known, announcements=silent), sounds)

    assert isinstance(plan, Plan)
    assert plan.menu is None


FULL = {BOOKINGS: 2}
OVERFLOWS = {**QUEUES, BOOKINGS: replace(QUEUES[BOOKINGS], overflow=SUPPORT, overflow_after_s=45)}
IN_CIRCLES = {**OVERFLOWS, SUPPORT: replace(QUEUES[SUPPORT], overflow=BOOKINGS, overflow_after_s=5)}


@pytest.mark.parametrize("queues", [OVERFLOWS, IN_CIRCLES])
def test_who_finds_the_queue_full_waits_in_the_other_and_goes_no_further(
    sounds: Path, queues: dict[QueueId, Queue]
) -> None:
    plan = admitted(catalog(sounds, queues=queues), sounds, FULL)

    assert isinstance(plan, Plan)
    assert (plan.queue.id, plan.queue.overflow, plan.overflowed) == (SUPPORT, None, "Bookings")


def test_who_finds_both_full_is_told_so(sounds: Path) -> None:
    refusal = admitted(catalog(sounds, queues=OVERFLOWS), sounds, {BOOKINGS: 2, SUPPORT: 2})

    assert isinstance(refusal, Refusal)
    assert (refusal.reason, refusal.queue) == (RefusalReason.QUEUE_FULL, BOOKINGS)


def test_who_may_go_on_later_takes_along_where_to(sounds: Path) -> None:
    plan = admitted(catalog(sounds, queues=IN_CIRCLES), sounds)

    assert isinstance(plan, Plan)
    assert plan.queue.overflow is not None
    there = plan.queue.overflow
    assert (there.queue.id, there.queue.overflow, there.after_s) == (SUPPORT, None, 45)
    assert plan.overflowed is None


@pytest.mark.parametrize(
    ("language", "place", "said"),
    [
        ("uk", Place(1), ["position_1 (uk)"]),
        ("uk", Place(10, Wait.UNDER_2), ["position_10 (uk)", "wait_under_2 (uk)"]),
        ("de", Place(11, Wait.OVER_10), ["position_more (en)", "wait_over_10 (en)"]),
        ("en", Place(None, Wait.FROM_2_TO_5), ["wait_2_5 (en)"]),
        ("en", Place(2, Wait.FROM_5_TO_10), ["position_2 (en)", "wait_5_10 (en)"]),
    ],
)
def test_a_place_is_said_in_the_caller_s_language(sounds: Path, language: str, place: Place, said: list[str]) -> None:
    known = catalog(sounds)
    plan = admitted(known, sounds)
    assert isinstance(plan, Plan)

    spoken = directory(known, sounds).place_sounds(replace_plan(plan, language=language), place)

    assert said == [each.name for each in spoken]


CLOSED_TODAY = replace(PROJECT, hours=Hours(PROJECT.zone, DAILY, {NOON.date(): (Interval(0, 720),)}))
UNTIL_SIX = replace(PROJECT, hours=Hours(PROJECT.zone, {}, {NOON.date(): (Interval(0, 1080),)}))


@pytest.mark.parametrize(
    ("project", "at", "until"),
    [
        (PROJECT, NOON, None),
        (UNTIL_SIX, NOON, NOON.replace(hour=18) + GRACE),
        (CLOSED_TODAY, NOON, NOON + GRACE),
        (None, NOON, NOON + GRACE),
    ],
)
def test_who_waits_is_served_until_twenty_minutes_after_closing_also_when_that_is_now(
    sounds: Path, project: Project | None, at: datetime, until: datetime | None
) -> None:
    plan = admitted(catalog(sounds), sounds)
    assert isinstance(plan, Plan)
    now = catalog(sounds, projects={} if project is None else {TRAVEL: project})

    assert directory(now, sounds).serve_until(plan, at) == until
    if project is CLOSED_TODAY:
        refusal = admitted(now, sounds)
        assert isinstance(refusal, Refusal)
        assert refusal.reason is RefusalReason.OUT_OF_HOURS
