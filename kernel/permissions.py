"""Who may do what. Roles and permissions are words of the kernel, so that each slice can name what its routes need."""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from kernel.ids import ProjectId


class Role(StrEnum):
    """In the order in which the console names somebody who has several."""

    ADMIN = "admin"
    SUPERVISOR = "supervisor"
    QUALITY = "quality"
    TRAINER = "trainer"
    ACCOUNT_MANAGER = "account_manager"
    SUPPORT = "support"
    AGENT = "agent"
    CLIENT = "client"


class Permission(StrEnum):
    PUBLIC = "public"
    """No sign-in needed: health, the sign-in itself."""
    SIGNED_IN = "signed_in"
    SEE_FLOOR = "see_floor"
    """Live calls, agents and their states."""
    SEE_CALLS = "see_calls"
    """Calls that have ended, and their recordings' rows."""
    SEE_NUMBERS = "see_numbers"
    """Customers' whole telephone numbers. Without it each of them is masked wherever it stands."""
    HEAR_RECORDINGS = "hear_recordings"
    MARK_RECORDINGS = "mark_recordings"
    """Leave a mark at a second of a recording, and take one's own away."""
    DOWNLOAD_RECORDINGS = "download_recordings"
    """Take a recording away as a file."""
    HOLD_RECORDINGS = "hold_recordings"
    """Legal hold: keep a recording from being deleted, and let it go again."""
    WORK_CALLS = "work_calls"
    """Hold, transfer, dial out, outcome, notes, mute the recording: on calls of one's own."""
    RUN_CALLS = "run_calls"
    """The same on everybody's calls; block callers."""
    STEER_AGENTS = "steer_agents"
    """Force another person's state."""
    RUN_FLOOR = "run_floor"
    """Outage prompt, broadcast, acknowledge alarms, lend an agent to another project."""
    LISTEN = "listen"
    """Hear a live call, unheard."""
    WHISPER = "whisper"
    """Speak to the agent on a live call, unheard by the customer."""
    BARGE = "barge"
    """Speak to both, and take the call over."""
    SEE_CASES = "see_cases"
    """Contacts, their history, callback cases and texts."""
    WORK_CASES = "work_cases"
    """Call now, postpone, close, say what came of it, write; change a contact."""
    RUN_CASES = "run_cases"
    """Hold and release, do-not-call, import and merge contacts; a word on what others called."""
    SEE_FIGURES = "see_figures"
    SEE_SETTINGS = "see_settings"
    """Read the rules that projects are worked by."""
    SEE_HEALTH = "see_health"
    """What is wrong with the installation: alarms and trunks."""
    MANAGE_PEOPLE = "manage_people"
    """Invite, roles, reset, end sessions, tokens of others."""
    SEE_TRAIL = "see_trail"
    """Who did what, and who listened to whom."""
    ADMINISTER = "administer"


_EVERYBODY = {Permission.PUBLIC, Permission.SIGNED_IN}
_AGENT = _EVERYBODY | {
    Permission.SEE_FLOOR,
    Permission.SEE_NUMBERS,
    Permission.WORK_CALLS,
    Permission.SEE_CASES,
    Permission.WORK_CASES,
}
_QUALITY = _EVERYBODY | {
    Permission.SEE_FLOOR,
    Permission.SEE_CALLS,
    Permission.SEE_NUMBERS,
    Permission.HEAR_RECORDINGS,
    Permission.MARK_RECORDINGS,
    Permission.LISTEN,
}
_TRAINER = _QUALITY | {Permission.WHISPER}
_SUPERVISOR = (
    _AGENT
    | _TRAINER
    | {
        Permission.DOWNLOAD_RECORDINGS,
        Permission.HOLD_RECORDINGS,
        Permission.RUN_CALLS,
        Permission.STEER_AGENTS,
        Permission.RUN_FLOOR,
        Permission.BARGE,
        Permission.RUN_CASES,
        Permission.SEE_FIGURES,
        Permission.SEE_SETTINGS,
        Permission.SEE_HEALTH,
    }
)
_CLIENT = _EVERYBODY | {
    Permission.SEE_FLOOR,
    Permission.SEE_CALLS,
    Permission.SEE_CASES,
    Permission.SEE_FIGURES,
}

GRANTED: dict[Role, frozenset[Permission]] = {
    Role.ADMIN: frozenset(Permission),
    Role.SUPERVISOR: frozenset(_SUPERVISOR),
    Role.QUALITY: frozenset(_QUALITY | {Permission.DOWNLOAD_RECORDINGS}),
    Role.TRAINER: frozenset(_TRAINER),
    Role.ACCOUNT_MANAGER: frozenset(_CLIENT | {Permission.SEE_NUMBERS}),
    Role.SUPPORT: frozenset(_EVERYBODY | {Permission.SEE_SETTINGS, Permission.SEE_HEALTH}),
    Role.AGENT: frozenset(_AGENT),
    Role.CLIENT: frozenset(_CLIENT),
}
"""The one table of who may do what; docs/access.md shows it."""

Scope = frozenset[ProjectId] | None
"""Some projects; None is all, those still to come and what belongs to no project among them."""


@dataclass(frozen=True, slots=True)
class Grant:
    """A role that somebody has, and where."""

    role: Role
    scope: Scope = None


def everywhere(*roles: Role) -> frozenset[Grant]:
    """These roles in all projects."""
    return frozenset(Grant(role) for role in roles)


@lru_cache(maxsize=4096)
def granted(grants: frozenset[Grant]) -> frozenset[Permission]:
    """All that these allow in one project at least. Asked for every row that goes to every page, hence remembered."""
    return frozenset(permission for grant in grants for permission in GRANTED[grant.role])


@lru_cache(maxsize=4096)
def scope_of(grants: frozenset[Grant], permission: Permission) -> Scope:
    """Where `grants` together allow it."""
    scopes = [grant.scope for grant in grants if permission in GRANTED[grant.role]]
    return None if None in scopes else frozenset(each for scope in scopes if scope for each in scope)


def within(scope: Scope, project: int | None) -> bool:
    """Whether the project is in the scope; what belongs to no project is only in the scope of all."""
    return scope is None or (project is not None and project in scope)


def narrowed(scope: Scope, wanted: int | None) -> list[ProjectId] | None:
    """Of the projects in the scope the one that is wanted, or all; None is every project there is."""
    if wanted is None:
        return None if scope is None else sorted(scope)
    return [ProjectId(wanted)] if within(scope, wanted) else []
