"""What agents ask of us by dialling a code such as *11, and how a phone is led through it. Pure.

A phone that is somebody's own signs them in at once; at any other one they key in their extension and their PIN. Such a
dialogue is no call: nobody waits on it, and no figure counts it.
"""

import re
from enum import StrEnum
from typing import assert_never

import msgspec

MOST_KEYS = 12
"""Longer than every extension and PIN: what is keyed in beyond is no mistake of a finger."""
TRIES = 3
"""Wrong extensions or PINs before the phone is hung up."""
FINISH, BEGIN_ANEW = "#", "*"
_SIGN_IN = re.compile(r"\*11(\d{2,10})")
_BREAK = re.compile(r"\*13([1-9]?)")


class Prompt(StrEnum):
    """What is said; the sound file is `code_` and its word."""

    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    ON_BREAK = "on_break"
    READY = "ready"
    AFTER_CALL = "after_call"
    NOT_NOW = "not_now"
    NOT_AN_AGENT = "not_an_agent"
    SAY_EXTENSION = "say_extension"
    SAY_PIN = "say_pin"
    WRONG_PIN = "wrong_pin"
    LOCKED_OUT = "locked_out"
    ECHO = "echo"


class SignIn(msgspec.Struct, frozen=True):
    """With an extension, whoever's it is, by their PIN; without, whose phone it is, or else who keys in theirs."""

    extension: str = ""


class SignOut(msgspec.Struct, frozen=True):
    pass


class TakeBreak(msgspec.Struct, frozen=True):
    """For the `nth` reason of the agent's projects, 1 is the first."""

    nth: int = 1


class Ready(msgspec.Struct, frozen=True):
    pass


class EchoTest(msgspec.Struct, frozen=True):
    pass


Order = SignIn | SignOut | TakeBreak | Ready
"""What is asked of the floor."""
Code = Order | EchoTest
_FIXED: dict[str, Code] = {"*11": SignIn(), "*12": SignOut(), "*14": Ready(), "*43": EchoTest()}


def code_of(dialled: str) -> Code | None:
    """None for what is no code: a number, or nonsense."""
    if found := _SIGN_IN.fullmatch(dialled):
        return SignIn(found[1])
    if found := _BREAK.fullmatch(dialled):
        return TakeBreak(int(found[1] or 1))
    return _FIXED.get(dialled)


# ---- where a dialogue is


class AskingExtension(msgspec.Struct, frozen=True):
    """`keys` so far; `wrong` is how often extension and PIN did not fit."""

    keys: str = ""
    wrong: int = 0


class AskingPin(msgspec.Struct, frozen=True):
    extension: str
    keys: str = ""
    wrong: int = 0

    def __repr__(self) -> str:
        return f"AskingPin({len(self.keys)} keys)"


class Waiting(msgspec.Struct, frozen=True):
    """For what becomes of the code, or of the PIN."""

    wrong: int = 0


class LastWord(msgspec.Struct, frozen=True):
    """Once it is said the phone is hung up."""


class Over(msgspec.Struct, frozen=True):
    """It has been hung up, or has gone to hear itself."""


Dialogue = AskingExtension | AskingPin | Waiting | LastWord | Over

# ---- what happens in it


class Dialled(msgspec.Struct, frozen=True):
    code: Code


class KeyCame(msgspec.Struct, frozen=True):
    key: str


class Silence(msgspec.Struct, frozen=True):
    """No key for as long as we wait for one."""


class Said(msgspec.Struct, frozen=True):
    """The prompt is over, or could not be played."""


class Told(msgspec.Struct, frozen=True):
    """What became of the code: the word to end with; SAY_EXTENSION where it takes extension and PIN to do it here."""

    prompt: Prompt


Event = Dialled | KeyCame | Silence | Said | Told

# ---- what is to be done


class Say(msgspec.Struct, frozen=True):
    prompt: Prompt


class Hush(msgspec.Struct, frozen=True):
    """End the prompt that is being said."""


class Obey(msgspec.Struct, frozen=True):
    code: Order


class CheckPin(msgspec.Struct, frozen=True):
    """Sign in whoever has this extension and this PIN."""

    extension: str
    pin: str

    def __repr__(self) -> str:
        return "CheckPin(…)"


class Echo(msgspec.Struct, frozen=True):
    """Let the phone hear itself, until it hangs up."""


class HangUp(msgspec.Struct, frozen=True):
    pass


Command = Say | Hush | Obey | CheckPin | Echo | HangUp
Step = tuple[Dialogue, tuple[Command, ...]]


def step(state: Dialogue, event: Event) -> Step:
    """Where the dialogue is after the event, and what is to be done. What does not concern it changes nothing."""
    match event:
        case Dialled(code=code):
            return _dialled(code)
        case KeyCame(key=key):
            return _keyed(state, key)
        case Silence():
            return _silent(state)
        case Said():
            return (Over(), (HangUp(),)) if isinstance(state, LastWord) else (state, ())
        case Told(prompt=prompt):
            return _told(state, prompt) if isinstance(state, Waiting) else (state, ())
        case _:
            assert_never(event)


def _dialled(code: Code) -> Step:
    match code:
        case EchoTest():
            return Over(), (Echo(),)
        case SignIn(extension=extension) if extension:
            return AskingPin(extension), (Say(Prompt.SAY_PIN),)
        case SignIn() | SignOut() | TakeBreak() | Ready():
            return Waiting(), (Obey(code),)
        case _:
            assert_never(code)


def _keyed(state: Dialogue, key: str) -> Step:
    match state:
        case AskingExtension() | AskingPin() if key == FINISH:
            return _finished(state)
        case AskingExtension() | AskingPin():
            keys = "" if key == BEGIN_ANEW else (state.keys + key)[: MOST_KEYS + 1]
            return msgspec.structs.replace(state, keys=keys), (Hush(),)
        case Waiting() | LastWord() | Over():
            return state, ()
        case _:
            assert_never(state)


def _finished(state: AskingExtension | AskingPin) -> Step:
    """An extension that nobody has is asked for its PIN like any other: which there are is not told."""
    if not state.keys:
        return state, ()
    if isinstance(state, AskingExtension):
        return AskingPin(state.keys, wrong=state.wrong), (Hush(), Say(Prompt.SAY_PIN))
    return Waiting(state.wrong), (Hush(), CheckPin(state.extension, state.keys))


def _silent(state: Dialogue) -> Step:
    """Who forgot the hash key is done; who keys in nothing is let go."""
    match state:
        case AskingExtension(keys="") | AskingPin(keys=""):
            return Over(), (HangUp(),)
        case AskingExtension() | AskingPin():
            return _finished(state)
        case _:
            return state, ()


def _told(state: Waiting, prompt: Prompt) -> Step:
    match prompt:
        case Prompt.SAY_EXTENSION:
            return AskingExtension(wrong=state.wrong), (Say(prompt),)
        case Prompt.WRONG_PIN if state.wrong + 1 < TRIES:
            return AskingExtension(wrong=state.wrong + 1), (Say(prompt),)
        case _:
            return LastWord(), (Say(prompt),)


def is_asking(state: Dialogue) -> bool:
    """Whether it waits for a key."""
    return isinstance(state, AskingExtension | AskingPin)
