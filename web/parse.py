"""Bytes and query strings become a route's types here, and nowhere else; what cannot, becomes one clear sentence."""

import functools
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl

import msgspec
from msgspec import inspect

from kernel.errors import HIDDEN, NOTHING, BadInput, Said
from web.problems import Malformed

_AT = re.compile(r" - at `\$(?P<path>[^`]*)`$")
_STEP = re.compile(r"\.(\w+)|\[(\d+)\]")
_NAMED = re.compile(r"(?P<what>missing required|unknown) field `(?P<name>[^`]*)`")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_CONTROL_WITHIN_LINES = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SECRET = frozenset({"password", "secret", "token", "code", "pin"})
_SHOWN = 64
_MOST_FIELDS = 200
_NO_CONTROL = "text without control characters"

Step = str | int


def body(raw: bytes, kind: type) -> Any:
    """The request's JSON as `kind`. Raises Malformed where it is no JSON, BadInput where it is not a `kind`."""
    try:
        found: Any = msgspec.json.decode(raw, type=kind)
    except msgspec.ValidationError as error:
        raise _refused(error, _raw(raw), kind) from error
    except (ValueError, RecursionError) as error:
        raise _unreadable(raw) from error
    if b"\\" in raw:  # JSON has control characters only as escapes.
        _refuse_control(_raw(raw), [], kind)
    return found


def form(raw: bytes) -> dict[str, str]:
    """A posted form, exactly as it came, for its sender's signature is made of that. Raises Malformed."""
    try:
        return dict(parse_qsl(raw.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS))
    except ValueError as error:
        raise Malformed("body", _shown(raw[:_SHOWN]), "a form") from error


def _raw(raw: bytes) -> Any:
    """What the JSON holds, whatever it was to be. Raises Malformed."""
    try:
        return msgspec.json.decode(raw)
    except (ValueError, RecursionError) as error:
        raise _unreadable(raw) from error


def _unreadable(raw: bytes) -> Malformed:
    return Malformed("body", _shown(raw[:_SHOWN]) if raw else NOTHING, "a JSON object")


def path(found: Mapping[str, str]) -> dict[str, str]:
    """The path's parameters, which may become part of a question to the database: that takes no NUL."""
    _refuse_control(dict(found), [])
    return dict(found)


def _refuse_control(value: Any, steps: list[Step], kind: type | None = None) -> None:
    """In a body of `kind`, text that is `kernel.http.Lines` may hold line breaks."""
    match value:
        case str():
            if _CONTROL.search(value) and (_CONTROL_WITHIN_LINES.search(value) or not _has_lines(kind, steps)):
                raise BadInput(_spelled(steps), _hidden(steps) or _shown(value), _NO_CONTROL)
        case dict():
            for name, each in value.items():
                _refuse_control(name, steps)
                _refuse_control(each, [*steps, name], kind)
        case list():
            for index, each in enumerate(value):
                _refuse_control(each, [*steps, index], kind)


def _has_lines(kind: type | None, steps: Sequence[Step]) -> bool:
    found = _alternatives(_type_at(kind, steps)) if kind else ()
    return any(isinstance(each, inspect.Metadata) and bool((each.extra or {}).get("lines")) for each in found)


def query(pairs: Iterable[tuple[str, str]], kind: type) -> Any:
    """The query's keys and values as `kind`; a repeated key needs a list field, an unknown key is refused."""
    lists = {field.encode_name: _is_list(field.type) for field in _fields(kind)}
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key not in lists:
            raise BadInput(key[:_SHOWN], _shown(value), f"nothing: known here are {', '.join(sorted(lists))}")
        if lists[key]:
            found.setdefault(key, []).append(value)
        else:
            found[key] = value
    _refuse_control(found, [])
    return _convert(found, kind)


def texts(found: Mapping[str, Any], kind: type) -> Any:
    """What a file says as texts, lists and objects, as `kind`: a number or a date is read from its text.

    Raises BadInput.
    """
    _refuse_control(dict(found), [], kind)
    return _convert(found, kind)


def _convert(found: Mapping[str, Any], kind: type) -> Any:
    try:
        return msgspec.convert(found, kind, strict=False)
    except msgspec.ValidationError as error:
        raise _refused(error, found, kind) from error


def _refused(error: msgspec.ValidationError, raw: Any, kind: type) -> BadInput:
    text = str(error)
    at = _AT.search(text)
    steps = _steps(at["path"]) if at else []
    named = _NAMED.search(text)
    if named is None:
        return BadInput(_spelled(steps), _found(raw, steps), accepted(_type_at(kind, steps)))
    steps.append(named["name"])
    if named["what"] == "unknown":
        return BadInput(_spelled(steps), _found(raw, steps), "only the documented fields")
    return BadInput(_spelled(steps), NOTHING, accepted(_type_at(kind, steps)))


def _steps(path: str) -> list[Step]:
    return [name or int(index) for name, index in _STEP.findall(path)]


def _spelled(steps: Sequence[Step]) -> str:
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)
    return text.lstrip(".") or "body"


