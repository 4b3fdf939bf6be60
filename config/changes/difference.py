"""What is different between two values of a thing, field by field, and the version that each has. Pure."""

import hashlib
from typing import Any

import msgspec

from config.changes.model import Change, Kept

SECRET = "secret"
_LETTERS = str.maketrans("0123456789", "ghijklmnop")
_LENGTH = 20


def version_of(kept: Kept[Any]) -> str:
    """The same for the same spec and secret, of letters alone: nobody takes it for a telephone number."""
    canonical = msgspec.json.encode(kept.spec, order="sorted")
    return hashlib.sha256(canonical + b"\0" + (kept.secret or b"")).hexdigest()[:_LENGTH].translate(_LETTERS)


def differences(before: Kept[Any] | None, after: Kept[Any] | None, *, resealed: bool = False) -> tuple[Change, ...]:
    """In the order of the fields. A secret shows as whether there is one; another one as `true` before and after.

    `resealed`: the secret is the same, only sealed for another name.
    """
    earlier, later = fields_of(before), fields_of(after)
    names = dict.fromkeys((*earlier, *later))
    found = (Change(name, earlier.get(name), later.get(name)) for name in names)
    changed = tuple(each for each in found if each.before != each.after)
    return changed if resealed else (*changed, *_secret(before, after))


def fields_of(kept: Kept[Any] | None) -> dict[str, Any]:
    """As JSON knows them."""
    return {} if kept is None else msgspec.json.decode(msgspec.json.encode(kept.spec), type=dict[str, Any])


def _secret(before: Kept[Any] | None, after: Kept[Any] | None) -> tuple[Change, ...]:
    earlier, later = (None if each is None else each.secret for each in (before, after))
    return () if earlier == later else (Change(SECRET, earlier is not None, later is not None),)
