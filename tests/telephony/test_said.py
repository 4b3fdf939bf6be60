"""Which version of what a customer was told is on the call's record, and until which second."""

import msgspec
import pytest
from msgspec.structs import replace

from telephony import events as ev
from telephony import facts as fact
from telephony.plan import Plan, Refusal, RefusalReason, Sound
from tests.telephony.kit import CUSTOMER, INFORMED, MESSAGE, PLAN, after, arrived, at

SOUND = Sound("sound:/x", "closed (en)", version=3, announcement=12, seconds=6.5)
GONE = ev.ChannelGone(at=at(4), channel=CUSTOMER, cause=127)
OVER = ev.PlaybackEnded(at=at(7), playback=MESSAGE, ok=True)
CLOSED = Refusal(RefusalReason.OUT_OF_HOURS, SOUND)
BEGAN = (fact.AnnouncementBegan, fact.OutagePromptBegan, fact.MessageBegan)
ENDED = (fact.AnnouncementEnded, fact.OutagePromptEnded, fact.MessageEnded)
TOLD = replace(INFORMED, announcement=None, outage=SOUND)


@pytest.mark.parametrize(
    ("admission", "event", "heard_s", "complete"),
    [
        (replace(PLAN, announcement=SOUND), OVER, 7, True),
        (replace(PLAN, announcement=SOUND), GONE, 4, False),
        (TOLD, OVER, 7, True),
        (TOLD, GONE, 4, False),
        (CLOSED, OVER, 7, True),
        (CLOSED, replace(OVER, ok=False), 7, False),
        (CLOSED, GONE, 4, False),
    ],
)
def test_the_version_and_the_seconds_are_facts(
    admission: Plan | Refusal, event: ev.Event, heard_s: float, complete: bool
) -> None:
    began = after(arrived(admission)).facts
    ended = after(arrived(admission), event).facts

    [said] = [each for each in began if isinstance(each, BEGAN)]
    [heard] = [each for each in ended if isinstance(each, ENDED)]
    assert (said.sound, said.version, said.announcement, said.seconds) == ("closed (en)", 3, 12, 6.5)
    assert (heard.heard_s, heard.complete) == (heard_s, complete)


def test_facts_of_releases_that_noted_no_version_still_load() -> None:
    old = b'{"type":"AnnouncementBegan","at":"2026-11-22T10:00:00Z","sound":"qa_inbound (en)"}'

    loaded: fact.Fact = msgspec.json.decode(old, type=fact.Fact)
    assert isinstance(loaded, fact.AnnouncementBegan)
    assert loaded.version is None
