"""What can go wrong between us and the switch. What is expected of it is a value instead: see `outcomes`."""

from kernel.errors import RingbackError, Unavailable


class AriError(RingbackError):
    """The switch could not be asked, or did not do what was asked."""


class AriUnreachable(AriError, Unavailable):
    """There is no connection to the switch, or it broke before the answer came. The request may have been done."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"The switch cannot be reached: {reason}.")
        self.reason = reason


class AriTimeout(AriError, Unavailable):
    """The switch is connected but did not answer in time. The request may still be done."""

    def __init__(self, asked: str, seconds: float) -> None:
        super().__init__(f"The switch did not answer {asked} within {seconds:g} s.")


class AriRefused(AriError):
    """The switch said no, and not in a way that was to be expected. `status` is HTTP's, `message` the switch's own."""

    def __init__(self, asked: str, status: int, message: str) -> None:
        super().__init__(f"The switch refused {asked} with {status}: {message}.")
        self.status = status
        self.message = message


class AriUnauthorized(AriRefused):
    """The user or the password is wrong."""


class AriGarbled(AriError):
    """The answer does not look as the switch's own description says: the models are of another version."""

    def __init__(self, asked: str, why: str) -> None:
        super().__init__(f"The switch's answer to {asked} cannot be read: {why}.")


class ManagerRefused(AriError):
    """The manager interface said no. `message` is the switch's own."""

    def __init__(self, action: str, message: str) -> None:
        super().__init__(f"The switch's manager refused {action}: {message}.")
        self.message = message
