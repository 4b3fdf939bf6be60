"""The phone in the page, as the switch knows it: one account for each person, made while the switch runs. Pure."""

import re
from typing import NamedTuple

from kernel.ids import UserId

_ENDPOINT = re.compile(r"PJSIP/web-(\d+)")

CODECS = "opus,ulaw"
RTP_TIMEOUT_S = 30
QUALIFY_S = 5
"""A page that is dead or throttled is noticed after two of these at the most."""
QUALIFY_PATIENCE_S = 3.0
LINE = "line"
"""What a supervisor's page dials for the line that stays up."""


class Part(NamedTuple):
    """One object of the switch's configuration: its kind, its name and what it is set to."""

    kind: str
    name: str
    fields: tuple[tuple[str, str], ...]


KINDS = ("endpoint", "aor", "auth")
"""In the order in which they are taken away: what refers to another before the other."""


def name_of(user: UserId) -> str:
    """The account's name: SIP user, endpoint, aor and auth alike."""
    return f"web-{user}"


def endpoint_of(user: UserId) -> str:
    return f"PJSIP/{name_of(user)}"


def user_of(endpoint: str) -> UserId | None:
    """Whose page this endpoint is; None for a desk phone or a trunk."""
    found = _ENDPOINT.fullmatch(endpoint)
    return UserId(int(found[1])) if found else None


def is_browser(endpoint: str) -> bool:
    return user_of(endpoint) is not None


def account(user: UserId, password: str) -> tuple[Part, ...]:
    """All that the switch needs, in the order in which it is told: references are not checked, so they come first."""
    name = name_of(user)
    return (Part("auth", name, _auth(name, password)), Part("aor", name, _AOR), Part("endpoint", name, _endpoint(name)))


def _auth(name: str, password: str) -> tuple[tuple[str, str], ...]:
    return (("auth_type", "digest"), ("username", name), ("password", password))


_AOR = (
    ("max_contacts", "1"),
    ("remove_existing", "yes"),
    ("qualify_frequency", str(QUALIFY_S)),
    ("qualify_timeout", str(QUALIFY_PATIENCE_S)),
)


def _endpoint(name: str) -> tuple[tuple[str, str], ...]:
    return (
        ("context", "from-phones"),
        ("aors", name),
        ("auth", name),
        ("identify_by", "username,auth_username"),
        ("callerid", f"<{name}>"),
        ("webrtc", "yes"),
        ("disallow", "all"),
        ("allow", CODECS),
        ("dtmf_mode", "auto"),
        ("direct_media", "no"),
        ("allow_transfer", "no"),
        ("rtp_timeout", str(RTP_TIMEOUT_S)),
    )
