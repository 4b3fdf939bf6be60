"""Which Asterisk will do. Pure: the version's text goes in, a judgement comes out."""

import re
from dataclasses import dataclass

FLOOR = (22, 10, 1)
"""Twenty security advisories were fixed in it, two of them in ARI."""
TRIED = (22, 10)
"""The last release line everything was tried on; 22.11.0 breaks channels that are being whispered to."""

Version = tuple[int, int, int]


@dataclass(frozen=True)
class Fit:
    version: Version


@dataclass(frozen=True)
class Untried:
    version: Version
    warning: str


@dataclass(frozen=True)
class TooOld:
    sentence: str


Judgement = Fit | Untried | TooOld


def parse(text: str) -> Version | None:
    """The version in what `asterisk -V` prints, such as `Asterisk 22.10.1~dfsg+~cs6.17`; None if there is none."""
    found = re.search(r"\b(\d+)\.(\d+)\.(\d+)", text)
    return (int(found[1]), int(found[2]), int(found[3])) if found else None


def judge(text: str) -> Judgement:
    version = parse(text)
    if version is None:
        return TooOld(f"{text.strip()[:80]!r} names no version of Asterisk; Ringback needs {dotted(FLOOR)} or newer.")
    if version < FLOOR:
        return TooOld(f"Asterisk {dotted(version)} is too old: Ringback needs {dotted(FLOOR)} or newer.")
    if version[:2] > TRIED:
        return Untried(version, f"Asterisk {dotted(version)} is newer than {dotted(TRIED)}, the last one tried.")
    return Fit(version)


def dotted(version: tuple[int, ...]) -> str:
    return ".".join(str(part) for part in version)
