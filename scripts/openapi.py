"""Prints the API's description. It needs no switch and no database: routes are values, and only their shapes count."""

import sys
from collections.abc import Iterator
from importlib.metadata import version
from typing import Any

import msgspec

from service.site import routes_of
from web.openapi import openapi


class Unfurnished:
    """Stands for every part that a route is made with. None of what it is asked reaches the description."""

    def __getattr__(self, name: str) -> Any:
        return self

    def __call__(self, *_: object) -> Any:
        return self

    def __iter__(self) -> Iterator[Any]:
        return iter(())


if __name__ == "__main__":
    nothing: Any = Unfurnished()
    text = msgspec.json.encode(openapi(routes_of(nothing, nothing), version("ringback")))
    sys.stdout.buffer.write(msgspec.json.format(text, indent=2) + b"\n")
