"""Prints the API's description. It needs no switch and no database: routes are values, and only their shapes count."""

import sys
from importlib.metadata import version
from typing import Any

import msgspec

from service.site import routes_of
from web.openapi import openapi


class Unfurnished:
    """Stands for every part that a route would call, and is never called."""

    def __getattr__(self, name: str) -> Any:
        return self


if __name__ == "__main__":
    nothing: Any = Unfurnished()
    text = msgspec.json.encode(openapi(routes_of(nothing, nothing), version("ringback")))
    sys.stdout.buffer.write(msgspec.json.format(text, indent=2) + b"\n")
