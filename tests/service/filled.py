"""Answers of a route, made of nothing but its response's type: each text in them is one that a test chooses."""

from typing import Any

import msgspec
from msgspec import inspect

Types = inspect.Type


def answers(response: Any, text: str) -> list[object]:
    """Built of what JSON knows; one for each kind of thing that may stand at a place, in turn."""
    return _filled(inspect.type_info(response), text, ())


def _filled(kind: Types, text: str, above: tuple[type, ...]) -> list[object]:
    match kind:
        case inspect.StrType() | inspect.AnyType() | inspect.RawType():
            return [text, {"anything": {"next": text, "id": [text]}}] if isinstance(kind, inspect.AnyType) else [text]
        case inspect.UnionType(types):
            return [each for one in types for each in _filled(one, text, above)]
        case inspect.ListType(inner) | inspect.VarTupleType(inner):
            return [[each] for each in _filled(inner, text, above)]
        case inspect.DictType(_, inner):
            return [{text: each} for each in _filled(inner, text, above)]
        case inspect.StructType(cls):
            return [] if cls in above else _structs(kind, text, (*above, cls))
        case _:
            return [None]


def _structs(kind: inspect.StructType, text: str, above: tuple[type, ...]) -> list[object]:
    """As many as the field with the most kinds of things has; the others begin anew."""
    fields = {field.encode_name: _filled(field.type, text, above) or [None] for field in kind.fields}
    most = max((len(each) for each in fields.values()), default=1)
    return [{name: each[at % len(each)] for name, each in fields.items()} for at in range(most)]


def is_json(response: Any) -> bool:
    return isinstance(response, type) and issubclass(response, msgspec.Struct)
