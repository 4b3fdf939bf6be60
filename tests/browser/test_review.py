"""Those who listen to recordings for a living: trainer, quality specialist, and who must keep evidence."""

import re
from datetime import timedelta

import pytest
from playwright.async_api import Locator, expect

from kernel.permissions import Role
from recordings.upkeep import Upkeep
from tests.browser.conftest import Opening
from tests.browser.kept import CALL, CALLER, LENGTH_S, SILENT_S, SPOKEN_S, kept
from tests.browser.site import Site
from tests.browser.viewer import Viewer

pytestmark = [pytest.mark.browser, pytest.mark.switch]

TARAS, INNA = "taras", "inna"
HOUR_S = 3_600
REMEMBERS_PLACES = """() => {
    window.places = [];
    const audio = document.querySelector('audio');
    audio.addEventListener('seeking', () => places.push(audio.currentTime));
}"""
DOWNLOADS = "SELECT count(*) FROM trail WHERE action = 'GET /api/recordings/{id}/file' AND user_name = 'inna'"
SIDES_DRAWN = """() => {
    const waves = [...document.querySelectorAll('.waves-body div')].find((each) => each.shadowRoot);
    return waves?.shadowRoot.querySelectorAll('.canvases > div').length === 2;
}"""
PLACE = "document.querySelector('audio')?.currentTime"
PAUSE = "document.querySelector('audio').pause()"
"""Also of one that has come to its end by then, which a key would begin again."""


def wave(viewer: Viewer) -> Locator:
    return viewer.panel.get_by_role("slider")


async def plays(viewer: Viewer, button: str = "Load and play") -> None:
    await viewer.press(button)
    await viewer.page.wait_for_function(f"() => {PLACE} > 0.1")


async def stops_at(viewer: Viewer, *keys: str) -> None:
    """By key alone."""
    await wave(viewer).press("Space")
    await viewer.page.wait_for_function("() => document.querySelector('audio').paused")
    for key in keys:
        await wave(viewer).press(key)


async def test_a_trainer_marks_a_second_and_a_colleague_opens_it_by_its_link(opening: Opening) -> None:
    async with opening() as site:
        await kept(site)
        taras = await site.signed_in(TARAS, Role.TRAINER)
        await taras.open("/recordings")
        await taras.row(CALLER).get_by_role("button").click()
        await plays(taras)
        await stops_at(taras, "End", "Shift+ArrowLeft")
        await taras.press("Mark 1:35")
        await taras.field("What is at 1:35").select_option("Mistake")
        await taras.fill("Your words, if any", "Promised a refund")
        await taras.press("Save the mark")
        await expect(taras.panel.get_by_role("listitem").filter(has_text="Promised a refund")).to_contain_text(TARAS)
        await expect(taras.row(CALLER).get_by_role("img", name="1 mark")).to_be_visible()
        await expect(taras.panel.get_by_role("link", name="Download")).to_have_count(0)
        link = await copied(taras, "Copy the link to 1:35")

        inna = await site.signed_in(INNA, Role.QUALITY)
        await inna.open(link.removeprefix(site.url))
        await inna.press("Load and play from 1:35")
        await inna.page.wait_for_function(f"() => {PLACE} >= {LENGTH_S - 1}")
        await wave(inna).press("Home")
        await inna.page.wait_for_function(f"() => {PLACE} < {LENGTH_S - 1}")
        await inna.press("Go to 1:35: Mistake")
        await inna.page.wait_for_function(f"() => {PLACE} >= {LENGTH_S - 1}")
        await expect(inna.panel.get_by_role("button", name="Remove the mark")).to_have_count(0)
        await taras.press("Remove the mark at 1:35: Mistake")
        await taras.press("Remove")
        await expect(taras.panel).to_contain_text("No marks yet.")


async def test_a_file_that_is_taken_away_has_a_name_and_leaves_its_rows(opening: Opening) -> None:
    async with opening() as site:
        await kept(site)
        inna = await site.signed_in(INNA, Role.QUALITY)
        await inna.open(f"/recordings?call={CALL}")
        async with inna.page.expect_download() as taken:
            await inna.panel.get_by_role("link", name="Download").click()
        download = await taken.value
        await expect(inna.panel.get_by_role("listitem").filter(has_text="downloaded")).to_contain_text(INNA)

        assert re.fullmatch(rf"Story [\d-]+ [\d-]+ Agent 1 {CALL}\.flac", download.suggested_filename)
        assert await site.story.database.fetchval(DOWNLOADS) == 1


async def copied(viewer: Viewer, button: str) -> str:
    await viewer.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await viewer.press(button)
    await expect(viewer.panel).to_contain_text("The link to 1:35 is copied.")
    link: str = await viewer.page.evaluate("navigator.clipboard.readText()")
    return link


