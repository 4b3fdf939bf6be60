"""What text an expression can have, as templates: the text with `{}` for each value in it."""

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product

from tests.wording.sources import Call, Function, Module, Place, Scope, Sources

SLOT = "{}"
Templates = frozenset[str]
NONE: Templates = frozenset()


class Unreadable(Exception):
    """The text cannot be told from the code: write it as a literal, an f-string, a constant, or what returns those."""


@dataclass
class Reader:
    """`elsewhere` are expressions, and functions, whose text is read at another place."""

    sources: Sources
    elsewhere: frozenset[str | Place] = frozenset()
    _under_way: set[ast.AST] = field(default_factory=set)

    def read(self, node: ast.expr, scope: Scope) -> Templates:
        """Raises `Unreadable`."""
        match node:
            case _ if ast.unparse(node) in self.elsewhere:
                return NONE
            case ast.Constant(value=str(text)):
                return frozenset({text})
            case ast.Constant(value=None):
                return NONE
            case ast.JoinedStr(values=values):
                return _joined([self._piece(each, scope) for each in values])
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return _joined([self.read(left, scope), self.read(right, scope)])
            case ast.IfExp(body=one, orelse=other):
                return self.read(one, scope) | self.read(other, scope)
            case ast.BoolOp(op=ast.Or(), values=values):
                return self._any(values, scope)
            case ast.NamedExpr(value=value) | ast.Await(value=value):
                return self.read(value, scope)
            case ast.Subscript(value=of):
                return self._values(of, scope)
            case ast.Call():
                return self._called(node, scope)
            case ast.Name() | ast.Attribute():
                return self._named(node, scope)
            case _:
                raise Unreadable(ast.unparse(node))

    def _any(self, nodes: Iterable[ast.expr], scope: Scope) -> Templates:
        return NONE.union(*(self.read(each, scope) for each in nodes))

    def _piece(self, node: ast.expr, scope: Scope) -> Templates:
        """A part of an f-string: what is chosen among texts of ours is read, anything else is a value."""
        match node:
            case ast.Constant(value=str(text)):
                return frozenset({text})
            case ast.FormattedValue(value=value, conversion=-1, format_spec=None):
                return self._words(value, scope) or frozenset({SLOT})
            case _:
                return frozenset({SLOT})

    def _words(self, node: ast.expr, scope: Scope) -> Templates:
        """Of a value in an f-string; none where it is no text of ours."""
        match node:
            case ast.Constant(value=str(text)):
                return frozenset({text})
            case ast.IfExp(body=one, orelse=other):
                found = self._words(one, scope), self._words(other, scope)
                return found[0] | found[1] if all(found) else NONE
            case ast.Name(id=name):
                local = [value for value in _assigned(scope, name) if value is not None]
                found_all = [self._words(each, scope) for each in local]
                if local:
                    return NONE.union(*found_all) if all(found_all) else NONE
                return self._constant(node, scope.module)
            case ast.Attribute():
                return self._constant(node, scope.module)
            case ast.JoinedStr():
                return self.read(node, scope)
            case ast.Call(func=ast.Attribute(value=of, attr="get"), args=[_, otherwise]):
                return self._either_of(of, otherwise, scope)
            case _:
                return NONE

    def _either_of(self, of: ast.expr, otherwise: ast.expr, scope: Scope) -> Templates:
        try:
            return self._values(of, scope) | self.read(otherwise, scope)
        except Unreadable:
            return NONE

    def _constant(self, node: ast.expr, module: Module) -> Templates:
        found = self.sources.defined(module, node)
        match found:
            case (_, ast.Constant(value=str(text))):
                return frozenset({text})
            case _:
                return NONE

    def _values(self, node: ast.expr, scope: Scope) -> Templates:
        """Of a table of texts."""
        found = self.sources.defined(scope.module, node)
        match found:
            case ((home, _), ast.Dict(values=values)):
                return self._any(values, Scope(self.sources.modules[home]))
            case _:
                raise Unreadable(ast.unparse(node))

    def _called(self, node: ast.Call, scope: Scope) -> Templates:
        match node:
            case ast.Call(func=ast.Attribute(value=of, attr="get"), args=[_, otherwise]):
                return self._values(of, scope) | self.read(otherwise, scope)
            case ast.Call(func=ast.Attribute(value=ast.Name(id="self"), attr=name)) if scope.owner is not None:
                method = next((each for each in scope.owner.body if getattr(each, "name", "") == name), None)
                if isinstance(method, Function):
                    return self.returned(method, Scope(scope.module, (scope.owner, method)))
        found = self.sources.defined(scope.module, node.func)
        if found is None or not isinstance(found[1], Function):
            raise Unreadable(ast.unparse(node))
        if found[0] in self.elsewhere:
            return NONE
        return self.returned(found[1], Scope(self.sources.modules[found[0][0]], (found[1],)))

    def returned(self, function: Function, scope: Scope) -> Templates:
        """What it returns. One that calls itself says nothing more by that."""
        if function in self._under_way:
            return NONE
        self._under_way.add(function)
        try:
            return self._any((each for each in returns(function)), scope)
        finally:
            self._under_way.discard(function)

    def _named(self, node: ast.Name | ast.Attribute, scope: Scope) -> Templates:
        if isinstance(node, ast.Name) and scope.function is not None:
            local = _assigned(scope, node.id)
            if local:
                return self._any([_known(each, node) for each in local], scope)
            if node.id in _parameters(scope.function):
                return self._handed(scope, node.id)
        found = self.sources.defined(scope.module, node)
        if found is None or not isinstance(found[1], ast.expr):
            raise Unreadable(ast.unparse(node))
        return self.read(found[1], Scope(self.sources.modules[found[0][0]]))

    def _handed(self, scope: Scope, name: str) -> Templates:
        """What the callers hand to a parameter."""
        function, owner = scope.function, scope.owner
        assert function is not None
        parameters = [each for each in _parameters(function) if each not in ("self", "cls")]
        callee = owner.name if owner is not None and function.name == "__init__" else function.name
        callers = [call for call in self.sources.by_callee.get(callee, []) if self._calls(call, scope, callee)]
        if not callers:
            raise Unreadable(f"nobody calls {callee}")
        return NONE.union(*(self._argument(call, parameters.index(name), name) for call in callers))

    def _calls(self, call: Call, scope: Scope, callee: str) -> bool:
        """A method is known by its name alone, a function by where it is."""
        if scope.owner is not None and scope.function is not None and scope.function.name != "__init__":
            return isinstance(call.node.func, ast.Attribute)
        found = self.sources.defined(call.scope.module, call.node.func)
        return found is not None and found[0] == (scope.module.name, callee)

    def _argument(self, call: Call, index: int, name: str) -> Templates:
        for keyword in call.node.keywords:
            if keyword.arg == name:
                return self.read(keyword.value, call.scope)
        return self.read(call.node.args[index], call.scope) if index < len(call.node.args) else NONE


