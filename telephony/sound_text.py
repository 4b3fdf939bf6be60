"""A sound as the safety net's entries and notes name it: text that the dialplan copies from one to the other. Pure.

It is encoded twice, as it lies among the other fields of a note.
"""

import re
from urllib.parse import quote, urlencode

from telephony.identity import fields_of
from telephony.plan import Sound

_WHOLE = re.compile(r"[0-9]{1,9}", re.ASCII)
_SECONDS = re.compile(r"[0-9]{1,5}(\.[0-9]{1,6})?", re.ASCII)


def text_of(sound: Sound) -> str:
    """Which version of what it is, and how long. It holds no comma."""
    seconds = None if sound.seconds is None else f"{sound.seconds:.3f}"
    told = {"sound": sound.name, "version": sound.version, "announcement": sound.announcement, "seconds": seconds}
    return quote(urlencode({name: value for name, value in told.items() if value is not None}), safe="")


def sound_of(field: str) -> Sound:
    """From a note's field, which is encoded once by now. Where the sound lies is not noted: `media` is empty."""
    fields = fields_of(field)
    seconds = fields.get("seconds", "")
    return Sound(
        media="",
        name=fields.get("sound", ""),
        version=_whole(fields.get("version", "")),
        announcement=_whole(fields.get("announcement", "")),
        seconds=float(seconds) if _SECONDS.fullmatch(seconds) else None,
    )


def _whole(text: str) -> int | None:
    return int(text) if _WHOLE.fullmatch(text) else None
