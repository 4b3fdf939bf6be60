"""What is said of what only a running service knows: trunks, phones, recordings, what the wall shows as an alarm. Pure.

And of certificates, which anybody can look at.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import assert_never

from kernel.trouble import Trouble
from service.doctor_verdicts import Level, Verdict, bad, ok, warn

RENEW_WITHIN = timedelta(days=21)
MANY_WAIT = 50
"""Recordings are taken to the archive one after the other, each within seconds."""
_TEST_IT = "Open Trunks and test it: the answer says what is wrong."
_LOG = "Look into the service's log."
_ON_THE_WALL = "See the wall's alarms, and the service's log."


@dataclass(frozen=True)
class TrunkSeen:
    """`up` None: nobody knows, such as while the switch is away. `why`: what is wrong with it, where that is known."""

    name: str
    up: bool | None
    why: Trouble | None = None


@dataclass(frozen=True)
class PhonesSeen:
    """`there`: how many phones the switch reaches; `lacking`: the agents on shift whose phone it does not, by name."""

    there: int
    lacking: Sequence[str]


@dataclass(frozen=True)
class RecordingsSeen:
    """Those that wait for the archive after their call's end, and those of the last day of which there is no file."""

    waiting: int
    failed: int


@dataclass(frozen=True)
class Certificate:
    """`whose`: what shows it."""

    whose: str
    until: datetime


@dataclass(frozen=True)
class NoCertificate:
    """`why` is a whole sentence."""

    whose: str
    why: str


def on_trunks(trunks: Sequence[TrunkSeen]) -> Sequence[Verdict]:
    if not trunks:
        todo = "Open Trunks and make one, or take one into use."
        return (warn("trunks", "No trunk is in use: nobody can call from outside, and nobody be called.", todo),)
    return tuple(_on_trunk(each) for each in trunks)


def _on_trunk(trunk: TrunkSeen) -> Verdict:
    match trunk.up:
        case True if trunk.why is not None:
            found = warn("trunks", f"The trunk {trunk.name} is up.", _TEST_IT, trunk.name)
            return _with_reason(found, trunk.why)
        case True:
            return ok("trunks", f"The trunk {trunk.name} is up.", trunk.name)
        case None:
            todo = "Wait for the switch's word, or open Trunks and test it."
            return warn("trunks", f"Nobody knows how the trunk {trunk.name} is.", todo, trunk.name)
        case _:
            return _on_down(trunk)


def _on_down(trunk: TrunkSeen) -> Verdict:
    sentence = f"The trunk {trunk.name} is down: the switch cannot reach the carrier."
    return _with_reason(bad("trunks", sentence, _TEST_IT, trunk.name), trunk.why)


def _with_reason(found: Verdict, why: Trouble | None) -> Verdict:
    return found if why is None else replace(found, sentence=why.sentence, trouble=why)


def on_phones(found: PhonesSeen) -> Sequence[Verdict]:
    if not found.lacking:
        return (ok("phones", f"Phones that the switch reaches: {found.there}. Nobody on shift is without one."),)
    todo = "Look at the phone, its network and its password; a phone in the page needs that page open."
    return tuple(
        warn("phones", f"{name} is signed in, and the switch does not reach their phone.", todo, name)
        for name in found.lacking
    )


def on_recordings(found: RecordingsSeen) -> Sequence[Verdict]:
    return tuple(_on_recordings(found))


def _on_recordings(found: RecordingsSeen) -> Iterator[Verdict]:
    if found.waiting > MANY_WAIT:
        sentence = f"Recordings that wait for the archive: {found.waiting}."
        yield warn("recordings", sentence, "Look whether the archive's disk is there and quick enough.")
    else:
        yield ok("recordings", f"Recordings are archived as calls end; waiting now: {found.waiting}.")
    if found.failed:
        sentence = f"Recordings of the last day of which there is no file: {found.failed}."
        yield warn("recordings", sentence, "Open Recordings: each says why.", "failed")


def on_troubles(found: Iterable[tuple[str, Trouble]]) -> Sequence[Verdict]:
    return tuple(Verdict(Level.BAD, "alarms", each.sentence, _ON_THE_WALL, name, each) for name, each in found)


def on_certificate(found: Certificate | NoCertificate, now: datetime) -> Verdict:
    match found:
        case NoCertificate("the file" as whose, why):
            todo = "Set RINGBACK_TLS_CERTIFICATE to a certificate in PEM that can be read."
            return bad("certificates", why, todo, whose)
        case NoCertificate(whose, why):
            todo = "Start service and switch again, when no call is up: both read the files at their start."
            return bad("certificates", why, todo, whose)
        case Certificate(whose, until) if until <= now:
            todo = "Renew it, then start service and switch again when no call is up."
            return bad("certificates", f"The certificate of {whose} ended on {until:%Y-%m-%d}.", todo, whose)
        case Certificate(whose, until):
            return _on_days(whose, until, (until - now).days)
        case other:
            assert_never(other)


def _on_days(whose: str, until: datetime, days: int) -> Verdict:
    sentence = f"The certificate of {whose} is good until {until:%Y-%m-%d}, days left: {days}."
    if days < RENEW_WITHIN.days:
        todo = "Renew it, then start service and switch again when no call is up."
        return warn("certificates", sentence, todo, whose)
    return ok("certificates", sentence, whose)


def not_looked_at(what: str, why: str) -> Verdict:
    """A check that could not be made. `why` is a whole sentence."""
    return bad(what, f"This could not be looked at. {why}", _LOG)
