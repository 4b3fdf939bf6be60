"""A secret on its way into the database: sealed for the thing it belongs to, and kept as it is where it is the same."""

import re
from typing import Any

from config.changes.model import Kept, SecretOf
from kernel.errors import HIDDEN, BadInput, Conflict
from store.sealed import Seal, SealBroken

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def sealed_for(
    seal: Seal,
    what: SecretOf | None,
    keys: tuple[str, str],
    told: str | bytes | None,
    before: Kept[Any] | None,
) -> bytes | None:
    """`keys`: of the thing before and after. `told` as in `Wanted`. Raises `BadInput`, `Conflict`."""
    had, (old, new) = None if before is None else before.secret, keys
    if what is None:
        _refuse(told)
        return None
    match told:
        case bytes():
            return told
        case "":
            return None
        case None:
            return had if had is None or old == new else seal.seal(opened(seal, had, f"{what}:{old}"), f"{what}:{new}")
    if _CONTROL.search(told):
        raise BadInput("secret", HIDDEN, "text without control characters")
    same = old == new and had is not None and _opens_to(seal, had, f"{what}:{old}", told)
    return had if same else seal.seal(told.encode(), f"{what}:{new}")


def opened(seal: Seal, secret: bytes, what: str) -> bytes:
    """Raises `Conflict` where it was sealed with another key."""
    try:
        return seal.open(secret, what)
    except SealBroken as error:
        raise Conflict("Its password cannot be read with this installation's key: give it again.") from error


def _opens_to(seal: Seal, secret: bytes, what: str, told: str) -> bool:
    try:
        return seal.open(secret, what) == told.encode()
    except SealBroken:
        return False


def _refuse(told: str | bytes | None) -> None:
    if told:
        raise BadInput("secret", HIDDEN, "nothing: this has no secret")
