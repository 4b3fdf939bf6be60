"""One thing to ask of the switch, as a value. `telephony.ari.requests` has a function that makes each kind."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar
from urllib.parse import quote, unquote

import msgspec

from telephony.ari.outcomes import AlreadyGone, AlreadyThere, Outcome, WrongState

__all__ = ["AlreadyGone", "AlreadyThere", "Method", "Request", "WrongState", "json_of", "query_of", "segment"]

T_co = TypeVar("T_co", covariant=True)
Method = Literal["GET", "POST", "PUT", "DELETE"]
Parameter = str | int | bool | Iterable[str] | None


@dataclass(frozen=True, slots=True)
class Request(Generic[T_co]):
    """Sending it gives a `T_co`: the decoded body (`returns`), or one of the outcomes it says to expect.

    `path` is percent-encoded and begins with a slash, below `/ari`. `body` is JSON, or None. `expected` maps an HTTP
    status to the outcome it means for this operation; every other status from 400 is an error.
    """

    method: Method
    path: str
    query: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None
    returns: Any = None
    expected: tuple[tuple[int, type[Outcome]], ...] = ()

    @property
    def target(self) -> str:
        """Path and query as they go on the wire."""
        if not self.query:
            return self.path
        return (
            self.path + "?" + "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in self.query)
        )

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def channel_made_by(request: Request[Any]) -> str | None:
    """The id of the channel that `request` would make, if it names one."""
    match request.method, request.path.split("/")[1:]:
        case "POST", ["channels"] | ["channels", "create" | "externalMedia"]:
            return dict(request.query).get("channelId")
        case "POST", ["channels", channel]:
            return unquote(channel)
        case _:
            return None


def segment(value: str) -> str:
    """`value` as one segment of a path, whatever is in it."""
    return quote(value, safe="~")


def query_of(parameters: Mapping[str, Parameter]) -> tuple[tuple[str, str], ...]:
    """The parameters that were given, in order, as Asterisk reads them: true/false, lists joined by commas."""
    return tuple((name, _written(value)) for name, value in parameters.items() if value is not None)


def json_of(body: Mapping[str, object]) -> bytes | None:
    """The JSON body, without the keys that were not given; None if nothing is left."""
    given = {name: value for name, value in body.items() if value is not None}
    return msgspec.json.encode(given) if given else None


def _written(value: str | int | bool | Iterable[str]) -> str:
    match value:
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case _:
            return ",".join(value)
