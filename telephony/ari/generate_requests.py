"""The source of `requests.py`: one function per operation."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from telephony.ari.naming import HEADER, WIDTH, docstring, python_type, quoted, snake

Operation = Mapping[str, Any]
_IMPORTS = """
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from telephony.ari.models import {models}
from telephony.ari.request import AlreadyGone, AlreadyThere, Request, WrongState, json_of, query_of, segment

"""
_WHOLE_BODY = frozenset({"filter"})
"""Body parameters that are the body. All others are one key of it."""
_BODY_TYPES = {"fields": "Sequence[ConfigTuple]"}
"""Body parameters that are lists, although the description calls them containers like the rest."""
_GONE = re.compile(r"not found|cannot be found|does not exist", re.IGNORECASE)
_THERE = re.compile(r"[^;]*already exists[^;]*", re.IGNORECASE)
_STATE = re.compile(r"not in |invalid state|current state|cannot be dialed|already|not subscribed", re.IGNORECASE)


def source(resources: Mapping[str, Mapping[str, Any]]) -> str:
    """The whole module, in the order of the description; functions are called `channels_answer`."""
    models = {name for resource in resources.values() for name in resource["models"]}
    blocks = [
        _function(resource, api["path"], operation)
        for resource, description in resources.items()
        for api in description["apis"]
        for operation in api["operations"]
    ]
    body = "\n\n\n".join(blocks)
    used = sorted(name for name in models if re.search(rf"\b{name}\b", "\n".join(_code(body))))
    head = HEADER.format(
        summary="Every operation of the Asterisk REST Interface, as a function that makes the request."
    )
    return head + _IMPORTS.format(models=_import_list(used)) + "\n" + body + "\n"


def outcome(status: int, reason: str) -> str | None:
    """The name of the expected outcome that a documented error means, or None where it is an error indeed."""
    if status in (400, 404, 422) and _GONE.search(reason):
        return "AlreadyGone"
    if status == 409 and _THERE.fullmatch(reason):
        return "AlreadyThere"
    return "WrongState" if status in (409, 412, 422) and _STATE.search(reason) else None


def _import_list(names: list[str]) -> str:
    return "(\n" + "".join(f"    {name},\n" for name in names) + ")"


def _code(body: str) -> Iterator[str]:
    return (line for line in body.splitlines() if line.startswith(("def ", "    fields: ", ") ->", "        returns=")))


def _function(resource: str, path: str, operation: Operation) -> str:
    outcomes = _outcomes(operation)
    returns = python_type(operation["responseClass"])
    result = " | ".join(dict.fromkeys([returns, *outcomes.values()]))
    name = f"{snake(resource)}_{snake(operation['nickname'])}"
    lines = [_definition(name, _signature(operation), f"Request[{result}]")]
    lines += docstring(_told(path, operation), "    ")
    lines += ["    return Request(", *(f"        {argument}," for argument in _arguments(path, operation)), "    )"]
    return "\n".join(lines)


def _definition(name: str, parameters: list[str], result: str) -> str:
    line = f"def {name}({', '.join(parameters)}) -> {result}:"
    if len(line) <= WIDTH:
        return line
    return "\n".join([f"def {name}(", *(f"    {parameter}," for parameter in parameters), f") -> {result}:"])


def _arguments(path: str, operation: Operation) -> Iterator[str]:
    yield f"method={quoted(operation['httpMethod'])}"
    yield f"path={_path(path)}"
    if query := _pairs(operation, "query"):
        yield f"query=query_of({query})"
    if body := _body(operation):
        yield f"body=json_of({body})"
    yield f"returns={python_type(operation['responseClass'])}"
    if outcomes := _outcomes(operation):
        yield f"expected=({', '.join(f'({status}, {name})' for status, name in outcomes.items())},)"


def _outcomes(operation: Operation) -> dict[int, str]:
    errors = {int(error["code"]): error["reason"] for error in operation.get("errorResponses", ())}
    named = {status: outcome(status, reason) for status, reason in sorted(errors.items())}
    return {status: name for status, name in named.items() if name}


def _signature(operation: Operation) -> list[str]:
    parameters = operation.get("parameters", [])
    places = [f"{snake(p['name'])}: str" for p in parameters if p["paramType"] == "path"]
    rest = [p for p in parameters if p["paramType"] != "path"]
    named = [_parameter(p) for p in sorted(rest, key=lambda p: not p.get("required"))]
    return [*places, *(["*", *named] if named else [])]


def _parameter(parameter: Mapping[str, Any]) -> str:
    kind = _kind(parameter)
    return f"{snake(parameter['name'])}: {kind}" + ("" if parameter.get("required") else " | None = None")


def _kind(parameter: Mapping[str, Any]) -> str:
    if parameter["name"] in _BODY_TYPES:
        return _BODY_TYPES[parameter["name"]]
    allowed = parameter.get("allowableValues", {})
    kind = python_type(parameter["dataType"])
    if kind == "str" and allowed.get("valueType") == "LIST" and not parameter.get("allowMultiple"):
        return f"Literal[{', '.join(map(quoted, allowed['values']))}]"
    return f"Iterable[{kind}]" if parameter.get("allowMultiple") else kind


def _path(path: str) -> str:
    if "{" not in path:
        return quoted(path)
    return "f" + quoted(re.sub(r"{(\w+)}", lambda m: "{segment(" + snake(m[1]) + ")}", path))


def _pairs(operation: Operation, place: str) -> str:
    names = [p["name"] for p in operation.get("parameters", ()) if p["paramType"] == place]
    pairs = [f"{quoted(name)}: {snake(name)}" for name in names]
    if sum(map(len, pairs)) < WIDTH - 40:
        return "{" + ", ".join(pairs) + "}" if pairs else ""
    return "{\n" + "".join(f"            {pair},\n" for pair in pairs) + "        }"


def _body(operation: Operation) -> str:
    names = [p["name"] for p in operation.get("parameters", ()) if p["paramType"] == "body"]
    whole = [name for name in names if name in _WHOLE_BODY]
    return f"{whole[0]} or {{}}" if whole else _pairs(operation, "body")


def _told(path: str, operation: Operation) -> list[str]:
    """The facts and none of the description's prose, which is not ours to copy."""
    refused = sorted(str(error["code"]) for error in operation.get("errorResponses", ()))
    return [f"{operation['httpMethod']} {path}.", *([f"May answer {', '.join(refused)}."] if refused else [])]
