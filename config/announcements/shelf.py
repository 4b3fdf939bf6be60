"""The files of uploaded announcements, in the directory from which the switch plays. None is ever written over."""

import io
import os
import secrets
from pathlib import Path

import soundfile

from kernel.errors import NotFound

OWN = "own"
_LETTERS = 32
"""Of the hash, in a file's name."""


def keep(made: Path, sha256: str, sounds: Path) -> str:
    """Moves a sound to its place, readable for the switch, and says where that is: relative to `sounds`. Blocks.

    Its name is made of what it holds, so that whoever writes it twice writes the same. Raises `OSError`.
    """
    file = Path(OWN) / f"{sha256[:_LETTERS]}.wav"
    target = sounds / file
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.is_file():
        # A name of its own, as two may keep the same sound at once.
        fresh = target.with_suffix(f".{secrets.token_hex(8)}.new")
        fresh.write_bytes(made.read_bytes())
        fresh.chmod(0o644)
        _write_through(fresh)
        fresh.replace(target)
    return str(file)


def _write_through(file: Path) -> None:
    with file.open("rb") as opened:
        os.fsync(opened.fileno())


def read(sounds: Path, file: str) -> bytes:
    """A sound as it is kept. Blocks. Raises `NotFound`."""
    try:
        return (sounds / file).read_bytes()
    except OSError as error:
        raise NotFound("The file of this announcement is missing.") from error


def as_heard(sound: bytes) -> bytes:
    """As it comes out of a telephone: by way of G.711, A-law, at 8 kHz. Blocks for milliseconds."""
    return _written(_written(sound, "ALAW"), "PCM_16")


def _written(sound: bytes, how: str) -> bytes:
    samples, rate = soundfile.read(io.BytesIO(sound), dtype="int16")
    made = io.BytesIO()
    soundfile.write(made, samples, rate, subtype=how, format="WAV")
    return made.getvalue()
