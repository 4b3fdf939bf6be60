"""The wording of what the ladder sends: what ships, what a project may write instead, and how it is filled in."""

import re
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby

import msgspec

from callbacks.rules import OpeningHours
from callbacks.sms.segments import measure
from kernel.errors import BadInput, Said

MOST_SEGMENTS = 6
"""Of the rendered example: a longer one is a mistake, and dear."""
LONGEST = 1600
"""Characters that Twilio takes."""

KNOWN = ("company", "number", "hours", "name")
_PLACEHOLDER = re.compile(r"{([^{}]*)}")


class Kind(StrEnum):
    MISSED = "missed"
    MISSED_ONE_WAY = "missed_one_way"
    """Where no reply can come back: it asks for a call, and for nothing else."""


SHIPPED: dict[Kind, dict[str, str]] = {
    Kind.MISSED: {
        "en": "{company}: sorry we missed your call, and did not reach you since. Reply here or call {number} "
        "({hours}).",
        "ru": "{company}: вы звонили нам, но мы не смогли вам дозвониться. Ответьте на это сообщение или позвоните: "
        "{number} ({hours}).",
        "uk": "{company}: ви телефонували нам, але ми не змогли вам додзвонитися. Дайте відповідь на це повідомлення "
        "або зателефонуйте: {number} ({hours}).",
    },
    Kind.MISSED_ONE_WAY: {
        "en": "{company}: sorry we missed your call, and did not reach you since. Please call {number} ({hours}).",
        "ru": "{company}: вы звонили нам, но мы не смогли вам дозвониться. Позвоните нам: {number} ({hours}).",
        "uk": "{company}: ви телефонували нам, але ми не змогли вам додзвонитися. Зателефонуйте нам: {number} "
        "({hours}).",
    },
}
LANGUAGES = ("en", "ru", "uk")

_DAYS = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "ru": ("пн", "вт", "ср", "чт", "пт", "сб", "вс"),
    "uk": ("пн", "вт", "ср", "чт", "пт", "сб", "нд"),
}
_ALWAYS = ((0, 1440),)


class Filling(msgspec.Struct, frozen=True, kw_only=True):
    """What the placeholders stand for. `name` is the customer's; it and `hours` may be empty."""

    company: str
    number: str
    hours: str
    name: str = ""


EXAMPLE = Filling(company="Example Company", number="+380441234567", hours="Mon-Fri 09:00-18:00", name="Olena")


def check(body: str) -> None:
    """Whether it can be saved. Raises `BadInput`, which names what is wrong and what is known."""
    known = ", ".join(f"{{{each}}}" for each in KNOWN)
    if not body.strip():
        raise BadInput("body", body, "a text that says something")
    for found in _PLACEHOLDER.findall(body):
        if found not in KNOWN:
            raise BadInput("body", f"{{{found[:40]}}}", f"the placeholders {known}")
    if brace := re.search(r"[{}]", _PLACEHOLDER.sub("", body)):
        raise BadInput("body", brace.group(), f"a brace only around a placeholder: {known}")
    segments = measure(render(body, EXAMPLE)).segments
    if segments > MOST_SEGMENTS:
        raise BadInput("body", Said(f"{segments} segments"), f"at most {MOST_SEGMENTS} segments")


def render(body: str, filling: Filling) -> str:
    """What is sent. The gap that an empty placeholder leaves is closed, with the brackets and space around it."""
    values = msgspec.structs.asdict(filling)
    text = _PLACEHOLDER.sub(lambda found: values.get(found.group(1), found.group()), body)
    text = re.sub(r" ?\(\s*\)", "", text)
    text = re.sub(r" +(?=[,.;:!?])", "", text)
    return re.sub(r" {2,}", " ", text).strip()


def shipped(kind: Kind, language: str) -> str:
    """In English where there is none in `language`."""
    return SHIPPED[kind].get(language, SHIPPED[kind]["en"])


def hours_text(hours: OpeningHours, today: date, language: str) -> str:
    """The week's opening hours as they are written in a text, such as `Mon-Fri 09:00-18:00, Sat 10:00-14:00`.

    Days that differ from their weekday within the week to come (holidays) show as they are then. Empty: never open.
    """
    monday = today - timedelta(days=today.weekday())
    dates = (monday + timedelta(days=number + (7 if number < today.weekday() else 0)) for number in range(7))
    week = [tuple((each.opens, each.closes) for each in hours.of(day)) for day in dates]
    if all(spans == _ALWAYS for spans in week):
        return "24/7"
    names = _DAYS.get(language, _DAYS["en"])
    runs = groupby(range(7), key=lambda number: week[number])
    return ", ".join(f"{_span(names, list(days))} {_times(spans)}" for spans, days in runs if spans)


def _span(names: tuple[str, ...], days: list[int]) -> str:
    return names[days[0]] if len(days) == 1 else f"{names[days[0]]}-{names[days[-1]]}"


def _times(spans: tuple[tuple[int, int], ...]) -> str:
    return " ".join(f"{_clock(opens)}-{_clock(closes)}" for opens, closes in spans)


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
