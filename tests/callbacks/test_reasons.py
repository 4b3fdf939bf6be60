"""Every rule word that a decision can carry has a sentence, and its data fill it."""

import ast
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

import callbacks
from callbacks.model import Event, Held, Postponed, Result, TextCame, TextStatus, Word
from callbacks.policy import decide, forecast
from callbacks.reasons import SENTENCES, sentence
from callbacks.rules import Barred, Crowded, Decision, Doubtful, Policy, Verdict, Why
from tests.callbacks.deciding import (
    ALWAYS,
    RUSSIAN,
    a_case,
    answered,
    attempt,
    customer,
    hours,
    kyiv,
    rules,
    text,
)

CALLED, SOON, NEXT = kyiv(23, 14), kyiv(23, 14, 3), kyiv(24, 14)
UNREACHED = attempt(SOON, Result.NO_ANSWER)
TWICE = [*UNREACHED, *attempt(NEXT, Result.NO_ANSWER, 1)]
DECIDING = ("policy", "ladder", "placing", "fraud")
MADE = {"Why", "Barred", "Doubtful", "Crowded"}


def words_in_the_code() -> Iterator[str]:
    """What `Why("...")`, `Barred("...")` and their like are given."""
    for name in DECIDING:
        source = (Path(callbacks.__file__).parent / f"{name}.py").read_text()
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MADE:
                yield from constants_in(node.args[0])


def constants_in(expression: ast.expr) -> Iterator[str]:
    for node in ast.walk(expression):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value != "promise_":
            yield node.value


def test_every_word_in_the_code_has_a_sentence() -> None:
    found = set(words_in_the_code()) | {f"promise_{source}" for source in ("customer", "person", "queue")}

    assert len(found) > 40
    assert found <= set(SENTENCES)


def decisions() -> Iterator[Decision]:
    verdicts: tuple[Verdict, ...] = (
        Barred("dear_line", {"line": "premium"}),
        Barred("own_number"),
        Doubtful("neighbours", {"callers": "10", "minutes": "60"}),
        Crowded("cap_hour", kyiv(23, 15), {"limit": "300"}),
    )
    histories: tuple[list[Event], ...] = (
        [],
        UNREACHED,
        TWICE,
        attempt(SOON, Result.BUSY),
        attempt(SOON, Result.FAILED),
        answered(SOON, None),
        answered(SOON, Word.CALL_ME_AT, call_at=kyiv(24, 19)),
        answered(SOON, Word.CALL_ME_AT, call_at=kyiv(28, 19, month=12)),
        [Postponed(at=SOON, until=kyiv(24, 3), by="Olena")],
        [Held(at=SOON, by="Olena", why="Ask first.")],
        [TextCame(at=SOON)],
        attempt(SOON, Result.INVALID_NUMBER),
        *([*TWICE, *text(NEXT, status)] for status in TextStatus),
    )
    people = (customer(), customer(*RUSSIAN), customer("America/New_York", strict=True), customer(textable=False))
    for history in histories:
        for after in (timedelta(minutes=1), timedelta(hours=20), timedelta(days=4)):
            yield decide(a_case(CALLED, *history), rules(), CALLED + after)
        for person in people:
            yield from forecast(a_case(CALLED, *history), rules(of=person, opened=hours(ALWAYS)), CALLED)
    for verdict in verdicts:
        yield from forecast(a_case(kyiv(23, 23)), rules(verdict=verdict), kyiv(23, 23))
    yield from forecast(a_case(CALLED, reason="callback_chosen"), rules(Policy(day_seconds=120)), CALLED)
    yield from forecast(a_case(CALLED), rules(opened=hours({})), CALLED)


def test_the_data_of_every_decision_fill_its_sentences() -> None:
    reasons = [why for decision in decisions() for why in decision.why]

    assert len({why.rule for why in reasons}) > 30
    assert [why for why in reasons if re.search(r"[{}]", sentence(why))] == []
    assert all(type(value) is str for why in reasons for value in why.data.values())


@pytest.mark.parametrize(
    ("why", "expected"),
    [
        (Why("rung_done", {"at": "A", "result": "busy"}), "The call at A did not reach the customer: busy."),
        (Why("no_such_rule", {"at": "A"}), "no_such_rule"),
        (Why("rung_done", {"at": "A"}), "The call at A did not reach the customer: {result}."),
    ],
)
def test_a_page_never_fails_on_a_reason(why: Why, expected: str) -> None:
    assert expected == sentence(why)
