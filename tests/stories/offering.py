"""Callers who are offered a callback while they wait, and take it."""

from config.model import AnnouncementKind
from kernel.ids import CallId
from lab.leg import Leg
from lab.tones import Heard
from telephony import facts as fact
from telephony.plan import CallbackOffer
from telephony.states import Offered, Waiting
from tests.stories.seeds import ANNOUNCEMENT_HZ
from tests.stories.story import Story

OFFERED = {
    AnnouncementKind.QA_INBOUND: 0.7,
    AnnouncementKind.CALLBACK_OFFER: 1.5,
    AnnouncementKind.CALLBACK_CONFIRM: 1.0,
    AnnouncementKind.CALLBACK_TAKEN: 1.0,
}


def offered_soon(**wishes: object) -> object:
    """In the place of `config.directory.CallbackOffer`: nobody in a story waits for half a minute."""
    return CallbackOffer(**{**wishes, "after_s": 1})  # type: ignore[arg-type]


async def chooses_to_be_called_back(story: Story, call: CallId, caller: Leg) -> Heard:
    """Key 1, and key 1 again for the number that is read out. Gives what was heard in between."""
    await story.hears(call, fact.CallbackOffered)
    await caller.hears(ANNOUNCEMENT_HZ)
    await caller.press("1")
    await caller.be_silent()
    await story.until(lambda: asked_of(story, call), "the question for the number")
    await caller.listen()
    await story.until(lambda: heard_question(story, call), "the question to end")
    number = caller.heard()
    await caller.press("1")
    await story.hears(call, fact.CallbackChosen)
    return number


def asked_of(story: Story, call: CallId) -> Waiting | None:
    state = story.house.calls.state(call)
    return state if isinstance(state, Waiting) and state.call.callback is Offered.ASKED else None


def heard_question(story: Story, call: CallId) -> bool:
    asked = asked_of(story, call)
    return asked is not None and asked.playback is None
