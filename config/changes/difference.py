"""What is different between two values of a thing, field by field, and the version that each has. Pure."""

import hashlib
from collections.abc import Iterable, Mapping
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


def version_of_all(things: Iterable[tuple[str, Kept[Any] | None]]) -> str:
    """One for several, by their keys; None where there is none."""
    every = ((key, None if kept is None else version_of(kept)) for key, kept in things)
    return hashlib.sha256(msgspec.json.encode(sorted(every))).hexdigest()[:_LENGTH].translate(_LETTERS)


def differences(before: Kept[Any] | None, after: Kept[Any] | None, *, resealed: bool = False) -> tuple[Change, ...]:
    """In the order of the fields. A secret shows as whether there is one; another one as `true` before and after.

    `resealed`: the secret is the same, only sealed for another name.
    """
    secrets = tuple(None if each is None else each.secret for each in (before, after))
    return (*_fields(fields_of(before), fields_of(after)), *(() if resealed else _secret(*secrets)))


def past_changes(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> tuple[Change, ...]:
    """The same of two rows of the history, also of sections that nobody knows here."""
    earlier, later = before or {}, after or {}
    secrets = () if later.get("resealed") else _secret(earlier.get(SECRET), later.get(SECRET))
    return (*_fields(earlier.get("spec", earlier), later.get("spec", later)), *secrets)


def fields_of(kept: Kept[Any] | None) -> dict[str, Any]:
    """As JSON knows them."""
    return {} if kept is None else msgspec.json.decode(msgspec.json.encode(kept.spec), type=dict[str, Any])


def _fields(earlier: Mapping[str, Any], later: Mapping[str, Any]) -> tuple[Change, ...]:
    names = dict.fromkeys((*earlier, *later))
    found = (Change(name, earlier.get(name), later.get(name)) for name in names)
    return tuple(each for each in found if each.before != each.after)


def _secret(earlier: object, later: object) -> tuple[Change, ...]:
    return () if earlier == later else (Change(SECRET, earlier is not None, later is not None),)
