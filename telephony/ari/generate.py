"""Makes `models.py` and `requests.py` from the Swagger 1.1 files that Asterisk ships (`rest-api/*.json`).

    python -m telephony.ari.generate /usr/share/asterisk/rest-api

What is written depends on the files alone, so that running it again shows what a new Asterisk changed.
"""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from telephony.ari import generate_models, generate_requests

Swagger = Mapping[str, Any]
HERE = Path(__file__).parent


def generate(resources: Mapping[str, Swagger]) -> tuple[str, str]:
    """The source of `models.py` and of `requests.py`. `resources` maps a file's stem ("channels") to its content."""
    ordered = {name: resources[name] for name in sorted(resources)}
    return generate_models.source(ordered), generate_requests.source(ordered)


def read(directory: Path) -> dict[str, Swagger]:
    """Every resource described in `directory`; the list of them (`resources.json`) is not one."""
    files = sorted(directory.glob("*.json"))
    return {file.stem: json.loads(file.read_text("utf-8")) for file in files if file.stem != "resources"}


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or not (resources := read(Path(arguments[0]))):
        sys.stderr.write("usage: python -m telephony.ari.generate DIRECTORY-OF-SWAGGER-FILES\n")
        return 2
    models, requests = generate(resources)
    (HERE / "models.py").write_text(models, "utf-8")
    (HERE / "requests.py").write_text(requests, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
