"""Requests over the websocket: in order, not waiting for each other, each finding its own answer in time."""

import asyncio

import pytest

from telephony.ari import models, requests
from telephony.ari.access import Access
from telephony.ari.client import AriClient, open_client
from telephony.ari.errors import AriRefused, AriTimeout, AriUnreachable
from telephony.ari.outcomes import AlreadyGone, AlreadyThere
from telephony.ari.signals import Connected
from tests.telephony.ari.conftest import QUICK, WANTED, no_chance
from tests.telephony.ari.switch import FakeSwitch, until

CHANNEL = {
    "id": "c",
    "name": "PJSIP/c",
    "state": "Up",
    "protocol_id": "",
    "caller": {"name": "", "number": ""},
    "connected": {"name": "", "number": ""},
    "accountcode": "",
    "dialplan": {"context": "in", "exten": "s", "priority": 1, "app_name": "", "app_data": ""},
    "creationtime": "2026-11-22T06:48:38.136+0000",
    "language": "en",
}


@pytest.fixture
async def connected(client: AriClient) -> AriClient:
    assert Connected(1) == await anext(client.signals())
    return client


async def test_several_requests_go_out_before_the_first_is_answered(switch: FakeSwitch, connected: AriClient) -> None:
    await connected.send(requests.channels_list())
    switch.answers_at_once = False
    names = [f"channels/{number}/answer" for number in range(5)]

    answers = [connected.ask(requests.channels_answer(str(number))) for number in range(5)]
    await until(lambda: len(switch.held) == 5)

    assert names == [asked.target for asked in switch.held]
    for asked in switch.held:
        await switch.answer(asked)
    await asyncio.gather(*answers)


async def test_an_answer_finds_its_request_whatever_the_order(switch: FakeSwitch, connected: AriClient) -> None:
    await connected.send(requests.channels_list())
    switch.answers_at_once = False
    switch.replies |= {
        "GET asterisk/variable?variable=A": (200, {"value": "first"}),
        "GET asterisk/variable?variable=B": (200, {"value": "second"}),
    }

    first = connected.ask(requests.asterisk_get_global_var(variable="A"))
    second = connected.ask(requests.asterisk_get_global_var(variable="B"))
    await until(lambda: len(switch.held) == 2)
    for asked in reversed(switch.held):
        await switch.answer(asked)

    assert [models.Variable(value="first"), models.Variable(value="second")] == list(
        await asyncio.gather(first, second)
    )


async def test_hanging_up_what_is_gone_is_a_value(switch: FakeSwitch, connected: AriClient) -> None:
    switch.replies["DELETE channels/c"] = (404, {"message": "Channel not found"})

    assert AlreadyGone("Channel not found") == await connected.send(requests.channels_hangup("c"))


async def test_a_request_that_nobody_answers_times_out(switch: FakeSwitch, connected: AriClient) -> None:
    switch.replies["POST channels/c/answer"] = None

    with pytest.raises(AriTimeout, match=r"did not answer POST /channels/c/answer within 0\.05 s"):
        await connected.send(requests.channels_answer("c"), within=0.05)


async def test_an_answer_that_comes_too_late_is_dropped(switch: FakeSwitch, connected: AriClient) -> None:
    await connected.send(requests.channels_list())
    switch.answers_at_once = False
    with pytest.raises(AriTimeout):
        await connected.send(requests.channels_answer("c"), within=0.01)
    await until(lambda: len(switch.held) == 1)
    await switch.answer(switch.held[0])
    switch.answers_at_once = True

    assert await connected.send(requests.channels_list()) == ()


async def test_requests_under_way_fail_when_the_socket_breaks(switch: FakeSwitch, connected: AriClient) -> None:
    switch.replies["POST channels/c/answer"] = None
    answer = connected.ask(requests.channels_answer("c"))
    await connected.send(requests.channels_list())

    await switch.hang_up()

    with pytest.raises(AriUnreachable):
        await answer


async def test_without_a_socket_a_request_fails_at_once_but_http_still_works(
    switch: FakeSwitch, access: Access
) -> None:
    switch.refuse_sockets_with = 503
    async with open_client(access, "ringback", WANTED, no_chance, QUICK) as client:
        with pytest.raises(AriUnreachable, match="there is no websocket just now"):
            await client.send(requests.channels_list())

        assert await client.send_by_http(requests.channels_list()) == ()


async def test_a_switch_that_is_not_there_is_unreachable_over_http() -> None:
    async with open_client(Access("http://127.0.0.1:1", "a", "b"), "r", WANTED, no_chance, QUICK) as client:
        with pytest.raises(AriUnreachable):
            await client.send_by_http(requests.channels_list())


async def test_files_go_over_http(switch: FakeSwitch, connected: AriClient) -> None:
    switch.replies["GET recordings/stored/r/file"] = (200, b"RIFF")

    file = await connected.send(requests.recordings_get_stored_file("r"))

    assert file == b"RIFF"
    assert switch.asked[-1].over == "http"


async def test_the_password_goes_in_a_header(switch: FakeSwitch, connected: AriClient) -> None:
    await connected.send_by_http(requests.channels_list())

    assert {"Basic YXJpOnNlY3JldA=="} == set(switch.authorized)
    assert not [asked for asked in switch.asked if "secret" in asked.target]


async def test_a_snapshot_is_typed(switch: FakeSwitch, connected: AriClient) -> None:
    switch.replies["GET channels"] = (200, [CHANNEL])

    snapshot = await connected.snapshot()

    assert [channel.id for channel in snapshot.channels] == ["c"]
    assert (snapshot.bridges, snapshot.endpoints) == ((), ())


async def test_a_channel_that_was_made_before_is_already_there(switch: FakeSwitch, connected: AriClient) -> None:
    switch.replies["POST channels/c?endpoint=PJSIP%2F7"] = (409, {"message": "exists"})
    switch.replies["GET channels/c"] = (200, CHANNEL)

    answer = await connected.send(requests.channels_originate_with_id("c", endpoint="PJSIP/7"))

    assert AlreadyThere("exists") == answer


async def test_a_false_claim_that_a_channel_is_there_is_refused(switch: FakeSwitch, connected: AriClient) -> None:
    switch.replies["POST channels/c?endpoint=PJSIP%2Fnobody"] = (409, {"message": "exists"})
    switch.replies["GET channels/c"] = (404, {"message": "Channel not found"})

    with pytest.raises(AriRefused, match="exists, but there is none"):
        await connected.send(requests.channels_originate_with_id("c", endpoint="PJSIP/nobody"))
