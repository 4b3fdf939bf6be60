"""A trunk that registers and a desk phone, saved while the service runs: they work at once, and end at once."""

import msgspec
import pytest

from kernel.ids import AgentId
from lab.behaviours import Answers
from lab.phone import Phone
from telephony.ari import requests
from telephony.ari.outcomes import AlreadyGone
from telephony.asterisk.settings import PhoneAccount
from telephony.provision.model import PhoneSpec, TrunkSpec
from telephony.provision.state import InForce
from telephony.states import Talking
from tests.stories.conftest import Stage
from tests.stories.seeds import CUSTOMER, NUMBER
from tests.stories.story import Story
from tests.stories.trunks import known
from tests.waiting import until

pytestmark = pytest.mark.switch

CALLED = "+447700900123"
PASSWORD = "a-password-of-the-carriers"
SAVE = "INSERT INTO {table} (name, spec, secret) VALUES ($1, $2, $3)"


async def save(story: Story, table: str, spec: TrunkSpec | PhoneSpec) -> None:
    """As an admin's page does."""
    secret = story.house.base.seal.seal(PASSWORD.encode(), f"{table.removesuffix('s')}:{spec.name}")
    await story.database.execute(SAVE.format(table=table), spec.name, msgspec.to_builtins(spec), secret)


def registering(story: Story) -> TrunkSpec:
    place = story.lab.switches.place
    account = TrunkSpec(name="acme", way="registration", host=place.trunk_address, port=place.trunk_port)
    return msgspec.structs.replace(account, username="our-account", from_user="our-account")


async def registered(story: Story) -> None:
    watch = story.house.provision.watch

    async def is_so() -> bool:
        await watch.look()
        return watch.online().get("PJSIP/acme", False)

    await until(is_so, within=30)


async def acme_is_gone(story: Story) -> bool:
    found = await story.lab.http.send(requests.asterisk_get_object("res_pjsip", "endpoint", "acme"), within=20)
    return isinstance(found, AlreadyGone)


async def test_a_registering_trunk_carries_calls_out_and_in_as_soon_as_it_is_saved(stage: Stage) -> None:
    lab = stage.lab
    async with lab.account("our-account", PASSWORD), stage.open() as story, lab.callee(CALLED, Answers()):
        story.phone["agent-1"].behaviour = Answers()
        await save(story, "trunks", registering(story))
        await known(story, "acme")
        await registered(story)
        out = story.house.desk.dial_out(AgentId(1), CALLED)
        await story.reaches(out, Talking)
        story.house.desk.hang_up(out)
        went = await story.ended(out)
        story.ready("agent-1")
        async with lab.customer(CUSTOMER, NUMBER, by="our-account") as caller:
            await caller.answered()
            call = await story.call()
            await story.reaches(call, Talking)
            await story.database.execute("DELETE FROM trunks")
            await until(lambda: acme_is_gone(story), within=30)
            state = story.state(call)
            await caller.hang_up()
            came = await story.ended(call)

    assert [(row["outcome"], row["trunk"]) for row in (went, came)] == [("answered", "acme"), ("answered", "acme")]
    assert isinstance(state, Talking), "a call goes on when its trunk is removed"


async def is_(story: Story, phone: str, state: str) -> bool:
    return await story.lab.phone_state(phone) == state


async def test_a_desk_phone_registers_as_soon_as_it_is_saved_until_it_has_another_password_or_is_locked(
    stage: Stage,
) -> None:
    async with stage.open(phones=()) as story:
        await save(story, "phones", PhoneSpec(name="desk-1", label="Reception"))
        provisioner = story.house.provision.provisioner
        await until(lambda: isinstance(provisioner.phone("desk-1"), InForce), within=30)
        account = PhoneAccount(name="desk-1", secret=PASSWORD)
        async with Phone(story.lab.carrier, account, ("alaw",), Answers(), story.lab.phone_state):
            there = await story.lab.phone_state("desk-1")
            other = story.house.base.seal.seal(b"another-password", "phone:desk-1")
            await story.database.execute("UPDATE phones SET secret = $1", other)
            await until(lambda: is_(story, "desk-1", "offline"), within=30)
            locked = msgspec.to_builtins(PhoneSpec(name="desk-1", locked=True))
            await story.database.execute("UPDATE phones SET spec = $1", locked)
            await until(lambda: is_(story, "desk-1", "unknown"), within=30)

    assert there == "online"
