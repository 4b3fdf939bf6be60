"""Everything fails at once, and we die in between: no text is doubled, and none is lost without a word."""

import random
from collections import Counter

import pytest

from callbacks.sms.news import Heard, News
from kernel.ids import TextId
from kernel.phone import Phone
from lab.twilio import Fault, cut, fail, refuse, too_many
from tests.callbacks.sms.room import Room

FAULTS: tuple[Fault | None, ...] = (
    None,
    fail(accepting=True),
    fail(accepting=False),
    cut(accepting=True),
    cut(accepting=False),
    too_many(3),
    refuse(21614),
)
TEXTS = 80


class Killed(BaseException):
    """What a `kill -9` leaves no time for."""


async def test_who_dies_with_twilios_answer_in_hand_finds_it_again(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    text = await room.begun()
    with monkeypatch.context() as life:
        life.setattr(News, "of_text", die)
        await tried(room, text)
    for seconds in (41, 20):
        await room.pass_time(seconds=seconds)

    assert (await room.status(text), len(room.stand.outbox)) == ("accepted", 1)


async def die(news: News, text: TextId, heard: Heard) -> None:
    raise Killed


async def test_a_storm_of_failures_doubles_no_text_and_loses_none(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(7)
    numbers = [Phone(f"+3806700001{n:02}") for n in range(TEXTS)]
    texts = {number: await room.begun(number) for number in numbers}
    for number in numbers:
        if fault := chance.choice(FAULTS):
            room.stand.next(fault)
        with monkeypatch.context() as life:
            if chance.random() < 0.2:
                life.setattr(News, "of_text", die)
            await tried(room, texts[number])
    for _ in range(30):
        room.stand.next(*(fault for fault in chance.choices(FAULTS, k=3) if fault and fault.status == 429))
        await room.pass_time(minutes=3)

    sent = Counter(message.to for message in room.stand.outbox)
    for number, text in texts.items():
        row = await room.row(text)
        assert sent[number.e164] <= 1
        assert row["status"] != "begun"
        if sent[number.e164]:
            assert row["status"] == "accepted"
        else:
            assert row["status"] in ("unknown", "refused")
            assert row["detail"] is not None


async def tried(room: Room, text: TextId) -> None:
    try:
        await room.texts.deliver(text)
    except Killed:
        return
