"""How many segments a text is sent in, which is what it costs. Source: 3GPP TS 23.038 and 23.040."""

from enum import StrEnum

import msgspec

_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ"
    " !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION = "\f^{}\\[~]|€"
"""Each takes two units: an escape goes before it."""
_UNITS = dict.fromkeys(_BASIC, 1) | dict.fromkeys(_EXTENSION, 2)


class Encoding(StrEnum):
    GSM_7 = "gsm_7"
    UCS_2 = "ucs_2"


_ALONE = {Encoding.GSM_7: 160, Encoding.UCS_2: 70}
_JOINED = {Encoding.GSM_7: 153, Encoding.UCS_2: 67}
"""Units in one of several segments: the rest of each says how they belong together."""


class Length(msgspec.Struct, frozen=True):
    """`units` are septets, or 16-bit units of which a character outside the basic plane (an emoji) takes two."""

    encoding: Encoding
    units: int
    segments: int


def measure(text: str) -> Length:
    """An empty text is one segment."""
    plain = all(each in _UNITS for each in text)
    encoding = Encoding.GSM_7 if plain else Encoding.UCS_2
    widths = [_UNITS[each] if plain else _width(each) for each in text]
    units = sum(widths)
    return Length(encoding, units, 1 if units <= _ALONE[encoding] else _joined(widths, _JOINED[encoding]))


def _joined(widths: list[int], room: int) -> int:
    """A character of two units is never cut in two: the segment before it stays one unit short."""
    segments, used = 1, 0
    for width in widths:
        if used + width > room:
            segments, used = segments + 1, 0
        used += width
    return segments


def _width(character: str) -> int:
    return 2 if ord(character) > 0xFFFF else 1
