"""The handlers, with the requests that web hands to them."""

from datetime import datetime, timedelta
from typing import Any

import msgspec
import pytest

from contacts.http import routes
from contacts.ports import Hooks
from contacts.views import (
    ContactBody,
    ContactPatch,
    ContactsQuery,
    ContactView,
    HistoryQuery,
    ImportBody,
    ListBody,
    ListedQuery,
    MergeBody,
    NumberBody,
    NumberPatch,
    parse_id_cursor,
)
from kernel.errors import BadInput, Conflict, NotFound
from kernel.http import Actor, Request
from kernel.ids import AgentId, ProjectId, UserId
from kernel.permissions import GRANTED, Permission, Role, everywhere
from kernel.phone import Phone
from store.pool import Database, Queryable
from tests.clocks import HandClock
from tests.contacts.kit import LANDLINE, MOBILE, NOW, OTHERS, OURS, RUSSIAN_MOBILE, TwoProjects
from tests.grants import only_in

SUPERVISOR = Actor(UserId(1), "Iryna", everywhere(Role.SUPERVISOR), None)
OLENA = Actor(UserId(2), "Olena", only_in([OURS], Role.AGENT), AgentId(1))
STRANGER = Actor(UserId(3), "Hugo", only_in([], Role.AGENT), AgentId(2))


class Desk:
    """Asks as somebody: `await desk("GET /api/contacts/{id}", id=1)`."""

    def __init__(self, db: Database, hooks: Hooks | None = None) -> None:
        self.db = db
        self.clock = HandClock(NOW)
        self._routes = {f"{each.method} {each.path}": each for each in routes(db, TwoProjects(), self.clock, hooks)}

    async def __call__(
        self, operation: str, body: Any = None, query: Any = None, *, by: Actor = SUPERVISOR, **path: object
    ) -> Any:
        named = {name: str(value) for name, value in path.items()}
        route = self._routes[operation]
        return await route.handler(Request(named, query, body, by, permission=route.permission))

    async def add(self, *numbers: str, project: int = OURS, by: Actor = SUPERVISOR, **more: Any) -> ContactView:
        body = ContactBody(project_id=project, numbers=[NumberBody(each) for each in numbers], **more)
        added = await self("POST /api/contacts", body, by=by)
        assert isinstance(added, ContactView)
        return added


@pytest.fixture
def desk(db: Database) -> Desk:
    return Desk(db)


async def test_a_contact_is_made_with_numbers_as_people_write_them(desk: Desk) -> None:
    added = await desk.add("044 123 45 67", MOBILE.e164, name=" Олена ", notes="Speaks\nquietly")
    shown = msgspec.to_builtins(await desk("GET /api/contacts/{id}", id=added.id))

    assert (shown["name"], shown["notes"], shown["zone"]) == ("Олена", "Speaks\nquietly", None)
    assert (shown["zones"], shown["zones_from"]) == (["Europe/Kyiv"], "number")
    assert [(each["number"], each["line_type"], each["main"]) for each in shown["numbers"]] == [
        (LANDLINE.e164, "landline", True),
        (MOBILE.e164, "mobile", False),
    ]
    assert shown["created_at"] == "2026-11-22T10:00:00Z"


async def test_a_russian_mobile_is_shown_with_all_its_zones(desk: Desk) -> None:
    assert len((await desk.add(RUSSIAN_MOBILE.e164)).zones) == 16


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"zone": "Mars"}, "zone: got 'Mars', accepted is an IANA time zone such as Europe/Kyiv."),
        ({"language": "English"}, "language: got 'English', accepted is a language code such as en or uk."),
        (
            {"number": "12"},
            "number: got '12', accepted is a telephone number, such as +441632960111 or a national one.",
        ),
    ],
)
async def test_what_cannot_be_a_contact_is_refused(desk: Desk, given: dict[str, str], told: str) -> None:
    more: dict[str, Any] = {name: value for name, value in given.items() if name != "number"}

    with pytest.raises(BadInput) as refused:
        await desk.add(given.get("number", MOBILE.e164), **more)
    assert str(refused.value) == told


async def test_a_contact_is_found_by_digits_in_the_national_spelling_and_by_name(desk: Desk) -> None:
    olena = await desk.add(LANDLINE.e164, name="Olena")
    await desk.add(MOBILE.e164, name="Taras")

    async def found(**query: Any) -> list[int]:
        return [each.id for each in (await desk("GET /api/contacts", query=ContactsQuery(**query))).contacts]

    assert await found(q="(044) 123") == [olena.id]
    assert await found(q="olen") == [olena.id]
    assert len(await found(q=" ")) == 2
    assert await found(project=OTHERS) == []


