"""What the dialplan's safety net wrote down on the switch while we could not listen.

The notes lie in AstDB and survive a restart of Asterisk (see `telephony/asterisk/templates/extensions.conf`). Parsing
is pure; `read` and `forget` go through the manager interface.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import NamedTuple

import msgspec

from kernel.ids import CallId, ChannelId
from kernel.phone import CallerId
from telephony.ari.manager import Manager
from telephony.identity import fields_of, said_by
from telephony.plan import Sound
from telephony.sound_text import sound_of

GONE, MISSED = "gone", "missed"
SETTLED_MINUTES = 2
"""A minute's notes of hang-ups are forgotten this long after it: by then their events have come, or a comparison."""
_EPOCH = re.compile(r"[0-9]{1,11}(\.[0-9]{1,6})?", re.ASCII)
_SIP = re.compile(r"SIP ([3-6][0-9][0-9])\b", re.ASCII)


class Words(StrEnum):
    """What the dialplan says, each of them once in a call at the most."""

    ANNOUNCEMENT = "announcement"
    OUTAGE = "outage"
    MESSAGE = "message"
    """The last word: out of hours, or an apology."""


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """`until` is None where the call, or the switch, ended in it. `complete`: it was played to its end."""

    words: Words
    sound: Sound
    at: datetime
    until: datetime | None = None
    complete: bool = False


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """A call from outside that we had no hand in. Times are the switch's.

    `path` is where both sides are recorded since `recorded_at`. `endpoint` is the phone that answered. `turned_away`:
    the caller was blocked. `trunk` is where they came in, `spoken` what they were told. `ended_at` is None while the
    call lasts, and for ever if the switch died in it.
    """

    call: CallId
    at: datetime
    dialled: str
    said: CallerId
    recorded_at: datetime | None = None
    path: str | None = None
    answered_at: datetime | None = None
    endpoint: str | None = None
    turned_away: bool = False
    trunk: str | None = None
    spoken: tuple[Said, ...] = ()
    ended_at: datetime | None = None


class Notes(msgspec.Struct, frozen=True):
    """`left` are callers from outside who hung up, whether we knew them or not; `gone` every channel that did."""

    missed: tuple[Note, ...]
    left: tuple[Note, ...]
    gone: Mapping[ChannelId, datetime]
    up: Mapping[ChannelId, datetime]
    """When those of them were answered that we had dialled."""
    minutes: frozenset[int]
    """The minutes since the epoch that `gone` has notes of."""


class End(NamedTuple):
    """How a leg ended that we had dialled by a trunk and nobody picked up. `cause` is Q.850."""

    cause: int | None
    sip: int | None
    rang: bool


def parse(missed: Mapping[str, str], gone: Mapping[str, str]) -> Notes:
    """`missed` by unique id, `gone` by `<minute>/<unique id>`. A note that makes no sense is left out."""
    hang_ups = {key.partition("/")[2]: value.partition("&") for key, value in gone.items()}
    instants = {ChannelId(channel): _instant(ended) for channel, (ended, _, _) in hang_ups.items()}
    left = (_note(channel, f"{caller}&ended={ended}") for channel, (ended, _, caller) in hang_ups.items())
    up = {ChannelId(channel): _instant(fields_of(more).get("up", "")) for channel, (_, _, more) in hang_ups.items()}
    return Notes(
        tuple(note for key, value in missed.items() if (note := _note(key, value))),
        tuple(note for note in left if note),
        {channel: at for channel, at in instants.items() if at is not None},
        {channel: at for channel, at in up.items() if at is not None},
        frozenset(int(minute) for minute in (key.partition("/")[0] for key in gone) if minute.isdecimal()),
    )


def _note(key: str, value: str) -> Note | None:
    fields = fields_of(value)
    at = _instant(fields.get("at", ""))
    if at is None or "dialled" not in fields:
        return None
    return Note(
        call=CallId(key),
        at=at,
        dialled=fields["dialled"],
        said=said_by(fields),
        recorded_at=_instant(fields.get("recorded", "")),
        path=fields.get("path") or None,
        answered_at=_instant(fields.get("answered", "")),
        endpoint=fields.get("by", "").rpartition("-")[0] or None,
        turned_away="blocked" in fields,
        trunk=fields.get("trunk") or None,
        spoken=tuple(said for words in Words if (said := _said(words, fields))),
        ended_at=_instant(fields.get("ended", "")),
    )


def _said(words: Words, fields: Mapping[str, str]) -> Said | None:
    at = _instant(fields.get(words, ""))
    if at is None:
        return None
    return Said(
        words=words,
        sound=sound_of(fields.get(f"{words}_sound", "")),
        at=at,
        until=_instant(fields.get(f"{words}_until", "")),
        complete=fields.get(f"{words}_status") == "SUCCESS",
    )


def _instant(text: str) -> datetime | None:
    return datetime.fromtimestamp(float(text), UTC) if _EPOCH.fullmatch(text) else None


def parse_end(note: str) -> End | None:
    """None for the note of anything else."""
    fields = fields_of(note.partition("&")[2])
    if "cause" not in fields:
        return None
    cause, sip = fields["cause"], _SIP.match(fields.get("tech", ""))
    known = int(cause) if cause.isdecimal() and cause != "0" else None
    return End(known, int(sip[1]) if sip else None, fields.get("state") == "Ringing")


async def end_of(manager: Manager, leg: ChannelId) -> End | None:
    """None as long as nothing is noted. Raises `AriError`."""
    gone = await manager.database_tree(GONE)
    found = (parse_end(note) for key, note in gone.items() if key.partition("/")[2] == leg)
    return next((end for end in found if end is not None), None)


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
