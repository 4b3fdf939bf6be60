"""The source of `models.py`: one frozen Struct per model, events as one union told apart by `type`."""

from collections.abc import Iterator, Mapping
from typing import Any

from telephony.ari.naming import HEADER, docstring, python_type, quoted, snake

Model = Mapping[str, Any]
ROOT = "Message"
_IMPORTS = """
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

"""


def source(resources: Mapping[str, Mapping[str, Any]]) -> str:
    """The whole module. Base classes come before what builds on them, otherwise the order is the description's."""
    models = {name: model for resource in resources.values() for name, model in resource["models"].items()}
    parents = {child: name for name, model in models.items() for child in model.get("subTypes", ())}
    blocks = [_struct(name, models[name], parents) for name in _ordered(models, parents)]
    head = HEADER.format(summary="Every model of the Asterisk REST Interface. Times are aware, in UTC.")
    return head + _IMPORTS + "\n" + "\n\n\n".join([*blocks, _union(models, parents)]) + "\n"


def _ordered(models: Mapping[str, Model], parents: Mapping[str, str]) -> Iterator[str]:
    """Models that hold others last: annotations are read when a class is made."""
    done: set[str] = set()
    while len(done) < len(models):
        ready = [name for name in models if name not in done and _needs(name, models, parents) <= done]
        if not ready:
            raise ValueError("The models refer to each other in a circle.")
        yield from ready
        done.update(ready)


def _needs(name: str, models: Mapping[str, Model], parents: Mapping[str, str]) -> set[str]:
    kinds = (prop["type"] for prop in models[name].get("properties", {}).values())
    held = {kind.removeprefix("List[").removesuffix("]") for kind in kinds}
    return ((held & set(models)) | ({parents[name]} if name in parents else set())) - {name}


def _struct(name: str, model: Model, parents: Mapping[str, str]) -> str:
    tagged = name == ROOT or name in parents
    base = parents.get(name, "msgspec.Struct")
    tag = f', tag_field="type", tag={quoted(name)}' if tagged and not model.get("subTypes") else ""
    lines = [f"class {name}({base}, frozen=True, kw_only=True{tag}):"]
    lines += [*docstring([_told(name)], "    "), ""]
    for wire, prop in model.get("properties", {}).items():
        if not (tagged and wire == "type"):
            lines.append(_field(wire, prop))
    return "\n".join(lines).rstrip()


def _told(name: str) -> str:
    """The name and none of the description's prose, which is not ours to copy."""
    return f"ARI's `{name}`."


def _field(wire: str, prop: Mapping[str, Any]) -> str:
    attribute, kind = snake(wire), python_type(prop["type"])
    renamed = [f"name={quoted(wire)}"] if attribute != wire else []
    if prop.get("required"):
        return f"    {attribute}: {kind}" + (f" = msgspec.field({renamed[0]})" if renamed else "")
    default = f"msgspec.field({', '.join(['default=None', *renamed])})" if renamed else "None"
    return f"    {attribute}: {kind} | None = {default}"


def _union(models: Mapping[str, Model], parents: Mapping[str, str]) -> str:
    leaves = sorted(name for name in parents if not models[name].get("subTypes"))
    members = "\n    | ".join(leaves)
    return f"AnyMessage = (\n    {members}\n)\n" + '"""All that comes over the websocket."""'