async def test_pages_of_contacts_follow_each_other(desk: Desk) -> None:
    ids = [(await desk.add(f"+38050123456{n}")).id for n in range(3)]
    first = await desk("GET /api/contacts", query=ContactsQuery(limit=2))
    second = await desk("GET /api/contacts", query=ContactsQuery(limit=2, before=first.next))

    assert [each.id for each in (*first.contacts, *second.contacts)] == ids[::-1]
    assert second.next is None


@pytest.mark.parametrize("text", ["", "x~1", "20261122T100000.000000~x", "20261122T100000.000000"])
def test_a_place_in_the_list_that_we_did_not_give_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match=r"^before: "):
        parse_id_cursor(text)


async def test_agents_see_and_change_the_contacts_of_their_projects_alone(desk: Desk) -> None:
    ours = await desk.add(MOBILE.e164)
    others = await desk.add("+447911123456", project=OTHERS)
    page = await desk("GET /api/contacts", query=ContactsQuery(), by=OLENA)

    assert [each.id for each in page.contacts] == [ours.id]
    assert (await desk("GET /api/contacts", query=ContactsQuery(project=OTHERS), by=OLENA)).contacts == []
    assert (await desk("GET /api/contacts", query=ContactsQuery(q="911"), by=STRANGER)).contacts == []
    for by, contact in ((OLENA, others.id), (STRANGER, ours.id)):
        with pytest.raises(NotFound):
            await desk("GET /api/contacts/{id}", by=by, id=contact)
        with pytest.raises(NotFound):
            await desk("PATCH /api/contacts/{id}", ContactPatch(name="x"), by=by, id=contact)
        with pytest.raises(NotFound):
            await desk("GET /api/contacts/{id}/history", query=HistoryQuery(), by=by, id=contact)
    with pytest.raises(NotFound):
        await desk.add("+447911123457", project=OTHERS, by=OLENA)


async def test_what_a_change_leaves_out_stays(desk: Desk) -> None:
    contact = await desk.add(MOBILE.e164, name="Olena", zone="Asia/Omsk", language="ru")
    await desk("PATCH /api/contacts/{id}", ContactPatch(notes="Note"), id=contact.id)
    changed = await desk("PATCH /api/contacts/{id}", ContactPatch(zone=None), id=contact.id)

    assert (changed.name, changed.language, changed.zone, changed.notes) == ("Olena", "ru", None, "Note")


async def test_a_number_is_added_described_and_removed(desk: Desk) -> None:
    contact = await desk.add(LANDLINE.e164)
    await desk("POST /api/contacts/{id}/numbers", NumberBody("050 123 45 67"), id=contact.id)
    path: dict[str, Any] = {"id": contact.id, "number": MOBILE.e164.lstrip("+")}
    patch = NumberPatch(line_type="landline", main=True, texts=False)
    changed = await desk("PATCH /api/contacts/{id}/numbers/{number}", patch, **path)

    assert [(each.number, each.line_type, each.main, each.texts_stopped_at) for each in changed.numbers] == [
        (MOBILE.e164, "landline", True, NOW),
        (LANDLINE.e164, "landline", False, None),
    ]
    await desk("DELETE /api/contacts/{id}/numbers/{number}", **path)
    assert len((await desk("GET /api/contacts/{id}", id=contact.id)).numbers) == 1


async def test_a_number_of_another_contact_offers_a_merge_which_makes_them_one(desk: Desk) -> None:
    one, into = await desk.add(MOBILE.e164), await desk.add(LANDLINE.e164)
    with pytest.raises(Conflict, match=f"belongs to contact {one.id}: merge"):
        await desk("POST /api/contacts/{id}/numbers", NumberBody(MOBILE.e164), id=into.id)
    merged = await desk("POST /api/contacts/{id}/merge", MergeBody(into.id), id=one.id)

    assert (merged.id, len(merged.numbers)) == (into.id, 2)
    assert (await desk("GET /api/contacts/{id}", id=one.id)).id == into.id


async def a_history(db: Database, contact: int) -> list[str]:
    """Newest first; a call of the same number to another project is not in it."""
    for minute, (call, project) in enumerate((("c1", OURS), ("c2", OTHERS), ("c3", OURS))):
        await db.execute(
            "INSERT INTO calls (call_id, project_id, direction, customer, dialled, arrived_at, outcome)"
            " VALUES ($1, $2, 'inbound', $3, '+380', $4, 'missed')",
            call,
            project,
            MOBILE.e164,
            NOW + timedelta(minutes=minute),
        )
    await db.execute(
        "INSERT INTO cases (id, project_id, contact_id, status, state, opened_at, first_missed_at, last_missed_at,"
        " changed_at) VALUES (5, 1, $1, 'planned', '{}'::jsonb, $2, $2, $2, $2)",
        contact,
        NOW,
    )
    await db.execute(
        "INSERT INTO texts (id, project_id, contact_id, direction, customer, ours, body, status, at)"
        " VALUES (6, 1, $1, 'in', $2, '+380', 'Call me', 'received', $3)",
        contact,
        MOBILE.e164,
        NOW + timedelta(minutes=9),
    )
    return ["text 6", "call c3", "case 5", "call c1"]


