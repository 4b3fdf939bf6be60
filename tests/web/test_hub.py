"""Who sees what of the floor, and what happens to a page that is too slow."""

import asyncio
from dataclasses import replace
from itertools import pairwise
from typing import Any

import msgspec

from kernel.http import Actor
from kernel.ids import AgentId, UserId
from kernel.permissions import Role, everywhere
from tests.grants import only_in
from tests.web.house import Call, Floor, Moved
from web.hub import Hub, Page

ADMIN = Actor(UserId(1), "admin", everywhere(Role.ADMIN), None)
OLENA = Actor(UserId(2), "olena", everywhere(Role.AGENT), AgentId(1))
PETRO = Actor(UserId(3), "petro", everywhere(Role.AGENT), AgentId(2))
MARIA = Actor(UserId(4), "maria", only_in([1], Role.SUPERVISOR), None)
CLIENT = Actor(UserId(5), "acme", only_in([1], Role.CLIENT), None)
CALL = Call("c1", "+380441234567", agent_id=1)


def call(value: Call | None, call_id: str = "c1") -> Moved:
    return Moved("call", call_id, value)


async def told(hub: Hub, page: Page) -> Any:
    async with asyncio.timeout(20):
        return msgspec.json.decode(await page.next(lambda: hub.snapshot(page.actor), hub.turn))


def customers(message: Any) -> list[str]:
    return [change["value"]["customer"] for change in message["changes"]]


async def test_a_page_gets_a_snapshot_and_then_every_delta_in_order() -> None:
    floor = Floor()
    floor.calls = [CALL]
    hub, page = Hub(floor), Page(ADMIN, b"s")

    with hub.joined(page):
        first = await told(hub, page)
        floor.say(call(None))
        floor.say(Moved("agent", "1", {"state": "break"}))
        deltas = [await told(hub, page), await told(hub, page)]

    assert (first["type"], first["seq"], len(first["board"]["calls"])) == ("snapshot", 0, 1)
    assert deltas == [
        {"type": "delta", "seq": 1, "changes": [{"kind": "call", "id": "c1", "value": None}]},
        {"type": "delta", "seq": 2, "changes": [{"kind": "agent", "id": "1", "value": {"state": "break"}}]},
    ]


async def test_an_agent_sees_the_numbers_of_their_own_calls_only() -> None:
    floor = Floor()
    floor.calls = [CALL]
    hub = Hub(floor)
    pages = [Page(actor, b"s") for actor in (ADMIN, OLENA, PETRO)]

    with hub.joined(pages[0]), hub.joined(pages[1]), hub.joined(pages[2]):
        boards = [(await told(hub, page))["board"]["calls"][0]["customer"] for page in pages]
        floor.say(call(CALL), call(Call("c2", "+380447654321", agent_id=2), "c2"))
        deltas = [customers(await told(hub, page)) for page in pages]

    assert boards == ["+380441234567", "+380441234567", "+38044123••••"]
    assert deltas == [
        ["+380441234567", "+380447654321"],
        ["+380441234567", "+38044765••••"],
        ["+38044123••••", "+380447654321"],
    ]


async def test_the_number_that_an_outbound_call_dials_is_masked_and_our_own_is_not() -> None:
    floor = Floor()
    floor.calls = [
        Call("in", "anonymous", "+380440000000", "inbound"),
        Call("out", "+380441234567", "+380441234567", "outbound"),
    ]

    board = msgspec.json.decode(Hub(floor).snapshot(PETRO))["board"]

    assert [(each["customer"], each["dialled"]) for each in board["calls"]] == [
        ("anonymous", "+380440000000"),
        ("+38044123••••", "+38044123••••"),
    ]


async def test_pages_with_the_same_view_share_one_encoding() -> None:
    hub, floor = Hub(Floor()), Floor()
    hub = Hub(floor)
    pages = [Page(PETRO, b"s") for _ in range(2)]

    with hub.joined(pages[0]), hub.joined(pages[1]):
        for page in pages:
            await told(hub, page)
        floor.say(call(CALL))
        one, two = [await page.next(lambda: b"", hub.turn) for page in pages]

    assert one is two


async def test_people_who_see_the_same_share_one_snapshot_until_something_changes() -> None:
    floor = Floor()
    hub, another = Hub(floor), replace(MARIA, user_id=UserId(9), name="ivan")

    with hub.joined(Page(MARIA, b"s")):
        first, same, other = hub.snapshot(MARIA), hub.snapshot(another), hub.snapshot(OLENA)
        floor.say(call(CALL))
        after = hub.snapshot(MARIA)

    assert first is same
    assert other is not first
    assert msgspec.json.decode(after)["seq"] == 1


