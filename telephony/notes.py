"""What the dialplan's safety net wrote down on the switch while we could not listen.

The notes lie in AstDB and survive a restart of Asterisk (see `telephony/asterisk/templates/extensions.conf`). Parsing
is pure; `read` and `forget` go through the manager interface.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import parse_qs

import msgspec

from kernel.ids import CallId, ChannelId
from telephony.ari.manager import Manager

GONE, MISSED = "gone", "missed"
SETTLED_MINUTES = 2
"""A minute's notes of hang-ups are forgotten this long after it: by then their events have come, or a comparison."""


class MissedNote(msgspec.Struct, frozen=True, kw_only=True):
    """A caller whom the safety net answered because the service was away."""

    call: CallId
    at: datetime
    dialled: str
    caller_id: str


class Notes(msgspec.Struct, frozen=True):
    missed: tuple[MissedNote, ...]
    gone: Mapping[ChannelId, datetime]
    minutes: frozenset[int]
    """The minutes since the epoch that `gone` has notes of."""


def parse(missed: Mapping[str, str], gone: Mapping[str, str]) -> Notes:
    """`missed` by unique id, `gone` by `<minute>/<unique id>`. A note that makes no sense is left out."""
    readable = (_missed(key, value) for key, value in missed.items())
    hang_ups = {ChannelId(key.partition("/")[2]): _instant(value) for key, value in gone.items()}
    minutes = frozenset(int(minute) for minute in (key.partition("/")[0] for key in gone) if minute.isdecimal())
    return Notes(
        tuple(note for note in readable if note is not None),
        {channel: at for channel, at in hang_ups.items() if at is not None},
        minutes,
    )


def _missed(key: str, value: str) -> MissedNote | None:
    fields = {name: values[0] for name, values in parse_qs(value, keep_blank_values=True).items()}
    at = _instant(fields.get("at", ""))
    if at is None or "dialled" not in fields:
        return None
    shown = fields.get("shown", "allowed")
    caller_id = fields.get("caller", "") if shown.startswith("allowed") or not shown else "anonymous"
    return MissedNote(call=CallId(key), at=at, dialled=fields["dialled"], caller_id=caller_id)


def _instant(text: str) -> datetime | None:
    return datetime.fromtimestamp(int(text), UTC) if text.isdecimal() and len(text) < 12 else None


async def read(manager: Manager) -> Notes:
    return parse(await manager.database_tree(MISSED), await manager.database_tree(GONE))


async def forget_missed(manager: Manager, call: CallId) -> None:
    await manager.database_delete(MISSED, call)


async def forget_gone(manager: Manager, notes: Notes, now: datetime) -> None:
    """Everything but the last minutes, whose hang-ups may still be under way to us as events."""
    settled = int(now.timestamp()) // 60 - SETTLED_MINUTES
    for minute in notes.minutes:
        if minute <= settled:
            await manager.database_delete_tree(GONE, str(minute))
