"""What the doctor says of the secret key and of second factors. Pure: findings in, sentences out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from service.doctor_verdicts import Verdict, bad, ok, warn


@dataclass(frozen=True)
class KeyFound:
    """`where` is a file or a setting. `wrong` is a whole sentence about what is in it, empty where it is a key."""

    where: str
    open_to_others: bool = False
    wrong: str = ""


@dataclass(frozen=True)
class FactorsFound:
    """People who have a second factor, and those of them whose was set up with another key than the one there is."""

    people: int
    unreadable: int


def on_key(found: KeyFound | None) -> Verdict:
    """None: there is none yet."""
    if found is None:
        return ok("secret key", "There is none yet: the service makes one when it starts.")
    if found.wrong:
        todo = "Bring it back from the backup; without one remove it, and second factors are set up anew."
        return bad("secret key", found.wrong, todo)
    if found.open_to_others:
        return warn("secret key", f"{found.where} can be read by others than its owner.", f"chmod 600 {found.where}")
    return ok("secret key", f"It is in {found.where}: back it up, apart from the database.")


def on_factors(found: FactorsFound) -> Sequence[Verdict]:
    return tuple(_on_factors(found))


def _on_factors(found: FactorsFound) -> Iterator[Verdict]:
    yield ok("second factor", f"Who has one: {_people(found.people)}.")
    if found.unreadable:
        todo = "Bring the secret key back from the backup, or `ringback second-factor reset NAME`."
        said = f"Set up with another secret key, and of no use: that of {_people(found.unreadable)}."
        yield bad("second factor", said, todo, "other key")


def _people(people: int) -> str:
    return {0: "nobody", 1: "1 person"}.get(people, f"{people} people")
