"""From what to what the page takes a threshold is what the service takes."""

import re

import msgspec

from monitoring.alarms import Thresholds
from tests.wording.sources import ROOT

PAGE = ROOT / "web/console/src/pages/wall/thresholds.ts"
LIMIT = re.compile(r"^  (\w+): \[([\d_]+), ([\d_]+)\],$", re.MULTILINE)


def test_the_page_takes_what_the_service_takes() -> None:
    page = {name: (int(least), int(most)) for name, least, most in LIMIT.findall(PAGE.read_text("utf-8"))}

    assert page == {name: limits for name, limits in map(_limits, msgspec.structs.fields(Thresholds)) if limits}


def _limits(field: msgspec.structs.FieldInfo) -> tuple[str, tuple[int, int] | None]:
    schema = msgspec.json.schema(field.type)
    numbers = [each for each in schema.get("anyOf", [schema]) if "minimum" in each]
    return field.name, (numbers[0]["minimum"], numbers[0]["maximum"]) if numbers else None
