"""Whether a sound file has come whole, as far as its format lets that be told from outside; and what is no sound."""

import struct
from pathlib import Path

_UNTOLD = (0, 0xFFFFFFFF)
"""As sizes of what was written while it was not known how long it would be."""
_OGG_PAGE = b"OggS"
_OGG_LAST = 0x04
_OGG_HEAD = 23
_LONGEST_PAGE = 65_307
_HEAD = 64
_WEBM = b"\x1aE\xdf\xa3"


def is_cut_off(file: Path, format_: str) -> bool:
    """Of WAV and OGG; MP3 and FLAC promise a number of samples, which reading them shows. Raises OSError."""
    match format_:
        case "WAV" | "WAVEX":
            return _wav_is_cut_off(file)
        case "OGG":
            return _ogg_is_cut_off(file)
        case _:
            return False


def _wav_is_cut_off(file: Path) -> bool:
    """Whether the chunk of samples is shorter than it says."""
    size = file.stat().st_size
    with file.open("rb") as opened:
        order = ">" if opened.read(12)[:4] == b"RIFX" else "<"
        while len(head := opened.read(8)) == 8:
            name, length = head[:4], struct.unpack(f"{order}I", head[4:])[0]
            if name == b"data":
                return length not in _UNTOLD and opened.tell() + length > size
            opened.seek(length + length % 2, 1)
    return True


def _ogg_is_cut_off(file: Path) -> bool:
    """Whether the last page does not say that it is the last, or is not all there."""
    with file.open("rb") as opened:
        opened.seek(max(0, file.stat().st_size - _LONGEST_PAGE))
        end = opened.read()
    _, found, page = end.rpartition(_OGG_PAGE)
    return not found or len(page) < _OGG_HEAD or not page[1] & _OGG_LAST or len(page) < _ogg_length(page)


def _ogg_length(page: bytes) -> int:
    """Of a page after its first four bytes: the head, the sizes of its parts, the parts."""
    sizes = page[_OGG_HEAD : _OGG_HEAD + page[_OGG_HEAD - 1]]
    return _OGG_HEAD + len(sizes) + sum(sizes)


def is_video(file: Path) -> bool:
    """Of the kinds in which sound comes with a picture, or could: MP4, QuickTime, WebM, Matroska, AVI, MPEG."""
    with file.open("rb") as opened:
        head = opened.read(_HEAD)
    return (
        head.startswith((_WEBM, b"\x00\x00\x01\xba", b"\x00\x00\x01\xb3"))
        or head[4:8] == b"ftyp"
        or (head.startswith(b"RIFF") and head[8:12] == b"AVI ")
    )
