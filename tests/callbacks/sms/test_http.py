"""The handlers, with the requests that web hands to them."""

import asyncio
from typing import Any

import msgspec
import pytest

from callbacks.sms.http import Assignment, NewText, Settlement, TextsPage, TextsQuery, parse_cursor, routes
from callbacks.sms.news import Incoming
from callbacks.sms.templates import Kind
from callbacks.sms.wording import NewTemplate, TemplateKey, TemplateRow, TemplatesQuery, TemplatesReply
from kernel.errors import BadInput, NotFound
from kernel.http import Actor, Request
from kernel.ids import AgentId, UserId
from kernel.permissions import Role, everywhere
from kernel.phone import Phone
from lab.twilio import fail, refuse
from tests.callbacks.sms.room import MOBILE, OURS, PROJECT, START, Room
from tests.grants import only_in

IVAN = Actor(UserId(1), "Ivan", everywhere(Role.SUPERVISOR), None)
OTHER_MOBILE = Phone("+380931112233")


STRANGER = Actor(UserId(2), "Taras", only_in([], Role.AGENT), AgentId(9))


async def ask(
    room: Room, method: str, path: str, *, query: Any = None, body: Any = None, actor: Actor = IVAN, **parameters: str
) -> Any:
    [route] = [each for each in routes(room.db, room.texts) if (each.method, each.path) == (method, path)]
    return await route.handler(Request(parameters, query, body, actor, permission=route.permission))


async def listed(room: Room, **query: Any) -> TextsPage:
    page = await ask(room, "GET", "/api/texts", query=TextsQuery(**query))
    assert isinstance(page, TextsPage)
    return page


async def came(room: Room, sid: str, number: Phone = MOBILE) -> int:
    await room.texts.news.came(Incoming(sid=sid, customer=number.e164, ours=OURS, body="hi", at=room.clock.now()))
    return room.near.came[-1][2]


async def some(room: Room) -> dict[str, int]:
    """A text of each kind, a second apart."""
    made: dict[str, int] = {}
    room.stand.next(fail(accepting=False), refuse(21614))
    for name in ("unknown", "failed", "accepted"):
        made[name] = await room.sent()
        room.clock.advance(seconds=1)
    made["unanswered"] = await came(room, "SM1")
    room.clock.advance(seconds=1)
    made["other"] = await room.sent(OTHER_MOBILE)
    return made


async def test_an_agent_of_another_project_sees_and_touches_no_texts_of_this_one(room: Room) -> None:
    await room.db.execute("INSERT INTO projects (id, name, zone, region) VALUES (77, 'Other', 'Europe/Kyiv', 'UA')")
    await room.db.execute("INSERT INTO agents (id, name, endpoint, project_ids) VALUES (9, 'Taras', 'PJSIP/9', '{77}')")
    made = await some(room)
    contact = room.near.contacts[PROJECT, OTHER_MOBILE]
    seen = await ask(room, "GET", "/api/texts", query=TextsQuery(contact=contact), actor=STRANGER)
    forbidden = [
        ask(room, "POST", "/api/texts", body=NewText(contact, "hello"), actor=STRANGER),
        ask(room, "POST", "/api/texts/{id}/dealt-with", actor=STRANGER, id=str(made["unanswered"])),
        ask(room, "POST", "/api/texts/{id}/assign", body=Assignment(9), actor=STRANGER, id=str(made["unanswered"])),
        ask(room, "GET", "/api/text-templates", query=TemplatesQuery(PROJECT), actor=STRANGER),
    ]
    answers = await asyncio.gather(*forbidden, return_exceptions=True)

    assert seen.texts == []
    assert [type(answer) for answer in answers] == [NotFound] * 4


async def test_texts_are_listed_newest_first_by_pages(room: Room) -> None:
    made = await some(room)
    newest = list(made.values())[::-1]
    first = await listed(room, limit=3)
    second = await listed(room, limit=3, before=first.next)

    assert [row.id for row in (*first.texts, *second.texts)] == newest
    assert second.next is None


@pytest.mark.parametrize("show", ["unknown", "failed", "unanswered"])
async def test_what_needs_somebody_is_a_list_of_its_own(room: Room, show: str) -> None:
    made = await some(room)

    assert [row.id for row in (await listed(room, show=show)).texts] == [made[show]]


async def test_a_contacts_texts_are_a_thread(room: Room) -> None:
    made = await some(room)
    contact = room.near.contacts[PROJECT, OTHER_MOBILE]

    assert [row.id for row in (await listed(room, contact=contact)).texts] == [made["other"]]
    assert (await listed(room, project="nowhere")).texts == []
    assert len((await listed(room, project="project 1")).texts) == 5


