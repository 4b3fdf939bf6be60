"""What a person is told who may not call a number: why, and who can change it. From values alone."""

from typing import assert_never
from zoneinfo import ZoneInfo

from callbacks.reasons import sentence
from callbacks.rules import Barred, Cleared, Crowded, Doubtful, Verdict, Why

RELEASE = "A supervisor can release the case."
_WAYS = {
    "country_not_allowed": "An administrator can allow the country in the project's rules.",
    "cap_prefix": "An administrator can raise the limit in the project's rules.",
}


def refused(verdict: Verdict, zone: ZoneInfo) -> str | None:
    """Of a number that somebody typed; None where it may be called. `zone`: in which a moment is told."""
    match verdict:
        case Cleared():
            return None
        case Barred():
            return f"This number is never dialled: {sentence(Why(verdict.why, verdict.data))}"
        case Doubtful():
            way = _WAYS.get(verdict.why, RELEASE)
            return f"{sentence(Why(verdict.why, verdict.data))} {way}"
        case Crowded():
            until = f"{verdict.until.astimezone(zone):%Y-%m-%d %H:%M} ({zone.key})"
            return sentence(Why(verdict.why, {**verdict.data, "until": until}))
        case _:
            assert_never(verdict)


def refused_on_case(verdict: Verdict, zone: ZoneInfo, *, released: bool) -> str | None:
    """Of a case that somebody wants to call now. What a person released, the rules doubt no more."""
    if not isinstance(verdict, Doubtful):
        return refused(verdict, zone)
    return None if released else held(Why(verdict.why, verdict.data))


def held(why: Why | None) -> str | None:
    """Of a number whose case the rules hold for `why`."""
    return None if why is None else f"The case of this customer is held: {sentence(why)} {RELEASE}"