def _hidden(steps: Sequence[Step]) -> Said | None:
    secret = _SECRET.intersection(step for step in steps if isinstance(step, str))
    return HIDDEN if secret else None


def _found(raw: Any, steps: Sequence[Step]) -> object:
    if hidden := _hidden(steps):
        return hidden
    try:
        return _shown(functools.reduce(lambda value, step: value[step], steps, raw))
    except (KeyError, IndexError, TypeError):
        return NOTHING


def _shown(value: object) -> object:
    """What came, short enough for a sentence. A whole object is not printed: it may hold what must not be."""
    match value:
        case dict():
            return Said("an object")
        case list():
            return Said(f"a list of {len(value)}")
        case None:
            return Said("null")
        case bool():
            return Said("true" if value else "false")
        case bytes():
            return Said(f"{len(value)} bytes or more that are no JSON")
        case str():
            return value if len(value) <= _SHOWN else f"{value[:_SHOWN]}…"
        case _:
            return value


@functools.cache
def _fields(kind: type) -> tuple[inspect.Field, ...]:
    info = inspect.type_info(kind)
    return info.fields if isinstance(info, inspect.StructType) else ()


def _is_list(kind: inspect.Type) -> bool:
    return any(isinstance(each, inspect.ListType | inspect.VarTupleType) for each in _alternatives(kind))


def _alternatives(kind: inspect.Type) -> tuple[inspect.Type, ...]:
    return kind.types if isinstance(kind, inspect.UnionType) else (kind,)


def _type_at(kind: type, steps: Sequence[Step]) -> inspect.Type:
    return functools.reduce(_into, steps, inspect.type_info(kind))


def _into(kind: inspect.Type, step: Step) -> inspect.Type:
    for each in _alternatives(kind):
        match each:
            case inspect.StructType(fields=fields):
                return next((field.type for field in fields if field.encode_name == step), inspect.AnyType())
            case inspect.ListType(item_type=item) | inspect.VarTupleType(item_type=item):
                return item
            case inspect.DictType(value_type=value):
                return value
    return inspect.AnyType()


def accepted(kind: inspect.Type) -> str:
    """What a field takes, for the end of a sentence. What has a pattern says it with `extra={"words": ...}` itself."""
    match kind:
        case inspect.Metadata(extra={"words": str(in_words)}):
            return in_words
        case inspect.Metadata(type=inner):
            return accepted(inner)
        case inspect.UnionType(types=types):
            some = [each for each in types if not isinstance(each, inspect.NoneType)]
            return _either(some, null=len(some) < len(types))
        case inspect.EnumType(cls=cls):
            return _one_of([member.value for member in cls])
        case inspect.LiteralType(values=values):
            return _one_of(list(values))
        case inspect.ListType() | inspect.VarTupleType():
            return _list(kind)
        case inspect.StrType():
            return _text(kind)
        case inspect.IntType() | inspect.FloatType():
            return _number(kind)
        case _:
            return _PLAIN.get(type(kind), "what the API description says")


_PLAIN: dict[type[inspect.Type], str] = {
    inspect.NoneType: "null",
    inspect.BoolType: "true or false",
    inspect.DateTimeType: "a time such as 2026-11-22T10:00:00Z",
    inspect.DateType: "a date such as 2026-11-22",
    inspect.TimeType: "a time of day such as 10:00:00",
    inspect.UUIDType: "a UUID",
    inspect.StructType: "an object",
    inspect.DictType: "an object",
}


def _one_of(values: Sequence[object]) -> str:
    return f"one of {', '.join(str(value) for value in values)}"


def _either(some: Sequence[inspect.Type], *, null: bool) -> str:
    first = accepted(some[0])
    if len(some) > 1:
        return f"{first} or {_either(some[1:], null=null)}"
    return f"{first} or nothing" if null else first


def _list(kind: inspect.ListType | inspect.VarTupleType) -> str:
    each = accepted(kind.item_type)
    return f"a list, each {each}" if kind.max_length is None else f"a list of up to {kind.max_length}, each {each}"


def _number(kind: inspect.IntType | inspect.FloatType) -> str:
    """Bounds that are themselves not allowed are used by no route."""
    noun = "a whole number" if isinstance(kind, inspect.IntType) else "a number"
    least, most = kind.ge, kind.le
    if least is not None and most is not None:
        return f"{noun} from {_plain(least)} to {_plain(most)}"
    if least is not None:
        return f"{noun} from {_plain(least)}"
    return noun if most is None else f"{noun} up to {_plain(most)}"


def _plain(bound: float) -> str:
    """A number without an exponent, for msgspec keeps the bounds of whole numbers as floats, too."""
    return str(int(bound) if bound == int(bound) else bound)


def _text(kind: inspect.StrType) -> str:
    match kind.min_length, kind.max_length:
        case None, None:
            return "text"
        case least, None:
            return f"text of at least {least} characters"
        case None, most:
            return f"text of at most {most} characters"
        case least, most:
            return f"text of {least} to {most} characters"
