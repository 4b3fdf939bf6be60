"""Text from the websocket becomes a typed message here and nowhere else."""

from dataclasses import dataclass

import msgspec

from telephony.ari.models import AnyMessage


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A message of a type that the models do not have, or (`known`) one that does not fit its model."""

    type: str
    known: bool
    why: str


class _Typed(msgspec.Struct, frozen=True):
    type: str = ""


_MESSAGE: msgspec.json.Decoder[AnyMessage] = msgspec.json.Decoder(AnyMessage)
_TYPED = msgspec.json.Decoder(_Typed)
_KNOWN = frozenset(kind.__name__ for kind in AnyMessage.__args__)


def decode(text: str) -> AnyMessage | Unreadable:
    """The message. What cannot be read is a value too: it is for the reader to count, and never ends the stream."""
    try:
        return _MESSAGE.decode(text)
    except msgspec.MsgspecError as error:
        kind = _type_of(text)
        return Unreadable(kind, kind in _KNOWN, str(error))


def _type_of(text: str) -> str:
    try:
        return _TYPED.decode(text).type
    except msgspec.MsgspecError:
        return ""