def returns(function: Function) -> Iterator[ast.expr]:
    """The expressions that it returns or yields, but not those of functions in it."""
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Return | ast.Yield) and node.value is not None:
            yield node.value
        if not isinstance(node, Function | ast.Lambda | ast.ClassDef):
            waiting.extend(ast.iter_child_nodes(node))


def _known(value: ast.expr | None, name: ast.expr) -> ast.expr:
    if value is None:
        raise Unreadable(ast.unparse(name))
    return value


def _assigned(scope: Scope, name: str) -> list[ast.expr | None]:
    """What the function around gives to a local name; None where that is no plain assignment."""
    found: list[ast.expr | None] = []
    for node in ast.walk(scope.function) if scope.function is not None else ():
        match node:
            case ast.Assign(targets=[ast.Name(id=target)], value=value) if target == name:
                found.append(value)
            case ast.AnnAssign(target=ast.Name(id=target), value=ast.expr() as value) if target == name:
                found.append(value)
            case ast.NamedExpr(target=ast.Name(id=target), value=value) if target == name:
                found.append(value)
            case ast.Name(id=target, ctx=ast.Store()) if target == name:
                found.append(None)
            case ast.MatchAs(name=target) | ast.MatchStar(name=target) if target == name:
                found.append(None)
    return _without_doubles(found)


def _without_doubles(found: Sequence[ast.expr | None]) -> list[ast.expr | None]:
    """A plain assignment also stores its name: each takes one of the others away."""
    plain = [each for each in found if each is not None]
    return [*plain, *[None] * (len(found) - 2 * len(plain))]


def _parameters(function: Function) -> list[str]:
    spoken = function.args
    return [each.arg for each in (*spoken.posonlyargs, *spoken.args, *spoken.kwonlyargs)]


def _joined(pieces: Sequence[Templates]) -> Templates:
    return frozenset("".join(each) for each in product(*pieces))
