"""The shape of a recording, what is made of it once, and who gets it."""

import asyncio
import os
from pathlib import Path

import msgspec
import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from kernel.errors import NotFound
from kernel.http import Actor, Request
from recordings.analysis import RATE, Samples
from recordings.encode import Drawing, picture_of
from recordings.encoder import Encoder
from recordings.errors import DrawingFailed, NothingToHear, NothingToSee
from recordings.naming import picture_path
from recordings.picture import pictures as rules
from recordings.picture.http import routes
from recordings.picture.pictures import Pictures
from recordings.picture.shape import POINTS, Picture, Silence, Sketch
from tests.recordings.room import CALL, CUSTOMER_HZ, OUR_HZ, Room, nothing, supervisor, tone

PATH = "1/2026/a.flac"
LOUD, LINE_NOISE = 0.1, 0.001


def side(*stretches: tuple[float, float]) -> Samples:
    """Stretches of sound at a level, one after the other, as (seconds, level)."""
    return np.concatenate([tone(CUSTOMER_HZ, seconds, level) for seconds, level in stretches])


def both(customer: Samples, ours: Samples) -> Samples:
    """Two columns; the shorter side is filled up with silence, as the archive does."""
    length = max(len(customer), len(ours))
    return np.stack([np.pad(each, (0, length - len(each))) for each in (customer, ours)], axis=1)


def drawn(samples: Samples, rate: int = RATE) -> Picture:
    sketch = Sketch(len(samples), samples.shape[1], rate)
    for at in range(0, len(samples), sketch.piece):
        sketch.add(samples[at : at + sketch.piece])
    return sketch.picture()


def spans(picture: Picture) -> list[tuple[float, float]]:
    return [(each.from_, each.to) for each in picture.silences]


# ---- the shape


def test_silence_is_where_neither_side_speaks_without_its_edges() -> None:
    customer = side((2, LOUD), (4, LINE_NOISE), (4, LOUD))
    ours = np.concatenate((side((3, LOUD)), nothing(7)))

    assert spans(drawn(both(customer, ours))) == [(3.3, 5.7)]


def test_silence_keeps_no_edge_where_no_word_is_beside_it() -> None:
    spoken = np.concatenate((nothing(2), side((2, LOUD)), nothing(2)))

    assert spans(drawn(both(spoken, spoken))) == [(0, 1.7), (4.3, 6)]


def test_a_pause_in_talking_is_no_silence() -> None:
    spoken = np.concatenate((side((2, LOUD)), nothing(1), side((2, LOUD))))

    assert spans(drawn(both(spoken, nothing(0)))) == []


def test_silence_goes_on_over_the_pieces_in_which_it_is_read() -> None:
    spoken = np.concatenate((side((9, LOUD)), nothing(15), side((9, LOUD))))

    assert spans(drawn(both(spoken, spoken))) == [(9.3, 23.7)]


def test_of_nothing_there_is_nothing_to_see() -> None:
    assert drawn(both(nothing(0), nothing(0))) == Picture(0, [[], []], [])


def test_a_short_recording_has_as_many_points_as_samples() -> None:
    samples = np.array([[0, -32768], [16384, 1]], dtype=np.int16)

    assert drawn(samples).peaks == [[0, 0.5], [1, 0]]


def test_another_rate_is_read_as_well() -> None:
    spoken = np.concatenate((nothing(4), side((4, LOUD))))
    picture = drawn(both(spoken, spoken), rate=2 * RATE)

    assert (picture.seconds, spans(picture)) == (4, [(0, 1.7)])


