"""Whole calls on two real Asterisks: carrier to switch, switch to phones."""

import asyncio
import time
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from lab.behaviours import Answers, Behaviour, Busy, Congested, Declines, Unallocated
from lab.lab import Lab
from lab.tones import tone, write_wav
from lab.waiting import NotSeen
from telephony.ari import requests
from telephony.ari.manager import open_manager
from tests.lab.switchboard import Switchboard

pytestmark = [pytest.mark.switch, pytest.mark.sound]

CUSTOMER = "+380441234567"
NUMBER = "+380800000001"
QUIET_DB = -60
MUSIC_DB = -35
"""Music has a little of every frequency; the tones are sent with -13 dB."""


async def test_a_caller_hears_the_apology_and_is_noted_while_no_service_is_there(lab: Lab) -> None:
    async with lab.customer(CUSTOMER, dials=NUMBER, name="Olha & Co") as caller:
        await caller.answered()
        heard = await caller.hear(2)
        await caller.hang_up()
    async with open_manager(lab.manager_access) as manager:
        notes = [parse_qs(note) for note in (await manager.database_tree("missed")).values()]
        gone = await _gone_notes(lab)

    assert heard.loudness > -30
    assert [NUMBER] in [note["dialled"] for note in notes if note["caller"] == [CUSTOMER]]
    assert ["Olha & Co"] in [note["name"] for note in notes]
    assert gone


async def test_a_caller_who_hangs_up_is_noted_also_when_the_service_is_there(
    lab: Lab, switchboard: Switchboard
) -> None:
    before = await _gone_notes(lab)
    async with lab.callee("+4930123456", Answers()) as callee, lab.customer(CUSTOMER, dials=NUMBER) as caller:
        switchboard.target = "PJSIP/+4930123456@carrier"
        await (await callee.called()).answered()
        await caller.hang_up()
        await callee.calls[0].gone()
    after = await _gone_notes(lab)

    assert len(after) == len(before) + 1


async def test_the_safety_net_leaves_no_missed_note_of_an_agents_own_dialling(lab: Lab) -> None:
    async with lab.phone("agent-1") as phone, open_manager(lab.manager_access) as manager:
        before = await manager.database_tree("missed")
        leg = await phone.dial("12345")
        await leg.answered()
        await leg.hang_up()

        assert before == await manager.database_tree("missed")


async def test_a_phone_signs_in_and_out_at_will(lab: Lab) -> None:
    async with lab.phone("agent-1") as phone:
        assert await lab.phone_state("agent-1") == "online"

        await phone.unregister()
        assert await lab.phone_state("agent-1") == "offline"

        await phone.register()
        assert await lab.phone_state("agent-1") == "online"


@pytest.mark.parametrize("codec", ["alaw", "g722", "opus"])
async def test_both_sides_hear_each_other_and_only_each_other(lab: Lab, switchboard: Switchboard, codec: str) -> None:
    async with (
        lab.phone("agent-1", codec=codec, behaviour=Answers(speaks=700)) as phone,
        lab.customer(CUSTOMER, dials=NUMBER) as caller,
    ):
        leg = await phone.answered()
        await caller.speak(440)
        await asyncio.gather(caller.hears(700), leg.hears(440))
        by_customer, by_agent = await asyncio.gather(caller.hear(1), leg.hear(1))

    assert leg.caller == CUSTOMER
    assert by_customer.level(700) > -20
    assert by_customer.level(440) < QUIET_DB
    assert by_agent.level(440) > -20
    assert by_agent.level(700) < QUIET_DB


async def test_two_wideband_phones_hear_what_a_narrow_one_cannot(lab: Lab, switchboard: Switchboard) -> None:
    async with lab.phones("agent-1", "agent-2", codec="g722", behaviour=Answers(speaks=5000)) as (first, second):
        switchboard.target = "PJSIP/agent-2"
        leg = await first.dial("2")
        await second.answered()
        await leg.hears(5000)
    switchboard.target = "PJSIP/agent-1"
    async with (
        lab.phone("agent-1", codec="alaw", behaviour=Answers(speaks=5000)) as phone,
        lab.customer(CUSTOMER, dials=NUMBER) as caller,
    ):
        await phone.answered()
        await caller.hear(0.5)
        narrow = await caller.hear(0.5)

    assert narrow.level(5000) < QUIET_DB


async def test_a_customer_can_give_up_while_it_rings(lab: Lab, switchboard: Switchboard) -> None:
    switchboard.target = None
    async with lab.customer(CUSTOMER, dials=NUMBER) as caller:
        await caller.ringing()
        gone = await caller.hang_up()

    assert not caller.up
    assert gone == caller.over


