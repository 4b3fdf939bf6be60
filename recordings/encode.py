"""The program that makes one FLAC of the switch's two files, and a picture of a FLAC: a process of its own, which
yields to everything else.

It reads one job a line from its standard input, answers one line for each, and ends when its input does: it cannot
outlive the service. It is the only place where a recording's samples are touched.
"""

import hashlib
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

import msgspec
import numpy as np
import soundfile

from recordings.analysis import RATE, Meter, Samples, Span, align
from recordings.picture.shape import Picture, Sketch

NICENESS = 15
BLOCK = RATE * 30
"""Samples of each side that are in memory at once."""


class Job(msgspec.Struct, frozen=True, tag="encode"):
    """`muted` are the spans, in seconds, that must be silent."""

    customer: str
    ours: str
    target: str
    muted: tuple[Span, ...] = ()


class Drawing(msgspec.Struct, frozen=True, tag="draw"):
    """A picture of the FLAC `source` is to be written to `target`, as JSON."""

    source: str
    target: str


class SideFound(msgspec.Struct, frozen=True):
    samples: int
    peak: int
    level_db: float


class Encoded(msgspec.Struct, frozen=True, tag="encoded"):
    """A side is None where there was no file. Nothing was written where neither has a sample: `bytes` is 0."""

    customer: SideFound | None
    ours: SideFound | None
    muted_peak: int
    bytes: int
    sha256: str


class Drawn(msgspec.Struct, frozen=True, tag="drawn"):
    pass


class Failed(msgspec.Struct, frozen=True, tag="failed"):
    why: str


Reply = Encoded | Drawn | Failed
replies: msgspec.json.Decoder[Reply] = msgspec.json.Decoder(Reply)
_jobs: msgspec.json.Decoder[Job | Drawing] = msgspec.json.Decoder(Job | Drawing)


def encode(job: Job) -> Encoded:
    """Writes the target, whole and on the disk. Raises OSError or soundfile's errors."""
    with ExitStack() as opened:
        sources = [_open(opened, path) for path in (job.customer, job.ours)]
        meters = [Meter(job.muted), Meter(job.muted)]
        wrote = _write(Path(job.target), sources, meters)
    found = [_found(source, meter) for source, meter in zip(sources, meters, strict=True)]
    size, digest = _seal(Path(job.target)) if wrote else (0, "")
    return Encoded(found[0], found[1], max(meter.muted_peak for meter in meters), size, digest)


def _open(opened: ExitStack, path: str) -> BinaryIO | None:
    try:
        return opened.enter_context(Path(path).open("rb"))
    except FileNotFoundError:
        return None


def _write(target: Path, sources: list[BinaryIO | None], meters: list[Meter]) -> bool:
    """False where there is not one sample to write."""
    with ExitStack() as opened:
        file = None
        for blocks in _blocks(sources):
            for meter, block in zip(meters, blocks, strict=True):
                meter.add(block)
            if file is None:
                new = soundfile.SoundFile(str(target), "w", RATE, 2, "PCM_16", format="FLAC")
                file = opened.enter_context(new)
            file.write(align(*blocks))
    return file is not None


def _blocks(sources: list[BinaryIO | None]) -> Iterator[tuple[Samples, Samples]]:
    while True:
        customer, ours = (_read(source) for source in sources)
        if not len(customer) and not len(ours):
            return
        yield customer, ours


def _read(source: BinaryIO | None) -> Samples:
    """The next block; half a sample at the end of a file that was cut off is left out."""
    data = source.read(2 * BLOCK) if source else b""
    return np.frombuffer(data[: len(data) // 2 * 2], dtype="<i2").astype(np.int16)


def _found(source: BinaryIO | None, meter: Meter) -> SideFound | None:
    side = meter.side()
    return None if source is None else SideFound(side.samples, side.peak, side.level_db)


def _seal(target: Path) -> tuple[int, str]:
    """Size and SHA-256, once it is on the disk."""
    with target.open("rb") as file:
        os.fsync(file.fileno())
        return target.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest()


def draw(job: Drawing) -> Drawn:
    """Raises OSError or soundfile's errors."""
    Path(job.target).write_bytes(msgspec.json.encode(picture_of(Path(job.source))))
    return Drawn()


def picture_of(path: Path) -> Picture:
    """Reads ten seconds at a time."""
    with soundfile.SoundFile(str(path)) as file:
        sketch = Sketch(file.frames, file.channels, file.samplerate)
        while len(piece := file.read(sketch.piece, dtype="int16", always_2d=True)):
            sketch.add(piece)
    return sketch.picture()


def answer(line: bytes) -> Reply:
    try:
        job = _jobs.decode(line)
        return draw(job) if isinstance(job, Drawing) else encode(job)
    except (OSError, RuntimeError, msgspec.MsgspecError) as error:
        return Failed(str(error))


def main() -> None:
    """Interrupts at the terminal are the service's to handle."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(NICENESS)
    for line in sys.stdin.buffer:
        sys.stdout.buffer.write(msgspec.json.encode(answer(line)) + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
