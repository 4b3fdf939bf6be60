"""Twilio, through its own SDK: what we ask of it, and what it says, as our types."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import aiohttp
from twilio.base.exceptions import TwilioException
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from callbacks.sms.outcome import Accepted, InDoubt, NotSent, Sent, Why, refused
from callbacks.sms.said import Message, TwilioAway
from callbacks.sms.transport import TIMEOUT, Failed, NoAnswer, NothingSent, Transport, new_session
from kernel.numbering import LineType
from kernel.phone import Phone

PAGE = 100
MOST_PAGES = 50
_NOT_OURS = {"TWILIO_EDGE": ""}
"""What the SDK gets instead of the process's environment, from which it would take what nobody has told it."""

_UNREADABLE = (TwilioException, ValueError, TypeError, AttributeError, LookupError)
"""What the SDK may raise where an answer is not what it expects."""

_LINE_TYPES = {
    "mobile": LineType.MOBILE,
    "landline": LineType.LANDLINE,
    "fixedVoip": LineType.VOIP,
    "nonFixedVoip": LineType.VOIP,
    "personal": LineType.PERSONAL,
    "tollFree": LineType.TOLL_FREE,
    "premium": LineType.PREMIUM,
    "sharedCost": LineType.SHARED_COST,
    "uan": LineType.COMPANY,
    "voicemail": LineType.VOICEMAIL,
    "pager": LineType.PAGER,
}


class Twilio:
    """One account."""

    def __init__(self, account: str, token: str, transport: Transport) -> None:
        self._client = Client(account, token, http_client=transport, environment=_NOT_OURS)
        self._validator = RequestValidator(token)

    async def send(self, to: Phone, sender: str, body: str, callback: str | None) -> Sent:
        """Asks once. `callback` is where Twilio is to report."""
        wanted: dict[str, Any] = {"to": to.e164, "body": body}
        wanted["messaging_service_sid" if sender.startswith("MG") else "from_"] = sender
        if callback:
            wanted["status_callback"] = callback
        try:
            message = await self._client.messages.create_async(**wanted)
        except NothingSent:
            return NotSent(why=Why.TWILIO_AWAY)
        except Failed as failed:
            return refused(failed.status, failed.code, failed.after_s)
        except (NoAnswer, *_UNREADABLE):
            return InDoubt(why=Why.NO_ANSWER)
        if not message.sid:
            return InDoubt(why=Why.TWILIO_FAILED)
        return Accepted(sid=message.sid, status=message.status or "", code=message.error_code, ours=message.from_)

    async def lets_us_in(self) -> bool:
        """Whether it takes our credentials. Raises `TwilioAway`."""
        try:
            await self._client.messages.page_async(page_size=1)
        except Failed as failed:
            if failed.status in (401, 403):
                return False
            raise _away(failed) from None
        except (NothingSent, NoAnswer, *_UNREADABLE) as error:
            raise _away(error) from None
        return True

    async def fetch(self, sid: str) -> Message | None:
        """None where Twilio has no such text (any more). Raises `TwilioAway`."""
        try:
            return _message(await self._client.messages(sid).fetch_async())
        except Failed as failed:
            if failed.status == 404:
                return None
            raise _away(failed) from None
        except (NothingSent, NoAnswer, *_UNREADABLE) as error:
            raise _away(error) from None

    async def sent_to(self, to: Phone) -> list[Message]:
        """Our latest texts to that number, newest first. Not asked by date: what was not sent yet has none there."""
        return [each for each in await self._listed(1, to=to.e164) if not each.inbound]

    async def came(self, ours: str, since: datetime) -> list[Message]:
        """What customers wrote to that number, or to that service's numbers, oldest first. Raises `TwilioAway`."""
        wanted: dict[str, Any] = {"date_sent_after": since}
        if not ours.startswith("MG"):
            wanted["to"] = ours
        found = [each for each in await self._listed(MOST_PAGES, **wanted) if each.inbound]
        return sorted((each for each in found if ours in (each.ours, each.service)), key=lambda each: each.at)

    async def _listed(self, pages: int, **wanted: Any) -> list[Message]:
        """Raises `TwilioAway`, also where a page is missing in between: part of a list would be taken for all."""
        try:
            return await self._paged(pages, wanted)
        except (Failed, NothingSent, NoAnswer, *_UNREADABLE) as error:
            raise _away(error) from None

    async def _paged(self, pages: int, wanted: dict[str, Any]) -> list[Message]:
        page = await self._client.messages.page_async(page_size=PAGE, **wanted)
        found = [_message(each) for each in page]
        for _ in range(pages - 1):
            page = await page.next_page_async()
            if page is None:
                break
            found += [_message(each) for each in page]
        return found

    async def line_type(self, number: Phone) -> LineType | None:
        """By Lookup v2, which costs money. None where it does not know. Raises `TwilioAway`."""
        try:
            asked = self._client.lookups.v2.phone_numbers(number.e164)
            found = await asked.fetch_async(fields="line_type_intelligence")
        except (Failed, NothingSent, NoAnswer, *_UNREADABLE) as error:
            raise _away(error) from None
        kind: dict[str, Any] = found.line_type_intelligence or {}
        return _LINE_TYPES.get(str(kind.get("type")))

    def genuine(self, address: str, fields: dict[str, str], signature: str) -> bool:
        """Whether Twilio has signed what came to `address`, the whole URL as Twilio was told it."""
        return bool(self._validator.validate(address, fields, signature))


def _message(found: Any) -> Message:
    inbound = found.direction == "inbound"
    customer, ours = (found.from_, found.to) if inbound else (found.to, found.from_)
    return Message(
        sid=found.sid,
        status=found.status or "",
        code=found.error_code,
        customer=customer or "",
        ours=ours or "",
        body=found.body or "",
        at=_utc(found.date_created or found.date_sent),
        inbound=inbound,
        service=found.messaging_service_sid,
    )


def _utc(at: datetime | None) -> datetime:
    if at is None:
        raise ValueError("a text without a date")
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def _away(error: Exception) -> TwilioAway:
    """What the SDK says may hold numbers: only its kind is told."""
    what = str(error) if isinstance(error, Failed | NothingSent | NoAnswer) else type(error).__name__
    return TwilioAway(f"Twilio does not answer as it should ({what}).")


@asynccontextmanager
async def opened(
    account: str, token: str, base: str = "", limits: aiohttp.ClientTimeout | None = None
) -> AsyncIterator[Twilio]:
    """`base` replaces Twilio's addresses, for a stand-in."""
    async with new_session(limits or TIMEOUT) as session:
        yield Twilio(account, token, Transport(session, base))
