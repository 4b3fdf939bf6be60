"""Who keys in wrong PINs at a phone is let in no more for a while, and that is an alarm for as long."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kernel.trouble import Trouble
from web.limit import Tries

MOST_WRONG, WINDOW_S = 5, 900.0
"""Of one extension, and at one phone."""


@dataclass(frozen=True, slots=True)
class _Shut:
    tries: Tries
    key: str
    trouble: Trouble


class Guessing:
    """Phones by the account's name. Seconds are those of a clock that never jumps."""

    def __init__(self) -> None:
        self._phones, self._extensions = Tries(MOST_WRONG, WINDOW_S), Tries(MOST_WRONG, WINDOW_S)
        self._shut: dict[str, _Shut] = {}
        """By the alarm's id."""

    def is_shut(self, phone: str, extension: str, now: float) -> bool:
        return bool(self._phones.left(phone, now) or self._extensions.left(extension, now))

    def begins(self, phone: str, extension: str, now: float) -> None:
        """Counted before the PIN is looked at: of many at the same time none is let through for nothing."""
        self._phones.take(phone, now)
        self._extensions.take(extension, now)

    def was_right(self, phone: str, extension: str) -> None:
        self._phones.give_back(phone)
        self._extensions.forgive(extension)

    def was_wrong(self, phone: str, extension: str, agent: str | None, now: float) -> bool:
        """Whether it is shut now. `agent` is whose extension it is: one that is nobody's may have been the PIN."""
        if self._phones.left(phone, now):
            self._shut[f"phone_locked_out:{phone}"] = _Shut(self._phones, phone, _at_phone(phone))
        if agent is not None and self._extensions.left(extension, now):
            self._shut[f"extension_locked_out:{extension}"] = _Shut(self._extensions, extension, _of_agent(agent))
        return self.is_shut(phone, extension, now)

    def left(self, now: float) -> tuple[Mapping[str, int], Mapping[str, int]]:
        """Whole seconds until they are let in again, of phones and of extensions that are shut."""
        return self._left(self._phones, now), self._left(self._extensions, now)

    def _left(self, tries: Tries, now: float) -> Mapping[str, int]:
        keys = (each.key for each in self._shut.values() if each.tries is tries)
        return {key: left for key in keys if (left := tries.left(key, now))}

    def troubles(self, now: float) -> Iterator[tuple[str, Trouble]]:
        """What is shut, by name."""
        self._shut = {id_: each for id_, each in self._shut.items() if each.tries.left(each.key, now)}
        yield from ((id_, each.trouble) for id_, each in self._shut.items())


def _at_phone(phone: str) -> Trouble:
    sentence = f"Too many wrong PINs at the phone {phone}: for a while nobody signs in there with extension and PIN."
    return Trouble("phone_locked_out", sentence, {"phone": phone})


def _of_agent(agent: str) -> Trouble:
    sentence = f"Too many wrong PINs for the extension of {agent}: for a while nobody signs in with it by code."
    return Trouble("extension_locked_out", sentence, {"agent": agent})
