"""Every place where the server says something that a page may show, and the templates of what it says there."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from callbacks import check
from tests.wording.reader import NONE, Reader, Templates, Unreadable
from tests.wording.sources import Call, Place, Scope, Sources, last_name, read_sources

ROOTS = ("BadInput", "NotFound", "Conflict", "Unavailable", "NotSignedIn", "Forbidden", "TooManyTries")
"""The errors that become an answer (`web.problems.STATUS`); others are answered with a reference into the log."""
TOLD = "RecordingFailed"
"""No answer, but shown with its recording."""

AWAY_FROM_PAGES = {
    "config/settings.py": "said at the start, to who runs the service",
    "telephony/asterisk/settings.py": "said at the start",
    "store/sealed.py": "said at the start",
    "service/demo_child.py": "said at the start of a demonstration",
    "service/second_factor.py": "said by the command line",
    "config/changes/placing.py": "said by the command line",
    "service/ascode/blocked.py": "said by the command line",
    "service/ascode/document.py": "said by the command line",
    "service/ascode/passwords.py": "said by the command line",
    "service/ascode/run.py": "said by the command line",
    "service/ascode/sections.py": "said by the command line",
    "service/ascode/sounds.py": "said by the command line",
    "service/ascode/text.py": "said by the command line",
    "service/ascode/wanted.py": "said by the command line",
    "callbacks/sms/webhooks.py": "said to Twilio",
    "telephony/ari/rawman.py": "a mistake of ours on the wire to the switch",
}
READ_ELSEWHERE = {
    "in_words": "what a field's pattern takes, read where the pattern is",
    "told.why": "a call's own answer, which `telephony.supervision.refusal` words",
    "file.detail": "why there is no file: the sentences of `recordings`",
    "self.refusal(project.id, phone)": "`service.callbacks` joins it to what it words there",
    "verdict.why": "what there is to say of a recording's sound, read where it is judged",
    "str(refused)": "a refusal of a row in a file: its parts are read where it is raised",
    "str(error)": "the answer to any error: each is read where it is raised",
}
ALSO_SAID: tuple[Place, ...] = (
    ("telephony.supervision", "refusal"),
    ("service.callbacks", "Ladder.refusal"),
    ("recordings.analysis", "_missing_side"),
    ("recordings.analysis", "_too_short"),
    ("recordings.analysis", "_despite_mute"),
    ("recordings.analysis", "_silence"),
    ("recordings.analysis", "_surplus"),
    ("recordings.retention", "trace"),
    ("contacts.joining", "_torn_sentence"),
    ("contacts.joining", "_not_taken"),
)
"""Functions and methods whose text reaches a page by a way that cannot be followed from there."""
PARTS: tuple[Place, ...] = (("contacts.joining", "_whose"),)
"""The same, of phrases."""

RULES: Place = ("callbacks.reasons", "sentence")
"""The rules of callbacks: the console has their words under their names (tests/callbacks/test_words.py)."""


UNITS = frozenset(unit for _, _, unit in (*check.POLICY.values(), *check.FRAUD.values()))


@dataclass(frozen=True)
class Refusals:
    """Whole sentences and parts of sentences as templates, and the places that could not be read, with why."""

    sentences: Templates
    phrases: Templates
    unreadable: tuple[str, ...]


class Sites:
    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._reader = Reader(sources, frozenset({RULES, *READ_ELSEWHERE}))
        self._errors = _family(sources, (*ROOTS, TOLD))
        self._inputs = _family(sources, ("BadInput",))
        self._unreadable: list[str] = []

    def read(self) -> Refusals:
        calls = [call for call in self._sources.calls if call.scope.module.path not in AWAY_FROM_PAGES]
        sentences = NONE.union(*(self._sentence(call) for call in calls), *map(self._also, ALSO_SAID))
        phrases = NONE.union(UNITS, *(self._phrases(call) for call in calls), *map(self._also, PARTS))
        return Refusals(sentences, phrases, tuple(self._unreadable))

    def _sentence(self, call: Call) -> Templates:
        """The whole sentence that is said here; none where nothing is."""
        said = self._said(call)
        return NONE if said is None else self._read(said, call)

    def _said(self, call: Call) -> ast.expr | None:
        node, arguments = call.node, call.node.args
        if self._is_of_its_own(call):
            return arguments[-1]
        match self._class(call), last_name(node.func):
            case None, "problem":
                return arguments[1] if call.scope.module.name.startswith("web.") else None
            case None, name:
                return self._told(call, name)
            case place, _ if place in self._inputs or self._has_constructor(place):
                return None
            case _:
                return arguments[0]

    def _told(self, call: Call, name: str) -> ast.expr | None:
        """What a page is told of a line of a file, of a recording, or of what is perhaps not meant."""
        where, arguments = call.scope.module.name, call.node.args
        match where, name:
            case ("contacts.table", "Refused") | ("recordings.capture", "Trouble"):
                return arguments[1]
            case ("recordings.analysis", "Empty") | (_, "Warned"):
                return arguments[0]
            case "recordings.worker", "mark_failed":
                return arguments[2]
            case "recordings.worker", "mark_empty":
                return arguments[3]
            case _, "RecordingNotMade" | "RecordingRefused":
                said = [each.value for each in call.node.keywords if each.arg == "why"]
                return next((each for each in said if isinstance(each, ast.Constant)), None)
            case _:
                return None

    def _phrases(self, call: Call) -> Templates:
        """What was accepted, and phrases that stand for what came."""
        node = call.node
        if (of_pattern := _words_of_pattern(node)) is not None:
            return self._read(of_pattern, call)
        if last_name(node.func) == "Said" and len(node.args) == 1:
            return self._read(node.args[0], call)
        if len(node.args) != 3:
            return NONE
        place = self._class(call)
        if place in self._inputs or (_is_super(call) and self._owner(call.scope) in self._inputs):
            return self._read(node.args[2], call)
        return NONE

    def _is_of_its_own(self, call: Call) -> bool:
        """Whether an error's own constructor hands its sentence on."""
        if self._owner(call.scope) not in self._errors or call.scope.function is None:
            return False
        count = len(call.node.args)
        return _is_super(call) and (count == 1 or (count == 2 and _owner_of(call) == "RingbackError"))

    def _class(self, call: Call) -> Place | None:
        found = self._sources.defined(call.scope.module, call.node.func)
        return found[0] if found is not None and found[0] in self._errors else None

    def _has_constructor(self, place: Place | None) -> bool:
        assert place is not None
        made = self._sources.modules[place[0]].names[place[1]]
        return isinstance(made, ast.ClassDef) and any(getattr(each, "name", "") == "__init__" for each in made.body)

    def _owner(self, scope: Scope) -> Place | None:
        return None if scope.owner is None else (scope.module.name, scope.owner.name)

    def _also(self, place: Place) -> Templates:
        module, path = self._sources.modules[place[0]], place[1].split(".")
        around = [module.names[path[0]]]
        for name in path[1:]:
            around += [each for each in ast.iter_child_nodes(around[-1]) if getattr(each, "name", "") == name]
        scope = Scope(module, tuple(each for each in around if isinstance(each, ast.ClassDef | ast.FunctionDef)))
        assert scope.function is not None
        return self._reader.returned(scope.function, scope)

    def _read(self, node: ast.expr, call: Call) -> Templates:
        try:
            return self._reader.read(node, call.scope)
        except Unreadable as error:
            self._unreadable.append(f"{call.place}: {error}")
            return NONE


