"""What Twilio tells us by itself. Only what it has signed is believed; told twice, it changes nothing."""

from typing import TYPE_CHECKING
from uuid import UUID

import structlog

from callbacks.sms.desk import STATUS_PATH
from callbacks.sms.news import Incoming, News, reported
from kernel.clock import Clock
from kernel.errors import BadInput
from kernel.http import Forbidden, Posted, Request, Route, TextReply
from kernel.permissions import Permission

if TYPE_CHECKING:
    from callbacks.sms.wire import Twilio

log = structlog.get_logger()

INCOMING_PATH = "/api/twilio/incoming"
_NOTHING_TO_SAY = TextReply('<?xml version="1.0" encoding="UTF-8"?><Response/>', "text/xml")


class Webhooks:
    """The handlers. `base` is the address that Twilio knows us by; signatures are made of it, whatever a proxy does."""

    def __init__(self, twilio: "Twilio | None", news: News, base: str, clock: Clock) -> None:
        self._twilio = twilio
        self._news = news
        self._base = base.rstrip("/")
        self._clock = clock

    async def status(self, request: Request[None, Posted]) -> None:
        """That it comes at all proves that Twilio has accepted the attempt."""
        fields = self._signed(request.body)
        try:
            attempt = UUID(request.path["attempt"])
        except ValueError:
            raise BadInput("attempt", request.path["attempt"][:64], "a UUID") from None
        word, code = fields.get("MessageStatus", ""), fields.get("ErrorCode", "")
        news = reported(word, int(code) if code.isascii() and code.isdigit() else None, fields.get("MessageSid"))
        if news is not None and not await self._news.of_attempt(attempt, news):
            log.warning("text_report_for_nobody")

    async def incoming(self, request: Request[None, Posted]) -> TextReply:
        """Answered with nothing to say: a reply is a text of its own."""
        fields = self._signed(request.body)
        if not (sid := fields.get("MessageSid", "")):
            raise BadInput("MessageSid", None, "the text's id")
        came = Incoming(
            sid=sid,
            customer=fields.get("From", ""),
            ours=fields.get("To", ""),
            body=fields.get("Body", ""),
            at=self._clock.now(),
            service=fields.get("MessagingServiceSid"),
            opted=fields.get("OptOutType"),
        )
        await self._news.came(came)
        return _NOTHING_TO_SAY

    def _signed(self, posted: Posted) -> dict[str, str]:
        """The fields, without NULs, which no row takes. Raises `Forbidden`."""
        signature = posted.headers.get("x-twilio-signature", "")
        if self._twilio is None or not self._base:
            raise Forbidden("No public address for Twilio is set up: nothing is taken here.")
        if not self._twilio.genuine(self._base + posted.address, dict(posted.fields), signature):
            raise Forbidden("Twilio has not signed this.")
        return {name: value.replace("\0", "") for name, value in posted.fields.items()}


def routes(twilio: "Twilio | None", news: News, base: str, clock: Clock) -> tuple[Route, ...]:
    """Public: the signature is the way in."""
    handle = Webhooks(twilio, news, base, clock)
    return (
        Route(
            "POST",
            STATUS_PATH,
            Permission.PUBLIC,
            handle.status,
            "Twilio reports what became of a text",
            request=Posted,
            status=204,
            errors=(Forbidden,),
        ),
        Route(
            "POST",
            INCOMING_PATH,
            Permission.PUBLIC,
            handle.incoming,
            "Twilio brings what a customer wrote",
            request=Posted,
            response=TextReply,
            errors=(Forbidden,),
        ),
    )
