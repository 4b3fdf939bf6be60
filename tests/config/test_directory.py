"""What telephony is told of a call on its way out: whose it is, and what the customer hears."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from config.catalog import Catalog
from config.directory import Directory, Setup
from config.model import AgentRecord, Announcement, AnnouncementKind, Hours, Number, Project, Queue
from config.prompts import Prompts, install_sounds
from config.seed import shipped_announcements
from kernel.errors import Conflict, NotFound
from kernel.ids import AgentId, ProjectId, QueueId
from kernel.phone import CallerId, Phone
from telephony.plan import Refusal, RefusalReason, Way
from tests.telephony.kit import states

TRAVEL, DENTAL, EMPTY = ProjectId(1), ProjectId(2), ProjectId(3)
BOOKINGS, SUPPORT, RECEPTION = QueueId(1), QueueId(2), QueueId(3)
ANNA = AgentId(1)
CUSTOMER = Phone("+447700900123")
TRAVEL_DID, DENTAL_DID = "+442079460010", "+442079460030"
CALLBACK, OUTBOUND = AnnouncementKind.QA_CALLBACK, AnnouncementKind.QA_OUTBOUND


def project(id_: ProjectId, name: str) -> Project:
    return Project(
        id=id_,
        name=name,
        hours=Hours(ZoneInfo("Europe/London"), {}, {}),
        region="GB",
        language="en",
        announce_inbound=True,
        announce_outbound=id_ != DENTAL,
        record=True,
        retention_days=30,
        caller_id=Phone("+442079460010"),
        short_abandon_s=5,
        dispositions=(),
        break_reasons=(),
    )


def queue(id_: QueueId, of: ProjectId, *skills: str) -> Queue:
    return Queue(id_, of, f"Queue {id_}", frozenset(skills), 15, 120, 20, 15, "default", 80, 20)


def directory(sounds: Path, kinds: Sequence[tuple[AnnouncementKind, str]]) -> Directory:
    """Travel has these announcements; dental plays none; the third project has no queue."""
    install_sounds(sounds)
    shipped = shipped_announcements(sounds)
    announcements: dict[tuple[ProjectId | None, AnnouncementKind, str], Announcement] = {
        (TRAVEL, *key): Announcement(TRAVEL, *key, file, audio.sha256, audio.seconds)
        for key, (file, audio) in shipped.items()
        if key in kinds
    }
    names = {TRAVEL: "Travel", DENTAL: "Dental", EMPTY: "Empty"}
    anna = AgentRecord(ANNA, "Anna", "PJSIP/agent-1", frozenset(), frozenset(), frozenset({TRAVEL, DENTAL}))
    queues = (queue(BOOKINGS, TRAVEL, "bookings"), queue(SUPPORT, TRAVEL, "support"), queue(RECEPTION, DENTAL))
    catalog = Catalog(
        projects={id_: project(id_, name) for id_, name in names.items()},
        queues={each.id: each for each in queues},
        numbers={
            TRAVEL_DID: Number(TRAVEL_DID, TRAVEL, BOOKINGS, "en"),
            DENTAL_DID: Number(DENTAL_DID, DENTAL, RECEPTION, "en"),
        },
        agents={ANNA: anna},
        announcements=announcements,
    )
    return Directory(lambda: Setup(catalog, Prompts(catalog, sounds)), "trunk")


EVERY = [(kind, language) for kind in (CALLBACK, OUTBOUND) for language in ("en", "ru")]


@pytest.mark.parametrize(
    ("kinds", "language", "heard"),
    [
        (EVERY, "ru", "qa_callback (ru)"),
        (EVERY, None, "qa_callback (en)"),
        (EVERY, "de", "qa_callback (en)"),
        ([(OUTBOUND, "en"), (OUTBOUND, "ru")], "ru", "qa_outbound (ru)"),
        ([(CALLBACK, "en"), (OUTBOUND, "ru")], "ru", "qa_outbound (ru)"),
        ([], "ru", None),
    ],
)
def test_a_callback_is_announced_as_one_in_the_customer_s_language_where_there_is_such_an_announcement(
    tmp_path: Path, kinds: list[tuple[AnnouncementKind, str]], language: str | None, heard: str | None
) -> None:
    plan = directory(tmp_path, kinds).call_back(TRAVEL, SUPPORT, CUSTOMER, language).plan

    assert heard == (plan.announcement and plan.announcement.name)


def test_a_callback_goes_over_the_trunk_with_the_project_s_number_and_rings_long_enough(tmp_path: Path) -> None:
    wanted = directory(tmp_path, EVERY).call_back(TRAVEL, SUPPORT, CUSTOMER, None)

    assert wanted.ways == (Way(trunk="trunk", endpoint="PJSIP/+447700900123@trunk", caller_id="+442079460010"),)
    assert wanted.plan.outside_ring_s >= 30
    assert wanted.plan.callback
    assert not wanted.plan.front


@pytest.mark.parametrize(("where", "served_by"), [(SUPPORT, SUPPORT), (None, BOOKINGS), (RECEPTION, BOOKINGS)])
def test_a_callback_belongs_to_the_queue_that_was_called_or_to_the_project_s_first(
    tmp_path: Path, where: QueueId | None, served_by: QueueId
) -> None:
    assert directory(tmp_path, EVERY).call_back(TRAVEL, where, CUSTOMER, None).plan.queue.id == served_by


def test_a_project_that_announces_nothing_to_those_it_calls_announces_no_callback(tmp_path: Path) -> None:
    assert directory(tmp_path, EVERY).call_back(DENTAL, None, CUSTOMER, None).plan.announcement is None


def test_nobody_is_called_back_for_a_project_that_is_not_there_or_has_no_queue(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        directory(tmp_path, EVERY).call_back(ProjectId(9), None, CUSTOMER, None)
    with pytest.raises(Conflict, match="Empty has no queue"):
        directory(tmp_path, EVERY).call_back(EMPTY, None, CUSTOMER, None)


@pytest.mark.parametrize(("chosen", "of"), [(None, TRAVEL), (TRAVEL, TRAVEL), (DENTAL, DENTAL)])
def test_an_agent_of_several_projects_dials_for_the_chosen_one(
    tmp_path: Path, chosen: ProjectId | None, of: ProjectId
) -> None:
    plan = directory(tmp_path, EVERY).dial_out(ANNA, "07700 900123", chosen).plan

    assert plan.project == of
    assert not plan.callback


def test_an_agent_dials_for_no_project_of_others(tmp_path: Path) -> None:
    with pytest.raises(Conflict, match="Anna does not work for the project 3"):
        directory(tmp_path, EVERY).dial_out(ANNA, "07700 900123", EMPTY)


@pytest.mark.parametrize("typed", ["999", "112", "1 1 2"])
def test_emergency_services_are_not_dialled_and_that_is_said(tmp_path: Path, typed: str) -> None:
    with pytest.raises(Conflict, match="Emergency services are not called through Ringback"):
        directory(tmp_path, EVERY).dial_out(ANNA, typed)


def test_nobody_dials_by_hand_or_transfers_to_what_the_project_refuses(tmp_path: Path) -> None:
    refusing = directory(tmp_path, EVERY)
    refusing.refusal = lambda _project, number: "It costs too much." if number.e164 == "+447700900123" else None

    with pytest.raises(Conflict, match="It costs too much"):
        refusing.dial_out(ANNA, "07700 900123")
    with pytest.raises(Conflict, match="It costs too much"):
        refusing.outside(states()["talking"], "07700 900123")
    assert refusing.dial_out(ANNA, "07700 900124").dialled == "+447700900124"
    assert refusing.outside(states()["talking"], "07700 900124").shown == "+44770090••••"


def test_there_is_a_way_out_while_a_trunk_could_carry_one_more_call(tmp_path: Path) -> None:
    town = directory(tmp_path, EVERY)
    assert town.has_way_out(TRAVEL)

    town.carries = lambda trunk: trunk != "trunk"

    assert not town.has_way_out(TRAVEL)


def test_who_is_blocked_is_turned_away_without_a_word_also_out_of_hours(tmp_path: Path) -> None:
    at = datetime(2026, 3, 25, 9, 30, tzinfo=UTC)
    known = directory(tmp_path, EVERY)
    known.blocked = lambda project, number, when: (project, number, when) == (TRAVEL, CUSTOMER, at)

    answers = [known.admit(did, CallerId(CUSTOMER.e164), at, {})[1] for did in (TRAVEL_DID, DENTAL_DID)]

    assert answers[0] == Refusal(RefusalReason.BLOCKED, None, TRAVEL, BOOKINGS, "Travel", f"Queue {BOOKINGS}")
    assert isinstance(answers[1], Refusal)
    assert answers[1].reason is RefusalReason.OUT_OF_HOURS
