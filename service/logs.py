"""Logs: a constant event name and keys; JSON where nobody looks on; numbers masked whatever wrote them."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any, TextIO

import structlog

from kernel.phone import Phone, mask_numbers

PERSONAL = frozenset({"caller", "customer", "dialled", "endpoint", "to", "shown", "why", "error", "exception"})
"""The keys that may hold a person's number. Everything else is kept free of them where it is written."""

Event = MutableMapping[str, Any]


def mask_personal(_logger: object, _method: str, event: Event) -> Event:
    for key, value in event.items():
        if isinstance(value, Phone):
            event[key] = value.masked
        elif key in PERSONAL and isinstance(value, str):
            event[key] = mask_numbers(value)
    return event


def set_up_logs(stream: TextIO = sys.stderr, *, json: bool | None = None, level: int = logging.INFO) -> None:
    """Once, at the start. `json` None: JSON unless the stream is a terminal."""
    as_json = not stream.isatty() if json is None else json
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            # As text and without the values of variables: a sign-in that failed must not leave its password here.
            structlog.processors.format_exc_info,
            mask_personal,
            structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(stream),
        cache_logger_on_first_use=True,
    )
