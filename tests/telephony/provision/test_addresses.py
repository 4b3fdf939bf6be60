"""Carriers known by name: their calls come in from wherever the name has led to, also while it leads nowhere."""

from collections.abc import Sequence

import pytest

from telephony.provision.compare import Key
from telephony.provision.state import InForce, Refused
from tests.telephony.provision.test_provisioner import World

NAME = "sip.example.org"


@pytest.fixture
def world() -> World:
    return World()


async def test_a_host_is_known_by_all_its_addresses_beside_those_that_were_given(world: World) -> None:
    world.names["gone.invalid"] = OSError("not known")
    world.saved.trunk(host=NAME, addresses=(NAME, "10.0.0.0/8", "gone.invalid"))
    await world.provisioner.look()

    assert world.sources() == {"192.0.2.20", "192.0.2.21", "10.0.0.0/8"}
    standing = world.provisioner.trunk("acme")
    assert isinstance(standing, InForce)
    assert standing.why is not None
    assert standing.why.data == {"host": "gone.invalid", "addresses": ""}


@pytest.mark.parametrize("error", [OSError("away"), TimeoutError(), UnicodeError("label too long")])
async def test_calls_come_in_after_a_restart_while_the_name_server_is_away(world: World, error: Exception) -> None:
    world.saved.trunk(host=NAME)
    await world.provisioner.look()
    world.names[NAME] = error
    successor = world.new()
    await successor.look()

    assert world.sources() == {"192.0.2.20", "192.0.2.21"}
    standing = successor.trunk("acme")
    assert isinstance(standing, InForce)
    assert standing.why is not None
    assert "192.0.2.20" in standing.why.sentence


async def test_a_name_that_rotates_is_known_by_what_it_led_to_within_a_day(world: World) -> None:
    world.saved.trunk(host=NAME)
    turns: tuple[Sequence[str], ...] = (("192.0.2.1", "192.0.2.2"), ("192.0.2.2", "192.0.2.3"), ("192.0.2.1",))
    for turn in turns:
        world.names[NAME] = turn
        await world.provisioner.look()
    changes = world.switch.changes
    await world.provisioner.look()

    assert world.sources() == {"192.0.2.1", "192.0.2.2", "192.0.2.3"}
    assert world.switch.changes == changes
    world.clock.advance(hours=24)
    await world.provisioner.look()
    assert world.sources() == {"192.0.2.1"}


async def test_a_rotating_name_is_known_by_all_of_it_after_a_restart_too(world: World) -> None:
    world.saved.trunk(host=NAME)
    await world.provisioner.look()
    world.names[NAME] = ("192.0.2.30",)
    await world.new().look()

    assert world.sources() == {"192.0.2.20", "192.0.2.21", "192.0.2.30"}


async def test_another_host_takes_the_addresses_of_the_first_away(world: World) -> None:
    world.saved.trunk(host=NAME)
    await world.provisioner.look()
    world.names["sip.example.net"] = ("192.0.2.77",)
    world.saved.trunk(host="sip.example.net")
    await world.provisioner.look()

    assert world.sources() == {"192.0.2.77"}


async def test_a_trunk_that_cannot_be_thought_through_keeps_no_other_from_the_switch(world: World) -> None:
    world.saved.trunk(name="bad", host="sip..example", addresses=("sip..example",))
    world.names["sip..example"] = ("no address at all",)
    world.saved.trunk(name="good")
    await world.provisioner.look()

    assert isinstance(world.provisioner.trunk("bad"), Refused)
    assert world.provisioner.trunk("good") == InForce()
    assert Key("endpoint", "good") in world.switch.objects


async def test_names_without_an_answer_are_asked_again_soon(world: World) -> None:
    world.names[NAME] = OSError("away")
    world.saved.trunk(host=NAME)
    await world.provisioner.look()
    away = world.provisioner.pause_s
    world.names[NAME] = ("192.0.2.1",)
    await world.provisioner.look()

    assert away < world.provisioner.pause_s