def _owner_of(call: Call) -> str:
    function = call.node.func
    return last_name(function.value) if isinstance(function, ast.Attribute) else ""


def _words_of_pattern(node: ast.Call) -> ast.expr | None:
    """Of a field's type: `msgspec.Meta(pattern=..., extra={"words": ...})`."""
    extra = [each.value for each in node.keywords if each.arg == "extra"] if last_name(node.func) == "Meta" else []
    told = {ast.unparse(key): value for each in extra if isinstance(each, ast.Dict) for key, value in _items(each)}
    return told.get("'words'")


def _items(table: ast.Dict) -> Iterable[tuple[ast.expr, ast.expr]]:
    return ((key, value) for key, value in zip(table.keys, table.values, strict=True) if key is not None)


def _is_super(call: Call) -> bool:
    return last_name(call.node.func) == "__init__"


def _family(sources: Sources, roots: Iterable[str]) -> frozenset[Place]:
    """Those classes and all that come of them."""
    classes = {
        (module.name, name): node
        for module in sources.modules.values()
        for name, node in module.names.items()
        if isinstance(node, ast.ClassDef)
    }
    found = {place for place in classes if place[1] in roots}
    grown = -1
    while grown != len(found):
        grown = len(found)
        found |= {place for place, node in classes.items() if not found.isdisjoint(_bases(sources, place, node))}
    return frozenset(found)


def _bases(sources: Sources, place: Place, node: ast.ClassDef) -> set[Place]:
    homes = (sources.defined(sources.modules[place[0]], base) for base in node.bases)
    return {home[0] for home in homes if home is not None}


def read_refusals() -> Refusals:
    return Sites(read_sources()).read()
