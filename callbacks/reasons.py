"""Every rule that can have a part in a decision: its constant word, and the sentence that a page makes of it."""

from datetime import UTC, datetime

from callbacks.rules import Why

SENTENCES: dict[str, str] = {}


def instant(at: datetime) -> str:
    """As it stands in the data of a rule: UTC, ISO 8601, to the second."""
    return at.astimezone(UTC).isoformat(timespec="seconds")


def sentence(why: Why) -> str:
    """In English. What a sentence lacks in its data stands as it is written, so that a page never fails on it."""
    return SENTENCES.get(why.rule, why.rule).format_map(_Data(why.data))


class _Data(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"