async def test_the_history_holds_calls_cases_and_texts_newest_first(desk: Desk) -> None:
    contact = await desk.add(MOBILE.e164)
    expected = await a_history(desk.db, contact.id)
    seen: list[dict[str, Any]] = []
    before: str | None = None
    for _ in range(2):
        query = HistoryQuery(before=before, limit=2)
        page = await desk("GET /api/contacts/{id}/history", query=query, id=contact.id)
        seen += msgspec.to_builtins(page)["history"]
        before = page.next

    assert [f"{each['kind']} {each['id']}" for each in seen] == expected
    assert (seen[0]["body"], seen[1]["outcome"], seen[2]["status"]) == ("Call me", "missed", "planned")
    assert before is None


async def test_a_merged_contacts_cases_and_texts_are_in_the_others_history(desk: Desk) -> None:
    one, into = await desk.add(MOBILE.e164), await desk.add(LANDLINE.e164)
    await a_history(desk.db, one.id)
    await desk("POST /api/contacts/{id}/merge", MergeBody(into.id), id=one.id)
    page = await desk("GET /api/contacts/{id}/history", query=HistoryQuery(), id=into.id)

    assert [each.id for each in page.history] == ["6", "c3", "5", "c1"]


async def test_a_file_is_shown_and_then_taken(desk: Desk) -> None:
    text = f"name,number,size\nOlena,{MOBILE.e164},42\nTaras,12,\n"
    shown = await desk("POST /api/contacts/import", ImportBody(project_id=OURS, text=text))
    done = await desk("POST /api/contacts/import", ImportBody(project_id=OURS, text=text, dry_run=False))
    again = await desk("POST /api/contacts/import", ImportBody(project_id=OURS, text=text))

    assert (shown.dry_run, shown.new, shown.joined, shown.refused, shown.ignored) == (True, 1, 0, 1, ["size"])
    assert msgspec.structs.replace(done, dry_run=True) == shown
    assert [(each.line, each.fate, each.contact_id) for each in again.lines] == [(2, "joined", 1), (3, "refused", None)]
    assert (await desk("GET /api/contacts/import")).imports == []


async def test_an_import_into_no_project_is_refused(desk: Desk) -> None:
    with pytest.raises(NotFound):
        await desk("POST /api/contacts/import", ImportBody(project_id=99, text="number\n"))


async def test_who_is_put_on_the_do_not_call_list_is_told_of_at_once(db: Database) -> None:
    said: list[Any] = []

    async def barred(tx: Queryable, project: ProjectId | None, phone: Phone, at: datetime, by: str) -> None:
        said.append((project, phone, at, by))

    desk = Desk(db, Hooks(barred=(barred,)))
    contact = await desk.add(MOBILE.e164)
    put = await desk("POST /api/do-not-call", ListBody("050 123 45 67", OURS, "Asked"))

    assert said == [(OURS, MOBILE, NOW, "Iryna")]
    assert (await desk("GET /api/contacts/{id}", id=contact.id)).do_not_call
    assert (await desk("GET /api/do-not-call", query=ListedQuery(q="5012", project=OURS))).numbers == [put]
    await desk("DELETE /api/do-not-call/{id}", id=put.id)
    assert (await desk("GET /api/do-not-call", query=ListedQuery())).numbers == []


async def test_a_number_for_every_project_needs_its_country(desk: Desk) -> None:
    with pytest.raises(BadInput, match="begins with its country code"):
        await desk("POST /api/do-not-call", ListBody("050 123 45 67"))

    assert (await desk("POST /api/do-not-call", ListBody(MOBILE.e164))).project_id is None


def test_agents_work_on_contacts_and_do_not_merge_import_or_bar_them(desk: Desk) -> None:
    needs = {f"{each.method} {each.path}": each.permission for each in routes(desk.db, TwoProjects(), desk.clock)}

    run = {operation for operation, permission in needs.items() if permission not in GRANTED[Role.AGENT]}
    assert run == {
        "POST /api/contacts/{id}/merge",
        "POST /api/contacts/import",
        "GET /api/contacts/import",
        "GET /api/do-not-call",
        "POST /api/do-not-call",
        "DELETE /api/do-not-call/{id}",
    }
    assert set(needs.values()) == {Permission.SEE_CASES, Permission.WORK_CASES, Permission.RUN_CASES}
