"""The modules of the product as syntax trees: where a name was defined, which function calls which."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = (
    "kernel",
    "store",
    "telephony",
    "workforce",
    "config",
    "recordings",
    "callbacks",
    "contacts",
    "monitoring",
    "web",
    "service",
)

Function = ast.FunctionDef | ast.AsyncFunctionDef
Place = tuple[str, str]
"""The dotted name of a module, and a name in it."""


@dataclass(frozen=True)
class Scope:
    """Where an expression stands: its module, and the classes and functions around it, from the outside in."""

    module: "Module"
    around: tuple[ast.ClassDef | Function, ...] = ()

    @property
    def function(self) -> Function | None:
        return next((each for each in reversed(self.around) if isinstance(each, Function)), None)

    @property
    def owner(self) -> ast.ClassDef | None:
        return next((each for each in reversed(self.around) if isinstance(each, ast.ClassDef)), None)


@dataclass(frozen=True)
class Call:
    node: ast.Call
    scope: Scope

    @property
    def place(self) -> str:
        return f"{self.scope.module.path}:{self.node.lineno}"


@dataclass
class Module:
    """`name` is dotted, `path` relative to the root. `names` is what its top level defines."""

    name: str
    path: str
    tree: ast.Module
    imports: dict[str, Place] = field(default_factory=dict)
    names: dict[str, ast.AST] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)

    def __post_init__(self) -> None:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ImportFrom) and node.module:
                for each in node.names:
                    self.imports[each.asname or each.name] = (node.module, each.name)
            elif isinstance(node, ast.Import):
                for each in node.names:
                    self.imports[each.asname or each.name] = (each.name, "")
        for statement in self.tree.body:
            self._define(statement)
        self.calls.extend(_calls(self.tree, Scope(self)))

    def _define(self, statement: ast.stmt) -> None:
        match statement:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                self.names[name] = statement
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                self.names[name] = value
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                self.names[name] = value


def _calls(node: ast.AST, scope: Scope) -> Iterator[Call]:
    if isinstance(node, ast.Call):
        yield Call(node, scope)
    if isinstance(node, ast.ClassDef | Function):
        scope = Scope(scope.module, (*scope.around, node))
    for child in ast.iter_child_nodes(node):
        yield from _calls(child, scope)


class Sources:
    """All modules. `found` follows imports to where a name was defined."""

    def __init__(self, modules: Mapping[str, Module]) -> None:
        self.modules = modules

    @cached_property
    def calls(self) -> list[Call]:
        return [call for module in self.modules.values() for call in module.calls]

    @cached_property
    def by_callee(self) -> dict[str, list[Call]]:
        """Calls by the last part of what they call."""
        found: dict[str, list[Call]] = {}
        for call in self.calls:
            found.setdefault(last_name(call.node.func), []).append(call)
        return found

    def home(self, module: Module, name: str) -> Place | None:
        """Where `name`, as `module` knows it, was defined at top level; None for what is not ours."""
        if name in module.names:
            return module.name, name
        if name not in module.imports:
            return None
        origin, original = module.imports[name]
        inner = self.modules.get(origin)
        return self.home(inner, original) if inner is not None and original else None

    def defined(self, module: Module, node: ast.expr) -> tuple[Place, ast.AST] | None:
        """What a name, or an attribute of a module, stands for at top level."""
        match node:
            case ast.Name(id=name):
                place = self.home(module, name)
            case ast.Attribute(value=ast.Name(id=owner), attr=name) if owner in module.imports:
                inner = self.modules.get(".".join(filter(None, module.imports[owner])))
                place = self.home(inner, name) if inner is not None else None
            case _:
                place = None
        return None if place is None else (place, self.modules[place[0]].names[place[1]])


def last_name(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def read_sources() -> Sources:
    files = sorted(file for room in ROOMS for file in (ROOT / room).rglob("*.py") if "console" not in file.parts)
    return Sources({module.name: module for module in map(_module, files)})


def _module(file: Path) -> Module:
    path = file.relative_to(ROOT)
    name = ".".join(path.with_suffix("").parts).removesuffix(".__init__")
    return Module(name, str(path), ast.parse(file.read_text()))
