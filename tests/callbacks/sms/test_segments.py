"""What a text costs."""

import pytest

from callbacks.sms.segments import Encoding, Length, measure

GSM, UCS = Encoding.GSM_7, Encoding.UCS_2


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", Length(GSM, 0, 1)),
        ("a" * 160, Length(GSM, 160, 1)),
        ("a" * 161, Length(GSM, 161, 2)),
        ("a" * 306, Length(GSM, 306, 2)),
        ("a" * 307, Length(GSM, 307, 3)),
        ("€" * 80, Length(GSM, 160, 1)),
        ("€" * 81, Length(GSM, 162, 2)),
        ("a" * 152 + "€" + "a" * 152, Length(GSM, 306, 3)),
        ("ñéà@£Δ", Length(GSM, 6, 1)),
        ("ç", Length(UCS, 1, 1)),
        ("`", Length(UCS, 1, 1)),
        ("я" * 70, Length(UCS, 70, 1)),
        ("я" * 71, Length(UCS, 71, 2)),
        ("я" * 134, Length(UCS, 134, 2)),
        ("я" * 135, Length(UCS, 135, 3)),
        ("😀" * 35, Length(UCS, 70, 1)),
        ("я" * 66 + "😀" + "я" * 66, Length(UCS, 134, 3)),
        ("a" * 159 + "ї", Length(UCS, 160, 3)),
    ],
    ids=lambda value: f"{value[:3]}x{len(value)}" if isinstance(value, str) else "",
)
def test_segments_are_counted_as_carriers_count_them(text: str, length: Length) -> None:
    assert measure(text) == length
