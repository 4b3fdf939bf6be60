"""What admins own, as immutable values. Loaded whole; a change makes a new catalog."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from zoneinfo import ZoneInfo

from kernel.ids import AgentId, ProjectId, QueueId, UserId
from kernel.permissions import Scope
from kernel.phone import Phone

FALLBACK_LANGUAGE = "en"
"""Of announcements that are there in none of a caller's own."""


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """Open from one minute of the wall clock's day until another; 1440 is the end of the day."""

    opens: int
    closes: int


@dataclass(frozen=True, slots=True)
class Hours:
    """Opening hours on the wall clock of a zone. ISO weekdays, 1 is Monday.

    An exception replaces the weekly hours of its date; without intervals that date is closed.
    """

    zone: ZoneInfo
    weekly: dict[int, tuple[Interval, ...]]
    exceptions: dict[date, tuple[Interval, ...]]

    def of(self, day: date) -> tuple[Interval, ...]:
        found = self.exceptions.get(day)
        return self.weekly.get(day.isoweekday(), ()) if found is None else found


class AnnouncementKind(StrEnum):
    QA_INBOUND = "qa_inbound"
    QA_OUTBOUND = "qa_outbound"
    QA_CALLBACK = "qa_callback"
    OUT_OF_HOURS = "out_of_hours"
    QUEUE_FULL = "queue_full"
    UNKNOWN_NUMBER = "unknown_number"
    OUTAGE = "outage"
    QUEUE_TIMEOUT = "queue_timeout"
    SERVICE_DOWN = "service_down"
    CALLBACK_OFFER = "callback_offer"
    CALLBACK_CONFIRM = "callback_confirm"
    CALLBACK_TAKEN = "callback_taken"
    LANGUAGE_MENU = "language_menu"
    POSITION_1 = "position_1"
    POSITION_2 = "position_2"
    POSITION_3 = "position_3"
    POSITION_4 = "position_4"
    POSITION_5 = "position_5"
    POSITION_6 = "position_6"
    POSITION_7 = "position_7"
    POSITION_8 = "position_8"
    POSITION_9 = "position_9"
    POSITION_10 = "position_10"
    POSITION_MORE = "position_more"
    WAIT_UNDER_2 = "wait_under_2"
    WAIT_2_5 = "wait_2_5"
    WAIT_5_10 = "wait_5_10"
    WAIT_OVER_10 = "wait_over_10"
    MUSIC = "music"


@dataclass(frozen=True, slots=True)
class Announcement:
    """A sound file. `file` is relative to the sounds directory; `project` None is anybody's.

    `name` tells several outage prompts apart; empty: the one that is played unless another is chosen. `version` counts
    from 1 within project, kind, language and name; `id` is that of its row.
    """

    project: ProjectId | None
    kind: AnnouncementKind
    language: str
    file: str
    sha256: str
    seconds: float
    name: str = ""
    version: int = 1
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Project:
    """`caller_id` is what those see whom the project calls; None leaves it to the trunk.

    `tell_agents_heard`: agents see on their page who hears their call. `trunks` in the order in which they are tried;
    none: all, by their rank. One that is not `live` is being set up: its numbers are as nobody's.
    """

    id: ProjectId
    name: str
    hours: Hours
    region: str
    language: str
    announce_inbound: bool
    announce_outbound: bool
    record: bool
    retention_days: int
    caller_id: Phone | None
    short_abandon_s: int
    dispositions: tuple[str, ...]
    break_reasons: tuple[str, ...]
    tell_agents_heard: bool = True
    trunks: tuple[str, ...] = ()
    live: bool = True

    @property
    def zone(self) -> ZoneInfo:
        return self.hours.zone


@dataclass(frozen=True, slots=True)
class Queue:
    """An agent needs all of `skills`. Target: `service_level_percent` answered within `service_level_s`.

    `overflow` is another queue of the project, for who finds this one full or has waited `overflow_after_s` in it;
    None: there is none, or only who finds it full goes there. `tell_position`, `tell_wait`: whether callers are told.
    """

    id: QueueId
    project: ProjectId
    name: str
    skills: frozenset[str]
    ring_s: int
    queue_timeout_s: int
    max_waiting: int
    wrap_up_s: int
    music_class: str
    service_level_percent: int
    service_level_s: int
    overflow: QueueId | None = None
    overflow_after_s: int | None = None
    tell_position: bool = True
    tell_wait: bool = True


@dataclass(frozen=True, slots=True)
class Number:
    """A dialled number and where its calls go. `did` is E.164, or what is dialled where that is no public number.

    Each X at its end is any one digit. `menu`: languages to choose from by key, 1 is the first; none: no menu.
    """

    did: str
    project: ProjectId
    queue: QueueId
    language: str
    menu: tuple[str, ...] = ()


class UnknownNumber(StrEnum):
    """What callers of a number meet that is nobody's."""

    MESSAGE = "message"
    REJECT = "reject"
    QUEUE = "queue"


@dataclass(frozen=True, slots=True)
class ForUnknown:
    """`queue` is set for `QUEUE` alone."""

    action: UnknownNumber = UnknownNumber.MESSAGE
    queue: QueueId | None = None


@dataclass(frozen=True, slots=True)
class AgentRecord:
    """Who may take calls, from which phone (`PJSIP/agent-1`; empty: none now), with which skills, for which projects.

    `dials_for`: whose calls those are that they dial, where they have chosen; it may be none of theirs any more.
    `own_phone` is a desk phone's endpoint, empty where they have none; who is `elsewhere` has signed in at another one.
    """

    id: AgentId
    name: str
    endpoint: str
    skills: frozenset[str]
    languages: frozenset[str]
    projects: frozenset[ProjectId]
    dials_for: ProjectId | None = None
    own_phone: str = ""
    extension: str = ""
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class PhoneOwner:
    """Whose phone it is who is no agent, and the projects in which they may see customers' numbers."""

    user: UserId
    name: str
    projects: Scope
