"""By which trunk a call went, as a supervisor reads it."""

import pytest
from playwright.async_api import expect

from kernel.ids import AgentId
from lab.behaviours import Answers, Congested
from telephony.provision.model import Rewriting
from telephony.states import Talking
from tests.browser.conftest import Opening
from tests.stories.trunks import known, save, to_the_carrier

pytestmark = [pytest.mark.browser, pytest.mark.switch]

CALLED = "+447700900123"


async def test_a_supervisor_reads_by_which_trunk_a_call_went_and_why_not_by_the_first(opening: Opening) -> None:
    async with opening(phones=["agent-1"]) as site:
        story, lab = site.story, site.story.lab
        story.phone["agent-1"].behaviour = Answers()
        refuses = to_the_carrier(lab, "kyiv-1", rank=1, outgoing=(Rewriting("+", "+99"),))
        await save(story.database, refuses, to_the_carrier(lab, "kyiv-2", rank=2, channels=10))
        await known(story, "kyiv-1", "kyiv-2")
        maria = await site.supervisor("/wall")
        async with lab.callee(f"+99{CALLED[1:]}", Congested()), lab.callee(CALLED, Answers()):
            call = story.house.desk.dial_out(AgentId(1), CALLED)
            await story.reaches(call, Talking)
            await expect(maria.section("Trunks")).to_contain_text("Calls now: 1 of 10")
            await maria.open(f"/calls?trunk=kyiv-2&call={call}")
            await expect(maria.section("Parties")).to_contain_text("Trunkkyiv-2")
            await expect(maria.section("Timeline")).to_contain_text(
                "A trunk failed: kyiv-1, the carrier could not carry the call, or could not be reached, SIP 503"
            )
            story.house.desk.hang_up(call)
            await story.ended(call)
        await maria.open("/calls?trunk=kyiv-1")

        await expect(maria.page.get_by_role("main")).to_contain_text("Trunk: kyiv-1")
        await expect(maria.row(CALLED)).to_have_count(0)
