"""What a refused request is told: application/problem+json (RFC 9457) with one clear sentence."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

import msgspec
from msgspec.structs import replace

from kernel.errors import BadInput, Conflict, NotFound, RingbackError, Unavailable
from kernel.http import Forbidden, NotSignedIn

CONTENT_TYPE = "application/problem+json"


class Malformed(BadInput):
    """The request could not be read at all, as against one that was read and refused. Becomes 400."""


class TooManyTries(RingbackError):
    """Asked too often; `retry_after` is in whole seconds."""

    def __init__(self, sentence: str, retry_after: int) -> None:
        super().__init__(sentence)
        self.retry_after = retry_after


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """The body of every error. `reference` finds the log line of an unexpected one.

    `detail` says everything. Where it is about what came in a `field`, `got` and `accepted` say the same in parts, so
    that a page can say it in its reader's language: what came as Python prints it, and what would do.
    """

    type: str
    title: str
    status: int
    detail: str
    field: str | None = None
    got: str | None = None
    accepted: str | None = None
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """A problem with the headers that go with it."""

    problem: Problem
    headers: Mapping[str, str] = field(default_factory=dict)


STATUS: tuple[tuple[type[RingbackError], int], ...] = (
    (Malformed, 400),
    (BadInput, 422),
    (NotSignedIn, 401),
    (Forbidden, 403),
    (NotFound, 404),
    (Conflict, 409),
    (TooManyTries, 429),
    (Unavailable, 503),
)
"""The first that fits; an error in none of these rows was not expected."""


def status_of(error: type[BaseException]) -> int:
    """The HTTP status of an error's type; 500 where nobody foresaw it."""
    return next((status for kind, status in STATUS if issubclass(error, kind)), 500)


def problem(status: int, detail: str, reference: str | None = None) -> Problem:
    title = HTTPStatus(status).phrase
    slug = title.lower().replace(" ", "-")
    return Problem(f"urn:ringback:problem:{slug}", title, status, detail, reference=reference)


def refusal(error: RingbackError) -> Refusal | None:
    """What to answer an error that was foreseen; None for any other."""
    status = status_of(type(error))
    if status == 500:
        return None
    return Refusal(_about(problem(status, str(error)), error), _headers(error))


def _about(said: Problem, error: RingbackError) -> Problem:
    """With the parts of what was wrong with a field."""
    if not isinstance(error, BadInput):
        return said
    return replace(said, field=error.field, got=error.got, accepted=error.accepted)


def unexpected(reference: str) -> Problem:
    """What to answer when we failed: nothing of the inside, but a way to find it in the log."""
    detail = f"Something failed on our side. It is in the log under {reference}."
    return problem(500, detail, reference=reference)


def _headers(error: RingbackError) -> dict[str, str]:
    match error:
        case TooManyTries():
            return {"Retry-After": str(error.retry_after)}
        case Unavailable():
            return {"Retry-After": "5"}
        case _:
            return {}
