"""A softphone that nobody here wrote: it registers with what the page shows, and takes a call."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
import pytest

from lab.tones import tone, write_wav
from telephony.provision.model import PhoneSpec
from telephony.provision.softphones import Registrar, settings_for
from telephony.states import Talking
from tests.stories.conftest import Stage
from tests.stories.seeds import Seed
from tests.stories.story import Story, agent_of
from tests.waiting import until

pytestmark = [
    pytest.mark.switch,
    pytest.mark.sound,
    pytest.mark.skipif(shutil.which("baresip") is None, reason="needs baresip (Debian's baresip-core)"),
]

PHONE, PASSWORD = PhoneSpec(name="desk-9", agent="Agent 1"), "not-a-word-7"
HERTZ = 440.0
CONFIG = """sip_listen 127.0.0.1:0
module_path /usr/lib/baresip/modules
module g711.so
module opus.so
module aufile.so
module aubridge.so
module_app account.so
module_app menu.so
audio_source aufile,{source}
audio_player aubridge,unheard
"""


@asynccontextmanager
async def baresip(home: Path, line: str) -> AsyncIterator[None]:
    """It runs with this line in its file `accounts`, answers by itself, and sends a tone."""
    source = home / "tone.wav"
    write_wav(source, tone(HERTZ, 30.0, rate=8000).astype(np.int16), 8000)
    (home / "config").write_text(CONFIG.format(source=source))
    (home / "accounts").write_text(f"{line};answermode=auto\n")
    (home / "contacts").write_text("")
    quiet = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec("baresip", "-f", home, stdin=quiet, stdout=quiet, stderr=quiet)
    try:
        yield
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def give_phone(story: Story) -> str:
    """As a save in the page does; gives what it shows of baresip."""
    sealed = story.house.base.seal.seal(PASSWORD.encode(), f"phone:{PHONE.name}")
    add = "INSERT INTO phones (name, spec, secret) VALUES ($1, $2, $3)"
    await story.database.execute("UPDATE agents SET endpoint = $2 WHERE id = $1", 1, f"PJSIP/{PHONE.name}")
    await story.database.execute(add, PHONE.name, PHONE, sealed)
    switch = story.lab.switches.switch.settings
    shown = settings_for(PHONE, Registrar(switch.sip_address, switch.sip_port), PASSWORD)
    return next(each.text for each in shown if each.client == "baresip")


async def _has_it(story: Story) -> bool:
    """The agent has the phone, and the switch knows it."""
    theirs = story.house.floor.agent(agent_of("agent-1")).endpoint == f"PJSIP/{PHONE.name}"
    return theirs and await story.lab.phone_state(PHONE.name) != "unknown"


async def test_baresip_registers_with_what_the_page_shows_and_takes_a_call(stage: Stage, tmp_path: Path) -> None:
    async with stage.open(Seed(agents=((),)), phones=()) as story:
        line = await give_phone(story)
        await until(lambda: _has_it(story), within=20)
        story.ready("agent-1")
        home = tmp_path / "baresip"
        home.mkdir()
        async with baresip(home, line):
            await story.seated("agent-1", "available")
            async with story.customer() as customer:
                call = await story.call()
                await story.reaches(call, Talking)
                await customer.hears(HERTZ)
                await customer.hang_up()
                row = await story.ended(call)
            await story.house.phone_watch.look()
            found = story.house.phone_watch.registered[PHONE.name]

        assert row["outcome"] == "answered"
        assert found.user_agent.startswith("baresip")
