"""The same client on a real Asterisk: the models fit, order is kept, a freeze is noticed, a second process fences."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any, TypeVar

import aiohttp
import pytest

from lab.instance import AsteriskInstance
from lab.switches import installed, private_settings
from telephony.ari import generate, models, requests
from telephony.ari.access import Access
from telephony.ari.client import open_client
from telephony.ari.errors import AriRefused
from telephony.ari.manager import open_manager
from telephony.ari.outcomes import AlreadyGone, AlreadyThere, WrongState
from telephony.ari.signals import Connected, Event, Lost, Replaced, Signal
from telephony.ari.stream import Limits
from tests.telephony.ari.conftest import no_chance

pytestmark = pytest.mark.switch

S = TypeVar("S", bound=Signal)
ALL = models.AnyMessage.__args__
NOTICED_WITHIN = 6.5
CALLER = "Local/380800000001@from-trunk/n"


@pytest.fixture
async def asterisk() -> AsyncIterator[AsteriskInstance]:
    async with AsteriskInstance(installed(), private_settings(app="ringback")) as instance:
        yield instance


@pytest.fixture
def access(asterisk: AsteriskInstance) -> Access:
    return Access(asterisk.url, asterisk.settings.ari_user, asterisk.settings.ari_password)


async def next_of(signals: AsyncIterator[Signal], kind: type[S], within: float = 5.0) -> S:
    """The next signal of that kind; others are passed over."""
    async with asyncio.timeout(within):
        async for signal in signals:
            if isinstance(signal, kind):
                return signal
    raise AssertionError(f"the signals ended before {kind.__name__}")


E = TypeVar("E", models.StasisStart, models.ChannelDestroyed)


async def until_event(signals: AsyncIterator[Signal], kind: type[E], channel: str) -> E:
    while True:
        event = (await next_of(signals, Event)).event
        if isinstance(event, kind) and event.channel.id == channel:
            return event


async def description(access: Access) -> dict[str, Any]:
    async with aiohttp.ClientSession(access.url, headers=access.headers) as session:

        async def fetch(path: str) -> Any:
            async with session.get(path) as answer:
                return await answer.json(content_type=None)

        listed = (await fetch("/ari/api-docs/resources.json"))["apis"]
        names = [api["path"].removeprefix("/api-docs/").removesuffix(".{format}") for api in listed]
        return {name: await fetch(f"/ari/api-docs/{name}.json") for name in names}


def committed() -> tuple[str, str]:
    return (generate.HERE / "models.py").read_text("utf-8"), (generate.HERE / "requests.py").read_text("utf-8")


def test_the_committed_models_are_those_of_the_installed_files() -> None:
    assert committed() == generate.generate(generate.read(installed().data / "rest-api"))


async def test_the_committed_models_are_those_of_the_running_switch(access: Access) -> None:
    assert committed() == generate.generate(await description(access))


async def test_a_call_is_told_from_start_to_end_in_known_events(access: Access) -> None:
    async with open_client(access, "ringback", ALL, no_chance) as client:
        signals = client.signals()
        await next_of(signals, Connected)
        made = requests.channels_originate_with_id("t~c1", endpoint=CALLER, app="ringback")
        await client.send(made)
        arrived = await until_event(signals, models.StasisStart, "t~c1;2")

        assert (arrived.args[0], arrived.args[-1]) == ("inbound", "380800000001")
        assert "t~c1" in {channel.id for channel in (await client.snapshot()).channels}
        assert isinstance(await client.send(made), AlreadyThere)
        await client.send(requests.channels_hangup("t~c1"))
        ended = await until_event(signals, models.ChannelDestroyed, "t~c1")

        assert ended.timestamp.tzinfo is not None
        assert isinstance(await client.send(requests.channels_hangup("t~c1")), AlreadyGone)
        assert client.unreadable == {}


async def test_an_unknown_endpoint_is_refused_even_after_an_id_was_taken(access: Access) -> None:
    async with open_client(access, "ringback", (models.StasisStart,), no_chance) as client:
        await next_of(client.signals(), Connected)
        first = requests.channels_originate_with_id("t~c1", endpoint=CALLER, app="ringback")
        await client.send(first)
        assert isinstance(await client.send(first), AlreadyThere)

        with pytest.raises(AriRefused, match="but there is none"):
            await client.send(requests.channels_originate_with_id("t~a1", endpoint="PJSIP/nobody", app="ringback"))


async def test_pipelined_requests_are_served_in_order(access: Access) -> None:
    async with open_client(access, "ringback", (models.StasisStart,), no_chance) as client:
        await next_of(client.signals(), Connected)
        answers = []
        for number in range(100):
            client.ask(requests.asterisk_set_global_var(variable="RINGBACK_TEST", value=str(number)))
            answers.append(client.ask(requests.asterisk_get_global_var(variable="RINGBACK_TEST")))
        values = [answer.value for answer in await asyncio.gather(*answers)]

        assert values == [str(number) for number in range(100)]


async def test_a_channel_that_is_not_in_the_application_is_in_the_wrong_state(access: Access) -> None:
    async with open_client(access, "ringback", (models.StasisStart,), no_chance) as client:
        signals = client.signals()
        await next_of(signals, Connected)
        await client.send(requests.channels_create(endpoint=CALLER, app="ringback", channel_id="t~c2"))
        await client.send(requests.bridges_create_with_id("t~b1", type="mixing,proxy_media"))
        answer = await client.send(requests.bridges_remove_channel("t~b1", channel="t~c2"))

        assert isinstance(answer, WrongState)


async def test_a_frozen_switch_is_noticed_and_found_again(asterisk: AsteriskInstance, access: Access) -> None:
    async with open_client(access, "ringback", (models.StasisStart,), no_chance) as client:
        signals = client.signals()
        await next_of(signals, Connected)
        asterisk.freeze()
        try:
            await next_of(signals, Lost, NOTICED_WITHIN)
        finally:
            asterisk.thaw()

        assert (await next_of(signals, Connected)).generation == 2
        assert (await client.snapshot()).channels == ()


async def test_a_restarted_switch_is_found_again(asterisk: AsteriskInstance, access: Access) -> None:
    async with open_client(access, "ringback", (models.StasisStart,), no_chance, Limits(longest_pause=0.2)) as client:
        signals = client.signals()
        await next_of(signals, Connected)
        await asterisk.restart()

        await next_of(signals, Lost)
        assert (await next_of(signals, Connected)).generation == 2


async def test_a_second_process_fences_the_first_and_keeps_the_application(access: Access) -> None:
    async with open_client(access, "ringback", (models.StasisStart,), no_chance) as first:
        firsts = first.signals()
        await next_of(firsts, Connected)
        async with open_client(access, "ringback", (models.StasisStart,), no_chance) as second:
            seconds = second.signals()
            await next_of(seconds, Connected)

            await next_of(firsts, Replaced)
            await second.send(requests.channels_originate_with_id("t~c1", endpoint=CALLER, app="ringback"))
            await until_event(seconds, models.StasisStart, "t~c1;2")

            assert not first.connected


async def test_the_manager_keeps_notes_and_knows_when_a_channel_is_gone(asterisk: AsteriskInstance) -> None:
    access = Access(asterisk.url, asterisk.settings.manager_user, asterisk.settings.manager_password)
    async with open_manager(access) as manager:
        assert await manager.database_tree("missed") == {}
        assert isinstance(await manager.mix_monitor("nobody", "S"), AlreadyGone)
        assert isinstance(await manager.mix_monitor_mute("nobody", True), AlreadyGone)
        assert isinstance(await manager.database_delete("missed", "nothing"), AlreadyGone)
