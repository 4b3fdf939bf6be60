"""The roots of the error trees. Each package draws its own branch and translates at its edge."""

from dataclasses import dataclass


class RingbackError(Exception):
    """Something went wrong that a person can act on; `str(error)` is one clear sentence.

    Each such sentence that can reach a page has its words in the console's other languages: see CONTRIBUTING.md.
    """


@dataclass(frozen=True, slots=True)
class Said:
    """A phrase of ours that stands where a sentence shows what came: printed as it is, not as a value."""

    phrase: str

    def __repr__(self) -> str:
        return self.phrase


NOTHING = Said("nothing")
HIDDEN = Said("a hidden value")


class BadInput(RingbackError):
    """What came in cannot be accepted. Names the field, what came (None is nothing) and what is accepted.

    `got` and `accepted` are as they are printed, a backslash once; None in a subclass whose sentence does not speak of
    them.
    """

    got: str | None = None
    accepted: str | None = None

    def __init__(self, field: str, got: object, accepted: str) -> None:
        self.field = field
        self.got = repr(NOTHING if got is None else got).replace("\\\\", "\\")
        self.accepted = accepted
        super().__init__(f"{field}: got {self.got}, accepted is {accepted}.")


class NotFound(RingbackError):
    """What was asked for does not exist, or the asker may not know that it does."""


class Conflict(RingbackError):
    """The thing exists, but its present state does not allow what was asked."""


class Unavailable(RingbackError):
    """Something we depend on (the switch, the database) cannot be reached just now."""
