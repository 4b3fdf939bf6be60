"""The menu of languages: a key chooses what a caller hears from then on."""

import pytest
from msgspec.structs import replace

from telephony import commands as do
from telephony import events as ev
from telephony import facts as fact
from telephony.outcome import Missed, MissedReason
from telephony.plan import Sound
from telephony.reconcile import Seen, compare
from telephony.states import Announcing, Choosing, Waiting
from telephony.step import Step, plan_of
from telephony.welcoming import in_language
from tests.telephony.kit import ASKED, CUSTOMER, MENU, MESSAGE, OFFER, UNANNOUNCED, after, arrived, at, ended

FIRST = ev.PlaybackEnded(at=at(4), playback=MESSAGE, ok=True)
OWN, UKRAINIAN = MENU.choices
NOTHING_PRESSED = ev.DeadlinePassed(at=at(9))


ALONE = Seen(at=at(8), channels={CUSTOMER: True}, bridges={}, playbacks=frozenset(), restarted_at=at(-60), gone={})


def presses(key: str, seconds: float = 2) -> ev.KeyPressed:
    return ev.KeyPressed(at=at(seconds), channel=CUSTOMER, key=key)


def said(done: Step) -> list[Sound]:
    return [each.sound for each in done.commands if isinstance(each, do.Play)]


def chosen(done: Step) -> fact.LanguageChosen:
    [found] = [each for each in done.facts if isinstance(each, fact.LanguageChosen)]
    return found


def test_the_menu_is_said_before_the_announcement() -> None:
    done = after(arrived(ASKED))

    assert isinstance(done.state, Choosing)
    assert (said(done), [type(each) for each in done.facts]) == ([MENU.prompt], [fact.CallBegan, fact.MenuBegan])


@pytest.mark.parametrize(
    "events", [(presses("2"),), (FIRST, presses("2", 6)), (FIRST, NOTHING_PRESSED, presses("2", 10))]
)
def test_a_key_chooses_the_language_while_the_menu_is_said_and_after(events: tuple[ev.Event, ...]) -> None:
    done = after(arrived(ASKED), *events)

    assert isinstance(done.state, Announcing)
    assert said(done) == [UKRAINIAN.announcement]
    assert (chosen(done).language, chosen(done).key) == ("uk", "2")
    assert (plan_of(done.state.call).sorry, plan_of(done.state.call).menu) == (UKRAINIAN.sorry, None)


def test_nothing_else_is_said_into_the_announcement() -> None:
    done = after(arrived(ASKED), presses("2"))

    stopped, quiet, play, music = done.commands
    assert (stopped, quiet) == (do.StopPlaying(MESSAGE), do.StopMusic(CUSTOMER))
    assert isinstance(play, do.Play)
    assert isinstance(music, do.StartMusic)


@pytest.mark.parametrize(
    "wrong", [(FIRST, NOTHING_PRESSED), (presses("3"),), (presses("#"),), (FIRST, presses("0", 6))]
)
def test_without_a_right_key_the_menu_is_said_once_more_and_then_the_number_decides(
    wrong: tuple[ev.Event, ...],
) -> None:
    again = after(arrived(ASKED), *wrong)
    over = after(arrived(ASKED), *wrong, presses("9", 12))

    assert isinstance(again.state, Choosing)
    assert said(again) == [MENU.prompt]
    assert isinstance(over.state, Announcing)
    assert (chosen(over).language, chosen(over).key) == ("en", None)
    assert said(over) == [OWN.announcement]


def test_a_menu_that_cannot_be_played_is_left_out() -> None:
    done = after(arrived(ASKED), replace(FIRST, ok=False))

    assert said(done) == [OWN.announcement]


def test_who_hangs_up_in_the_menu_is_missed_before_the_queue() -> None:
    done = after(arrived(ASKED), ev.ChannelGone(at=at(3), channel=CUSTOMER))

    assert ended(done).outcome == Missed(MissedReason.ABANDONED_IN_ANNOUNCEMENT)


def test_a_language_without_an_announcement_leads_to_the_queue_unrecorded() -> None:
    silent = replace(ASKED, menu=replace(MENU, choices=(replace(UKRAINIAN, announcement=None),)))

    done = after(arrived(silent), presses("1"))

    assert isinstance(done.state, Waiting)
    assert not any(isinstance(each, do.StartRecording | do.StopMusic) for each in done.commands)
    assert any(isinstance(each, fact.RecordingNotMade) for each in done.facts)


def test_who_may_not_be_called_back_is_not_offered_it_in_any_language() -> None:
    offering = replace(UKRAINIAN, callback_offer=OFFER)

    assert in_language(ASKED, offering).callback_offer is None
    assert in_language(replace(ASKED, callback_offer=OFFER), offering).callback_offer == OFFER
    assert in_language(UNANNOUNCED, offering).announcement == UKRAINIAN.announcement


def test_a_menu_that_was_cut_off_with_the_connection_is_said_again_and_one_that_is_over_is_not() -> None:
    saying, over = after(arrived(ASKED)).state, after(arrived(ASKED), FIRST).state

    repaired, waiting = compare(saying, ALONE), compare(over, ALONE)

    assert [each.sound for each in repaired.commands if isinstance(each, do.Play)] == [MENU.prompt]
    assert [type(each) for each in waiting.commands] == [do.Answer, do.StartMusic]