@given(st.lists(st.tuples(st.integers(1, 90_000), st.integers(-32768, 32767)), min_size=1, max_size=6), st.data())
def test_each_point_is_the_loudest_sample_of_its_stretch_wherever_the_pieces_end(
    stretches: list[tuple[int, int]], data: st.DataObject
) -> None:
    """Each stretch begins with one loud sample; the rest of it is zero."""
    heard = np.zeros((sum(length for length, _ in stretches), 1), dtype=np.int16)
    at = 0
    for length, level in stretches:
        heard[at], at = level, at + length
    points = min(POINTS, len(heard))
    edges = [index * len(heard) // points for index in range(points + 1)]
    loudest = [int(np.abs(heard[edges[i] : edges[i + 1]].astype(int)).max()) for i in range(points)]

    assert drawn(heard).peaks == [[round(level / 32768, 3) for level in loudest]]


# ---- kept beside the sound


@pytest.fixture
def pictures(room: Room, encoder: Encoder) -> Pictures:
    return Pictures(room.archive, encoder, room.scratch)


@pytest.fixture
async def listener(room: Room) -> Actor:
    return supervisor(await room.db.fetchval("INSERT INTO users (name) VALUES ('Olena') RETURNING id"))


async def ask(room: Room, pictures: Pictures, actor: Actor, recording: str = CALL) -> Picture:
    [route] = routes(room.db, pictures)
    seen = await route.handler(Request({"id": recording}, None, None, actor, permission=route.permission))
    assert isinstance(seen, Picture)
    return seen


async def a_stored_recording(room: Room) -> str:
    """Where it lies in the archive."""
    room.switch_wrote(
        np.concatenate((nothing(2), tone(CUSTOMER_HZ, 1, 0.5))), np.concatenate((nothing(2), tone(OUR_HZ, 1, 0.25)))
    )
    await room.begin()
    await room.end(3.0)
    await room.work()
    path: str = (await room.row())["path"]
    return path


async def test_a_picture_is_drawn_once_and_kept_beside_the_sound(
    room: Room, pictures: Pictures, listener: Actor, encoder: Encoder
) -> None:
    path = await a_stored_recording(room)
    first = await ask(room, pictures, listener)
    at_rest = encoder.pid is None
    (room.archive.root / path).write_bytes(b"no longer read")
    again = await ask(room, pictures, listener)

    assert first == again
    assert (first.seconds, first.silences) == (3.0, [Silence(0, 1.7)])
    assert [max(peaks) for peaks in first.peaks] == pytest.approx([0.5, 0.25], abs=0.01)
    assert at_rest
    assert sorted(room.in_archive()) == [path, picture_path(path)]


async def test_many_who_look_at_once_wait_for_one_drawing(room: Room, pictures: Pictures, listener: Actor) -> None:
    await a_stored_recording(room)
    seen = await asyncio.gather(*(ask(room, pictures, listener) for _ in range(5)))

    assert len({msgspec.json.encode(each) for each in seen}) == 1


async def test_there_is_an_end_to_who_may_wait(
    room: Room, pictures: Pictures, listener: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "MOST_WAITING", 0)
    await a_stored_recording(room)
    with pytest.raises(NothingToSee, match="try again in a minute"):
        await ask(room, pictures, listener)


async def test_what_is_kept_in_another_form_is_drawn_anew(room: Room, pictures: Pictures, listener: Actor) -> None:
    path = await a_stored_recording(room)
    first = await ask(room, pictures, listener)
    (room.archive.root / picture_path(path)).write_text('{"points": []}')

    assert await ask(room, pictures, listener) == first


async def test_a_file_that_is_no_sound_is_heard_or_not_but_not_seen(
    room: Room, pictures: Pictures, listener: Actor
) -> None:
    path = await a_stored_recording(room)
    (room.archive.root / path).write_bytes(b"fLaC")
    with pytest.raises(NothingToSee, match=r"^The recording's picture could not be made"):
        await ask(room, pictures, listener)

    assert room.in_archive() == [path]


async def test_what_the_archive_has_lost_is_not_found(room: Room, pictures: Pictures, listener: Actor) -> None:
    path = await a_stored_recording(room)
    await room.archive.remove(path)
    with pytest.raises(NotFound):
        await ask(room, pictures, listener)


async def test_a_picture_goes_with_its_recording(room: Room, pictures: Pictures, listener: Actor) -> None:
    await a_stored_recording(room)
    await ask(room, pictures, listener)
    room.clock.advance(days=90)
    await room.upkeep.delete_due()

    assert room.in_archive() == []
    with pytest.raises(NothingToHear, match="Deleted on"):
        await ask(room, pictures, listener)


async def test_a_recording_that_is_deleted_while_it_is_drawn_leaves_no_picture(
    room: Room, pictures: Pictures, listener: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    await a_stored_recording(room)
    put = room.archive.put

    async def passed_by(path: Path, relative: str) -> None:
        room.clock.advance(days=90)
        await room.upkeep.delete_due()
        await put(path, relative)

    monkeypatch.setattr(room.archive, "put", passed_by)
    await ask(room, pictures, listener)

    assert room.in_archive() == []


async def test_nobody_sees_a_recording_that_is_not_there(room: Room, pictures: Pictures, listener: Actor) -> None:
    with pytest.raises(NotFound, match=r"^There is no such recording\.$"):
        await ask(room, pictures, listener, "nobody")


# ---- in the process


async def test_a_picture_is_of_the_file_that_is_named(tmp_path: Path, encoder: Encoder) -> None:
    source, target = tmp_path / "a.flac", tmp_path / "a.json"
    soundfile.write(str(source), both(side((1, LOUD)), nothing(1)), RATE, subtype="PCM_16", format="FLAC")
    await encoder.draw(Drawing(str(source), str(target)))

    assert msgspec.json.decode(target.read_bytes(), type=Picture) == picture_of(source)


async def test_a_process_that_dies_over_a_picture_fails_that_one(tmp_path: Path, encoder: Encoder) -> None:
    job = Drawing(str(tmp_path / "gone"), str(tmp_path / "target"))
    with pytest.raises(DrawingFailed, match="could not be made"):
        await encoder.draw(job)
    os.kill(encoder.pid or 0, 9)
    with pytest.raises(DrawingFailed, match="the encoding process died"):
        await encoder.draw(job)
