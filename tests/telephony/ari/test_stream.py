"""The websocket as its owner sees it: connected, lost, connected again, fenced; every event in order, none guessed."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from telephony.ari import models
from telephony.ari.access import Access
from telephony.ari.client import AriClient, open_client
from telephony.ari.signals import Connected, Event, Lost, Replaced, Signal
from telephony.ari.stream import Limits, pause
from tests.telephony.ari.conftest import QUICK, WANTED, no_chance
from tests.telephony.ari.switch import FakeSwitch, until

USER_EVENT = {"eventname": "n", "userevent": {}}


async def next_of(signals: AsyncIterator[Signal]) -> Signal:
    async with asyncio.timeout(20):
        return await anext(signals)


async def test_an_event_arrives_typed_and_in_order(switch: FakeSwitch, client: AriClient) -> None:
    signals = client.signals()
    assert Connected(1) == await next_of(signals)

    for name in "ab":
        await switch.say("ChannelUserevent", eventname=name, userevent={"k": "v"})
    events = [await next_of(signals), await next_of(signals)]

    assert [
        (signal.event.eventname, signal.generation)
        for signal in events
        if isinstance(signal, Event) and isinstance(signal.event, models.ChannelUserevent)
    ] == [("a", 1), ("b", 1)]


async def test_the_filter_names_what_is_wanted_and_what_the_client_needs(switch: FakeSwitch, client: AriClient) -> None:
    await next_of(client.signals())
    await client.snapshot()

    first = next(asked for asked in switch.asked if asked.over == "socket")
    assert (first.method, first.target) == ("PUT", "applications/ringback/eventFilter")
    assert [allowed["type"] for allowed in first.body["allowed"]] == [
        "RESTResponse",
        "ApplicationReplaced",
        "StasisStart",
        "ChannelDestroyed",
        "ChannelUserevent",
    ]


async def test_after_a_loss_it_connects_again_and_sends_the_filter_again(switch: FakeSwitch, client: AriClient) -> None:
    signals = client.signals()
    await next_of(signals)
    await client.snapshot()

    await switch.hang_up()

    assert isinstance(await next_of(signals), Lost)
    assert Connected(2) == await next_of(signals)
    await client.snapshot()
    filters = [asked for asked in switch.asked if asked.target.endswith("eventFilter")]
    assert len(filters) == 2


async def test_a_switch_that_is_away_is_told_once(switch: FakeSwitch, access: Access) -> None:
    switch.refuse_sockets_with = 503
    async with open_client(access, "ringback", WANTED, no_chance, QUICK) as client:
        signals = client.signals()

        assert Lost("it refused the websocket (503)") == await next_of(signals)
        switch.refuse_sockets_with = None
        assert Connected(1) == await next_of(signals)


async def test_a_wrong_password_is_named(switch: FakeSwitch, access: Access) -> None:
    switch.refuse_sockets_with = 401
    async with open_client(access, "ringback", WANTED, no_chance, QUICK) as client:
        assert Lost("it refused our user or password (401)") == await next_of(client.signals())


async def test_a_switch_that_accepts_but_never_answers_is_given_up(switch: FakeSwitch, access: Access) -> None:
    switch.thawed.clear()
    async with open_client(access, "ringback", WANTED, no_chance, replace(QUICK, connect=0.05)) as client:
        assert Lost("The switch did not answer GET /channels within 0.05 s") == await next_of(client.signals())


async def test_a_frozen_switch_is_not_asked_for_websockets_that_it_would_open_later(
    switch: FakeSwitch, access: Access
) -> None:
    switch.thawed.clear()
    async with open_client(access, "ringback", WANTED, no_chance, replace(QUICK, connect=0.5)) as client:
        signals = client.signals()
        await next_of(signals)
        switch.thawed.set()

        assert await next_of(signals) == Connected(1)
        assert len(switch.sockets) == 1


async def test_a_refused_filter_ends_the_connection(switch: FakeSwitch, access: Access) -> None:
    switch.replies["PUT applications/ringback/eventFilter"] = (400, {"message": "Bad request"})
    async with open_client(access, "ringback", WANTED, no_chance, QUICK) as client:
        signals = client.signals()
        assert Connected(1) == await next_of(signals)
        lost = await next_of(signals)

    assert isinstance(lost, Lost)
    assert "the event filter was not set" in lost.reason


async def test_who_is_replaced_ends_and_does_not_come_back(switch: FakeSwitch, client: AriClient) -> None:
    signals = client.signals()
    await next_of(signals)

    await switch.say("ApplicationReplaced")

    async with asyncio.timeout(20):
        assert [Replaced()] == [signal async for signal in signals]
    assert not client.connected
    assert len(switch.sockets) == 1


async def test_events_after_being_replaced_are_not_handed_on(switch: FakeSwitch, client: AriClient) -> None:
    signals = client.signals()
    await next_of(signals)

    await switch.say("ApplicationReplaced")
    await switch.say("ChannelUserevent", **USER_EVENT)

    async with asyncio.timeout(20):
        assert [Replaced()] == [signal async for signal in signals]


async def test_too_many_events_lead_to_a_new_connection_and_never_to_a_hole(
    switch: FakeSwitch, client: AriClient
) -> None:
    signals = client.signals()
    await next_of(signals)

    for _ in range(QUICK.backlog + 3):
        await switch.say("ChannelUserevent", **USER_EVENT)
    await until(lambda: not client.connected)
    taken = [await next_of(signals) for _ in range(QUICK.backlog + 2)]

    assert [1] * QUICK.backlog == [signal.generation for signal in taken if isinstance(signal, Event)]
    assert [Lost(f"{QUICK.backlog} events wait for their reader"), Connected(2)] == taken[QUICK.backlog :]


async def test_an_unknown_event_is_counted_and_the_next_one_still_comes(switch: FakeSwitch, client: AriClient) -> None:
    signals = client.signals()
    await next_of(signals)

    await switch.say("ChannelTeleported", where="x")
    await switch.say("ChannelDestroyed", cause="not a number")
    await switch.sockets[-1].send_str("no json at all")
    await switch.say("ChannelUserevent", **USER_EVENT)

    assert isinstance(await next_of(signals), Event)
    assert client.unreadable == {"ChannelTeleported": 1, "ChannelDestroyed": 1, "": 1}


async def test_the_watchdog_ends_a_socket_whose_switch_cannot_list_its_channels(
    switch: FakeSwitch, access: Access
) -> None:
    limits = replace(QUICK, probe_every=0.01, probe_within=0.05)
    async with open_client(access, "ringback", WANTED, no_chance, limits) as client:
        signals = client.signals()
        assert await next_of(signals) == Connected(1)
        switch.replies["GET channels"] = None
        lost = await next_of(signals)

    assert isinstance(lost, Lost)
    assert lost.reason.startswith("the watchdog failed (The switch did not answer GET /channels within 0.05 s")


async def test_the_watchdog_leaves_a_working_switch_alone(switch: FakeSwitch, access: Access) -> None:
    async with open_client(access, "ringback", WANTED, no_chance, replace(QUICK, probe_every=0.001)) as client:
        await next_of(client.signals())
        await until(lambda: len([asked for asked in switch.asked if asked.over == "http"]) >= 5)

        assert client.connected


async def test_leaving_leaves_nothing_behind(switch: FakeSwitch, access: Access) -> None:
    before = asyncio.all_tasks()
    async with open_client(access, "ringback", WANTED, no_chance, QUICK) as client:
        await next_of(client.signals())

    assert not {task for task in asyncio.all_tasks() - before if task.get_name() == "ari-stream"}
    assert not client.connected


@pytest.mark.parametrize(
    ("attempt", "chance", "seconds"),
    [(0, 0.0, 0.1), (1, 0.0, 0.2), (0, 0.5, 0.075), (5, 0.0, 3.0), (1000, 0.0, 3.0)],
)
def test_the_pause_doubles_up_to_a_limit_and_is_spread_by_chance(attempt: int, chance: float, seconds: float) -> None:
    assert pytest.approx(seconds) == pause(attempt, Limits(), chance)
