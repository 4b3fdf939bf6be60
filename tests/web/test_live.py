"""The websocket, on a real server."""

import asyncio
from typing import Any

from kernel.permissions import Role
from tests.waiting import until
from tests.web.house import Call, House, Moved
from web.live import SESSION_ENDED


async def until_closed(socket: Any) -> int | None:
    async with asyncio.timeout(20):
        async for _ in socket:
            pass
    code: int | None = socket.close_code
    return code


async def test_a_page_follows_the_floor(house: House) -> None:
    browser = await house.signed_in(Role.SUPERVISOR)
    house.floor.calls = [Call("c1", "+380441234567")]

    async with browser.ws_connect("/api/live") as socket:
        snapshot = await socket.receive_json(timeout=20)
        house.floor.say(Moved("call", "c1", None))
        delta = await socket.receive_json(timeout=20)

    assert (snapshot["type"], snapshot["seq"], snapshot["board"]["calls"][0]["id"]) == ("snapshot", 0, "c1")
    assert delta == {"type": "delta", "seq": 1, "changes": [{"kind": "call", "id": "c1", "value": None}]}


async def test_a_page_that_asks_gets_a_new_snapshot(house: House) -> None:
    browser = await house.signed_in(Role.SUPERVISOR)

    async with browser.ws_connect("/api/live") as socket:
        await socket.receive_json(timeout=20)
        await socket.send_str('{"type":"snapshot"}')
        again = await socket.receive_json(timeout=20)

    assert again["type"] == "snapshot"


async def test_a_page_that_says_anything_else_is_closed(house: House) -> None:
    browser = await house.signed_in(Role.SUPERVISOR)

    async with browser.ws_connect("/api/live") as socket:
        await socket.send_str("hello")

        assert await until_closed(socket) == 1008


async def test_signing_out_closes_the_page(house: House) -> None:
    browser = await house.signed_in(Role.SUPERVISOR)

    async with browser.ws_connect("/api/live") as socket:
        await socket.receive_json(timeout=20)
        await browser.delete("/api/session")

        assert await until_closed(socket) == SESSION_ENDED


async def test_a_session_that_expires_closes_the_page(house: House) -> None:
    browser = await house.signed_in(Role.SUPERVISOR)

    async with browser.ws_connect("/api/live") as socket:
        await socket.receive_json(timeout=20)
        house.clock.advance(hours=13)
        await house.live.check()

        assert await until_closed(socket) == SESSION_ENDED


async def test_a_stopping_server_lets_its_pages_go(house: House) -> None:
    browser = await house.signed_in(Role.SUPERVISOR)

    async with browser.ws_connect("/api/live") as socket:
        await socket.receive_json(timeout=20)
        stopping = asyncio.create_task(house.server.close())

        assert await until_closed(socket) == 1001
        await stopping


async def test_a_board_that_cannot_be_made_closes_the_page_and_not_the_server(house: House) -> None:
    browser = await house.signed_in(Role.ADMIN)
    house.floor.calls = [object()]  # type: ignore[list-item]

    async with browser.ws_connect("/api/live") as socket:
        assert await until_closed(socket) == 1011

    assert (await browser.get("/healthz")).status == 200


async def test_a_page_has_time_to_answer_the_close_so_that_its_code_is_not_lost(house: House) -> None:
    browser = await house.signed_in(Role.SUPERVISOR)

    async with browser.ws_connect("/api/live", autoclose=False) as socket:
        await socket.receive_json(timeout=20)
        await browser.delete("/api/session")
        closed = await socket.receive(timeout=20)
        await browser.get("/healthz")
        waited_for = len(house.floor.listeners)
        await socket.close()
        await until(lambda: not house.floor.listeners)

    assert (closed.data, waited_for) == (SESSION_ENDED, 1)
