"""Trunks made while a real switch runs, against a real carrier: they register, carry calls, and say why they do not."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from kernel.clock import SystemClock
from kernel.names import resolve
from lab.behaviours import Answers
from lab.lab import Lab
from lab.switches import Switches
from store.sealed import Seal
from telephony.ari import models, requests
from telephony.ari.access import Access
from telephony.ari.client import AriClient, open_client
from telephony.ari.manager import open_manager
from telephony.ari.signals import Event
from telephony.execute import APP
from telephony.hear import WANTED
from telephony.provision import loop_call, probe
from telephony.provision.compare import hosts_of
from telephony.provision.loop_call import LoopCalls
from telephony.provision.model import PhoneSpec, Sealed, TrunkSpec
from telephony.provision.probe import Probe
from telephony.provision.provisioner import Provisioner
from telephony.provision.state import InForce, Refused
from telephony.provision.verdict import Verdict
from telephony.provision.watch import TrunkWatch
from telephony.provision.wire import TESTS, SwitchSide
from telephony.switchboard import PULSE
from tests.waiting import until

pytestmark = pytest.mark.switch

SEAL = Seal(b"k" * 32)
PASSWORD = "p\"a's\\s;w ö"
ECHO = "4747"


@dataclass
class Saved:
    trunks: dict[str, Sealed[TrunkSpec]] = field(default_factory=dict)
    phones: dict[str, Sealed[PhoneSpec]] = field(default_factory=dict)

    def trunk(self, name: str, password: str = "", **fields: Any) -> Sealed[TrunkSpec]:
        spec = TrunkSpec(name=name, **fields)
        self.trunks[name] = Sealed(spec, SEAL.seal(password.encode(), f"trunk:{name}"))
        return self.trunks[name]


@dataclass
class Bench:
    lab: Lab
    ari: AriClient
    side: SwitchSide
    saved: Saved
    provisioner: Provisioner
    watch: TrunkWatch
    calls: LoopCalls
    arrived: "asyncio.Queue[str]"

    async def listen(self) -> None:
        async for signal in self.ari.signals():
            if not isinstance(signal, Event) or self.calls.hear(signal.event):
                continue
            if isinstance(signal.event, models.StasisStart):
                self.arrived.put_nowait(signal.event.channel.name.rpartition("-")[0])

    def to_the_carrier(self, name: str, password: str = PASSWORD, **fields: Any) -> Sealed[TrunkSpec]:
        place = self.lab.switches.place
        usual = {"host": place.trunk_address, "port": place.trunk_port, "qualify_s": 1}
        return self.saved.trunk(name, password, **(usual | fields))

    async def up(self, *names: str) -> None:
        async def all_up() -> bool:
            await self.watch.look()
            return {name for name in names if self.watch.online().get(f"PJSIP/{name}")} == set(names)

        await until(all_up, within=30)

    async def left_behind(self) -> dict[str, str]:
        """Notes of test calls that nobody has taken."""
        async with open_manager(self.lab.manager_access) as manager:
            return await manager.database_tree(TESTS)

    async def tried(self, name: str, number: str = ECHO) -> Verdict:
        return await self.calls.place(self.saved.trunks[name].spec, f"PJSIP/{number}@{name}", "+442079460000")


@pytest.fixture
async def bench(switches: Switches, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bench]:
    """Whoever asks a carrier has all the time that a busy machine may take."""
    for place, name in ((probe, "WITHIN_S"), (loop_call, "RING_S"), (loop_call, "WHOLE_S")):
        monkeypatch.setattr(place, name, 30)
    async with Lab(switches) as lab, _bench(lab, tmp_path) as made:
        listening = asyncio.create_task(made.listen())
        yield made
        made.saved.trunks.clear()
        await made.provisioner.look()
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)


@asynccontextmanager
async def _bench(lab: Lab, tmp_path: Path) -> AsyncIterator[Bench]:
    settings, saved = lab.switches.switch.settings, Saved()
    access = Access(lab.switches.switch.url, settings.ari_user, settings.ari_password)
    authority = tmp_path / "authority.pem"
    authority.write_text(lab.switches.place.authority.pem)
    async with open_manager(lab.manager_access) as manager, open_client(access, APP, WANTED, random.random) as ari:
        await until(lambda: ari.connected)
        # A service of another test may have shown its last sign of life here: its switch would give callers to the net.
        await lab.http.send(requests.asterisk_set_global_var(variable=PULSE, value=""), within=15)
        side = SwitchSide(ari, manager)
        provisioner = Provisioner(side, lambda: saved, SEAL, resolve, SystemClock())
        watch = TrunkWatch(side, provisioner, lambda: saved, SEAL, Probe(authority), SystemClock())
        calls = LoopCalls(ari, side, sounds=lab.access.sounds, recordings=lab.access.recordings)
        yield Bench(lab, ari, side, saved, provisioner, watch, calls, asyncio.Queue())


async def test_trunks_that_register_that_are_known_by_address_and_by_tls_carry_calls_in_and_out(bench: Bench) -> None:
    lab, place = bench.lab, bench.lab.switches.place
    by_tls: dict[str, Any] = {
        "host": place.secure_address,
        "port": place.secure_port,
        "transport": "tls",
        "encrypt_media": True,
    }
    bench.to_the_carrier("acme", way="registration", username="us", from_user="us")
    bench.to_the_carrier("plain", way="address", host=place.other_address, port=place.other_port)
    bench.to_the_carrier("safe", way="credentials", username="safe-us", from_user="safe-us", **by_tls)
    async with lab.account("us", PASSWORD), lab.account("safe-us", PASSWORD, transport="secure", encrypted=True):
        await bench.provisioner.look()
        await bench.up("acme", "plain", "safe")
        found = await bench.side.found()
        await bench.provisioner.look()
        out = await asyncio.gather(*(bench.tried(name) for name in ("acme", "plain", "safe")))
        came = [await _called(bench, by) for by in ("us", "other", "secure")]

    assert [verdict.said.sentence for verdict in out if not verdict.ok] == []
    assert not any(verdict.delay_ms is None for verdict in out), "how late is the machine's own affair"
    assert came == ["PJSIP/acme", "PJSIP/plain", "PJSIP/safe"]
    assert await bench.side.found() == found, "what was put is what is read: a second look changes nothing"


async def _called(bench: Bench, by: str) -> str:
    async with bench.lab.customer("+447700900001", "+442079460001", by=by):
        async with asyncio.timeout(30):
            return await bench.arrived.get()


async def test_what_is_wrong_with_a_trunk_is_said_plainly(bench: Bench) -> None:
    lab, place = bench.lab, bench.lab.switches.place
    secure: dict[str, Any] = {"host": place.secure_address, "port": place.secure_port, "transport": "tls"}
    wrong = bench.to_the_carrier("wrong", "not it", way="registration", username="us", from_user="us")
    closed = bench.to_the_carrier("closed", way="address", host="127.0.0.99", port=9)
    unknown = bench.to_the_carrier("unknown", way="address", host="no-such-host.invalid")
    narrow = bench.to_the_carrier("narrow", way="credentials", username="wide", from_user="wide")
    foreign = bench.to_the_carrier("foreign", way="address", **secure)
    async with open_manager(lab.manager_access) as manager:
        await manager.database_put(TESTS, "trunk-test-of-an-earlier-life", "SIP 404 Not Found")
    async with lab.account("us", PASSWORD), lab.account("wide", PASSWORD, codecs=("g722",)):
        await bench.provisioner.look()
        asked = [await bench.watch.test("OPTIONS", each) for each in (closed, unknown)]
        registered = await bench.watch.test("REGISTER", wrong)
        accepted = await bench.watch.test("REGISTER", narrow)
        called = await bench.tried("narrow")
        strict = TrunkWatch(bench.side, bench.provisioner, lambda: bench.saved, SEAL, Probe(), SystemClock())
        shown = await strict.test("OPTIONS", foreign)

        async def told() -> bool:
            await bench.watch.look()
            await bench.watch.explain()
            state = next(state for state in bench.watch.states() if state.name == "wrong")
            return state.why is not None and state.why.kind == "trunk_wrong_password"

        await until(told, within=30)
        bench.to_the_carrier("wrong", way="registration", username="us", from_user="us")
        await bench.provisioner.look()
        await bench.up("wrong")
        mended = bench.provisioner.trunk("wrong")

    assert await bench.left_behind() == {}
    assert mended == InForce(), "the right password registers at once"
    assert [verdict.said.kind for verdict in asked] == ["trunk_closed", "trunk_unresolved"]
    assert (registered.ok, registered.said.kind) == (False, "trunk_wrong_password")
    assert accepted.ok
    assert (called.ok, called.said.kind) == (False, "trunk_codec")
    assert (shown.ok, shown.said.kind) == (False, "trunk_certificate")


async def test_a_registration_asks_the_host_that_was_saved_last(bench: Bench) -> None:
    way: dict[str, Any] = {"way": "registration", "username": "us", "from_user": "us"}
    async with bench.lab.account("us", PASSWORD):
        bench.to_the_carrier("acme", "not it", host="127.0.0.99", **way)
        await bench.provisioner.look()
        bench.to_the_carrier("acme", **way)
        await bench.provisioner.look()
        await bench.up("acme")


async def test_a_call_goes_on_when_its_trunk_is_taken_away_and_what_was_deleted_by_hand_comes_back(
    bench: Bench,
) -> None:
    lab, number, leg_id = bench.lab, "+447700900123", "provision-goes-on"
    bench.to_the_carrier("acme", way="address", addresses=("192.0.2.1", "localhost"))
    bench.to_the_carrier(lab.access.trunk, way="address")
    await bench.provisioner.look()
    await lab.http.send(requests.asterisk_delete_object("res_pjsip", "endpoint", "acme"), within=20)
    await bench.provisioner.look()
    named = hosts_of(await bench.side.found())
    async with lab.callee(number, Answers()) as callee:
        ring = requests.channels_originate_with_id(leg_id, endpoint=f"PJSIP/{number}@acme", app=APP, timeout=20)
        await lab.http.send(ring, within=20)
        leg = await callee.called()
        async with asyncio.timeout(30):
            carried = await bench.arrived.get()
        own = bench.provisioner.trunk(lab.access.trunk)
        applied = bench.provisioner.trunk("acme")
        bench.saved.trunks.clear()
        await bench.provisioner.look()
        goes_on = await lab.http.send(requests.channels_get(leg_id), within=20)
        await lab.http.send(requests.channels_hangup(leg_id), within=20)
        await leg.gone()

    assert carried == "PJSIP/acme"
    assert "127.0.0.1" in named["localhost"], "the switch keeps by which name an address is known"
    assert isinstance(goes_on, models.Channel)
    assert applied == InForce()
    assert isinstance(own, Refused), "a name of the switch's own configuration is not overwritten"
