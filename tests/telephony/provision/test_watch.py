"""How a trunk stands by the switch's word: up, down with the reason, or nobody knows."""

import asyncio
from collections.abc import Mapping, Sequence

import pytest

from kernel.errors import Conflict
from telephony.ari.errors import AriUnreachable
from telephony.provision.state import Failures, InForce
from telephony.provision.verdict import Answered, Result, Silent, Unresolved
from telephony.provision.watch import TrunkWatch
from telephony.provision.wire import Contact
from tests.telephony.provision.memory import MemorySwitch
from tests.telephony.provision.test_http import Busy, Carrier
from tests.telephony.provision.test_provisioner import ENDPOINT, SEAL, World
from tests.waiting import until


class Told(MemorySwitch):
    """Says of registrations and carriers what it is told to say."""

    def __init__(self) -> None:
        super().__init__()
        self.registered: dict[str, bool] = {}
        self.contacts: dict[str, Contact] = {}

    async def registrations(self) -> Mapping[str, bool]:
        if self.left == 0:
            raise AriUnreachable("it is away")
        return self.registered

    async def contact(self, endpoint: str) -> Contact | None:
        return self.contacts.get(endpoint)


class Watched(World):
    def __init__(self) -> None:
        super().__init__()
        self.switch = self.told = Told()
        self.provisioner = self.new()
        self.carrier = Carrier(Answered(401, "Unauthorized", 3.0, proved=True))
        self.watch = TrunkWatch(
            self.told, self.provisioner, lambda: self.saved, SEAL, self.carrier, self.clock, fixed="carrier"
        )

    async def look(self) -> list[tuple[str, bool | None, str | None]]:
        await self.provisioner.look()
        await self.watch.look()
        await self.watch.explain()
        return [(each.name, each.up, each.why.kind if each.why else None) for each in self.watch.states()]


@pytest.fixture
def world() -> Watched:
    return Watched()


async def test_a_trunk_is_up_while_it_is_registered_and_its_carrier_answers(world: Watched) -> None:
    world.saved.trunk(name="good", rank=1)
    world.saved.trunk(name="silent", rank=2, way="address")
    world.saved.trunk(name="unasked", rank=3, way="address", qualify_s=0)
    world.saved.trunk(name="new", rank=4)
    world.told.registered = {"good": True}
    world.told.contacts = {
        "good": Contact("Reachable", 12.5),
        "silent": Contact("Unreachable", None),
        "unasked": Contact("NonQualified", None),
        "carrier": Contact("Reachable", 1.0),
    }

    assert await world.look() == [
        ("good", True, None),
        ("silent", False, "trunk_no_answer"),
        ("unasked", True, None),
        ("new", None, None),
        ("carrier", True, None),
    ]


async def test_why_a_trunk_is_not_registered_is_asked_of_the_carrier_once_a_minute(world: Watched) -> None:
    world.saved.trunk()
    world.told.registered = {"acme": False}
    first, second = await world.look(), await world.look()
    asked = list(world.carrier.asked)
    world.saved.trunk(password="another")
    await world.look()

    assert first == second == [("acme", False, "trunk_wrong_password")]
    assert asked == ["REGISTER"]
    assert world.carrier.asked == ["REGISTER", "REGISTER"], "another password is another question"


async def test_a_carrier_that_says_no_to_the_password_is_not_asked_with_it_again_each_minute(world: Watched) -> None:
    world.saved.trunk()
    world.told.registered = {"acme": False}
    for _ in range(10):
        await world.look()
        world.clock.advance(minutes=1)
    refused = len(world.carrier.asked)
    world.carrier.answer = Silent()
    world.clock.advance(minutes=10)
    for _ in range(3):
        await world.look()
        world.clock.advance(minutes=1)

    assert refused == 1
    assert len(world.carrier.asked) == 4, "one that is silent is asked each minute"


