"""What callers meet before an agent: a menu of languages, a queue that overflows, their place in it."""

from pathlib import Path

import numpy as np
import pytest

from config.model import AnnouncementKind
from config.prompts import Audio, read_audio
from kernel.ids import CallId
from lab.behaviours import Answers
from lab.tones import tone, write_wav
from store.pool import Queryable
from telephony import facts as fact
from telephony.states import Talking, Waiting
from tests.stories.conftest import Stage
from tests.stories.seeds import ANNOUNCEMENT_HZ, OTHER_NUMBER, QueueSeed, Seed
from tests.stories.story import Story

pytestmark = pytest.mark.switch

UKRAINIAN_HZ = 700.0
MENU = {AnnouncementKind.LANGUAGE_MENU: 10.0, AnnouncementKind.QA_INBOUND: 0.7}
"""Seconds. A menu that is still being said when a key is pressed, however slow the machine."""


async def _says_in_ukrainian(db: Queryable, sounds: Path, kind: AnnouncementKind, seconds: float) -> None:
    file = sounds / f"story_{kind.value}_uk.wav"
    write_wav(file, tone(UKRAINIAN_HZ, seconds, rate=8000).astype(np.int16), 8000)
    file.chmod(0o644)
    audio = read_audio(file)
    assert isinstance(audio, Audio)
    await db.execute(
        "INSERT INTO announcements (kind, language, file, sha256, seconds) VALUES ($1, 'uk', $2, $3, $4)",
        *(kind.value, file.name, audio.sha256, audio.seconds),
    )


async def test_a_caller_who_chooses_a_language_by_key_is_spoken_to_in_it(stage: Stage) -> None:
    async with stage.prepare(Seed(spoken=MENU)) as story:
        await story.database.execute("UPDATE numbers SET menu = '{en,uk}'")
        await _says_in_ukrainian(story.database, story.place.sounds, AnnouncementKind.QA_INBOUND, 2.0)
        story.phone["agent-1"].behaviour = Answers()
        async with story.service(), story.customer() as caller:
            story.ready("agent-1")
            await caller.hears(ANNOUNCEMENT_HZ, above_db=-25)
            await caller.press("2")
            await caller.hears(UKRAINIAN_HZ, above_db=-25)
            call = await story.call()
            await story.reaches(call, Talking)
            await caller.hang_up()

            row = await story.ended(call)
            assert (row["outcome"], row["language"]) == ("answered", "uk")
            chosen = ["CallBegan", "LanguageChosen", "AnnouncementBegan", "AnnouncementEnded", "Queued"]
            assert [each for each in await story.facts(call) if each in chosen] == chosen
            await story.ends_clean()


async def test_a_caller_who_waits_too_long_is_answered_by_the_queue_that_theirs_overflows_into(stage: Stage) -> None:
    orders = QueueSeed(skills=("orders",))
    helpers = QueueSeed(name="Help", number=OTHER_NUMBER, skills=("help",))
    async with stage.prepare(Seed(queues=(orders, helpers), agents=(("help",),))) as story:
        await story.database.execute(
            "UPDATE queues SET overflow_after_s = 1, overflow_queue_id = (SELECT id FROM queues WHERE name = 'Help')"
            " WHERE name = 'Orders'"
        )
        story.phone["agent-1"].behaviour = Answers()
        async with story.service(), story.customer() as caller:
            story.ready("agent-1")
            call = await story.call()
            await story.reaches(call, Talking)
            await caller.hang_up()

            row = await story.ended(call)
            assert (row["outcome"], row["wait_seconds"] > 1) == ("answered", True)
            assert [each.how for each in story.heard(call, fact.LeftQueue)] == ["overflow", "answered"]
            assert [each.queue.name for each in story.heard(call, fact.Queued)] == ["Orders", "Help"]
            await story.ends_clean()


async def test_who_waits_hears_their_place_once_and_then_music(stage: Stage) -> None:
    first, second = "+380441230001", "+380441230002"
    spoken = {AnnouncementKind.POSITION_1: 10.0, AnnouncementKind.POSITION_2: 4.0}
    async with stage.open(Seed(spoken=spoken), phones=()) as story, story.customer(first) as one:
        await story.hears(await story.call(first), fact.PlaceTold)
        await one.hears(ANNOUNCEMENT_HZ, above_db=-25)
        async with story.customer(second) as other:
            call = await story.call(second)
            await story.hears(call, fact.PlaceTold)
            await other.hears(ANNOUNCEMENT_HZ, above_db=-25)
            await one.hang_up()
            await story.ended(await story.call(first))
            await story.until(lambda: _hears_music_again(story, call), "music")
            await other.hang_up()
            await story.ended(call)

        for number, place in ((first, 1), (second, 2)):
            told = story.heard(await story.call(number), fact.PlaceTold)
            assert [each.position for each in told] == [place]


def _hears_music_again(story: Story, call: CallId) -> bool:
    waiting = story.house.calls.state(call)
    return isinstance(waiting, Waiting) and waiting.playback is None
