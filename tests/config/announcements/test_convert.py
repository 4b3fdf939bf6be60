"""Files as people have them, and what is said of those that are no announcement."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from config.announcements.convert import Converted, Fault, Job, Refused, convert
from config.announcements.workshop import Workshop
from config.prompts import Audio, read_audio
from kernel.errors import BadInput

SPOKEN = (0.2 * np.sin(2 * np.pi * 600 * np.arange(2 * 48000) / 48000)).astype(np.float32)
KINDS = [("WAV", "PCM_24"), ("WAV", "ULAW"), ("MP3", None), ("OGG", "VORBIS"), ("OGG", "OPUS"), ("FLAC", "PCM_16")]
MP4 = b"\x00\x00\x00\x18ftypmp42" + bytes(64)


def file_of(place: Path, kind: str, subtype: str | None, samples: object = SPOKEN) -> Path:
    file = place / "came"
    soundfile.write(str(file), samples, 48000, format=kind, subtype=subtype)
    return file


def converted(file: Path) -> Converted | Refused:
    return convert(Job(str(file), str(file.with_name("made.wav"))))


@pytest.mark.parametrize(("kind", "subtype"), KINDS)
@pytest.mark.parametrize("channels", [1, 2])
def test_what_people_have_becomes_what_the_switch_plays(
    tmp_path: Path, kind: str, subtype: str | None, channels: int
) -> None:
    found = converted(file_of(tmp_path, kind, subtype, np.tile(SPOKEN[:, None], (1, channels))))

    assert isinstance(found, Converted)
    assert found.seconds == pytest.approx(2, abs=0.1)
    assert read_audio(tmp_path / "made.wav") == Audio(found.seconds, found.sha256)


def test_two_channels_that_take_each_other_away_are_heard_by_one_of_them(tmp_path: Path) -> None:
    found = converted(file_of(tmp_path, "WAV", "PCM_16", np.stack([SPOKEN, -SPOKEN], axis=1)))

    assert isinstance(found, Converted)


@pytest.mark.parametrize(("kind", "subtype"), KINDS)
def test_a_file_that_breaks_off_is_refused(tmp_path: Path, kind: str, subtype: str | None) -> None:
    file = file_of(tmp_path, kind, subtype)
    file.write_bytes(file.read_bytes()[: file.stat().st_size * 2 // 3])

    assert converted(file) == Refused(Fault.CUT_OFF)
    assert not (tmp_path / "made.wav").exists()


@pytest.mark.parametrize(
    ("seconds", "level", "fault"),
    [(2, 0.0, Fault.SILENT), (2, 0.0002, Fault.SILENT), (0.05, 0.2, Fault.TOO_SHORT), (601, 0.2, Fault.TOO_LONG)],
)
def test_what_announces_nothing_is_refused(tmp_path: Path, seconds: float, level: float, fault: Fault) -> None:
    samples = np.zeros(int(8000 * seconds), np.float32)
    samples[: 8000 * 2] = level * np.sin(np.arange(min(len(samples), 16000)))
    soundfile.write(str(tmp_path / "came.wav"), samples, 8000)

    assert converted(tmp_path / "came.wav") == Refused(fault)


@pytest.mark.parametrize(
    ("content", "fault"),
    [(b"", Fault.NO_AUDIO), (b"<html>", Fault.NO_AUDIO), (bytes(5000), Fault.NO_AUDIO), (MP4, Fault.VIDEO)],
)
def test_what_is_no_sound_is_refused(tmp_path: Path, content: bytes, fault: Fault) -> None:
    (tmp_path / "came").write_bytes(content)

    assert converted(tmp_path / "came") == Refused(fault)


async def test_a_process_of_its_own_does_it_and_its_refusal_is_a_sentence(tmp_path: Path) -> None:
    workshop, target = Workshop(), tmp_path / "made.wav"
    made = await workshop.convert(file_of(tmp_path, "FLAC", "PCM_16"), target)

    assert isinstance(read_audio(target), Audio)
    assert made.seconds == pytest.approx(2, abs=0.1)
    (tmp_path / "film").write_bytes(MP4)
    with pytest.raises(BadInput, match="file: got a video, accepted is a sound: WAV, MP3, OGG or FLAC"):
        await workshop.convert(tmp_path / "film", target)
