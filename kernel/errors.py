"""The roots of the error trees. Each package draws its own branch and translates at its edge."""


class RingbackError(Exception):
    """Something went wrong that a person can act on; `str(error)` is one clear sentence."""


class BadInput(RingbackError):
    """What came in cannot be accepted. Names the field, what came (None is nothing) and what is accepted."""

    def __init__(self, field: str, got: object, accepted: str) -> None:
        super().__init__(f"{field}: got {'nothing' if got is None else repr(got)}, accepted is {accepted}.")
        self.field = field


class NotFound(RingbackError):
    """What was asked for does not exist, or the asker may not know that it does."""


class Conflict(RingbackError):
    """The thing exists, but its present state does not allow what was asked."""


class Unavailable(RingbackError):
    """Something we depend on (the switch, the database) cannot be reached just now."""