async def test_a_carrier_that_cannot_be_asked_leaves_the_others_explained(world: Watched) -> None:
    world.saved.trunk(name="bad", host="bad", rank=1)
    world.saved.trunk(name="other", rank=2)
    world.told.registered = {"bad": False, "other": False}
    world.carrier.fails_for = "bad"

    assert await world.look() == [
        ("bad", False, "trunk_not_registered"),
        ("other", False, "trunk_wrong_password"),
    ]


async def test_a_carrier_is_asked_by_one_at_a_time(world: Watched) -> None:
    world.saved.trunk()
    saved = world.saved.trunks["acme"]
    world.carrier.holds.clear()
    first = asyncio.create_task(world.watch.asked_for("OPTIONS", saved))
    await world.carrier.reached.wait()
    with pytest.raises(Conflict, match="on its way"):
        await world.watch.asked_for("REGISTER", saved)
    world.carrier.holds.set()
    await first

    assert world.carrier.asked == ["OPTIONS"]


async def test_nobody_knows_how_a_changed_trunk_is_until_the_switch_was_asked_anew(world: Watched) -> None:
    world.saved.trunk(way="address", port=5061)
    world.told.contacts = {"acme": Contact("Unreachable", None)}
    before = await world.look()
    world.saved.trunk(way="address", port=5062)
    await world.provisioner.look()
    changed = [(each.up, each.why) for each in world.watch.states()]
    world.told.contacts = {"acme": Contact("Reachable", 1.0)}

    assert (before, changed) == ([("acme", False, "trunk_no_answer")], [(None, None)])
    assert await world.look() == [("acme", True, None)]


async def test_nobody_knows_how_a_trunk_is_that_the_switch_has_not_spoken_of(world: Watched) -> None:
    world.saved.trunk(qualify_s=0, way="address")
    await world.provisioner.look()

    assert [each.up for each in world.watch.states()] == [None]


async def test_since_when_stays_for_as_long_as_it_is_so(world: Watched) -> None:
    world.saved.trunk()
    world.told.registered = {"acme": True}
    await world.look()
    [before] = world.watch.states()
    await world.look()
    [after] = world.watch.states()
    world.told.registered = {"acme": False}
    world.clock.advance(seconds=1)
    await world.look()
    [lost] = world.watch.states()

    assert before.since == after.since is not None
    assert lost.since is not None
    assert lost.since > after.since
    assert [each.before for each in (before, after, lost)] == [True, True, False]
    assert (before.registration and before.registration.before) is True, "nobody saw it begin"


async def test_what_the_calls_say_of_a_trunk_is_shown_with_it(world: Watched) -> None:
    class Load:
        def calls_now(self, trunk: str) -> int:
            return 2

        def failures(self, trunk: str) -> Sequence[Failures]:
            return [Failures("limit", 3)]

        def fails(self, trunk: str) -> bool:
            return False

    world.watch.load = Load()
    world.saved.trunk(channels=2)
    [state] = world.watch.states()

    assert (state.calls, state.channels, state.failures) == (2, 2, [Failures("limit", 3)])


@pytest.mark.parametrize(
    ("asked", "told"),
    [(Unresolved("nosuch.invalid"), "trunk_unresolved"), (Answered(200, "OK", 3.0), "trunk_calls_fail")],
)
async def test_a_trunk_that_is_asked_nothing_is_judged_by_its_last_call(
    world: Watched, asked: Result, told: str
) -> None:
    world.watch.load, world.carrier.answer = Busy(), asked
    world.saved.trunk(way="address", qualify_s=0)
    world.told.contacts = {"acme": Contact("NonQualified", None)}

    assert await world.look() == [("acme", True, told)]


async def test_what_the_switch_has_lost_is_brought_back_once_that_is_seen(world: Watched) -> None:
    world.saved.trunk()
    world.told.registered, world.told.contacts = {"acme": True}, {"acme": Contact("Reachable", 1.0)}
    await world.look()
    keeping = asyncio.create_task(world.provisioner.run())
    await until(lambda: isinstance(world.provisioner.trunk("acme"), InForce))
    del world.told.objects[ENDPOINT], world.told.contacts["acme"]
    await world.watch.look()
    await until(lambda: ENDPOINT in world.told.objects)
    keeping.cancel()
