"""What Twilio's answers mean."""

from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callbacks.model import TextStatus
from callbacks.sms.news import reported
from callbacks.sms.outcome import SENTENCES, InDoubt, NotSent, Refused, Why, meaning, proves_more, refused
from callbacks.sms.pacing import again_after

WORDS = ("accepted", "scheduled", "queued", "sending", "sent", "delivered", "read", "undelivered", "failed", "canceled")


def test_every_outcome_has_one_sentence() -> None:
    assert set(SENTENCES) == set(Why)
    assert all(sentence.endswith(".") and sentence.count(". ") == 0 for sentence in SENTENCES.values())


@pytest.mark.parametrize(
    ("code", "why"),
    [
        (21610, Why.STOPPED),
        (21211, Why.CANNOT_GET_TEXTS),
        (21614, Why.CANNOT_GET_TEXTS),
        (21408, Why.COUNTRY_NOT_ALLOWED),
        (21612, Why.NO_ROUTE),
        (21606, Why.SENDER_UNFIT),
        (21660, Why.SENDER_UNFIT),
        (20003, Why.BAD_CREDENTIALS),
        (20429, Why.TOO_FAST),
        (21611, Why.TOO_FAST),
        (30002, Why.ACCOUNT_BARRED),
        (30003, Why.UNREACHABLE_PHONE),
        (30004, Why.FILTERED),
        (30005, Why.UNREACHABLE_PHONE),
        (30006, Why.CANNOT_GET_TEXTS),
        (30007, Why.FILTERED),
        (30008, Why.CARRIER_FAILED),
        (99999, Why.REFUSED),
        (None, Why.REFUSED),
    ],
)
def test_a_code_has_a_meaning(code: int | None, why: Why) -> None:
    assert meaning(code) is why


@pytest.mark.parametrize(
    ("status", "code", "outcome"),
    [
        (400, 21610, Refused(why=Why.STOPPED, code=21610)),
        (401, 20003, Refused(why=Why.BAD_CREDENTIALS, code=20003)),
        (403, None, Refused(why=Why.BAD_CREDENTIALS)),
        (404, 20404, Refused(why=Why.BAD_CREDENTIALS, code=20404)),
        (301, None, Refused(why=Why.REFUSED)),
        (429, 20429, NotSent(why=Why.TOO_FAST, after_s=3.0)),
        (429, None, NotSent(why=Why.TOO_FAST, after_s=3.0)),
        (400, 21611, NotSent(why=Why.TOO_FAST, after_s=3.0)),
        (408, None, InDoubt(why=Why.TWILIO_FAILED)),
        (500, 20500, InDoubt(why=Why.TWILIO_FAILED)),
        (503, 20429, InDoubt(why=Why.TWILIO_FAILED)),
    ],
)
def test_only_what_surely_sent_nothing_may_be_asked_again(
    status: int, code: int | None, outcome: Refused | NotSent | InDoubt
) -> None:
    assert refused(status, code, 3.0) == outcome


@given(
    st.lists(st.sampled_from(WORDS), min_size=1).flatmap(lambda said: st.tuples(st.just(said), st.permutations(said)))
)
def test_reports_come_to_the_same_in_any_order_and_twice(reports: tuple[list[str], list[str]]) -> None:
    in_order, shuffled = reports

    assert came_to(in_order) == came_to([*shuffled, *in_order])


@given(st.lists(st.sampled_from(WORDS)), st.sampled_from([TextStatus.BEGUN, TextStatus.UNKNOWN]))
def test_any_report_proves_that_it_was_accepted(said: list[str], before: TextStatus) -> None:
    after = came_to(said, before)

    assert (after in (TextStatus.BEGUN, TextStatus.UNKNOWN)) == (not said)


def came_to(words: list[str], before: TextStatus = TextStatus.BEGUN) -> TextStatus:
    return reduce(lambda old, new: new if proves_more(new, old) else old, map(status, words), before)


def status(word: str) -> TextStatus:
    found = reported(word, None, None)
    assert found is not None
    return found.status


def test_a_status_that_nobody_knows_says_nothing() -> None:
    assert reported("teleported", None, None) is None


def test_the_pause_grows_and_does_not_come_before_what_twilio_asks() -> None:
    pauses = [again_after(tries, None).total_seconds() for tries in (1, 2, 3, 20)]

    assert pauses == [2, 4, 8, 120]
    assert again_after(1, 30.0).total_seconds() == 30
    assert again_after(20, 600.0).total_seconds() == 600