async def test_silence_is_skipped_the_pitch_kept_and_the_place_is_in_the_address(opening: Opening) -> None:
    """The silence is longer than the test would wait for its end."""
    async with opening() as site:
        await kept(site)
        inna = await site.signed_in(INNA, Role.QUALITY)
        await inna.open(f"/calls?call={CALL}")
        await plays(inna)
        await inna.panel.get_by_text("2×", exact=True).click()
        await expect(inna.panel).to_contain_text("1 stretch in which neither side speaks, 1:29 in all")
        await expect(inna.panel).to_contain_text("Muted from 0:40 to 0:50")
        await expect(inna.panel.locator(".muted-mark")).to_have_text("muted")
        await inna.page.get_by_label("Skip silence").check()
        await expect(inna.panel.locator(".silent-stretch")).to_have_count(1)
        await inna.page.wait_for_function(f"() => {PLACE} > {SPOKEN_S + SILENT_S - 1}")
        sound = (
            "(({ playbackRate, preservesPitch }) => [playbackRate, preservesPitch])(document.querySelector('audio'))"
        )
        assert await inna.page.evaluate(sound) == [2, True]

        await expect(inna.page).to_have_url(re.compile(rf"[?&]t={LENGTH_S}$"))

        await inna.page.evaluate(REMEMBERS_PLACES)
        await inna.panel.get_by_role("listitem").filter(has_text="Put on hold").get_by_role("button").click()
        await inna.page.wait_for_function(f"() => places.some((at) => Math.abs(at - {SPOKEN_S}) < 0.5)")
        await inna.page.evaluate(PAUSE)
        await wave(inna).click()
        await inna.page.wait_for_function(f"() => places.some((at) => Math.abs(at - {LENGTH_S / 2}) < 1)")


async def test_a_recording_of_over_an_hour_is_seen_moved_in_by_key_and_its_silence_skipped(opening: Opening) -> None:
    """The browser asks for the pieces that are heard: nothing of ours fetches the whole."""
    async with opening() as site:
        await kept(site, HOUR_S)
        inna = await site.signed_in(INNA, Role.QUALITY)
        fetched: list[str] = []
        inna.page.on("request", lambda asked: fetched.append(asked.resource_type) if "/audio" in asked.url else None)
        await inna.open(f"/recordings?call={CALL}&t=50:00")
        await plays(inna, "Load and play from 50:00")
        await inna.page.wait_for_function(SIDES_DRAWN)
        await expect(wave(inna)).to_be_focused()
        await expect(wave(inna)).to_have_attribute("aria-valuemax", str(HOUR_S + 2 * SPOKEN_S))
        await expect(inna.panel).to_contain_text("1 stretch in which neither side speaks, 59:59 in all")
        await stops_at(inna, "End", "PageDown")
        await inna.page.wait_for_function(f"() => Math.abs({PLACE} - {HOUR_S + 2 * SPOKEN_S - 30}) < 1")
        await inna.page.get_by_label("Skip silence").check()
        await wave(inna).press("Space")
        await inna.page.wait_for_function(f"() => {PLACE} > {HOUR_S}")

        assert set(fetched) == {"media"}


async def test_what_the_server_says_is_said_where_the_sound_does_not_come(opening: Opening) -> None:
    async with opening() as site:
        await kept(site)
        inna = await site.signed_in(INNA, Role.QUALITY)
        inna.expected |= {f"/api/recordings/{CALL}/{what}" for what in ("audio", "picture")}
        await inna.open(f"/recordings?call={CALL}")
        sound = site.story.house.base.settings.archive_dir / "kept.flac"
        sound.rename(sound.with_suffix(".away"))
        await inna.press("Load and play")
        await expect(inna.panel.get_by_role("alert").filter(has_text="The archive has no file")).to_be_visible()
        sound.with_suffix(".away").rename(sound)
        await inna.press("Go on from 0:00")

        await inna.page.wait_for_function(SIDES_DRAWN)
        await expect(inna.panel.get_by_role("alert")).to_have_count(0)


async def test_what_is_under_a_legal_hold_outlives_its_time_until_the_hold_is_lifted(opening: Opening) -> None:
    async with opening() as site:
        await kept(site)
        maria = await site.supervisor(f"/recordings?call={CALL}")
        await expect(maria.panel).to_contain_text("Kept until")
        await maria.press("Legal hold")
        dialog = maria.page.get_by_role("dialog")
        await dialog.get_by_label("Why, and whose matter it is").fill("Court case 17")
        await dialog.get_by_role("button", name="Legal hold").click()
        await expect(maria.panel).to_contain_text("Court case 17")
        await expect(maria.row(CALLER).get_by_role("img", name="Under a legal hold")).to_be_visible()

        assert await a_year_later(site) == 0
        await maria.press("Lift the hold")
        await maria.page.get_by_role("dialog").get_by_role("button", name="Lift the hold").click()
        await expect(maria.panel).to_contain_text("lifted by maria")
        assert await a_year_later(site) == 1
        await maria.open(f"/recordings?flag=deleted&call={CALL}")
        await expect(maria.row(CALLER).get_by_role("img", name="Deleted")).to_be_visible()
        await expect(maria.panel).to_contain_text("the project keeps recordings for")
        await expect(maria.panel.get_by_role("button", name="Load and play")).to_have_count(0)


async def a_year_later(site: Site) -> int:
    """How many recordings retention deletes, once this one has lain there for a year."""
    house, ended = site.story.house, site.story.now() - timedelta(days=365)
    await site.story.database.execute("UPDATE recordings SET ended_at = $1", ended)
    upkeep = Upkeep(house.base.database, house.room, house.archive, house.base.clock)
    return await upkeep.delete_due()
