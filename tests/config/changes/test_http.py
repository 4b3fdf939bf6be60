"""The set-up over HTTP: by whom, with which reply, and in force at once."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from config.catalog import Catalog
from config.changes.errors import NotAnnounced, NotReady, Taken
from config.changes.http import routes
from config.changes.ledger import Ledger
from config.changes.live import Checklists
from config.changes.saving import Office
from config.changes.sections import all_sections
from config.changes.week import DAYS
from config.directory import Setup
from config.prompts import Prompts
from config.store import load_catalog
from kernel.errors import BadInput, Conflict, NotFound
from kernel.http import Actor, Forbidden, Request, Route
from kernel.ids import UserId
from kernel.permissions import Role, everywhere
from service.administration import copied
from store.pool import Database
from telephony.provision.model import TransportInForce
from tests.clocks import HandClock
from tests.config.changes.kit import ACME, AT, HOURS, NUMBER, SALES, SEAL, furnished, ledger, new, now
from tests.grants import only_in

ADMIN = Actor(UserId(1), "Head", everywhere(Role.ADMIN), None)
NOWHERE = Actor(UserId(2), "Hugo", only_in([99], Role.ADMIN), None)
BEACH = replace(ACME, name="Beach")


@dataclass(frozen=True)
class Speaks:
    """A switch on a machine of the address 192.0.2.9, which listens at all of them."""

    names: tuple[str, ...] = ()

    @property
    def transports(self) -> dict[str, TransportInForce]:
        return {name: TransportInForce(name=name, address="0.0.0.0:5060") for name in self.names}

    def is_ours(self, address: str) -> bool:
        return address == "192.0.2.9"


@dataclass
class Door:
    """The routes of a furnished set-up."""

    database: Database
    clock: HandClock
    tmp: Any
    renewed: int = 0
    transports: tuple[str, ...] = ()
    setup: Setup = field(default_factory=lambda: Setup(Catalog(), Prompts(Catalog(), Path())))

    @cached_property
    def routes(self) -> dict[str, Route]:
        book = Ledger(self.database, all_sections("carrier"), SEAL, self.clock, Checklists(self.tmp, self.clock))
        office = Office(self.database, book, self._renew)
        found = routes(office, self.clock, copied, lambda: Speaks(self.transports), lambda: self.setup)
        return {f"{each.method} {each.path.removeprefix('/api/setup/')}": each for each in found}

    async def _renew(self) -> None:
        self.renewed += 1

    async def ask(self, what: str, told: dict[str, Any] | None = None, by: Actor = ADMIN, **path: str) -> Any:
        route = self.routes[what]
        query = msgspec.convert(told or {}, route.query) if route.query else None
        body = msgspec.convert(told or {}, route.request) if route.request else None
        reply = await route.handler(Request(path, query, body, by, permission=route.permission))
        return msgspec.to_builtins(reply)


@pytest.fixture
async def door(database: Database, tmp_path: Any) -> Door:
    await furnished(database)
    return Door(database, HandClock(AT), tmp_path)


async def test_what_is_edited_is_sent_back_with_its_version(door: Door) -> None:
    (item,) = (await door.ask("GET queues", {"key": "Acme/Sales"}))["items"]
    asked = item | {"spec": item["spec"] | {"ring_s": 30}}
    del asked["has_secret"]

    told = await door.ask("POST queues/difference", asked)
    saved = await door.ask("PUT queues", asked)

    assert told["changes"] == saved["changes"] == ({"field": "ring_s", "before": 20, "after": 30},)
    assert door.renewed == 1
    assert (await door.ask("GET queues", {"key": "Acme/Sales"}))["items"][0]["version"] == saved["version"]


async def test_only_who_administers_a_project_saves_in_it(door: Door) -> None:
    spec = msgspec.to_builtins(SALES)
    for what in ("POST queues/difference", "PUT queues"):
        with pytest.raises(NotFound):
            await door.ask(what, {"key": "Acme/Sales", "version": "x", "spec": spec}, NOWHERE)
        with pytest.raises(NotFound):
            await door.ask(what, {"spec": spec}, NOWHERE)
    wide = {
        "projects": {"name": "New", "zone": "Europe/Kyiv", "region": "UA"},
        "agents": {"name": "Hugo"},
        "trunks": {"name": "new", "way": "address", "host": "192.0.2.1"},
    }
    for section, other in wide.items():
        with pytest.raises(Forbidden):
            await door.ask(f"PUT {section}", {"spec": other}, NOWHERE)
    assert (await door.ask("GET queues", {}, NOWHERE), (await door.ask("GET changes", {}, NOWHERE))["changes"]) == (
        {"items": []},
        [],
    )


async def test_whose_a_number_is_that_is_taken_is_told_to_who_may_see_it(door: Door) -> None:
    await ledger(door.database).save([new("projects", BEACH), new("queues", replace(SALES, project="Beach"))], "Head")
    ids = {row["name"]: row["id"] for row in await door.database.fetch("SELECT id, name FROM projects")}
    beach = Actor(UserId(3), "Bea", only_in([ids["Beach"]], Role.ADMIN), None)
    asked = {"spec": {"did": NUMBER.did, "project": "Beach", "queue": "Sales"}}

    for what in ("POST numbers/difference", "PUT numbers"):
        with pytest.raises(Conflict, match=r"already: it is a number of Acme\.$"):
            await door.ask(what, asked)
        with pytest.raises(Conflict, match=r"^There is another \+380441234567 already\.$"):
            await door.ask(what, asked, beach)


@pytest.mark.parametrize(
    ("transports", "warned"), [(("udp", "tcp"), True), (("udp", "tcp", "tls"), False), ((), False)]
)
async def test_a_trunk_over_tls_is_warned_of_where_the_switch_is_known_to_speak_none(
    door: Door, transports: tuple[str, ...], warned: bool
) -> None:
    door.transports = transports
    spec = {"name": "safe", "way": "address", "host": "192.0.2.1", "transport": "tls"}

    told = await door.ask("POST trunks/difference", {"spec": spec})

    assert [each["sentence"].startswith("The switch speaks no TLS") for each in told["warnings"]] == [True] * warned


async def test_a_trunk_to_the_switch_itself_is_warned_of(door: Door) -> None:
    door.transports = ("udp",)
    specs = [{"name": "self", "way": "address", "host": "192.0.2.9", "port": port} for port in (5060, 5070)]

    told = [await door.ask("POST trunks/difference", {"spec": spec}) for spec in specs]

    itself = "This host and port are the switch's own: calls by this trunk come back to it."
    assert [[each["sentence"] for each in one["warnings"]] for one in told] == [[itself], []]


async def test_a_region_is_taken_in_small_letters(door: Door) -> None:
    spec = {"name": "Coast", "zone": "Europe/Kiev", "region": "ua", "caller_id": "044 123 45 99"}

    await door.ask("PUT projects", {"spec": spec})

    (item,) = (await door.ask("GET projects", {"key": "Coast"}))["items"]
    assert (item["spec"]["region"], item["spec"]["caller_id"]) == ("UA", "+380441234599")


async def test_a_phone_s_password_is_told_once_and_made_anew(door: Door) -> None:
    made = await door.ask("PUT phones", {"spec": {"name": "desk-1", "agent": "Olena"}})
    again = await door.ask("POST phones/secret", {"key": "desk-1"})
    (item,) = (await door.ask("GET phones", {}))["items"]

    assert len(made["secret"]) == len(again["secret"]) == 20
    assert made["secret"] != again["secret"]
    assert again["changes"] == ({"field": "secret", "before": True, "after": True},)
    assert item == {"key": "desk-1", "version": again["version"], "spec": item["spec"], "has_secret": True}
    with pytest.raises(BadInput, match="secret: got a hidden value"):
        await door.ask("PUT phones", {"spec": {"name": "desk-2"}, "secret": "of my own"})


async def test_a_project_goes_live_when_its_checklist_is_done(door: Door) -> None:
    (item,) = (await door.ask("GET projects", {}))["items"]
    live = {"key": "Acme", "version": item["version"], "spec": item["spec"] | {"live": True}}

    with pytest.raises(NotReady, match="Acme cannot go live yet: The announcement qa_inbound is missing in en"):
        await door.ask("PUT projects", live)
    silent = live["spec"] | {"announce_inbound": False, "announce_outbound": False}
    always = [{"day": day, "opens": "00:00", "closes": "24:00"} for day in DAYS]
    (hours,) = (await door.ask("GET hours", {}))["items"]
    around = {"key": "Acme", "version": hours["version"], "spec": {"project": "Acme", "weekly": always}}
    await door.ask("PUT hours", around)
    await door.ask("PUT projects", live | {"spec": silent})

    catalog = await load_catalog(door.database, AT)
    assert [number.did for number in catalog.numbers.values()] == [NUMBER.did]


@pytest.mark.parametrize(
    ("section", "spec", "sentence"),
    [
        ("projects", {"announce_outbound": True}, "The announcement qa_outbound is missing in en"),
        ("projects", {"language": "uk"}, "The announcement qa_inbound is missing in uk"),
        ("numbers", {"menu": ["en", "de"]}, "The announcement qa_inbound is missing in de"),
    ],
)
async def test_what_takes_calls_is_not_left_without_what_it_must_announce(
    door: Door, section: str, spec: dict[str, Any], sentence: str
) -> None:
    await door.database.execute(
        "INSERT INTO announcements (kind, language, file, sha256, seconds, version)"
        " VALUES ('qa_inbound', 'en', 'a.wav', repeat('0', 64), 1, 3)"
    )
    live = replace(ACME, live=True, announce_outbound=False)
    await ledger(door.database).save([now("projects", "Acme", live)], "Head")
    (item,) = (await door.ask(f"GET {section}", {}))["items"]
    asked = {"key": item["key"], "version": item["version"]}

    for what in (f"POST {section}/difference", f"PUT {section}"):
        with pytest.raises(NotAnnounced, match=f"Acme takes calls and must announce: {sentence}"):
            await door.ask(what, asked | {"spec": item["spec"] | spec})
    await door.ask(f"PUT {section}", asked | {"spec": item["spec"] | {"language": "en"}})


async def test_a_copy_has_queues_and_hours_and_no_numbers(door: Door) -> None:
    await door.database.execute(
        "INSERT INTO announcements (project_id, kind, language, file, sha256, seconds, version)"
        " SELECT id, 'qa_inbound', 'en', 'a.wav', repeat('0', 64), 1, 3 FROM projects"
    )
    await door.ask("POST projects/copy", {"key": "Acme", "name": "Globex"})

    catalog = await load_catalog(door.database, AT)
    copy = next(each for each in catalog.projects.values() if each.name == "Globex")
    hours = {item["key"]: item["spec"]["weekly"] for item in (await door.ask("GET hours", {}))["items"]}

    assert (copy.live, [each.name for each in catalog.queues_of(copy.id)]) == (False, ["Sales"])
    assert catalog.numbers_of(copy.id) == ()
    assert hours["Globex"] == hours["Acme"] == msgspec.to_builtins(HOURS.weekly)
    assert [(each.project, each.version) for each in catalog.announcements.values() if each.project == copy.id] == [
        (copy.id, 1)
    ]


async def test_a_project_is_closed_today_and_that_is_undone(door: Door) -> None:
    door.clock.at = datetime(2026, 11, 23, 22, 30, tzinfo=UTC)  # Already Tuesday there.
    saved = await door.ask("POST hours/today", {"key": "Acme", "closed": True, "note": "Snow"})
    (item,) = (await door.ask("GET hours", {}))["items"]
    monday = await door.ask("GET hours/at", {"key": "Acme", "at": "2026-11-23T10:00:00Z"})

    assert item["spec"]["exceptions"] == ({"on": "2026-11-24", "open": (), "note": "Snow"},)
    assert (monday["open"], monday["until"], monday["zone"]) == (True, "2026-11-23T16:00:00Z", "Europe/Kyiv")
    await door.ask("POST changes/{id}/undo", by=ADMIN, id=str(saved["change"]))
    assert (await door.ask("GET hours", {}))["items"][0]["spec"]["exceptions"] == ()


async def test_who_waits_when_a_project_is_closed_by_hand_is_served_for_a_while(door: Door) -> None:
    await door.ask("POST hours/today", {"key": "Acme", "closed": True})  # On a Sunday, when it is closed anyway.
    door.clock.at = datetime(2026, 11, 23, 10, tzinfo=UTC)
    await door.ask("POST hours/today", {"key": "Acme", "closed": True})
    times = ["22T10:00", "23T10:00", "23T10:19", "23T10:20"]
    asked = [await door.ask("GET hours/at", {"key": "Acme", "at": f"2026-11-{time}:00Z"}) for time in times]

    assert [each["why"] for each in asked] == ["exception", "grace", "grace", "exception"]


@pytest.mark.parametrize("at", ["9999-06-01T00:00:00Z", "0001-01-01T00:05:00Z"])
async def test_a_moment_that_no_calendar_reaches_is_refused(door: Door, at: str) -> None:
    with pytest.raises(BadInput, match="a moment from 1970 until 2200"):
        await door.ask("GET hours/at", {"key": "Acme", "at": at})


async def test_a_project_that_is_removed_meanwhile_is_not_copied(door: Door) -> None:
    with pytest.raises(NotFound):
        await door.ask("POST projects/copy", {"key": "Gone", "name": "Globex"})


@pytest.mark.parametrize(
    ("line", "refused"), [('"' + "x" * 140_000 + '"', "cells that cannot be told apart"), ("Noon, too", "5 cells")]
)
async def test_a_line_whose_cells_are_not_those_of_the_first_one_is_refused(
    door: Door, line: str, refused: str
) -> None:
    text = f"did,project,queue,note\n0441234568,Acme,Sales,{line}\n"

    with pytest.raises(BadInput, match=f"line 2: got .*{refused}"):
        await door.ask("POST numbers/import", {"text": text})


async def test_the_history_says_who_changed_what_and_what_can_be_taken_back(door: Door) -> None:
    door.clock.at = AT + timedelta(hours=1)
    saved = await door.ask("POST hours/today", {"key": "Acme", "closed": True})
    await door.ask("POST changes/{id}/undo", by=ADMIN, id=str(saved["change"]))

    undo, closing, *first = (await door.ask("GET changes", {"section": "hours"}))["changes"]

    assert (undo["undoes"], undo["can_undo"], closing["undone_by"], closing["can_undo"]) == (
        closing["id"],
        True,
        undo["id"],
        False,
    )
    assert [(each["added"], each["by"], each["can_undo"]) for each in first] == [(True, "Head", True)]
    assert closing["at"] == "2026-11-22T11:00:00Z"


async def test_what_follows_its_project_s_name_is_not_taken_back_by_itself(door: Door) -> None:
    await ledger(door.database).save([now("queues", "Acme/Sales", replace(SALES, ring_s=30))], "Head")
    (item,) = (await door.ask("GET projects", {}))["items"]
    await door.ask("PUT projects", {k: item[k] for k in ("key", "version")} | {"spec": item["spec"] | {"name": "Ace"}})

    told = (await door.ask("GET changes", {"section": "queues", "key": "Ace/Sales"}))["changes"]

    assert [(each["key"], each["can_undo"]) for each in told][:1] == [("Ace/Sales", False)]
    assert (await door.ask("GET changes", {"section": "projects"}))["changes"][0]["can_undo"]


@pytest.mark.parametrize("did", ["+380441234567", "044 123-45-67", "0441234567"])
async def test_who_administers_one_project_takes_no_number_of_another_s(door: Door, did: str) -> None:
    mine = await _of_beach(door)
    spec = {"did": did, "project": "Beach", "queue": "Sales"}
    guessed = (await door.ask("GET numbers", {"key": NUMBER.did}))["items"][0]["version"]

    with pytest.raises(NotFound):
        await door.ask("POST numbers/import", {"text": f"did,project,queue\n{did},Beach,Sales"}, mine)
    for what in ("POST numbers/difference", "PUT numbers"):
        with pytest.raises(BadInput, match="key: got nothing"):
            await door.ask(what, {"version": guessed, "spec": spec}, mine)
        with pytest.raises(Taken):
            await door.ask(what, {"spec": spec}, mine)
    assert (await door.ask("GET numbers", {"key": NUMBER.did}))["items"][0]["spec"]["project"] == "Acme"


async def test_who_administers_one_project_takes_no_part_of_another_s_pattern(door: Door) -> None:
    mine = await _of_beach(door)
    await ledger(door.database).save([now("numbers", NUMBER.did, replace(NUMBER, did="+3804412345XX"))], "Head")
    await door.ask("PUT numbers", {"spec": {"did": "+380441234668", "project": "Beach", "queue": "Sales"}}, mine)

    for did in ("+380441234567", "044 123 45 6X"):
        text = f"did,project,queue\n{did},Beach,Sales"
        with pytest.raises(BadInput, match=r"did: got .*, accepted is a number that is no part of another project's"):
            await door.ask("PUT numbers", {"spec": {"did": did, "project": "Beach", "queue": "Sales"}}, mine)
        with pytest.raises(BadInput, match=r"^line 2, did: got"):
            await door.ask("POST numbers/import", {"text": text}, mine)
    await door.ask("PUT numbers", {"spec": {"did": "+380441234567", "project": "Beach", "queue": "Sales"}})


async def _of_beach(door: Door) -> Actor:
    """Who administers another project, which has a queue of the same name."""
    await ledger(door.database).save([new("projects", BEACH), new("queues", replace(SALES, project="Beach"))], "Head")
    id_ = await door.database.fetchval("SELECT id FROM projects WHERE name = 'Beach'")
    return Actor(UserId(3), "Bea", only_in([id_], Role.ADMIN), None)


async def test_a_project_in_the_archive_is_not_there_and_comes_back_with_its_numbers(door: Door) -> None:
    book = ledger(door.database)
    (archived,) = await book.save([now("projects", "Acme", replace(ACME, active=False))], "Head")
    catalog = await load_catalog(door.database, AT)
    assert archived.change is not None
    await book.undo(archived.change, "Head")
    again = await load_catalog(door.database, AT)

    assert (catalog.projects, catalog.numbers, catalog.reserved) == ({}, {}, {})
    assert list(again.reserved) == [NUMBER.did]
