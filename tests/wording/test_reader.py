"""What the text of an expression can be, read from the code."""

import ast
from textwrap import dedent

import pytest

from tests.wording.reader import Reader, Unreadable
from tests.wording.sources import Module, Sources


def templates(code: str) -> set[str]:
    """Of what `said` is called with, in a module of this code."""
    module = Module("room.desk", "room/desk.py", ast.parse(dedent(code)))
    sources = Sources({module.name: module})
    reader = Reader(sources)
    return set().union(*(reader.read(call.node.args[0], call.scope) for call in sources.by_callee["said"]))


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ('said("There is no call.")', {"There is no call."}),
        ('def one(call): said(f"There is no call {call}.")', {"There is no call {}."}),
        ('def one(call): said(f"At {call:%H:%M} it is " f"{call!r}.")', {"At {} it is {}."}),
        ('GONE = "It is gone."\ndef one(): said(GONE)', {"It is gone."}),
        ('def one(on): said("On." if on else "Off.")', {"On.", "Off."}),
        ('WHY = {"a": "One.", "b": "Two."}\ndef one(key): said(WHY.get(key, "Three."))', {"One.", "Two.", "Three."}),
        ('WHY = {"a": "One."}\ndef one(key): said(WHY[key])', {"One."}),
        ('def why(on):\n  if on:\n    return "On."\n  return None\ndef one(on): said(why(on))', {"On."}),
        ('def one(why): said(why or "Because.")\none("So.")\none(None)', {"So.", "Because."}),
        ('def one(on):\n  way = "Ask." if on else "Wait."\n  said(f"No. {way}")', {"No. Ask.", "No. Wait."}),
        ('class Desk:\n  def why(self): return "On."\n  def one(self): said(self.why())', {"On."}),
    ],
)
def test_texts_are_followed_to_where_they_are_written(code: str, told: set[str]) -> None:
    assert templates(code) == told


@pytest.mark.parametrize(
    "code",
    [
        "def one(error): said(str(error))",
        'def one(words): said(" ".join(words))',
        "def one(why): said(why)",
        "def one(told): said(told.why)",
        'def one(done): said("It cannot be %s." % done)',
    ],
)
def test_what_is_put_together_elsewhere_cannot_be_read(code: str) -> None:
    with pytest.raises(Unreadable):
        templates(code)
