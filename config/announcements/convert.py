"""The program that makes of an uploaded file what the switch plays: a process of its own, because reading what
strangers have made may take long, much memory, or the process with it.

It reads one job from its standard input and answers it with one line.
"""

import hashlib
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from enum import StrEnum
from pathlib import Path

import msgspec
import numpy as np
import soundfile

from config.announcements.sound import RATE, Samples, prepared, resampled
from config.announcements.whole import is_cut_off, is_video

NICENESS = 5
LONGEST_S = 600
SHORTEST_S = 0.5
TAKEN = frozenset({"WAV", "WAVEX", "RF64", "MP3", "OGG", "FLAC"})
_RATES = range(4000, 192_001)
_MOST_CHANNELS = 8


class Fault(StrEnum):
    """Why a file is not taken."""

    NO_AUDIO = "no_audio"
    VIDEO = "video"
    CUT_OFF = "cut_off"
    SILENT = "silent"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"


class Job(msgspec.Struct, frozen=True):
    source: str
    target: str


class Converted(msgspec.Struct, frozen=True, tag="converted"):
    """`sha256` is of the target, which is on the disk."""

    seconds: float
    sha256: str


class Refused(msgspec.Struct, frozen=True, tag="refused"):
    fault: Fault


Reply = Converted | Refused
replies: msgspec.json.Decoder[Reply] = msgspec.json.Decoder(Reply)
_jobs = msgspec.json.Decoder(Job)


class _Refusal(Exception):
    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


def convert(job: Job) -> Reply:
    """Writes the target, or says why not. Raises OSError."""
    source, target = Path(job.source), Path(job.target)
    try:
        samples = prepared(_heard(source, _mixed))
        if samples is None:
            samples = prepared(_heard(source, _first))
    except _Refusal as refusal:
        return Refused(refusal.fault)
    if samples is None:
        return Refused(Fault.SILENT)
    if len(samples) < SHORTEST_S * RATE:
        return Refused(Fault.TOO_SHORT)
    soundfile.write(str(target), samples, RATE, subtype="PCM_16", format="WAV")
    return Converted(len(samples) / RATE, _sealed(target))


def _mixed(second: Samples) -> Samples:
    return np.asarray(second.mean(axis=1), np.float32)


def _first(second: Samples) -> Samples:
    """Of channels that take each other away: the same sound, turned round."""
    return np.asarray(second[:, 0], np.float32)


def _heard(source: Path, one_of: Callable[[Samples], Samples]) -> Samples:
    """All of the file as a telephone carries it. Raises `_Refusal`."""
    try:
        with soundfile.SoundFile(str(source)) as file:
            _expect_taken(file)
            if is_cut_off(source, file.format):
                raise _Refusal(Fault.CUT_OFF)
            return np.concatenate([np.zeros(0, np.float32), *resampled(_seconds(file, one_of), file.samplerate)])
    except soundfile.LibsndfileError as error:
        raise _Refusal(_of_unreadable(source)) from error


def _of_unreadable(source: Path) -> Fault:
    with suppress(soundfile.LibsndfileError):
        return Fault.CUT_OFF if soundfile.info(str(source)).format in TAKEN else Fault.NO_AUDIO
    return Fault.VIDEO if is_video(source) else Fault.NO_AUDIO


def _expect_taken(file: soundfile.SoundFile) -> None:
    if file.format not in TAKEN or file.samplerate not in _RATES or file.channels > _MOST_CHANNELS:
        raise _Refusal(Fault.NO_AUDIO)
    if file.frames > LONGEST_S * file.samplerate:
        raise _Refusal(Fault.TOO_LONG)


def _seconds(file: soundfile.SoundFile, one_of: Callable[[Samples], Samples]) -> Iterator[Samples]:
    """Second by second, all channels as one. What the file promises has to come."""
    read = 0
    while len(second := file.read(file.samplerate, dtype="float32", always_2d=True)):
        read += len(second)
        if read > LONGEST_S * file.samplerate:
            raise _Refusal(Fault.TOO_LONG)
        yield np.nan_to_num(one_of(second), posinf=0, neginf=0)
    if read < file.frames:
        raise _Refusal(Fault.CUT_OFF)


def _sealed(target: Path) -> str:
    """Its SHA-256, once it is on the disk."""
    with target.open("rb") as file:
        os.fsync(file.fileno())
        return hashlib.file_digest(file, "sha256").hexdigest()


def main() -> None:
    """Interrupts at the terminal are the service's to handle."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(NICENESS)
    reply = convert(_jobs.decode(sys.stdin.buffer.readline()))
    sys.stdout.buffer.write(msgspec.json.encode(reply) + b"\n")


if __name__ == "__main__":
    main()
