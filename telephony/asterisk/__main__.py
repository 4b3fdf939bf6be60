"""Writes an Asterisk's configuration: `python -m telephony.asterisk SETTINGS.json`.

The file holds the fields of `SwitchSettings`; the configuration is written to its `directories.config`, which is how
the container image gets the same one that runs bare.
"""

import sys
from dataclasses import fields
from pathlib import Path
from typing import Any

import msgspec

from kernel.errors import BadInput, RingbackError
from telephony.asterisk.render import render
from telephony.asterisk.settings import SwitchSettings


def read(text: bytes) -> SwitchSettings:
    """Raises BadInput for what is no JSON object, an unknown key, a missing one or a value of the wrong type."""
    known = sorted(field.name for field in fields(SwitchSettings))
    try:
        given = msgspec.json.decode(text, type=dict[str, Any])
        for name in given:
            if name not in known:
                raise BadInput("switch settings", name, f"one of {', '.join(known)}")
        return msgspec.convert(given, SwitchSettings, dec_hook=_path)
    except msgspec.MsgspecError as error:
        raise BadInput("switch settings", str(error), "a JSON object with the fields of SwitchSettings") from error


def _path(kind: type, value: object) -> object:
    if kind is Path and isinstance(value, str):
        return Path(value)
    raise NotImplementedError(f"{kind} cannot be read")


def write(folder: Path, files: dict[str, str]) -> None:
    """For one reader only: it holds secrets."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        path = folder / name
        path.touch(mode=0o600)
        path.chmod(0o600)
        path.write_text(text, "utf-8")


def main(arguments: list[str]) -> int:
    try:
        (source,) = arguments
        settings = read(Path(source).read_bytes())
        write(settings.directories.config, render(settings))
    except (ValueError, OSError, RingbackError) as error:
        print(error if not isinstance(error, ValueError) else __doc__, file=sys.stderr)  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
