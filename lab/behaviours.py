"""What somebody who is called does. Values: a phone or a number has one, and may be given another at any time."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Answers:
    """Rings `after` seconds, answers, and sends a tone (Hz; 0 is silence)."""

    after: float = 0.2
    speaks: float = 0.0
    hangs_up_after: float | None = None
    """Seconds after the answer; None leaves that to others."""


@dataclass(frozen=True, kw_only=True)
class Declines:
    """Rings `after` seconds and is then declined: SIP 603 from most phones, 403 from here."""

    after: float = 0.2


@dataclass(frozen=True)
class Busy:
    """486 at once."""


@dataclass(frozen=True)
class RingsOut:
    """Rings, and nobody answers. `heard`: its ringing is heard (183), and not said (180)."""

    heard: bool = False


@dataclass(frozen=True)
class Unallocated:
    """404: there is no such number."""


@dataclass(frozen=True)
class Congested:
    """503: the network cannot carry the call. `heard`: it is heard before it says so."""

    heard: bool = False


@dataclass(frozen=True)
class Manual:
    """Rings; the script does the rest."""


Behaviour = Answers | Declines | Busy | RingsOut | Unallocated | Congested | Manual
