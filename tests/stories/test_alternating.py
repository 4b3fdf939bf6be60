"""In mid-consultation: to and fro between customer and whoever is asked, a lost socket, the phone's own hold key."""

import asyncio
import re

import pytest
from yarl import URL

from kernel.ids import AgentId
from lab.tones import Heard
from telephony import facts as fact
from telephony.listener import Depth
from telephony.outcome import ConsultEnd
from telephony.plan import Partner
from telephony.states import ConsultHeld, Consulting, OnHold, Talking
from tests.stories.conftest import Stage
from tests.stories.joined import (
    AGENT_HZ,
    CUSTOMER_HZ,
    HEARD_DB,
    OTHER_HZ,
    SUPERVISOR_HZ,
    hear,
    supervisors,
    talks,
)
from tests.stories.listening import BUSY_S, Side, stored
from tests.stories.proxy import wire_to_port
from tests.stories.test_consulting import MUSIC_DB, TWO, asks_the_other, nothing_of

pytestmark = [pytest.mark.switch, pytest.mark.sound]

SHORT_S = 0.3
SPOKEN_DB = -20.0
"""Of a tone that is spoken into a phone. Music never has so much of one."""


async def test_an_agent_goes_to_and_fro_and_hands_over_and_who_is_not_spoken_with_hears_music(stage: Stage) -> None:
    async with stage.open(phones=TWO) as story, supervisors(story, 1) as (eva,), story.customer() as caller:
        call, first = await talks(story, caller)
        await eva.joins(call, Depth.BARGE)
        second = await asks_the_other(story, call)
        story.house.desk.alternate(call, Partner.CUSTOMER)
        await story.reaches(call, ConsultHeld)
        customer, by_first, by_second, by_eva = await hear(caller, first, second, eva.line, seconds=SHORT_S)
        music = await second.hear(SHORT_S)
        story.house.desk.alternate(call, Partner.ASKED)
        await story.reaches(call, Consulting)
        customer_waits, first_again, second_again = await hear(caller, first, second, seconds=SHORT_S)
        customers_music = await caller.hear(SHORT_S)
        story.house.desk.alternate(call, Partner.CUSTOMER)
        await story.reaches(call, ConsultHeld)
        eva.leaves(call)
        story.house.desk.complete_consult(call)
        await story.reaches(call, Talking)
        await first.gone()
        after, second_after = await hear(caller, second, seconds=SHORT_S)
        await caller.hang_up()
        row = await story.ended(call)
        found = await stored(story, call)

    assert customer[AGENT_HZ] > HEARD_DB
    assert nothing_of(OTHER_HZ, SUPERVISOR_HZ, heard=customer)
    assert min(by_first[CUSTOMER_HZ], by_first[SUPERVISOR_HZ]) > HEARD_DB
    assert nothing_of(OTHER_HZ, heard=by_first)
    assert nothing_of(AGENT_HZ, CUSTOMER_HZ, SUPERVISOR_HZ, heard=by_second)
    assert min(by_eva[AGENT_HZ], by_eva[CUSTOMER_HZ]) > HEARD_DB
    assert min(music.loudness, customers_music.loudness) > MUSIC_DB
    assert nothing_of(AGENT_HZ, OTHER_HZ, heard=customer_waits)
    assert first_again[OTHER_HZ] > HEARD_DB
    assert nothing_of(CUSTOMER_HZ, heard=first_again)
    assert second_again[AGENT_HZ] > HEARD_DB
    assert nothing_of(CUSTOMER_HZ, heard=second_again)
    assert after[OTHER_HZ] > HEARD_DB
    assert nothing_of(AGENT_HZ, heard=after)
    assert second_after[CUSTOMER_HZ] > HEARD_DB
    assert (row["outcome"], row["reason"], row["agent_id"]) == ("answered", None, 2)
    told = ear(found.ours)
    assert re.search("M.*AAAA.*MMMM.*OOO", told), told
    assert "O" not in told[: told.rindex("A")], told
    assert found.whole(3 * BUSY_S), (found.customer.seconds, found.wire_s, found.row["detail"])


