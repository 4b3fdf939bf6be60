"""An announcement that is uploaded while the service runs: the next caller hears it, before any agent."""

import io
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import aiohttp
import pytest
import soundfile
from argon2 import PasswordHasher

from config.model import AnnouncementKind
from kernel.ids import ProjectId
from kernel.permissions import Role
from lab.behaviours import Answers
from lab.tones import tone
from service.site import open_site
from telephony import facts as fact
from telephony.asterisk.settings import MUSIC_FILE
from telephony.states import Talking, Waiting
from tests.stories.conftest import Stage
from tests.stories.seeds import ANNOUNCEMENT_HZ
from tests.stories.story import Story
from web.auth import Auth
from web.passwords import Passwords

pytestmark = pytest.mark.switch

NEW_HZ = 700.0
MUSIC_HZ = 500.0
PASSWORD = "correct horse battery"
OURS = {"X-Ringback": "1"}
PROJECT = ProjectId(1)
UPLOAD = "/api/announcements/1/qa_inbound/en"


@asynccontextmanager
async def administered(story: Story) -> AsyncIterator[aiohttp.ClientSession]:
    """What an administrator's programs talk to."""
    house = story.house
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    auth = Auth(house.base.database, house.base.clock, Passwords(quick))
    _, token = await auth.add_user("head", Role.ADMIN, None)
    await auth.set_up(token, None, PASSWORD, "test")
    jar = aiohttp.CookieJar(unsafe=True)
    async with (
        open_site(house, auth) as port,
        aiohttp.ClientSession(f"http://127.0.0.1:{port}", headers=OURS, cookie_jar=jar) as session,
    ):
        async with session.post("/api/session", json={"name": "head", "password": PASSWORD}) as answer:
            assert answer.status == 200
        yield session


def mp3(hertz: float, seconds: float = 1.5) -> io.BytesIO:
    made = io.BytesIO()
    soundfile.write(made, tone(hertz, seconds, rate=44100) / 32768, 44100, format="MP3")
    made.seek(0)
    return made


def in_force(story: Story) -> int | None:
    found = story.house.setup.catalog().announcement(PROJECT, AnnouncementKind.QA_INBOUND, ["en"])
    return None if found is None else found.id


async def told(session: aiohttp.ClientSession, call: str) -> Mapping[str, Any]:
    """What the call's record says of its announcement."""
    async with session.get(f"/api/calls/{call}") as answer:
        timeline = (await answer.json())["timeline"]
    found: dict[str, dict[str, Any]] = {each["kind"]: each["data"] for each in timeline}
    return found["AnnouncementBegan"] | found["AnnouncementEnded"]


async def test_an_uploaded_mp3_is_heard_by_the_next_caller_before_the_agent_and_stands_on_the_calls_record(
    stage: Stage,
) -> None:
    async with stage.open() as story, administered(story) as session:
        story.phone["agent-1"].behaviour = Answers(speaks=1000)
        async with session.post(UPLOAD, params={"original": "hello.mp3"}, data=mp3(NEW_HZ)) as answer:
            made = await answer.json()
        await story.until(lambda: in_force(story) == made["id"], "the new version")
        async with story.customer() as caller:
            await caller.listen()
            call = await story.call()
            await story.reaches(call, Talking)
            await caller.hears(1000)
            await caller.hang_up()
            await story.ended(call)
            heard = caller.heard()
        record = await told(session, call)

        assert (made["version"], made["standing"], made["original"]) == (1, "in_force", "hello.mp3")
        announced, answered = heard.onset(NEW_HZ), heard.onset(1000)
        assert announced is not None
        assert answered is not None
        assert announced < answered
        assert heard.onset(ANNOUNCEMENT_HZ) is None
        assert (record["sound"], record["version"], record["announcement"]) == ("qa_inbound (en)", 1, made["id"])
        assert record["complete"]
        assert record["heard_s"] >= record["seconds"] - 0.1
        assert story.heard(call, fact.RecordingNotMade) == []


async def test_who_waits_hears_the_projects_own_music_from_the_next_call_on(stage: Stage) -> None:
    sounds = stage.lab.access.sounds
    stage.place = replace(stage.place, sounds=sounds)
    async with stage.open(phones=()) as story, administered(story) as session:
        async with session.post("/api/announcements/1/music/en", data=mp3(MUSIC_HZ, 3)) as answer:
            made = await answer.json()
        await story.logged("music_kept")
        async with story.customer() as caller:
            await story.reaches(await story.call(), Waiting)
            await caller.hears(MUSIC_HZ)
        async with session.put(f"/api/announcements/{made['id']}", json={"withdrawn": True}) as answer:
            assert (await answer.json())["standing"] == "withdrawn"
        await story.logged("music_kept", times=2)

        assert (sounds / MUSIC_FILE).read_text() == ""
