"""Cases over HTTP: the handlers, with the requests that web hands to them, over cases of every kind."""

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from callbacks.http import CloseBody, FiguresQuery, HoldBody, PostponeBody, WordBody, cursor, place_of, search_of
from callbacks.listing import Search
from callbacks.model import Result, Word
from callbacks.reasons import SENTENCES
from callbacks.rules import Policy, ProjectRules, ZoneSource
from callbacks.views_steps import DELAYS
from kernel.errors import BadInput, NotFound
from kernel.ids import CaseId, ProjectId
from kernel.permissions import GRANTED, Role
from tests.callbacks.place import MARIA, NOW, NUMBER, OLENA, STRANGER, Place

# ---- the list


async def test_a_case_is_listed_with_what_is_done_next_and_why(place: Place) -> None:
    case = await place.missed(1)
    found = await place.listed()

    [row] = found.cases
    assert (row.id, row.number, row.contact.name, row.project.name) == (case, f"{NUMBER}1", "Customer 1", "Orders")
    assert (row.group, row.reason, row.missed_calls, row.attempts) == ("planned", "queue_timeout", 1, 0)
    assert row.next is not None
    assert (row.next.kind, row.next.at) == ("call_at", NOW + timedelta(minutes=2))
    assert row.next.local_at == "2026-11-24T12:02"
    assert row.next.why
    assert all(each.sentence.endswith(".") for each in row.next.why)
    assert [each.rule for each in row.next.why if each.delays] == ["soon"]
    assert (row.zone, row.zone_source) == ("Europe/Kyiv", ZoneSource.NUMBER)


async def test_the_contacts_own_zone_is_the_one_shown(place: Place) -> None:
    await place.missed(2)
    [row] = (await place.listed()).cases

    assert (row.zone, row.zone_source, row.zones) == ("Europe/London", ZoneSource.CONTACT, ["Europe/London"])
    assert row.next is not None
    assert row.next.local_at == "2026-11-24T10:02"


async def a_case_of_each_kind(place: Place) -> None:
    await place.missed(1)
    await place.act("postpone", await place.missed(2), PostponeBody(NOW + timedelta(hours=2)))
    await place.act("hold", await place.missed(3), HoldBody("Their lawyer calls us."))
    await place.act("close", await place.missed(4), CloseBody("Wrote a letter."))
    await place.missed(5)
    await place.attempt(5)
    place.clock.at = NOW + timedelta(hours=1)
    async with place.db.transaction() as tx:
        await place.cases.resettle(tx, CaseId(5))
    place.clock.at = NOW


async def test_each_case_is_in_one_group_and_the_tabs_count_the_open_ones(place: Place) -> None:
    await a_case_of_each_kind(place)
    groups = ("planned", "promised", "held", "closed", "needs_person", "texting", "broken")

    assert {group: await place.numbers(group=group) for group in groups} == {
        "planned": ["1"],
        "promised": ["2"],
        "held": ["3"],
        "closed": ["4"],
        "needs_person": ["5"],
        "texting": [],
        "broken": [],
    }
    found = await place.listed()
    assert {each.group: each.cases for each in found.counts} == {
        "planned": 1,
        "promised": 1,
        "held": 1,
        "needs_person": 1,
    }
    assert [each.group for each in found.cases if each.number[-1] == "4"] == ["closed"]


async def test_a_broken_promise_has_a_list_of_its_own(place: Place) -> None:
    await place.missed(1)
    await place.db.execute("UPDATE cases SET broken_at = now() WHERE id = $1", await place.missed(2))
    found = await place.listed(group="broken")

    assert ([row.number[-1] for row in found.cases], found.broken) == (["2"], 1)


@pytest.mark.parametrize(
    ("q", "found"), [("1234502", ["2"]), ("+38 067 12345-03", ["3"]), ("omer 1", ["1"]), ("99999", [])]
)
@pytest.mark.parametrize("group", [None, "planned"])
async def test_a_case_is_found_by_digits_or_by_name(place: Place, q: str, found: list[str], group: Any) -> None:
    for customer in (1, 2, 3):
        await place.missed(customer)

    assert await place.numbers(q=q, group=group) == found


@pytest.mark.parametrize(
    ("text", "search"),
    [(None, Search()), ("  ", Search()), ("067 12", Search(digits="6712")), ("anna 2", Search(name="anna 2"))],
)
def test_what_holds_a_letter_is_a_name(text: str | None, search: Search) -> None:
    assert search_of(text) == search


@pytest.mark.parametrize("group", [None, "planned"])
async def test_pages_follow_each_other_without_a_gap_or_a_repeat(place: Place, group: Any) -> None:
    for customer in range(1, 6):
        await place.missed(customer)
        place.clock.at += timedelta(seconds=customer // 3)
    seen: list[str] = []
    before: str | None = None
    for _ in range(3):
        found = await place.listed(group=group, limit=2, before=before)
        seen += [row.number[-1] for row in found.cases]
        before = found.next

    assert (seen, before) == (["5", "4", "3", "2", "1"], None)


@pytest.mark.parametrize(
    "text", ["", "x", "2026-11-24T10:00:00|1", "2026-11-24T10:00:00+00:00|x", "2026-11-24T10:00:00+00:00"]
)
def test_a_place_in_the_list_that_we_did_not_give_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match=r"^before: "):
        place_of(text)


def test_a_place_in_the_list_is_read_back() -> None:
    assert place_of(cursor((NOW, 7))) == (NOW, 7)


