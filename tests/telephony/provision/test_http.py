"""Trunks' tests over HTTP: which are carried out, and which are refused with what sentence."""

import asyncio
from collections.abc import Sequence
from typing import Any, cast

import pytest

from kernel.clock import SystemClock
from kernel.errors import BadInput, Conflict, NotFound, Unavailable
from kernel.http import Actor, Request
from kernel.ids import UserId
from kernel.permissions import Grant, Permission, Role
from telephony.provision.http import LoopCallBody, TrunkRoutes
from telephony.provision.loop_call import NOT_PLACED, LoopCalls
from telephony.provision.model import Rewriting, TrunkSpec
from telephony.provision.sip import Method
from telephony.provision.state import Failures
from telephony.provision.verdict import Answered, Closed, Result, Unresolved, Verdict, of_status
from telephony.provision.watch import TrunkWatch
from tests.telephony.provision.test_provisioner import SEAL, World

ADMIN = Actor(UserId(1), "admin", frozenset({Grant(Role.ADMIN, None)}), None)


class Carrier:
    """Asked beside the switch. Answers once `holds` is set."""

    def __init__(self, answer: Result) -> None:
        self.answer = answer
        self.asked: list[Method] = []
        self.fails_for = ""
        self.reached, self.holds = asyncio.Event(), asyncio.Event()
        self.holds.set()

    async def ask(self, method: Method, spec: TrunkSpec, password: str) -> Result:
        if spec.host == self.fails_for:
            raise ValueError("a carrier that nobody has thought of")
        self.asked.append(method)
        self.reached.set()
        await self.holds.wait()
        return self.answer


class Calls:
    """Places none."""

    def __init__(self) -> None:
        self.placed: list[tuple[str, str]] = []
        self.said = NOT_PLACED

    async def place(self, spec: TrunkSpec, endpoint: str, caller_id: str) -> Verdict:
        self.placed.append((endpoint, caller_id))
        return Verdict(ok=False, said=self.said)


class Busy:
    """Two calls by every trunk, and the last ones failed."""

    def fails(self, trunk: str) -> bool:
        return True

    def calls_now(self, trunk: str) -> int:
        return 2

    def failures(self, trunk: str) -> Sequence[Failures]:
        return ()


class Page:
    def __init__(self, world: World, answer: Result, regions: Sequence[str] = ("GB", "UA")) -> None:
        self.carrier, self.calls = Carrier(answer), Calls()
        self.watch = watch = TrunkWatch(
            world.switch, world.provisioner, lambda: world.saved, SEAL, self.carrier, SystemClock()
        )
        calls = cast(LoopCalls, self.calls)
        self.on = TrunkRoutes(lambda: world.saved, world.provisioner, watch, calls, lambda: regions, lambda: None)

    def call(self, number: str, name: str = "acme") -> Any:
        body = LoopCallBody(number)
        return self.on.call(Request({"name": name}, None, body, ADMIN, permission=Permission.ADMINISTER))


def named(name: str) -> Request[None, None]:
    return Request({"name": name}, None, None, ADMIN, permission=Permission.SEE_HEALTH)


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def page(world: World) -> Page:
    return Page(world, Answered(200, "OK", 3.0))


async def test_what_cannot_be_tried_is_refused_with_its_reason(world: World, page: Page) -> None:
    world.saved.trunk(name="plain", way="address")
    world.saved.trunk(name="idle", active=False)
    with pytest.raises(NotFound):
        await page.on.options(named("nobody"))
    with pytest.raises(Conflict, match="by address"):
        await page.on.registration(named("plain"))
    with pytest.raises(Conflict, match="not active"):
        await page.call("4747", "idle")
    with pytest.raises(Unavailable, match="not on the switch yet"):
        await page.call("4747", "plain")
    with pytest.raises(BadInput, match="real call for help"):
        await page.call("112", "plain")

    assert page.calls.placed == []


@pytest.mark.parametrize("number", ["112", "911", "999", "110", "000", "+112", "+44999", "00380112"])
async def test_no_test_rings_for_help_in_any_country_whatever_projects_there_are(world: World, number: str) -> None:
    page = Page(world, Answered(200, "OK", 3.0), regions=())
    world.saved.trunk()
    await world.provisioner.look()
    with pytest.raises(BadInput, match="real call for help"):
        await page.call(number)

    assert page.calls.placed == []


async def test_no_rule_of_the_trunk_makes_a_call_for_help_of_a_test(world: World, page: Page) -> None:
    world.saved.trunk(outgoing=(Rewriting("+442079460", ""),))
    await world.provisioner.look()
    with pytest.raises(BadInput, match="real call for help"):
        await page.call("+442079460112")


async def test_a_test_takes_no_channel_that_is_not_there(world: World, page: Page) -> None:
    page.watch.load = Busy()
    world.saved.trunk(channels=2)
    world.saved.trunk(name="wide", channels=3)
    await world.provisioner.look()
    await page.call("*43", "wide")
    with pytest.raises(Conflict, match="Every channel"):
        await page.call("*43")

    assert page.calls.placed == [("PJSIP/*43@wide", "")]


async def test_a_call_that_could_not_be_placed_is_explained_by_asking_the_carrier(world: World) -> None:
    page = Page(world, Closed("Connection refused."))
    world.saved.trunk(number_format="without_plus", caller_id="+442079460000")
    await world.provisioner.look()
    by_number, by_code = await page.call("+447700900123"), await page.call("*43")

    assert by_number.said.kind == by_code.said.kind == "trunk_closed"
    assert page.carrier.asked == ["REGISTER", "REGISTER"]
    assert [endpoint for endpoint, _ in page.calls.placed] == ["PJSIP/447700900123@acme", "PJSIP/*43@acme"]


@pytest.mark.parametrize(
    ("asked", "told"),
    [(Unresolved("sip.acme.example"), "trunk_unresolved"), (Answered(200, "OK", 3.0), "trunk_out_of_service")],
)
async def test_a_503_is_the_carriers_only_where_it_can_be_reached(world: World, asked: Result, told: str) -> None:
    page = Page(world, asked)
    world.saved.trunk()
    page.calls.said = of_status(world.saved.trunks["acme"].spec, 503, "Circuit/channel congestion")
    await world.provisioner.look()

    assert (await page.call("*43")).said.kind == told


async def test_the_trunks_are_listed_by_rank_with_how_they_stand(world: World, page: Page) -> None:
    world.saved.trunk(name="second", rank=2, channels=30)
    world.saved.trunk(name="first", rank=1, active=False)
    request: Request[None, None] = Request({}, None, None, ADMIN, permission=Permission.SEE_HEALTH)
    found = (await page.on.all(request)).trunks

    assert [(state.name, state.standing, state.channels) for state in found] == [
        ("first", "off", None),
        ("second", "pending", 30),
    ]
