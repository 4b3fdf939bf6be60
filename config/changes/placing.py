"""Bad input of a document, with the place where it stands."""

from kernel.errors import BadInput, RingbackError


class InPlace(BadInput):
    def __init__(self, place: str, error: BadInput) -> None:
        self.field = f"{place}.{error.field}"
        self.got, self.accepted = error.got, error.accepted
        RingbackError.__init__(self, f"{place}.{error}")
