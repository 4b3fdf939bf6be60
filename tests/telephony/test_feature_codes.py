"""Codes that agents dial, and what a phone is led through."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony import feature_codes as codes
from telephony.feature_codes import Prompt


@pytest.mark.parametrize(
    ("dialled", "code"),
    [
        ("*11", codes.SignIn()),
        ("*1112", codes.SignIn("12")),
        ("*111", None),
        ("*12", codes.SignOut()),
        ("*13", codes.TakeBreak(1)),
        ("*132", codes.TakeBreak(2)),
        ("*130", None),
        ("*1322", None),
        ("*14", codes.Ready()),
        ("*43", codes.EchoTest()),
        ("11", None),
        ("*", None),
        ("*11#", None),
        ("+442079460123", None),
    ],
)
def test_a_code_is_what_is_dialled_and_nothing_more(dialled: str, code: codes.Code | None) -> None:
    assert codes.code_of(dialled) == code


def play(*events: codes.Event) -> tuple[codes.Dialogue, list[codes.Command]]:
    state: codes.Dialogue = codes.Over()
    commands: list[codes.Command] = []
    for event in events:
        state, more = codes.step(state, event)
        commands.extend(more)
    return state, [each for each in commands if each != codes.Hush()]


def keys(text: str) -> list[codes.Event]:
    return [codes.KeyCame(key) for key in text]


DIALLED = codes.Dialled(codes.SignIn())
ASKED = codes.Told(Prompt.SAY_EXTENSION)
WRONG = codes.Told(Prompt.WRONG_PIN)


def test_at_an_own_phone_the_word_is_said_and_the_phone_hung_up() -> None:
    state, commands = play(DIALLED, codes.Told(Prompt.SIGNED_IN), codes.Said())

    assert state == codes.Over()
    assert commands == [codes.Obey(codes.SignIn()), codes.Say(Prompt.SIGNED_IN), codes.HangUp()]


def test_at_another_phone_extension_and_pin_are_asked_for() -> None:
    state, commands = play(DIALLED, ASKED, *keys("12#4711#"))

    assert state == codes.Waiting()
    assert commands[1:] == [codes.Say(Prompt.SAY_EXTENSION), codes.Say(Prompt.SAY_PIN), codes.CheckPin("12", "4711")]


def test_at_a_colleagues_own_phone_the_extension_is_dialled_with_the_code() -> None:
    _, commands = play(codes.Dialled(codes.SignIn("12")), *keys("4711#"))

    assert commands == [codes.Say(Prompt.SAY_PIN), codes.CheckPin("12", "4711")]


def test_a_star_begins_the_entry_anew_and_a_forgotten_hash_is_no_mistake() -> None:
    _, commands = play(DIALLED, ASKED, *keys("99*12"), codes.Silence(), *keys("4711"), codes.Silence())

    assert commands[-1] == codes.CheckPin("12", "4711")


def test_who_keys_in_nothing_is_let_go() -> None:
    state, commands = play(DIALLED, ASKED, codes.Said(), codes.Silence())

    assert (state, commands[-1]) == (codes.Over(), codes.HangUp())


def test_after_three_wrong_tries_the_phone_is_hung_up() -> None:
    wrong = [*keys("12#1#"), WRONG]
    state, commands = play(DIALLED, ASKED, *wrong, *wrong, *wrong, codes.Said())

    assert state == codes.Over()
    assert commands.count(codes.Say(Prompt.WRONG_PIN)) == codes.TRIES
    assert commands[-1] == codes.HangUp()


def test_who_is_locked_out_is_told_so_at_once() -> None:
    _, commands = play(DIALLED, ASKED, *keys("12#1#"), codes.Told(Prompt.LOCKED_OUT), codes.Said())

    assert commands[-2:] == [codes.Say(Prompt.LOCKED_OUT), codes.HangUp()]


def test_an_echo_test_is_no_dialogue() -> None:
    assert play(codes.Dialled(codes.EchoTest()), codes.Said()) == (codes.Over(), [codes.Echo()])


def test_neither_a_pin_nor_keys_are_shown() -> None:
    state, _ = play(DIALLED, ASKED, *keys("12#4711"))
    _, commands = play(DIALLED, ASKED, *keys("12#4711#"))

    assert "4711" not in repr(state)
    assert "4711" not in repr(commands)


_EVENTS = st.one_of(
    st.sampled_from([DIALLED, codes.Dialled(codes.TakeBreak(2)), codes.Silence(), codes.Said()]),
    st.builds(codes.KeyCame, st.sampled_from("0123456789*#ABCD")),
    st.builds(codes.Told, st.sampled_from(Prompt)),
)


@given(st.lists(_EVENTS, max_size=60))
def test_whatever_happens_nothing_is_said_after_the_end_and_no_entry_grows_without_bound(
    events: list[codes.Event],
) -> None:
    state, _ = codes.step(codes.Over(), DIALLED)
    for event in (each for each in events if not isinstance(each, codes.Dialled)):
        was_over = isinstance(state, codes.Over)
        state, commands = codes.step(state, event)
        assert not (was_over and commands)
        if isinstance(state, codes.AskingExtension | codes.AskingPin):
            assert len(state.keys) <= codes.MOST_KEYS + 1