async def test_a_row_says_what_came_of_a_text_in_a_sentence(room: Room) -> None:
    made = await some(room)
    [row] = (await listed(room, show="failed")).texts

    shown = msgspec.to_builtins(row)
    assert shown["id"] == made["failed"]
    assert (shown["code"], shown["why"]) == (21614, "cannot_get_texts")
    assert shown["sentence"] == "The number cannot get texts: it is a landline, or no number in use."
    assert (shown["direction"], shown["customer"], shown["project"]) == ("out", MOBILE.e164, "project 1")


@pytest.mark.parametrize("text", ["", "x", "20261122T100000.0~x", "~1", "20261122T100000.0~99999999999"])
def test_a_strange_cursor_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="accepted is the `next` of another page"):
        parse_cursor(text)


async def test_a_person_writes_deals_with_assigns_and_settles(room: Room) -> None:
    made = await some(room)
    contact = room.near.contacts[PROJECT, MOBILE]
    written = await ask(room, "POST", "/api/texts", body=NewText(contact, "At five.", MOBILE.e164))
    await room.db.execute("INSERT INTO agents (id, name, endpoint) VALUES (3, 'Taras', 'PJSIP/3')")
    await ask(room, "POST", "/api/texts/{id}/assign", body=Assignment(3), id=str(made["unanswered"]))
    await ask(room, "POST", "/api/texts/{id}/settle", body=Settlement(sent=True), id=str(made["unknown"]))
    again = await came(room, "SM2")
    await ask(room, "POST", "/api/texts/{id}/dealt-with", id=str(again))

    rows = {row.id: row for row in (await listed(room)).texts}
    assert rows[written.id].body == "At five."
    assert rows[made["unanswered"]].assigned_to == 3
    assert (rows[made["unknown"]].status, rows[made["unknown"]].why) == ("sent", "person_says_sent")
    assert [rows[each].answered_by for each in (made["unanswered"], again)] == ["Ivan", "Ivan"]


@pytest.mark.parametrize("number", ["+38", "0671234567", "call me"])
async def test_a_number_to_write_to_has_its_country_code(room: Room, number: str) -> None:
    await some(room)
    with pytest.raises(BadInput, match="accepted is a number with its country code"):
        await ask(room, "POST", "/api/texts", body=NewText(1, "Hello", number))


async def test_nobody_writes_to_a_contact_there_is_not(room: Room) -> None:
    with pytest.raises(NotFound):
        await ask(room, "POST", "/api/texts", body=NewText(99, "Hello"))


# ---- templates


async def templates(room: Room) -> dict[tuple[Kind, str], TemplateRow]:
    reply = await ask(room, "GET", "/api/text-templates", query=TemplatesQuery(PROJECT))
    assert isinstance(reply, TemplatesReply)
    return {(row.kind, row.language): row for row in reply.templates}


async def test_what_ships_is_shown_filled_in_with_what_it_costs(room: Room) -> None:
    found = await templates(room)
    row = found[Kind.MISSED_ONE_WAY, "uk"]

    assert len(found) == 6
    assert "Зателефонуйте нам: +380441112233 (пн-пт 09:00-18:00)." in row.example
    assert (row.own, row.encoding, row.segments) == (False, "ucs_2", 2)


async def test_a_projects_own_wording_is_saved_shown_and_taken_back(room: Room) -> None:
    wanted = NewTemplate(PROJECT, Kind.MISSED, "de", "{company}: bitte {number} anrufen.\n")
    preview = await ask(room, "POST", "/api/text-templates/preview", body=wanted)
    assert (await templates(room)).get((Kind.MISSED, "de")) is None
    saved = await ask(room, "PUT", "/api/text-templates", body=wanted)
    await ask(room, "PUT", "/api/text-templates", body=wanted)

    assert preview.example == saved.example == "Acme: bitte +380441112233 anrufen."
    assert (await templates(room))[Kind.MISSED, "de"] == saved
    assert (saved.own, saved.changed_by, saved.segments) == (True, "Ivan", 1)
    await ask(room, "DELETE", "/api/text-templates", query=TemplateKey(PROJECT, Kind.MISSED, "de"))
    assert (Kind.MISSED, "de") not in await templates(room)


@pytest.mark.parametrize("path", ["/api/text-templates", "/api/text-templates/preview"])
async def test_a_wording_with_an_unknown_placeholder_is_not_saved(room: Room, path: str) -> None:
    wanted = NewTemplate(PROJECT, Kind.MISSED, "en", "Hello {nmae}")
    with pytest.raises(BadInput, match="accepted is the placeholders"):
        await ask(room, "PUT" if path.endswith("templates") else "POST", path, body=wanted)

    assert await room.db.fetchval("SELECT count(*) FROM text_templates") == 0


def test_the_clock_of_the_cursor_is_utc() -> None:
    assert parse_cursor("20261122T100000.000000~7") == (START, 7)