async def test_the_cases_behind_a_figure_are_found(place: Place) -> None:
    case = await place.missed(1)
    await place.attempt(case)
    await place.act("word", case, WordBody("out-1", Word.SPOKE))
    await place.missed(2)
    today = date(2026, 11, 24)

    assert await place.numbers(recovered_by="team", first=today, last=today) == ["1"]
    assert await place.numbers(close_reason="spoken_to") == ["1"]
    assert await place.numbers(first=today + timedelta(days=1)) == []


async def test_a_call_leads_to_its_case_whether_it_was_placed_for_it_or_its_customer_rang_in(place: Place) -> None:
    case = await place.missed(1)
    await place.db.execute("UPDATE steps SET call_id = 'cb-1' WHERE case_id = $1", case)
    await place.missed(2)
    await place.db.execute(
        "INSERT INTO calls (call_id, project_id, direction, customer, dialled, arrived_at)"
        " VALUES ('2.2', 1, 'inbound', $1, '100', now())",
        f"{NUMBER}2",
    )

    assert [await place.numbers(OLENA, call=call) for call in ("cb-1", "2.2", "3.3")] == [["1"], ["2"], []]
    assert await place.numbers(STRANGER, call="cb-1") == []


async def test_the_list_says_that_a_day_is_short(place: Place) -> None:
    place.book.rules[ProjectId(1)] = ProjectRules(policy=Policy(day_seconds=240))

    assert (await place.listed(group="held")).day_seconds == 240
    assert (await place.listed(project=2)).day_seconds is None


async def test_an_agent_sees_the_cases_of_their_projects_only(place: Place) -> None:
    case = await place.missed(1)

    assert await place.numbers(OLENA) == ["1"]
    assert await place.numbers(STRANGER) == []
    assert await place.numbers(OLENA, project=2) == []
    assert (await place.listed(STRANGER)).counts == []
    with pytest.raises(NotFound, match=f"There is no case {case}"):
        await place.one(case, STRANGER)


# ---- one case


async def test_a_case_tells_all_of_its_story(place: Place) -> None:
    case = await place.missed(1, NOW - timedelta(hours=3))
    await place.missed(1)
    await place.attempt(case, Result.NO_ANSWER)
    await place.db.execute(
        "INSERT INTO texts (project_id, contact_id, direction, customer, ours, body, status, at)"
        " VALUES (1, 1, 'in', $1, '+380800000001', 'Call me', 'received', now())",
        f"{NUMBER}1",
    )
    found = await place.one(case)

    assert [each.reason for each in found.missed] == ["queue_timeout", "queue_timeout"]
    [touch] = found.touches
    assert (touch.kind, touch.result, touch.agent and touch.agent.name) == ("call", "no_answer", "Olena")
    assert {each.status for each in found.steps} == {"planned", "superseded"}
    assert all(each.decision.why for each in found.steps)
    assert [each.body for each in found.texts] == ["Call me"]
    assert msgspec.json.decode(msgspec.json.encode(found))["id"] == case


async def test_what_would_follow_is_told_before_it_happens(place: Place) -> None:
    found = await place.one(await place.missed(1))

    assert [each.kind for each in found.forecast][:3] == ["call_at", "call_at", "text_at"]
    assert found.next is not None
    assert found.forecast[0].at == found.next.at


async def test_nothing_follows_once_it_is_closed(place: Place) -> None:
    case = await place.missed(1)
    await place.act("close", case, CloseBody("Came by in person."))
    found = await place.one(case)

    assert (found.forecast, found.actions, found.group) == ([], [], "closed")
    assert found.closed is not None
    assert (found.closed.reason, found.closed.by, found.closed.note) == ("by_person", "Maria", "Came by in person.")


async def test_a_case_that_is_not_there_is_not_found(place: Place) -> None:
    with pytest.raises(NotFound, match=r"^There is no case 77\.$"):
        await place.one(77)


# ---- figures


async def test_figures_are_of_whole_days_in_order(place: Place) -> None:
    query = FiguresQuery(date(2026, 11, 1), date(2026, 11, 24))
    found = await place.ask("GET", "/api/callbacks/figures", MARIA, query)

    assert found.figures[0].name == "recovery_rate"
    with pytest.raises(BadInput, match=r"^to: "):
        await place.ask("GET", "/api/callbacks/figures", MARIA, FiguresQuery(date(2026, 11, 2), date(2026, 11, 1)))


def test_every_rule_that_delays_is_one_that_has_a_sentence() -> None:
    assert SENTENCES.keys() >= DELAYS


def test_holding_and_rules_are_not_for_agents(place: Place) -> None:
    beyond = {each.path.rpartition("/")[2] for each in place.routes if each.permission not in GRANTED[Role.AGENT]}

    assert beyond == {"hold", "release", "figures", "{project}", "dry-run"}


async def test_a_missed_call_leads_to_its_case_or_says_why_there_is_none(place: Place) -> None:
    case = await place.missed(1)
    called = await place.db.fetchval("SELECT call_id FROM missed_calls WHERE case_id = $1", case)
    await place.db.execute(
        "INSERT INTO missed_calls (call_id, project_id, at, reason, no_case)"
        " VALUES ('9.9', 1, now(), 'abandoned_in_queue', 'anonymous')"
    )

    assert await place.numbers(OLENA, call=called) == ["1"]
    assert (await place.listed(OLENA, call=called)).no_case is None
    assert await place.numbers(OLENA, call="9.9") == []
    assert (await place.listed(OLENA, call="9.9")).no_case == "anonymous"
