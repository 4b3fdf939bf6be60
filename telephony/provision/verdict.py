"""What an answer of a carrier means, or that there is none, in a sentence that says what to do. Pure."""

from dataclasses import dataclass
from typing import assert_never

import msgspec

from kernel.trouble import Trouble
from telephony.provision.hosts import bracketed
from telephony.provision.model import TrunkSpec


@dataclass(frozen=True, slots=True)
class Answered:
    """`ms` is from the last question to its answer; `proved`: it was asked with user and password."""

    status: int
    reason: str
    ms: float
    proved: bool = False


@dataclass(frozen=True, slots=True)
class Silent:
    """No answer in time."""


@dataclass(frozen=True, slots=True)
class Closed:
    """The far end, or something before it, turns us away: nothing listens there, or a firewall says so."""

    why: str


@dataclass(frozen=True, slots=True)
class Unresolved:
    host: str


@dataclass(frozen=True, slots=True)
class BadCertificate:
    why: str


@dataclass(frozen=True, slots=True)
class NoTls:
    """It does not speak TLS, or none that we speak."""

    why: str


@dataclass(frozen=True, slots=True)
class Unasked:
    """It is on our side that there was no asking."""

    why: str


@dataclass(frozen=True, slots=True)
class UnknownChallenge:
    """It wants to be convinced in a way that we do not know."""


Result = Answered | Silent | Closed | Unresolved | BadCertificate | NoTls | Unasked | UnknownChallenge


class Verdict(msgspec.Struct, frozen=True):
    """`said` is good or bad news; the console has words for its kind."""

    ok: bool
    said: Trouble
    round_trip_ms: float | None = None
    delay_ms: float | None = None
    """Of audio, there and back. Of a test call alone."""
    loss_percent: float | None = None


OUT_OF_SERVICE = "trunk_out_of_service"


def of_options(spec: TrunkSpec, result: Result) -> Verdict:
    """Any answer says that somebody is there."""
    if isinstance(result, Answered) and result.status not in (403, 503):
        shown = {"ms": f"{result.ms:.0f}", "status": f"{result.status} {result.reason}".strip()}
        sentence = f"{spec.host} answers after {shown['ms']} ms ({shown['status']})."
        return Verdict(ok=True, said=Trouble("trunk_answers", sentence, shown), round_trip_ms=round(result.ms, 1))
    return Verdict(ok=False, said=wrong(spec, result))


def of_registration(spec: TrunkSpec, result: Result) -> Verdict:
    if isinstance(result, Answered) and result.status // 100 == 2:
        shown = {"ms": f"{result.ms:.0f}", "username": spec.username}
        sentence = f"{spec.host} accepts user and password of {spec.username} (after {shown['ms']} ms)."
        return Verdict(ok=True, said=Trouble("trunk_accepted", sentence, shown), round_trip_ms=round(result.ms, 1))
    return Verdict(ok=False, said=wrong(spec, result))


def wrong(spec: TrunkSpec, result: Result) -> Trouble:
    """Why it does not work."""
    where, by = f"{bracketed(spec.host)}:{spec.port}", spec.transport.upper()
    match result:
        case Answered():
            return of_status(spec, result.status, result.reason)
        case Silent():
            sentence = (
                f"{where} does not answer by {by}: the address or port is wrong, a firewall is between us, "
                "or the carrier does not know our address."
            )
            return Trouble("trunk_silent", sentence, {"where": where, "transport": by})
        case Closed(why):
            sentence = f"{where} turns us away by {by}: nothing listens there, or a firewall refuses. {why}"
            return Trouble("trunk_closed", sentence, {"where": where, "transport": by, "why": why})
        case Unresolved(host):
            return Trouble("trunk_unresolved", f"The host's name {host} does not resolve.", {"host": host})
        case BadCertificate(why):
            sentence = f"The certificate of {where} is not good: {why}"
            return Trouble("trunk_certificate", sentence, {"where": where, "why": why})
        case NoTls(why):
            sentence = f"{where} does not speak TLS, or none that we speak: {why}"
            return Trouble("trunk_no_tls", sentence, {"where": where, "why": why})
        case Unasked(why):
            return Trouble("trunk_not_asked", f"{where} could not be asked: {why}", {"where": where, "why": why})
        case UnknownChallenge():
            return Trouble("trunk_challenge", f"{where} asks for the password in a way that is not known here.")
        case _:
            assert_never(result)


def of_status(spec: TrunkSpec, status: int, reason: str) -> Trouble:
    """Why a request failed, by SIP's answer to it."""
    said = f"{status} {reason}".strip()
    data = {"status": said, "username": spec.username, "host": spec.host}
    match status:
        case 401 | 407 if not spec.username:
            return Trouble("trunk_wants_password", f"{spec.host} asks for a user and a password ({said}).", data)
        case 401 | 407:
            sentence = f"{spec.host} does not accept the user {spec.username} with this password ({said})."
            return Trouble("trunk_wrong_password", sentence, data)
        case 403 | 603:
            sentence = f"{spec.host} refuses ({said}): our address, the user or the number shown is not allowed there."
            return Trouble("trunk_forbidden", sentence, data)
        case 404 | 604:
            sentence = f"{spec.host} does not know the user or number that was asked for ({said})."
            return Trouble("trunk_not_known_there", sentence, data)
        case 488 | 606 | 415:
            codecs = ", ".join(spec.codecs)
            sentence = (
                f"{spec.host} speaks none of these codecs ({codecs}), or wants the other kind of encryption ({said})."
            )
            return Trouble("trunk_codec", sentence, data | {"codecs": codecs})
        case 408:
            return Trouble("trunk_far_end_silent", f"Nobody answered behind {spec.host} in time ({said}).", data)
        case 480 | 486 | 600 | 487:
            return Trouble("trunk_busy", f"The number that was called is busy or does not answer ({said}).", data)
        case 484:
            sentence = f"{spec.host} takes the number for incomplete ({said}): look at the format of numbers."
            return Trouble("trunk_incomplete", sentence, data)
        case _ if status >= 500:
            return Trouble(OUT_OF_SERVICE, f"{spec.host} cannot serve just now ({said}).", data)
        case _:
            return Trouble("trunk_refused", f"{spec.host} refuses ({said}).", data)
