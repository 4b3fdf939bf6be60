"""The service's log as values."""

from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any, NoReturn

import structlog

Line = MutableMapping[str, Any]


@contextmanager
def captured(lines: list[Line], told: Callable[[str], None]) -> Iterator[None]:
    """Every line goes to `lines` and nowhere else; `told` hears of it."""

    def keep(_logger: object, level: str, line: Line) -> NoReturn:
        line["log_level"] = "error" if level == "exception" else level
        lines.append(line)
        told(f"log: {line['event']} {line.get('why', '')}")
        raise structlog.DropEvent

    before = structlog.get_config()
    structlog.reset_defaults()
    structlog.configure(processors=[structlog.processors.format_exc_info, keep], cache_logger_on_first_use=False)
    try:
        yield
    finally:
        structlog.configure(**before)
