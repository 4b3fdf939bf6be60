"""The numbers of the demo's people: only of ranges kept for fiction, so that no screen shows anybody's number."""

from dataclasses import dataclass
from random import Random

from kernel.numbering import LineType


@dataclass(frozen=True, kw_only=True)
class Range:
    """Of numbers that a country keeps for films and examples, those that are used here."""

    prefix: str
    width: int
    """Digits after the prefix."""
    kind: LineType
    low: int = 0
    high: int

    def number(self, chance: Random) -> str:
        """E.164."""
        return f"{self.prefix}{chance.randint(self.low, self.high):0{self.width}}"


FICTIONAL = (
    Range(prefix="+447700900", width=3, kind=LineType.MOBILE, high=799),
    Range(prefix="+3363998", width=4, kind=LineType.MOBILE, high=9999),
    Range(prefix="+4917139200", width=2, kind=LineType.MOBILE, high=99),
    Range(prefix="+441632960", width=3, kind=LineType.LANDLINE, high=799),
    Range(prefix="+33199001", width=3, kind=LineType.LANDLINE, high=799),
    Range(prefix="+353209100", width=3, kind=LineType.LANDLINE, high=799),
    Range(prefix="+493023125", width=3, kind=LineType.LANDLINE, low=100, high=799),
    Range(prefix="+120255501", width=2, kind=LineType.MOBILE_OR_LANDLINE, high=79),
    Range(prefix="+131055501", width=2, kind=LineType.MOBILE_OR_LANDLINE, high=99),
)
MOBILE = tuple(each for each in FICTIONAL if each.kind is LineType.MOBILE)
BAITING = (
    Range(prefix="+449098790", width=3, kind=LineType.PREMIUM, high=999),
    Range(prefix="+61255501", width=3, kind=LineType.LANDLINE, high=999),
)
"""A dear range, and a country that the demo does not call."""
COUNTRIES = ("GB", "IE", "FR", "DE", "US")
"""Where all but the last come from."""


MOBILES = 0.6


def fictional_number(chance: Random) -> str:
    """E.164. Most are mobiles, so that there is somebody to text."""
    return chance.choice(MOBILE if chance.random() < MOBILES else FICTIONAL).number(chance)
