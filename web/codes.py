"""The codes of a second factor: those that a phone makes (RFC 6238), and those on paper for when it is lost. Pure."""

import base64
import hashlib
import hmac
import re
from datetime import datetime

import pyotp

STEP_SECONDS = 30
SLACK = 1
"""A code of the step before or after counts too: so far may the phone's clock be off, or its owner slow."""
KEY_BYTES = 20
ISSUER = "Ringback"

PAPER = 10
"""Recovery codes that somebody gets at a time,"""
PAPER_BYTES = 10
"""of so many random bytes each: too many to try, even of who has stolen the hashes."""
_GROUP = 4

_OF_PHONE = re.compile(r"\d{6}", re.ASCII)
_OF_PAPER = re.compile(r"[A-Z2-7]{16}", re.ASCII)
_BETWEEN = re.compile(r"[\s\-]+")


def plain(typed: str) -> str:
    """A code as it is compared: without the blanks and dashes between which it is shown."""
    return _BETWEEN.sub("", typed).upper()


def is_of_phone(code: str) -> bool:
    return _OF_PHONE.fullmatch(code) is not None


def is_of_paper(code: str) -> bool:
    return _OF_PAPER.fullmatch(code) is not None


# ---- those of the phone


def spelled(key: bytes) -> str:
    """The key as it is typed into a phone."""
    return base64.b32encode(key).decode()


def address_of(key: bytes, name: str) -> str:
    """What the picture says that a phone scans."""
    return pyotp.TOTP(spelled(key), interval=STEP_SECONDS).provisioning_uri(name=name, issuer_name=ISSUER)


def step_at(now: datetime) -> int:
    return int(now.timestamp()) // STEP_SECONDS


def step_of(key: bytes, code: str, now: datetime, after: int = -1) -> int | None:
    """Of which step this is the code; None where it is of none that counts now and comes `after` the last one."""
    phone, at = pyotp.TOTP(spelled(key), interval=STEP_SECONDS), step_at(now)
    steps = [step for step in range(at - SLACK, at + SLACK + 1) if step > after]
    return next((step for step in steps if hmac.compare_digest(phone.generate_otp(step), code)), None)


# ---- those on paper


def on_paper(random: bytes) -> str:
    """A recovery code as it is shown: four groups of letters and digits."""
    text = base64.b32encode(random).decode()
    return "-".join(text[at : at + _GROUP] for at in range(0, len(text), _GROUP))


def hash_of(code: str) -> bytes:
    """What is kept of a recovery code: 80 random bits cannot be found again from their SHA-256."""
    return hashlib.sha256(code.encode()).digest()
