"""STOP and START, as customers write them."""

import pytest

from callbacks.sms.words import Word, heard


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ("STOP", Word.STOP),
        (" stop. ", Word.STOP),
        ("Unsubscribe", Word.STOP),
        ("СТОП", Word.STOP),
        ("Стоп!", Word.STOP),
        ("відписатися", Word.STOP),
        ("START", Word.START),
        ("старт", Word.START),
        ("help?", Word.HELP),
        ("please stop by tomorrow", None),
        ("не звоните мне", None),
        ("", None),
    ],
)
def test_only_a_text_that_is_nothing_but_the_word_counts(body: str, word: Word | None) -> None:
    assert heard(body) is word


def test_what_twilio_has_found_itself_goes_first() -> None:
    assert heard("arrête", "STOP") is Word.STOP
    assert heard("stop", "SOMETHING NEW") is Word.STOP
