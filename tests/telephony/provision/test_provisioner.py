"""What was saved comes to the switch: at once, later, or not at all, and that is said."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from store.sealed import Seal
from telephony.ari.errors import AriUnreachable
from telephony.provision.compare import Key
from telephony.provision.model import PhoneSpec, Rewriting, Sealed, TrunkSpec
from telephony.provision.provisioner import Provisioner
from telephony.provision.state import InForce, Off, Pending, Refused
from tests.clocks import HandClock
from tests.telephony.provision.memory import MemorySwitch

SEAL = Seal(b"k" * 32)
ENDPOINT = Key("endpoint", "acme")


@dataclass
class Saved:
    trunks: dict[str, Sealed[TrunkSpec]] = field(default_factory=dict)
    phones: dict[str, Sealed[PhoneSpec]] = field(default_factory=dict)

    def trunk(self, password: str = "secret", **fields: Any) -> None:
        usual: dict[str, Any] = {"name": "acme", "way": "registration", "host": "192.0.2.8", "username": "us"}
        spec = TrunkSpec(**(usual | fields))
        self.trunks[spec.name] = Sealed(spec, SEAL.seal(password.encode(), f"trunk:{spec.name}"))


class World:
    def __init__(self) -> None:
        self.switch, self.saved, self.clock = MemorySwitch(), Saved(), HandClock(datetime(2026, 11, 22, 10, tzinfo=UTC))
        self.names: dict[str, Sequence[str] | Exception] = {}
        """What the name server says, where it is not what it says to all others."""
        self.provisioner = self.new()

    def new(self) -> Provisioner:
        """As the service does when it starts."""
        return Provisioner(self.switch, lambda: self.saved, SEAL, self.resolve, self.clock)

    async def resolve(self, name: str) -> Sequence[str]:
        said = self.names.get(name, ("192.0.2.20", "192.0.2.21"))
        if isinstance(said, Exception):
            raise said
        return said

    def sources(self, trunk: str = "acme") -> set[str]:
        """Where calls of the trunk may come from, by the switch."""
        kept = [kept for key, kept in self.switch.objects.items() if key.kind == "identify"]
        return {each["match"].removesuffix("/32") for each in kept if each["endpoint"] == trunk}


@pytest.fixture
def world() -> World:
    return World()


async def test_a_saved_trunk_is_in_force_once_the_switch_has_it(world: World) -> None:
    world.saved.trunk(callers=(Rewriting("00", "+"),))
    before = world.provisioner.trunk("acme")
    await world.provisioner.look()

    assert isinstance(before, Pending)
    assert world.provisioner.trunk("acme") == InForce()
    assert ENDPOINT in world.switch.objects
    assert world.switch.kept == {"acme/REWRITE_CALLERS": "00/+"}


async def test_what_is_saved_while_the_switch_is_away_waits_and_says_so(world: World) -> None:
    world.saved.trunk()
    await world.provisioner.look()
    world.switch.left = 0
    world.saved.trunk(host="192.0.2.9")
    with pytest.raises(AriUnreachable):
        await world.provisioner.look()

    assert isinstance(world.provisioner.trunk("acme"), Pending)
    world.switch.left = None
    await world.provisioner.look()
    assert world.provisioner.trunk("acme") == InForce()
    assert world.switch.objects[Key("aor", "acme")]["contact"] == "sip:192.0.2.9:5060"


async def test_a_trunk_that_is_removed_while_the_switch_is_away_lingers_there(world: World) -> None:
    for name in ("gone", "idle", "used"):
        world.saved.trunk(name=name)
    await world.provisioner.look()
    del world.saved.trunks["gone"]
    world.saved.trunk(name="idle", active=False)
    before = world.provisioner.lingering
    await world.provisioner.look()

    assert (before, world.provisioner.lingering) == (["gone", "idle"], [])


@pytest.mark.parametrize("done", range(6))
async def test_a_service_that_was_killed_between_two_changes_is_mended_by_the_next(world: World, done: int) -> None:
    world.saved.trunk()
    world.switch.left = done
    with suppress(AriUnreachable):
        await world.provisioner.look()
    world.switch.left = None
    successor = world.new()
    await successor.look()

    assert successor.trunk("acme") == InForce()
    assert {key.kind for key in world.switch.objects} == {"auth", "aor", "endpoint", "registration", "identify"}


async def test_a_half_made_change_is_taken_back_and_the_reason_is_kept(world: World) -> None:
    world.saved.trunk()
    await world.provisioner.look()
    as_it_was = {key: dict(kept) for key, kept in world.switch.objects.items()}
    world.switch.refuses = {ENDPOINT}
    world.saved.trunk(password="other", host="192.0.2.9", from_user="them")
    await world.provisioner.look()

    standing = world.provisioner.trunk("acme")
    assert isinstance(standing, Refused)
    assert "403" in standing.why.sentence
    assert world.switch.objects == as_it_was


async def test_drift_is_mended(world: World) -> None:
    world.saved.trunk()
    await world.provisioner.look()
    del world.switch.objects[ENDPOINT]
    world.switch.objects[Key("aor", "acme")]["qualify_frequency"] = "99"
    await world.provisioner.look()

    assert ENDPOINT in world.switch.objects
    assert world.switch.objects[Key("aor", "acme")]["qualify_frequency"] == "15"


@pytest.mark.parametrize("done", [0, 1, 2, None])
async def test_another_password_registers_anew_also_where_the_switch_went_away_meanwhile(
    world: World, done: int | None
) -> None:
    world.saved.trunk()
    await world.provisioner.look()
    world.saved.trunk(password="other")
    world.switch.left = done
    with suppress(AriUnreachable):
        await world.provisioner.look()
    world.switch.left = None
    await world.provisioner.look()

    assert world.switch.registered_with == [("acme", "secret"), ("acme", "other")]


async def test_a_phone_with_another_password_is_signed_out_and_one_that_stays_as_it_is_is_not(world: World) -> None:
    for password in ("first", "first", "second"):
        secret = SEAL.seal(password.encode(), "phone:desk-1")
        world.saved.phones["desk-1"] = Sealed(PhoneSpec(name="desk-1"), secret)
        await world.provisioner.look()
        world.switch.signed_out.append("|")

    assert world.switch.signed_out == ["|", "|", "desk-1", "|"]


async def test_what_is_not_saved_any_more_goes_and_what_others_made_stays(world: World) -> None:
    page = Key("endpoint", "web-7")
    world.switch.objects[page] = {"aors": "web-7"}
    world.saved.trunk()
    world.saved.phones["desk-1"] = Sealed(PhoneSpec(name="desk-1"), SEAL.seal(b"secret", "phone:desk-1"))
    await world.provisioner.look()
    there = world.provisioner.phone("desk-1")
    world.saved.trunks.clear()
    world.saved.phones["desk-1"] = Sealed(PhoneSpec(name="desk-1", locked=True), None)
    await world.provisioner.look()

    assert there == InForce()
    assert world.provisioner.phone("desk-1") == Off()
    assert set(world.switch.objects) == {page}


async def test_a_transport_that_the_switch_lacks_is_named(world: World) -> None:
    world.saved.trunk(transport="tls")
    await world.provisioner.look()

    standing = world.provisioner.trunk("acme")
    assert isinstance(standing, Refused)
    assert standing.why.data == {"transport": "tls"}


async def test_a_password_that_was_sealed_with_another_key_leaves_what_is_there(world: World) -> None:
    world.saved.trunk()
    await world.provisioner.look()
    foreign = Seal(b"x" * 32).seal(b"secret", "trunk:acme")
    world.saved.trunks["acme"] = Sealed(world.saved.trunks["acme"].spec, foreign)
    await world.provisioner.look()

    assert isinstance(world.provisioner.trunk("acme"), Refused)
    assert ENDPOINT in world.switch.objects


@pytest.mark.parametrize(
    ("of", "kept"),
    [
        ("phone", Sealed(PhoneSpec(name="desk-1", locked=True), b"sealed with another key")),
        ("trunk", Sealed(TrunkSpec(name="acme", way="address", host="192.0.2.8", active=False), b"another key")),
    ],
)
async def test_what_is_taken_out_of_use_goes_though_its_password_cannot_be_read(
    world: World, of: str, kept: Sealed[Any]
) -> None:
    world.saved.trunk()
    world.saved.phones["desk-1"] = Sealed(PhoneSpec(name="desk-1"), SEAL.seal(b"secret", "phone:desk-1"))
    await world.provisioner.look()
    (world.saved.phones if of == "phone" else world.saved.trunks)[kept.spec.name] = kept
    await world.provisioner.look()

    assert not any(key.name.startswith(kept.spec.name) for key in world.switch.objects)


async def test_what_was_refused_is_tried_again_with_a_switch_that_was_started_anew_and_not_before(world: World) -> None:
    world.switch.refuses = {ENDPOINT}
    world.saved.trunk()
    await world.provisioner.look()
    world.switch.refuses, before = set(), world.switch.changes
    world.provisioner.hint()
    await world.provisioner.look()

    assert world.switch.changes == before
    world.provisioner.renew()
    await world.provisioner.look()
    assert world.provisioner.trunk("acme") == InForce()


async def test_whoever_follows_is_told_of_a_change_after_which_the_switch_went_away(world: World) -> None:
    told: list[bool] = []
    world.provisioner.changed = lambda: told.append(True)
    world.saved.trunk()
    world.switch.left = 3
    with pytest.raises(AriUnreachable):
        await world.provisioner.look()

    assert told == [True]


async def test_a_trunk_to_the_switch_itself_is_in_force_and_told(world: World) -> None:
    world.saved.trunk(way="address", host="127.0.0.1", port=5060)
    await world.provisioner.look()

    standing = world.provisioner.trunk("acme")
    assert isinstance(standing, InForce)
    assert standing.why is not None
    assert standing.why.kind == "trunk_leads_back"