async def test_a_customer_can_play_a_sound_file(lab: Lab, switchboard: Switchboard, tmp_path: Path) -> None:
    file = tmp_path / "voice.wav"
    write_wav(file, tone(600, 3, rate=8000), rate=8000)
    async with (
        lab.phone("agent-1", behaviour=Answers()) as phone,
        lab.customer(CUSTOMER, dials=NUMBER) as caller,
    ):
        leg = await phone.answered()
        await caller.say(file)

        await leg.hears(600)


async def test_keys_of_a_customer_arrive(lab: Lab, switchboard: Switchboard) -> None:
    async with lab.phone("agent-1", behaviour=Answers()) as phone, lab.customer(CUSTOMER, dials=NUMBER) as caller:
        await phone.answered()
        await caller.press("12#")

        await switchboard.seen("keys 12#")


async def test_a_phones_hold_key_gives_the_customer_music(lab: Lab, switchboard: Switchboard) -> None:
    async with (
        lab.phone("agent-1", behaviour=Answers(speaks=700)) as phone,
        lab.customer(CUSTOMER, dials=NUMBER) as caller,
    ):
        await phone.answered()
        await caller.hears(700)
        await phone.hold()
        await switchboard.seen("hold")
        await caller.hear(0.5)
        held = await caller.hear(1)
        await phone.resume()
        await switchboard.seen("unhold")
        await caller.hears(700)

    assert held.level(700) < MUSIC_DB
    assert held.loudness > QUIET_DB


@pytest.mark.parametrize(
    ("behaviour", "cause", "sip"),
    [(Declines(), 21, 403), (Busy(), 17, 486), (Unallocated(), 1, 404), (Congested(), 34, 503)],
)
async def test_whoever_is_called_can_refuse(
    lab: Lab, switchboard: Switchboard, behaviour: Behaviour, cause: int, sip: int
) -> None:
    switchboard.target = "PJSIP/+4930123456@carrier"
    async with lab.callee("+4930123456", behaviour) as callee, lab.customer(CUSTOMER, dials=NUMBER) as caller:
        gone = await (await callee.called()).gone()
        await caller.gone()

    assert (cause, sip) == (gone.cause, gone.sip)


async def test_a_phone_that_vanishes_sends_no_farewell_and_is_noticed_by_its_silence(
    lab: Lab, switchboard: Switchboard
) -> None:
    switchboard.target = "PJSIP/agent-3"
    async with (
        lab.phone("agent-3", mortal=True, behaviour=Answers(speaks=700)) as phone,
        lab.customer(CUSTOMER, dials=NUMBER) as caller,
    ):
        await phone.answered()
        await caller.hears(700)
        began = time.monotonic()
        await phone.vanish()
        await caller.gone()
        seconds = time.monotonic() - began

    assert seconds > 1.5


@pytest.mark.parametrize("number", ["anonymous", "not a number!", "sip:x@y", "<script>", ""])
async def test_any_caller_id_gets_through(lab: Lab, switchboard: Switchboard, number: str) -> None:
    async with lab.phone("agent-1", behaviour=Answers()) as phone, lab.customer(number, dials=NUMBER, name='"Nobody"'):
        await phone.answered()


async def test_an_unanswered_wait_says_what_came_instead(lab: Lab, switchboard: Switchboard) -> None:
    async with lab.phone("agent-1") as phone, lab.customer(CUSTOMER, dials=NUMBER) as caller:
        await phone.ringing()
        await caller.answered()

        with pytest.raises(NotSeen, match=r"expected its end within 0\.05 s; what came: .*can speak"):
            await caller.gone(within=0.05)


async def test_nothing_is_left_on_either_switch_after_a_call(lab: Lab, switchboard: Switchboard) -> None:
    async with lab.phone("agent-1", behaviour=Answers()) as phone, lab.customer(CUSTOMER, dials=NUMBER) as caller:
        await phone.answered()
        await caller.hear(0.2)

    assert await lab.http.send(requests.channels_list(), within=5) == ()
    assert await lab.carrier.send(requests.channels_list()) == ()
    assert await lab.carrier.send(requests.bridges_list()) == ()


async def _gone_notes(lab: Lab) -> dict[str, str]:
    """By `<epoch minute>/<unique id>`, so that a minute's notes can be forgotten at once."""
    async with open_manager(lab.manager_access) as manager:
        return await manager.database_tree("gone")
