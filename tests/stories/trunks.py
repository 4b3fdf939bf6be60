"""Trunks that a story saves as an admin would, and that the service brings to the switch."""

from typing import Any

import msgspec

from lab.lab import Lab
from store.pool import Database
from telephony.provision.model import TrunkSpec
from telephony.provision.state import InForce
from tests.stories.story import Story
from tests.waiting import until

NOWHERE = "192.0.2.1"
"""No call comes from there."""


def to_the_carrier(lab: Lab, name: str, **fields: Any) -> TrunkSpec:
    """By address, to where the lab's carrier is; whatever it sends is the settings' trunk's."""
    place = lab.switches.place
    usual: dict[str, Any] = {
        "host": place.trunk_address,
        "port": place.trunk_port,
        "addresses": (NOWHERE,),
        "qualify_s": 0,
    }
    return TrunkSpec(name=name, way="address", **usual | fields)


async def save(database: Database, *specs: TrunkSpec) -> None:
    for spec in specs:
        await database.execute("INSERT INTO trunks (name, spec) VALUES ($1, $2)", spec.name, msgspec.to_builtins(spec))


async def known(story: Story, *names: str) -> None:
    """Once the switch has them as they were saved."""
    provisioner = story.house.provision.provisioner
    await until(lambda: all(isinstance(provisioner.trunk(name), InForce) for name in names), within=30)


async def out_of_reach(story: Story, name: str) -> None:
    """Once the switch has noticed that nobody answers there."""
    watch = story.house.provision.watch

    async def noticed() -> bool:
        await watch.look()
        return watch.online().get(f"PJSIP/{name}") is False

    await until(noticed, within=30)
