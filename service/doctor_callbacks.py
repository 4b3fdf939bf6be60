"""What the doctor says of callbacks and texts. Pure: findings in, sentences out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from service.doctor_verdicts import Verdict, bad, named, ok, warn

MANY_UNREAD = 500
"""A service that runs reads the facts within seconds of their commit."""


class Account(StrEnum):
    """What Twilio says to our credentials."""

    NONE = "none"
    """There are none."""
    TAKEN = "taken"
    REFUSED = "refused"
    AWAY = "away"


@dataclass(frozen=True, kw_only=True)
class TextsFound:
    """`senders` by the projects' names, empty for one that has none; `webhooks` is our public address, if any."""

    account: Account
    webhooks: str
    senders: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class CasesFound:
    """Open cases that are held, those that need a person otherwise, and facts of calls that no case has heard of."""

    held: int
    needing: int
    unread: int


def on_texts(found: TextsFound) -> Sequence[Verdict]:
    return tuple(_on_texts(found))


def _on_texts(found: TextsFound) -> Iterator[Verdict]:
    yield _on_account(found)
    if found.account is Account.NONE:
        return
    if found.senders:
        yield named(_on_senders(found.senders), "senders")
    yield named(_on_way(found), "reports")


def _on_account(found: TextsFound) -> Verdict:
    match found.account:
        case Account.NONE if any(found.senders.values()):
            todo = "Set RINGBACK_TWILIO_ACCOUNT_SID and RINGBACK_TWILIO_AUTH_TOKEN."
            return warn(
                "texts", "Projects have a sender of texts, but no account at Twilio is set: none is sent.", todo
            )
        case Account.NONE:
            return ok("texts", "No account at Twilio is set: the ladder goes on without texts.")
        case Account.TAKEN:
            return ok("texts", "Twilio takes our credentials.")
        case Account.REFUSED:
            todo = "Set RINGBACK_TWILIO_ACCOUNT_SID and RINGBACK_TWILIO_AUTH_TOKEN to what Twilio's console says."
            return bad("texts", "Twilio refuses our credentials: no text is sent.", todo)
        case Account.AWAY:
            todo = "Look whether this machine reaches api.twilio.com over HTTPS, and at status.twilio.com."
            return warn("texts", "Twilio does not answer: texts wait.", todo)


def _on_senders(senders: Mapping[str, str]) -> Verdict:
    having = [project for project, sender in senders.items() if sender]
    lacking = [project for project, sender in senders.items() if not sender]
    if not having:
        todo = "Name one in the project's rules of callbacks: a number at Twilio, or a messaging service."
        return warn("texts", "No project has a sender: no texts are sent.", todo)
    without = f"; {', '.join(lacking)} has none, and sends none" if lacking else ""
    return ok("texts", f"A sender is set for {', '.join(having)}{without}.")


def _on_way(found: TextsFound) -> Verdict:
    if found.webhooks:
        return ok("texts", f"Twilio brings reports and answers to {found.webhooks}.")
    return ok("texts", "No public address is set: Twilio is asked for reports and answers.")


def on_cases(found: CasesFound, *, service_answers: bool) -> Sequence[Verdict]:
    return (_on_waiting(found), named(_on_unread(found.unread, service_answers), "unread"))


def _on_waiting(found: CasesFound) -> Verdict:
    waiting = found.held + found.needing
    if not waiting:
        return ok("callbacks", "No case waits for a person.")
    cases = f"{waiting} cases wait" if waiting > 1 else "1 case waits"
    todo = "Open Cases in the console: each says what it waits for."
    return warn("callbacks", f"{cases} for a person, {found.held} of them held.", todo)


def _on_unread(unread: int, service_answers: bool) -> Verdict:
    if not unread:
        return ok("callbacks", "Every call has been looked at.")
    if not service_answers:
        return ok("callbacks", f"{unread} facts of calls are to be read: the service does it when it starts.")
    if unread <= MANY_UNREAD:
        return ok("callbacks", f"{unread} facts of calls are just being read.")
    todo = "Look into the service's log for follower_waits and fact_not_taken."
    return bad("callbacks", f"{unread} facts of calls are not read: who was missed in them has no case.", todo)
