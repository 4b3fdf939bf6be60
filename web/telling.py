"""What of a request may stand in the trail for ever: numbers, choices and times, but nothing that somebody wrote."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, cast

import msgspec
from msgspec import inspect

from kernel.phone import mask_numbers

MOST = 20
"""Of a list; longer ones tell their length."""
_NOT_TOLD = object()


def told(asked: object) -> dict[str, object]:
    """Of a request's struct the fields that are numbers, yes or no, times, or one of a few words; not free text."""
    return _struct(asked) if isinstance(asked, msgspec.Struct) else {}


def _struct(asked: msgspec.Struct) -> dict[str, object]:
    choices = _choices(type(asked))
    values = {name: _value(getattr(asked, name), chosen=name in choices) for name in asked.__struct_fields__}
    return {name: value for name, value in values.items() if value is not _NOT_TOLD}


def _value(value: object, *, chosen: bool) -> object:
    match value:
        case None:
            return _NOT_TOLD
        case Enum():
            return value.value
        case bool() | int() | float():
            return value
        case datetime() | date():
            return value.isoformat()
        case str():
            return value if chosen else _NOT_TOLD
        case msgspec.Struct():
            return _struct(value) or _NOT_TOLD
        case list() | tuple() | set() | frozenset():
            return _several(list(value), chosen=chosen)
        case _:
            return _NOT_TOLD


def _several(values: list[Any], *, chosen: bool) -> object:
    if len(values) > MOST:
        return f"{len(values)} values"
    found = [_value(each, chosen=chosen) for each in values]
    return [each for each in found if each is not _NOT_TOLD]


@cache
def _choices(kind: type[msgspec.Struct]) -> frozenset[str]:
    """The fields whose text is one of a few words that the API names."""
    info = cast(inspect.StructType, inspect.type_info(kind))
    return frozenset(field.name for field in info.fields if _is_choice(field.type))


def _is_choice(kind: inspect.Type) -> bool:
    match kind:
        case inspect.LiteralType():
            return True
        case inspect.UnionType(types=types):
            texts = [each for each in types if isinstance(each, inspect.LiteralType | inspect.StrType)]
            return bool(texts) and all(isinstance(each, inspect.LiteralType) for each in texts)
        case inspect.ListType(item_type=item) | inspect.VarTupleType(item_type=item):
            return _is_choice(item)
        case _:
            return False


def named(path: Mapping[str, str]) -> str:
    """The thing a path is about: the values in its braces; a telephone number masked."""
    return "/".join(mask_numbers(value) if name == "number" else value for name, value in path.items())
