"""What admins save, as values that name one another: projects, queues, hours, numbers, agents, the installation.

Trunks and phones are in `telephony.provision.model`. A text key stands wherever something is named: no ids. What one
spec alone cannot tell, such as whether a queue is there, is checked when it is saved.
"""

from datetime import date
from typing import Annotated, Literal

import msgspec

from telephony.provision.model import Extension

_HIDDEN = r"\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"
"""What nobody sees, or what turns round what stands beside it: two names would look the same. Joiners are letters'."""
Short = Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
ProjectName = Annotated[
    str,
    msgspec.Meta(
        pattern=rf"^[^\s/{_HIDDEN}]([^/{_HIDDEN}]{{0,98}}[^\s/{_HIDDEN}])?$",
        extra={"words": "a name of up to 100 visible characters without a slash, with no space at either end"},
    ),
]
QueueName = Annotated[
    str,
    msgspec.Meta(
        pattern=rf"^[^\s{_HIDDEN}]([^\n{_HIDDEN}]{{0,98}}[^\s{_HIDDEN}])?$",
        extra={"words": "a name of up to 100 visible characters, with no space at either end"},
    ),
]
PersonName = Annotated[
    str, msgspec.Meta(pattern=rf"^[^{_HIDDEN}]{{1,100}}$", extra={"words": "a name of 1 to 100 visible characters"})
]
Language = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^[a-z]{2,3}$", extra={"words": "a language's code of two or three small letters, such as en"}
    ),
]
Region = Annotated[
    str, msgspec.Meta(pattern=r"^[A-Za-z]{2}$", extra={"words": "a country's code of two letters, such as UA"})
]
Written = Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
"""A telephone number as a person writes it."""
Words = Annotated[tuple[Short, ...], msgspec.Meta(max_length=50)]
Clock = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$",
        extra={"words": "a time such as 09:30, from 00:00 to 24:00"},
    ),
]
"""A time of the wall clock's day; 24:00 is its end."""
Note = Annotated[str, msgspec.Meta(max_length=200)]
PhoneName = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^([A-Za-z]+/[A-Za-z0-9_.@/-]{1,80}|[A-Za-z0-9_.@-]{1,80})?$",
        extra={"words": "a phone's name of up to 80 letters, digits, dots, dashes, underscores and @, or nothing"},
    ),
]
Day = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class ProjectSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`zone` is an IANA name, `region` an ISO 3166 code: it reads numbers without a country code.

    `caller_id`: what those see whom the project calls; null leaves it to the trunk. `trunks` in the order in which they
    are tried; none: all, by their rank. One that is not `live` is being set up: its numbers are as nobody's. One that
    is not `active` is in the archive.
    """

    name: ProjectName
    zone: Short
    region: Region
    language: Language = "en"
    announce_inbound: bool = True
    announce_outbound: bool = True
    record: bool = True
    retention_days: Annotated[int, msgspec.Meta(ge=1, le=36500)] = 90
    caller_id: Written | None = None
    short_abandon_s: Annotated[int, msgspec.Meta(ge=0, le=600)] = 5
    dispositions: Words = ()
    break_reasons: Words = ()
    tell_agents_heard: bool = True
    trunks: Words = ()
    live: bool = False
    active: bool = True


class QueueSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`overflow` is another queue of the project, for who finds this one full or has waited `overflow_after_s` in it.

    `overflow_after_s` null: only who finds it full goes there. Durations in seconds.
    """

    project: ProjectName
    name: QueueName
    skills: Words = ()
    ring_s: Annotated[int, msgspec.Meta(ge=1, le=600)] = 20
    queue_timeout_s: Annotated[int, msgspec.Meta(ge=1, le=86400)] = 600
    max_waiting: Annotated[int, msgspec.Meta(ge=0, le=10000)] = 50
    wrap_up_s: Annotated[int, msgspec.Meta(ge=0, le=3600)] = 30
    music_class: Short = "default"
    service_level_percent: Annotated[int, msgspec.Meta(ge=1, le=100)] = 80
    service_level_s: Annotated[int, msgspec.Meta(ge=1, le=3600)] = 20
    overflow: QueueName | None = None
    overflow_after_s: Annotated[int, msgspec.Meta(ge=1, le=86400)] | None = None
    tell_position: bool = True
    tell_wait: bool = True


class Span(msgspec.Struct, frozen=True, order=True, forbid_unknown_fields=True):
    """Open from `opens` until `closes`."""

    opens: Clock
    closes: Clock


class WeeklyHours(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Open on a day of each week. Closing no later than opening is on the next day: kept as two, parted at midnight."""

    day: Day
    opens: Clock
    closes: Clock


class ExceptionDay(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A date on which the weekly hours do not count; without spans it is closed."""

    on: date
    open: Annotated[tuple[Span, ...], msgspec.Meta(max_length=24)] = ()
    note: Note = ""


class HoursSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """On the wall clock of the project's zone."""

    project: ProjectName
    weekly: Annotated[tuple[WeeklyHours, ...], msgspec.Meta(max_length=168)] = ()
    exceptions: Annotated[tuple[ExceptionDay, ...], msgspec.Meta(max_length=1000)] = ()


class NumberSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A dialled number and the queue it leads to. Each X at its end is any one digit.

    `language` null: the project's. `menu`: languages that a caller chooses from by key, 1 is the first; none: no menu.
    """

    did: Written
    project: ProjectName
    queue: QueueName
    language: Language | None = None
    menu: Annotated[tuple[Language, ...], msgspec.Meta(max_length=9)] = ()
    note: Note = ""


class AgentSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who takes calls. `phone` is the name of their own; empty: none.

    `extension` is what they key in to sign in at any phone.
    """

    name: PersonName
    skills: Words = ()
    languages: Annotated[tuple[Language, ...], msgspec.Meta(max_length=50)] = ()
    projects: Annotated[tuple[ProjectName, ...], msgspec.Meta(max_length=500)] = ()
    phone: PhoneName = ""
    extension: Extension | None = None
    active: bool = True


class InstallationSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What callers of a number meet that is nobody's; project and queue where it is a queue."""

    unknown_number: Literal["message", "reject", "queue"] = "message"
    unknown_project: ProjectName | None = None
    unknown_queue: QueueName | None = None