def ear(side: Side) -> str:
    """Tenth by tenth of a second: the agent, the other one, both, music, or nothing."""
    tenths = (side.between(n / 10, (n + 1) / 10) for n in range(int(side.seconds * 10)))
    return "".join(_one_of(each) for each in tenths)


def _one_of(heard: Heard) -> str:
    agent, other = heard.level(AGENT_HZ) > SPOKEN_DB, heard.level(OTHER_HZ) > SPOKEN_DB
    if agent or other:
        return "B" if agent and other else "A" if agent else "O"
    return "M" if heard.loudness > MUSIC_DB else "."


async def test_what_was_asked_of_a_switch_out_of_reach_is_made_true_once_it_is_back(stage: Stage) -> None:
    url = URL(stage.place.access.ari_url)
    async with (
        wire_to_port(str(url.host), url.port or 0) as (wire, port),
        stage.prepare(phones=TWO) as story,
        story.service(ari_url=f"http://127.0.0.1:{port}"),
    ):
        story.ready(*TWO)
        story.expected |= {"switch_lost", "command_failed"}
        async with story.customer() as caller:
            call, first = await talks(story, caller)
            second = await asks_the_other(story, call)
            wire.cut()
            await story.logged("switch_lost")
            story.house.desk.alternate(call, Partner.CUSTOMER)
            await story.reaches(call, ConsultHeld)
            meanwhile, _ = await hear(caller, first, seconds=SHORT_S)
            wire.mend()
            await story.logged("switch_compared", times=2)
            await asyncio.gather(caller.hears(AGENT_HZ), first.hears(CUSTOMER_HZ))
            customer, by_first, by_second = await hear(caller, first, second, seconds=SHORT_S)
            wire.cut()
            await story.logged("switch_lost", times=2)
            await second.hang_up()
            wire.mend()
            ended = await story.hears(call, fact.ConsultEnded)
            await story.reaches(call, Talking)
            customer_after, by_first_after = await hear(caller, first, seconds=SHORT_S)
        assert await story.outcome(call) == ("answered", None)
        await story.ends_clean()

    assert nothing_of(AGENT_HZ, OTHER_HZ, heard=meanwhile)
    assert customer[AGENT_HZ] > HEARD_DB
    assert by_first[CUSTOMER_HZ] > HEARD_DB
    assert nothing_of(OTHER_HZ, heard=by_first)
    assert nothing_of(AGENT_HZ, CUSTOMER_HZ, heard=by_second)
    assert ended.why in (ConsultEnd.LEFT, ConsultEnd.UNREACHABLE)
    assert customer_after[AGENT_HZ] > HEARD_DB
    assert by_first_after[CUSTOMER_HZ] > HEARD_DB


async def test_a_desk_phones_own_hold_key_gives_music_to_whoever_it_speaks_with_and_to_nobody_else(
    stage: Stage,
) -> None:
    async with stage.open(phones=TWO) as story, story.customer() as caller:
        call, first = await talks(story, caller)
        second = await asks_the_other(story, call)
        await first.hold()
        await story.until(lambda: _holds(story.state(call)), "the phone to hold")
        customer, by_second = await hear(caller, second, seconds=SHORT_S)
        music = await second.hear(SHORT_S)
        story.house.desk.end_consult(call, AgentId(1))
        await second.gone()
        await story.reaches(call, OnHold)
        held, _ = await hear(caller, first, seconds=SHORT_S)
        customers_music = await caller.hear(SHORT_S)
        await first.resume()
        await story.reaches(call, Talking)
        after, by_first = await hear(caller, first, seconds=SHORT_S)

    assert nothing_of(AGENT_HZ, OTHER_HZ, heard=customer)
    assert nothing_of(AGENT_HZ, CUSTOMER_HZ, heard=by_second)
    assert music.loudness > MUSIC_DB
    assert nothing_of(AGENT_HZ, OTHER_HZ, heard=held)
    assert customers_music.loudness > MUSIC_DB
    assert after[AGENT_HZ] > HEARD_DB
    assert by_first[CUSTOMER_HZ] > HEARD_DB
    assert await story.outcome(call) == ("answered", None)


def _holds(state: object) -> bool:
    return isinstance(state, Consulting) and state.leg in state.holding
