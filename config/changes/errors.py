"""Why a save is not made.

BadInput
├── InLine             in a line of a file
└── placing.InPlace    in a place of a document
Conflict
├── Stale              somebody else was quicker
├── Outdated           the same of what a file changes
├── Taken              there is another thing with this key
├── TakenIn            the same of a number, to who may see its project
├── InUse              what is to be removed is needed
├── Undone             a change that has been undone already
├── Overtaken          a change whose result is not what there is any more
├── NotReady           a project that is to go live has open items
└── NotAnnounced       a project that takes calls would not say what it must
"""

from collections.abc import Iterable
from datetime import datetime

from kernel.errors import BadInput, Conflict, RingbackError


class InLine(BadInput):
    def __init__(self, line: int, error: BadInput) -> None:
        self.field = f"line {line}, {error.field}"
        self.got, self.accepted = error.got, error.accepted
        RingbackError.__init__(self, f"line {line}, {error}")


class Stale(Conflict):
    def __init__(self, key: str, last: tuple[str, datetime] | None) -> None:
        if last is None:
            super().__init__(f"{key} is not what you have edited any more: look at it again before you save.")
        else:
            by, at = last
            when = f"{at:%Y-%m-%d %H:%M}"
            super().__init__(f"{key} was changed by {by} at {when} UTC: look at it again before you save.")


class Outdated(Conflict):
    def __init__(self) -> None:
        super().__init__("What the file changes is not what its difference has shown any more: look at it again.")


class Taken(Conflict):
    def __init__(self, key: str) -> None:
        super().__init__(f"There is another {key} already.")
        self.key = key


class TakenIn(Conflict):
    def __init__(self, key: str, project: str) -> None:
        super().__init__(f"There is another {key} already: it is a number of {project}.")


class InUse(Conflict):
    def __init__(self, key: str, users: Iterable[str]) -> None:
        super().__init__(f"{key} is in use and stays: {', '.join(users)}.")


class Undone(Conflict):
    def __init__(self) -> None:
        super().__init__("This change has been undone already.")


class Overtaken(Conflict):
    def __init__(self, key: str, fields: Iterable[str]) -> None:
        super().__init__(f"{key} was changed again since, so this cannot be undone: {', '.join(fields)}.")


class NotReady(Conflict):
    def __init__(self, project: str, items: Iterable[str]) -> None:
        super().__init__(f"{project} cannot go live yet: {' '.join(items)}")


class NotAnnounced(Conflict):
    def __init__(self, project: str, missing: Iterable[str]) -> None:
        super().__init__(f"{project} takes calls and must announce: {' '.join(missing)}")
