"""The safety net as it follows from the set-up: who is rung, what is said, when it is open, how numbers are spelled."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.catalog import Catalog
from config.directory import Setup
from config.model import ForUnknown, Hours, Interval, UnknownNumber
from config.net import caller_spellings, net_of, open_spans, spellings
from config.prompts import Prompts, install_sounds
from config.seed import CLOSED_DID, ORDERS_DID, seed_demo
from config.store import load_catalog
from kernel.ids import AgentId, ProjectId
from kernel.phone import Phone, parse_phone
from store.pool import Database
from telephony.routing import BlockedCaller
from telephony.safety import NOBODY, NetPlan

NOW = datetime(2026, 3, 25, 9, 30, tzinfo=UTC)
"""A Wednesday; on Sunday clocks in Europe go forward."""
TODAY = datetime(2026, 3, 25, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
WORKING_HOURS = Hours(BERLIN, dict.fromkeys(range(1, 8), (Interval(540, 1020),)), {date(2026, 3, 26): ()})

REGIONS = ("GB", "UA", "DE", "US", "CA", "RU", "KZ", "IT", "HU", "MX", "JP", "CO")
NUMBERS = [number for region in REGIONS if (number := phonenumbers.example_number(region))]


@pytest.fixture
async def catalog(database: Database) -> Catalog:
    await seed_demo(database)
    return await load_catalog(database, NOW)


@pytest.fixture
def sounds(tmp_path: Path) -> Path:
    install_sounds(tmp_path)
    return tmp_path


def changed(catalog: Catalog, **fields: object) -> Catalog:
    """Every project is changed in this way."""
    projects = {id_: replace(project, **fields) for id_, project in catalog.projects.items()}  # type: ignore[arg-type]
    return replace(catalog, projects=MappingProxyType(projects))


def plan_of(catalog: Catalog, sounds: Path, did: str, signed_in: tuple[int, ...] = ()) -> NetPlan:
    net = net_of(Setup(catalog, Prompts(catalog, sounds)), map(AgentId, signed_in), NOW)
    return net.plans[net.numbers[did]]


async def test_callers_are_told_and_the_agents_with_the_skill_are_rung(catalog: Catalog, sounds: Path) -> None:
    plan = plan_of(catalog, sounds, ORDERS_DID)

    assert plan.announcement is not None
    assert plan.announcement.media == f"sound:{sounds}/en/qa_inbound"
    assert plan.sorry is not None
    assert plan.sorry.media == f"sound:{sounds}/en/service_down"
    assert plan.phones == tuple(f"PJSIP/agent-{n}" for n in (1, 2, 4, 5, 7))
    assert (plan.ring_s, plan.patience_s, plan.record) == (15, 45, True)
    assert plan.open == ((TODAY, TODAY + timedelta(days=15)),)


async def test_who_is_signed_in_is_rung_first(catalog: Catalog, sounds: Path) -> None:
    plan = plan_of(catalog, sounds, ORDERS_DID, signed_in=(5, 3))

    assert plan.phones == tuple(f"PJSIP/agent-{n}" for n in (5, 1, 2, 4, 7))


async def test_a_project_that_is_never_open_says_so_and_rings_nobody(catalog: Catalog, sounds: Path) -> None:
    plan = plan_of(catalog, sounds, CLOSED_DID)

    assert plan.open == ()
    assert plan.closed is not None
    assert plan.closed.media == f"sound:{sounds}/en/out_of_hours"


@pytest.mark.parametrize("field", ["announce_inbound", "record"])
async def test_who_is_not_told_or_not_to_be_recorded_is_not(catalog: Catalog, sounds: Path, field: str) -> None:
    assert not plan_of(changed(catalog, **{field: False}), sounds, ORDERS_DID).record


async def test_an_announcement_that_cannot_be_played_is_none(catalog: Catalog, sounds: Path) -> None:
    (sounds / "en/qa_inbound.wav").unlink()

    assert plan_of(catalog, sounds, ORDERS_DID).announcement is None


async def test_callers_of_nobodys_number_are_told_so(catalog: Catalog, sounds: Path) -> None:
    plan = net_of(Setup(catalog, Prompts(catalog, sounds)), (), NOW).plans[NOBODY]

    assert plan.closed is not None
    assert plan.closed.media == f"sound:{sounds}/en/unknown_number"
    assert (plan.open, plan.phones) == ((), ())


async def test_opening_hours_are_instants_past_holidays_and_a_clock_change(catalog: Catalog) -> None:
    number = catalog.numbers[ORDERS_DID]

    spans = list(open_spans(changed(catalog, hours=WORKING_HOURS), number.project, NOW))

    assert [opens.strftime("%d %H:%M") for opens, _ in spans[:4]] == ["25 08:00", "27 08:00", "28 08:00", "29 07:00"]
    assert {closes - opens for opens, closes in spans} == {timedelta(hours=8)}
    assert len(spans) == 14


async def test_the_spans_stay_the_same_for_a_day(catalog: Catalog) -> None:
    number, within = catalog.numbers[ORDERS_DID], changed(catalog, hours=WORKING_HOURS)

    morning, evening = (list(open_spans(within, number.project, NOW + timedelta(hours=h))) for h in (0, 14))
    assert morning == evening


async def test_a_number_is_spelled_in_every_way_that_is_read_as_this_one(catalog: Catalog) -> None:
    found = set(spellings(catalog, catalog.numbers[ORDERS_DID]))

    assert found == {"+442079460010", "442079460010", "00442079460010", "02079460010", "2079460010"}


async def test_a_pattern_is_spelled_in_as_many_ways_also_where_a_number_in_it_is_another_s(catalog: Catalog) -> None:
    pattern = replace(catalog.numbers[ORDERS_DID], did=f"{ORDERS_DID[:-2]}XX")
    listed = Catalog(projects=catalog.projects, numbers={**catalog.numbers, pattern.did: pattern})

    found = set(spellings(listed, pattern))

    assert found == {"+4420794600XX", "4420794600XX", "004420794600XX", "020794600XX", "20794600XX"}


@pytest.mark.parametrize("action", UnknownNumber)
async def test_callers_of_nobodys_number_meet_the_same_without_the_service(
    catalog: Catalog, sounds: Path, action: UnknownNumber
) -> None:
    number = catalog.numbers[ORDERS_DID]
    wanted = ForUnknown(action, number.queue if action is UnknownNumber.QUEUE else None)
    there = replace(catalog, unknown=wanted)

    plan = net_of(Setup(there, Prompts(there, sounds)), (), NOW).plans[NOBODY]

    assert plan.reject == (action is UnknownNumber.REJECT)
    assert plan.project == (number.project if action is UnknownNumber.QUEUE else None)
    assert bool(plan.phones) == (action is UnknownNumber.QUEUE)


async def test_abroad_a_number_has_no_national_spelling(catalog: Catalog) -> None:
    found = set(spellings(changed(catalog, region="DE"), catalog.numbers[ORDERS_DID]))

    assert found == {"+442079460010", "442079460010", "00442079460010"}


@pytest.mark.parametrize(
    ("name", "file"), [("", "outage"), ("Long waits", "outage_long_waits"), ("No such prompt", "outage")]
)
async def test_callers_of_a_queue_with_an_outage_are_told_of_it_and_the_others_are_not(
    catalog: Catalog, sounds: Path, name: str, file: str
) -> None:
    number, until = catalog.numbers[ORDERS_DID], NOW + timedelta(hours=1)

    net = net_of(Setup(catalog, Prompts(catalog, sounds)), (), NOW, {number.queue: (until, name)})

    told = {plan.outage.media for plan in net.plans.values() if plan.outage is not None}
    assert told == {f"sound:{sounds}/en/{file}"}
    assert net.plans[net.numbers[ORDERS_DID]].outage_until == until
    assert net.plans[net.numbers[CLOSED_DID]].outage is None


async def test_a_blocked_caller_is_known_in_every_spelling_that_a_project_would_read_as_them(
    catalog: Catalog, sounds: Path
) -> None:
    here, everywhere, gone = "+442079460099", "+380441234567", "+442079460098"
    travel, dental = (catalog.numbers[did].project for did in (ORDERS_DID, CLOSED_DID))
    until = NOW + timedelta(hours=1)
    callers = (
        BlockedCaller(Phone(here), travel, until),
        BlockedCaller(Phone(everywhere)),
        BlockedCaller(Phone(gone), ProjectId(99)),
    )

    blocked = net_of(Setup(catalog, Prompts(catalog, sounds)), (), NOW, blocked=callers).blocked

    ours = {text: end for (project, text), end in blocked.items() if project == travel}
    theirs = {text: end for (project, text), end in blocked.items() if project == dental}
    abroad = dict.fromkeys((everywhere, f"00{everywhere[1:]}"))
    assert ours.items() >= (abroad | dict.fromkeys((here, f"0044{here[3:]}", f"0{here[3:]}"), until)).items()
    assert theirs.keys().isdisjoint(ours.keys() - abroad.keys() - {everywhere[1:]})
    assert {project for project, _ in blocked} == {travel, dental}


@settings(deadline=None)
@given(st.sampled_from(NUMBERS), st.sampled_from(REGIONS))
def test_the_spellings_of_a_caller_are_those_that_are_read_as_theirs(
    number: phonenumbers.PhoneNumber, region: str
) -> None:
    caller = Phone(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
    national = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    bare = phonenumbers.national_significant_number(number)
    digits = "".join(character for character in national if character.isdigit())
    spelled = {caller.e164, caller.e164[1:], f"00{caller.e164[1:]}", digits, bare}

    read = {text for text in spelled if parse_phone(text, region) == caller}

    assert set(caller_spellings(caller, region)) == read


async def test_spellings_of_blocked_callers_are_worked_out_once(
    catalog: Catalog, sounds: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    setup, callers = Setup(catalog, Prompts(catalog, sounds)), [BlockedCaller(Phone("+442079460097"))]
    first = net_of(setup, (), NOW, blocked=callers).blocked
    monkeypatch.setattr("config.net.parse_phone", None)

    assert net_of(setup, (AgentId(1),), NOW, blocked=callers).blocked == first != {}


@pytest.mark.parametrize(("until_s", "held"), [(None, True), (1, True), (0, False), (-1, False)])
async def test_whose_time_is_over_is_not_held(catalog: Catalog, sounds: Path, until_s: int | None, held: bool) -> None:
    until = None if until_s is None else NOW + timedelta(seconds=until_s)
    callers = [BlockedCaller(Phone("+442079460097"), until=until)]

    assert bool(net_of(Setup(catalog, Prompts(catalog, sounds)), (), NOW, blocked=callers).blocked) == held


async def test_of_two_entries_for_a_caller_the_later_end_counts(catalog: Catalog, sounds: Path) -> None:
    travel, number = catalog.numbers[ORDERS_DID].project, Phone("+380441234567")
    soon, later = NOW + timedelta(hours=1), NOW + timedelta(hours=2)

    def end_of(*callers: BlockedCaller) -> datetime | None:
        return net_of(Setup(catalog, Prompts(catalog, sounds)), (), NOW, blocked=callers).blocked[travel, number.e164]

    assert end_of(BlockedCaller(number, travel, later), BlockedCaller(number, None, soon)) == later
    assert end_of(BlockedCaller(number, None), BlockedCaller(number, travel, soon)) is None
