"""Microphones and speakers of the phone in the page: chosen, kept, pulled out in the middle of a call, and back.

Chromium's own pretended devices cannot be pulled out: they are hidden from the page, and it is told as Chromium would.
"""

import pytest
from playwright.async_api import Browser, expect

from tests.browser.talking import PAGE_HZ, TAP, choose_the_page, in_a_call, is_in, opened
from tests.browser.viewer import Viewer
from tests.stories.conftest import Stage
from tests.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.switch, pytest.mark.sound]

PLUGS = """
window.pulled = new Set();
window.sinks = [];
window.peers = [];
const Peers = window.RTCPeerConnection;
window.RTCPeerConnection = class extends Peers {
  constructor(...given) {
    super(...given);
    window.peers.push(this);
  }
};
window.saying = () => {
  const senders = window.peers.filter((each) => each.connectionState !== "closed").flatMap((each) => each.getSenders());
  return senders.map((each) => each.track).filter((track) => track?.readyState === "live").at(-1);
};
const devices = navigator.mediaDevices;
const [listed, opened] = [devices.enumerateDevices.bind(devices), devices.getUserMedia.bind(devices)];
const there = (all) => all.filter(({ label }) => !window.pulled.has(label));
devices.enumerateDevices = async () => there(await listed());
devices.getUserMedia = async ({ audio }) => {
  const wanted = audio.deviceId?.ideal;
  const known = there(await listed()).some(({ deviceId }) => deviceId === wanted);
  return opened({ audio: { ...audio, deviceId: known ? { exact: wanted } : undefined } });
};
const play = HTMLMediaElement.prototype.setSinkId;
HTMLMediaElement.prototype.setSinkId = function (id) {
  window.sinks.push(id);
  return play.call(this, id);
};
window.pull = (label) => {
  window.pulled.add(label);
  const track = window.saying();
  if (track?.label === label) {
    track.stop();
    track.dispatchEvent(new Event("ended"));
  }
  devices.dispatchEvent(new Event("devicechange"));
};
window.plug = (label) => {
  window.pulled.delete(label);
  devices.dispatchEvent(new Event("devicechange"));
};
"""
MICROPHONE, SPEAKER = "Fake Audio Input 2", "Fake Audio Output 2"


async def says_through(viewer: Viewer, microphone: str) -> None:
    """Once what the page sends comes from this device."""

    async def it() -> bool:
        return bool(await viewer.page.evaluate("(label) => window.saying()?.label === label", microphone))

    await until(it, within=20)


async def test_a_chosen_microphone_is_kept_and_its_loss_in_a_call_is_said_and_worked_round(
    stage: Stage, speaking: Browser
) -> None:
    async with opened(stage, speaking) as site:
        olena, story = await site.agent(script=TAP + PLUGS), site.story
        await choose_the_page(olena)
        await olena.press("Microphone and speaker")
        await olena.press("Test the microphone")
        await olena.field("Microphone").select_option(label=MICROPHONE)
        await olena.field("Speaker").select_option(label=SPEAKER)
        await olena.page.reload()
        await olena.press("Ready")
        await is_in(olena, "Available")
        async with in_a_call(site, olena) as (call, caller):
            await says_through(olena, MICROPHONE)
            await caller.hears(PAGE_HZ)
            bar = olena.page.locator(".phone-bar")

            await olena.page.evaluate("(label) => window.pull(label)", MICROPHONE)
            await expect(bar).to_contain_text("The chosen microphone is not there.")
            await says_through(olena, "Fake Default Audio Input")
            await caller.hears(PAGE_HZ)

            await olena.page.evaluate("(label) => window.plug(label)", MICROPHONE)
            await says_through(olena, MICROPHONE)
            await expect(bar).not_to_contain_text("The chosen microphone")

            await olena.page.evaluate("(label) => window.pull(label)", SPEAKER)
            await expect(bar).to_contain_text("The chosen speaker is not there.")
            assert (await olena.page.evaluate("window.sinks"))[-1] == ""
            await caller.hang_up()
        await story.ended(call)
