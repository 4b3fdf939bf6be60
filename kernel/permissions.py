"""Who may do what. Roles and permissions are words of the kernel, so that each slice can name what its routes need."""

from enum import StrEnum


class Role(StrEnum):
    ADMIN = "admin"
    SUPERVISOR = "supervisor"
    AGENT = "agent"


class Permission(StrEnum):
    PUBLIC = "public"
    """No sign-in needed: health, the sign-in itself."""
    SIGNED_IN = "signed_in"
    SEE_FLOOR = "see_floor"
    """Live calls, agents and their states."""
    SEE_CALLS = "see_calls"
    """Calls that have ended, and their recordings' rows."""
    HEAR_RECORDINGS = "hear_recordings"
    WORK_CALLS = "work_calls"
    """Hold, transfer, dial out, outcome, mute the recording: an agent on their own calls, a supervisor on all."""
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
    """Hold and release, do-not-call, import and merge contacts."""
    MANAGE_PEOPLE = "manage_people"
    """Invite, roles, reset, end sessions, tokens of others."""
    SEE_TRAIL = "see_trail"
    """Who did what, and who listened to whom."""
    ADMINISTER = "administer"


_AGENT = {
    Permission.PUBLIC,
    Permission.SIGNED_IN,
    Permission.SEE_FLOOR,
    Permission.WORK_CALLS,
    Permission.SEE_CASES,
    Permission.WORK_CASES,
}
_SUPERVISOR = _AGENT | {
    Permission.SEE_CALLS,
    Permission.HEAR_RECORDINGS,
    Permission.STEER_AGENTS,
    Permission.RUN_FLOOR,
    Permission.LISTEN,
    Permission.WHISPER,
    Permission.BARGE,
    Permission.RUN_CASES,
}

GRANTED: dict[Role, frozenset[Permission]] = {
    Role.AGENT: frozenset(_AGENT),
    Role.SUPERVISOR: frozenset(_SUPERVISOR),
    Role.ADMIN: frozenset(Permission),
}