async def test_what_changes_while_nobody_looks_on_is_in_the_next_snapshot() -> None:
    floor = Floor()
    hub = Hub(floor)

    with hub.joined(page := Page(ADMIN, b"s")):
        await told(hub, page)
    floor.calls = [CALL]
    with hub.joined(page := Page(ADMIN, b"s")):
        seen = await told(hub, page)

    assert [each["id"] for each in seen["board"]["calls"]] == ["c1"]


async def test_pages_that_come_together_get_their_snapshots_one_by_one_and_calls_go_on_in_between() -> None:
    hub, happened = Hub(Floor()), list[str]()
    pages = [Page(ADMIN, b"s") for _ in range(20)]

    async def call_goes_on() -> None:
        while happened.count("snapshot") < len(pages):
            happened.append("call")
            await asyncio.sleep(0)

    def snapshot() -> bytes:
        happened.append("snapshot")
        return b""

    await asyncio.gather(*(page.next(snapshot, hub.turn) for page in pages), call_goes_on())

    assert ("snapshot", "snapshot") not in set(pairwise(happened))


async def test_a_page_that_reads_too_slowly_gets_a_snapshot_instead_of_its_deltas() -> None:
    floor = Floor()
    hub, page = Hub(floor), Page(ADMIN, b"s", queued=2)

    with hub.joined(page):
        await told(hub, page)
        for _ in range(3):
            floor.say(call(None))
        caught_up = await told(hub, page)
        floor.say(call(None))
        after = await told(hub, page)

    assert [(each["type"], each["seq"]) for each in (caught_up, after)] == [("snapshot", 3), ("delta", 4)]


async def test_a_page_that_has_seen_a_gap_asks_for_a_snapshot() -> None:
    floor = Floor()
    hub, page = Hub(floor), Page(ADMIN, b"s")

    with hub.joined(page):
        await told(hub, page)
        floor.say(call(None))
        page.ask_again()
        again = await told(hub, page)

    assert (again["type"], again["seq"]) == ("snapshot", 1)


async def test_the_feed_is_listened_to_once_and_only_while_there_are_pages() -> None:
    floor = Floor()
    hub = Hub(floor)

    with hub.joined(Page(ADMIN, b"s")), hub.joined(Page(ADMIN, b"t")):
        assert len(floor.listeners) == 1

    assert floor.listeners == []


async def test_a_page_is_told_of_its_own_projects_alone() -> None:
    floor = Floor()
    floor.calls = [Call("c1", None, project_id=1), Call("c2", None, project_id=2), Call("c3", None)]
    hub, page = Hub(floor), Page(MARIA, b"s")

    with hub.joined(page):
        board = (await told(hub, page))["board"]["calls"]
        floor.say(
            call(Call("c4", None, project_id=1), "c4"), call(Call("c5", None, project_id=2), "c5"), call(None, "c2")
        )
        delta = await told(hub, page)

    assert [each["id"] for each in board] == ["c1"]
    assert [each["id"] for each in delta["changes"]] == ["c4"]


async def test_what_goes_to_another_project_is_gone_and_what_comes_from_one_is_new() -> None:
    floor = Floor()
    floor.calls = [Call("c1", None, project_id=1), Call("c2", None, project_id=2)]
    hub, page = Hub(floor), Page(MARIA, b"s")

    with hub.joined(page):
        await told(hub, page)
        floor.say(call(Call("c1", None, project_id=2)), call(Call("c2", None, project_id=1), "c2"))
        moved = await told(hub, page)
        floor.say(call(None), call(None, "c2"))
        ended = await told(hub, page)

    assert [(each["id"], each["value"] is None) for each in moved["changes"]] == [("c1", True), ("c2", False)]
    assert [each["id"] for each in ended["changes"]] == ["c2"]


async def test_an_agents_own_call_is_theirs_to_see_whatever_its_project() -> None:
    floor = Floor()
    floor.calls = [Call("c1", "+380441234567", agent_id=1, project_id=2)]
    olena = Actor(UserId(2), "olena", only_in([1], Role.AGENT), AgentId(1))

    [own] = msgspec.json.decode(Hub(floor).snapshot(olena))["board"]["calls"]

    assert own["customer"] == "+380441234567"


async def test_a_client_sees_no_number_of_a_customer_and_all_of_ours() -> None:
    floor = Floor()
    floor.calls = [Call("1772442000.77", "+380441234567", "+380440000000", agent_id=1, project_id=1)]
    hub, page = Hub(floor), Page(CLIENT, b"s")

    with hub.joined(page):
        [shown] = (await told(hub, page))["board"]["calls"]
        floor.say(Moved("outage", "1", {"by": "+380441234567"}), Moved("broadcast", "1", {"text": "for the team"}))
        [outage] = (await told(hub, page))["changes"]

    assert (shown["id"], shown["customer"], shown["dialled"]) == ("1772442000.77", "+38044123••••", "+380440000000")
    assert outage["value"] == {"by": "+38044123••••"}
