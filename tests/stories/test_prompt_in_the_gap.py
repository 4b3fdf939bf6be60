"""The socket is cut while a caller is being spoken to: music follows what is said, and nobody is left in silence."""

import pytest
from yarl import URL

from config.model import AnnouncementKind
from kernel.ids import ProjectId
from lab.behaviours import Answers
from lab.leg import Leg
from telephony.states import Informing
from tests.stories.conftest import Stage
from tests.stories.proxy import wire_to_port
from tests.stories.seeds import ANNOUNCEMENT_HZ, Seed
from tests.waiting import until

pytestmark = [pytest.mark.switch, pytest.mark.sound]

SILENT_DB, AGENT_HZ = -75.0, 1000.0
SPOKEN = {AnnouncementKind.QA_INBOUND: 0.6, AnnouncementKind.OUTAGE: 2.0}


async def test_music_follows_an_outage_prompt_that_ends_while_the_socket_is_cut(stage: Stage) -> None:
    url = URL(stage.place.access.ari_url)
    async with (
        wire_to_port(str(url.host), url.port or 0) as (wire, port),
        stage.prepare(Seed(spoken=SPOKEN)) as story,
        story.service(ari_url=f"http://127.0.0.1:{port}"),
    ):
        story.ready("agent-1")
        story.phone["agent-1"].behaviour = Answers(speaks=AGENT_HZ)
        story.expected |= {"switch_lost", "command_failed"}
        await story.house.wall.outages.begin(ProjectId(1), None, None, "Maria")
        async with story.customer() as caller:
            call = await story.call()
            await story.reaches(call, Informing)
            wire.cut()
            await story.logged("switch_lost")
            await until(lambda: _hears_music(caller), within=20)
            wire.mend()
            await caller.hears(AGENT_HZ, 20, above_db=-20)
            await caller.hang_up()

            assert await story.outcome(call) == ("answered", None)


async def _hears_music(caller: Leg) -> bool:
    """And nothing of the prompt any more."""
    heard = await caller.hear(0.3)
    return heard.loudness > SILENT_DB and heard.level(ANNOUNCEMENT_HZ) < heard.loudness - 20
