"""YAML as people write it: every value is text until its field says what it is to be. Pure.

So `no` is a language and not "false", 09:00 no number of minutes, and +44… no whole number. Nothing is repeated by
reference, and no key is given twice: the second would silently be the one that counts.
"""

from typing import Any

import yaml

from kernel.errors import BadInput, Said

Value = None | str | list[Any] | dict[str, Any]
FILE = "the file"
WIDTH = 110
SHORT = 3
"""Of so many plain values an object stands in one line."""
_NOTHING = frozenset({"", "~", "null", "Null", "NULL"})
_QUOTED = ("'", '"', "|", ">")
_TAGS = frozenset(f"tag:yaml.org,2002:{kind}" for kind in ("str", "seq", "map"))


def read_text(text: str) -> Value:
    """Raises `BadInput`, with the line."""
    try:
        node = yaml.compose(text, Loader=yaml.CBaseLoader)
    except (yaml.YAMLError, RecursionError) as error:
        raise BadInput(FILE, Said(_problem(error)), "YAML") from error
    return None if node is None else _Walk().value(node)


class _Walk:
    def __init__(self) -> None:
        self._seen: set[int] = set()

    def value(self, node: yaml.Node) -> Value:
        if id(node) in self._seen:
            raise BadInput(_line(node), Said("a reference (*)"), "what it refers to, written out")
        self._seen.add(id(node))
        if node.tag not in _TAGS:
            raise BadInput(_line(node), node.tag[:64], "no tag")
        match node:
            case yaml.MappingNode(value=pairs):
                return self._object(pairs)
            case yaml.SequenceNode(value=items):
                return [self.value(each) for each in items]
            case _:
                plain = getattr(node, "style", None) not in _QUOTED
                return None if plain and node.value in _NOTHING else str(node.value)

    def _object(self, pairs: list[tuple[yaml.Node, yaml.Node]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in pairs:
            if not isinstance(key, yaml.ScalarNode):
                raise BadInput(_line(key), Said("a key that is no text"), "a name")
            if key.value in found:
                raise BadInput(_line(key), key.value[:64], "each name once")
            found[key.value] = self.value(value)
        return found


def _line(node: yaml.Node) -> str:
    return f"line {node.start_mark.line + 1}"


def _problem(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    said = getattr(error, "problem", None) or "what cannot be read"
    return said if mark is None else f"{said} in line {mark.line + 1}"


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Entries of a list stand under its name, a little to the right of it."""
        super().increase_indent(flow, False)


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style="|" if "\n" in value else None)


def _list(dumper: yaml.SafeDumper, value: list[Any]) -> yaml.Node:
    plain = not any(isinstance(each, dict | list) or "\n" in str(each) for each in value)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=plain)


def _object(dumper: yaml.SafeDumper, value: dict[str, Any]) -> yaml.Node:
    plain = len(value) <= SHORT and not any(isinstance(each, dict | list) for each in value.values())
    short = plain and all(len(str(each)) < SHORT * 10 and "\n" not in str(each) for each in value.values())
    return dumper.represent_mapping("tag:yaml.org,2002:map", value, flow_style=short)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(list, _list)
_Dumper.add_representer(dict, _object)


def written(value: Value | dict[str, Any]) -> str:
    """In the order given. What is read again is the same, apart from what `read_text` leaves as text."""
    return yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=WIDTH)
