"""A stand-in for Twilio on this machine: its HTTP contract for texts, and each of the ways in which it fails.

Sources: Twilio's documentation of the Message resource, of Lookup v2, of webhooks' security and of error codes. Nothing
leaves the machine: what "was sent" lies in `messages`, and on the page at `/outbox`.
"""

import asyncio
import base64
import hashlib
import hmac
import secrets
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime

import aiohttp
from aiohttp import web

from lab.twilio_page import outbox_page

ACCOUNT = "AC" + "5" * 32
TOKEN = "stand-in-token"
STOPPED = 21610
_REPORT_S = 5.0
_STOPS = frozenset({"stop", "stopall", "unsubscribe", "cancel", "end", "quit"})
_STARTS = frozenset({"start", "yes", "unstop"})


def now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Message:
    """A text as the stand-in has it. `callback` is where its reports go."""

    sid: str
    inbound: bool
    sender: str
    to: str
    body: str
    made_at: datetime
    status: str
    service: str | None = None
    code: int | None = None
    callback: str = ""
    sent_at: datetime | None = None

    def shown(self, account: str) -> dict[str, object]:
        return {
            "sid": self.sid,
            "account_sid": account,
            "api_version": "2010-04-01",
            "direction": "inbound" if self.inbound else "outbound-api",
            "from": self.sender or None,
            "to": self.to,
            "body": self.body,
            "status": self.status,
            "error_code": self.code,
            "error_message": None,
            "messaging_service_sid": self.service,
            "num_media": "0",
            "num_segments": "1",
            "date_created": format_datetime(self.made_at),
            "date_updated": format_datetime(self.made_at),
            "date_sent": format_datetime(self.sent_at) if self.sent_at else None,
            "uri": f"/2010-04-01/Accounts/{account}/Messages/{self.sid}.json",
        }


@dataclass(frozen=True)
class Fault:
    """One way to fail. `accepts`: the text is taken all the same, which the asker does not get to know."""

    accepts: bool = False
    status: int = 0
    code: int | None = None
    retry_after: int | None = None
    cut: bool = False
    hang: bool = False


def refuse(code: int, status: int = 400) -> Fault:
    """As Twilio refuses, with its error code."""
    return Fault(status=status, code=code)


def too_many(retry_after: int | None = None) -> Fault:
    return Fault(status=429, code=20429, retry_after=retry_after)


def fail(*, accepting: bool) -> Fault:
    """A 500, before or after the text was taken."""
    return Fault(accepts=accepting, status=500)


def cut(*, accepting: bool) -> Fault:
    """The connection ends without an answer."""
    return Fault(accepts=accepting, cut=True)


def hang(*, accepting: bool) -> Fault:
    """No answer, for as long as the asker waits."""
    return Fault(accepts=accepting, hang=True)


@dataclass
class TwilioStandIn:
    """`webhook` is where incoming texts are brought, empty: nowhere.

    `pace_s`: how long a text takes to be sent, and again to be delivered; None: its status changes only by `becomes`.
    `always` fails every create to a number, `undelivered` gives a number's texts a bad end, `line_types` are Lookup's.
    """

    account: str = ACCOUNT
    token: str = TOKEN
    webhook: str = ""
    pace_s: float | None = None
    clock: Callable[[], datetime] = now
    url: str = ""
    messages: list[Message] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    always: dict[str, Fault] = field(default_factory=dict)
    undelivered: dict[str, int] = field(default_factory=dict)
    line_types: dict[str, str] = field(default_factory=dict)
    down: bool = False
    _next: list[Fault] = field(default_factory=list)
    _stopped: set[tuple[str, str]] = field(default_factory=set)
    _closing: asyncio.Event = field(default_factory=asyncio.Event)
    _lives: set[asyncio.Task[None]] = field(default_factory=set)

    # ---- what a script says

    def next(self, *faults: Fault) -> None:
        """The next creates fail like this, one each."""
        self._next += faults

    @property
    def outbox(self) -> list[Message]:
        return [each for each in self.messages if not each.inbound]

    async def becomes(self, message: Message, status: str, code: int | None = None, *, reported: bool = True) -> None:
        """Its status from now on; and Twilio's report of it, if one was asked for."""
        message.status, message.code = status, code
        if status in ("sent", "delivered", "undelivered") and message.sent_at is None:
            message.sent_at = self.clock()
        if reported:
            await self.report(message, status, code)

    async def report(self, message: Message, status: str, code: int | None = None) -> int | None:
        """One status callback, signed; the HTTP status of the answer, None where there was none. Call it at will: late,
        twice, out of order.
        """
        if not message.callback:
            return None
        fields = {"AccountSid": self.account, "ApiVersion": "2010-04-01", "MessageSid": message.sid}
        fields |= {"MessageStatus": status, "SmsSid": message.sid, "SmsStatus": status, "To": message.to}
        fields |= {"From": message.sender} if message.sender else {}
        fields |= {"ErrorCode": str(code)} if code else {}
        return await self.post(message.callback, fields)

    async def incoming(self, sender: str, to: str, body: str, service: str | None = None) -> Message:
        """A customer writes; it is brought to the webhook if there is one."""
        message = self._made(Message(_sid(), True, sender, to, body, self.clock(), "received", service))
        message.sent_at = message.made_at
        word = body.strip().lower()
        if word in _STOPS:
            self._stopped.add((to, sender))
        elif word in _STARTS:
            self._stopped.discard((to, sender))
        if self.webhook:
            await self.bring(message)
        return message

    async def bring(self, message: Message) -> int | None:
        """An incoming text to the webhook, signed; also for a second time."""
        fields = {"AccountSid": self.account, "ApiVersion": "2010-04-01", "MessageSid": message.sid, "NumMedia": "0"}
        fields |= {"SmsMessageSid": message.sid, "SmsStatus": "received", "NumSegments": "1"}
        fields |= {"From": message.sender, "To": message.to, "Body": message.body}
        fields |= {"MessagingServiceSid": message.service} if message.service else {}
        return await self.post(self.webhook, fields)

    async def post(self, address: str, fields: Mapping[str, str], signature: str | None = None) -> int | None:
        """The status of the answer; None where none came. `signature` forges one."""
        headers = {"X-Twilio-Signature": signature or sign(self.token, address, fields)}
        timeout = aiohttp.ClientTimeout(total=_REPORT_S)
        with suppress(aiohttp.ClientError, TimeoutError):
            async with (
                aiohttp.ClientSession(timeout=timeout) as session,
                session.post(address, data=dict(fields), headers=headers) as response,
            ):
                return response.status
        return None

    # ---- its HTTP

    def application(self) -> web.Application:
        app = web.Application(middlewares=[self._authenticated])
        messages = f"/2010-04-01/Accounts/{self.account}/Messages"
        app.router.add_post(f"{messages}.json", self._create)
        app.router.add_get(f"{messages}.json", self._list)
        app.router.add_get(messages + "/{sid}.json", self._fetch)
        app.router.add_get("/v2/PhoneNumbers/{number}", self._look_up)
        app.router.add_get("/outbox", self._page)
        app.router.add_post("/outbox", self._written)
        return app

    @web.middleware
    async def _authenticated(self, request: web.Request, handler: aiohttp.typedefs.Handler) -> web.StreamResponse:
        if request.path == "/outbox":
            return await handler(request)
        self.asked.append(f"{request.method} {request.path}")
        given = request.headers.get("Authorization", "")
        if given != aiohttp.encode_basic_auth(self.account, self.token):
            return _problem(401, 20003, "Authenticate")
        return _problem(500, None, "Internal Server Error") if self.down else await handler(request)

    async def _create(self, request: web.Request) -> web.StreamResponse:
        form = {name: str(value) for name, value in (await request.post()).items()}
        fault = self._fault(form)
        message = None if fault and not fault.accepts else self._accepted(form)
        if fault:
            return await self._failed(request, fault)
        assert message is not None
        return web.json_response(message.shown(self.account), status=201)

    def _fault(self, form: Mapping[str, str]) -> Fault | None:
        to = form.get("To", "")
        if self._next:
            return self._next.pop(0)
        if not (to.startswith("+") and to[1:].isdigit()):
            return refuse(21211)
        if (form.get("From", ""), to) in self._stopped:
            return refuse(STOPPED)
        return self.always.get(to)

    async def _failed(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        if fault.hang:
            await self._closing.wait()
        if (fault.cut or fault.hang) and request.transport is not None:
            request.transport.abort()
        headers = {"Retry-After": str(fault.retry_after)} if fault.retry_after is not None else {}
        return _problem(fault.status or 500, fault.code, "It was to fail.", headers)

    def _accepted(self, form: Mapping[str, str]) -> Message:
        service = form.get("MessagingServiceSid")
        callback = form.get("StatusCallback", "")
        whence = form.get("From", "")
        status = "accepted" if service else "queued"
        message = Message(_sid(), False, whence, form["To"], form["Body"], self.clock(), status, service)
        message.callback = callback
        self._made(message)
        if self.pace_s is not None:
            life = asyncio.get_running_loop().create_task(self._live(message, self.pace_s))
            self._lives.add(life)
            life.add_done_callback(self._lives.discard)
        return message

    async def _live(self, message: Message, pace_s: float) -> None:
        await asyncio.sleep(pace_s)
        await self.becomes(message, "sent")
        await asyncio.sleep(pace_s)
        code = self.undelivered.get(message.to)
        await self.becomes(message, "undelivered" if code else "delivered", code)

    def _made(self, message: Message) -> Message:
        message.made_at = message.made_at.replace(microsecond=0)
        self.messages.append(message)
        return message

    async def _fetch(self, request: web.Request) -> web.Response:
        sid = request.match_info["sid"]
        found = next((each for each in self.messages if each.sid == sid), None)
        return web.json_response(found.shown(self.account)) if found else _problem(404, 20404, "Not found")

    async def _list(self, request: web.Request) -> web.Response:
        """Newest first. A filter by the day or moment of sending leaves out what was not sent yet."""
        found = [each for each in reversed(self.messages) if _wanted(each, request.query)]
        size, page = int(request.query.get("PageSize", "50")), int(request.query.get("Page", "0"))
        shown = found[page * size : (page + 1) * size]
        more = len(found) > (page + 1) * size
        following = request.rel_url.update_query(Page=str(page + 1), PageSize=str(size)) if more else None
        body = {"messages": [each.shown(self.account) for each in shown], "page": page, "page_size": size}
        return web.json_response(body | {"next_page_uri": str(following) if following else None})

    async def _look_up(self, request: web.Request) -> web.Response:
        number = request.match_info["number"]
        kind = self.line_types.get(number)
        intelligence = {"type": kind, "error_code": None if kind else 60600}
        wanted = "line_type_intelligence" in request.query.get("Fields", "")
        body = {"phone_number": number, "valid": True, "line_type_intelligence": intelligence if wanted else None}
        return web.json_response(body)

    async def _page(self, request: web.Request) -> web.Response:
        return web.Response(text=outbox_page(self.messages), content_type="text/html")

    async def _written(self, request: web.Request) -> web.Response:
        """The page's form: a customer answers."""
        form = await request.post()
        await self.incoming(str(form.get("From", "")), str(form.get("To", "")), str(form.get("Body", "")))
        raise web.HTTPSeeOther("/outbox")

    async def close(self) -> None:
        self._closing.set()
        for life in list(self._lives):
            life.cancel()
        await asyncio.gather(*self._lives, return_exceptions=True)


def sign(token: str, address: str, fields: Mapping[str, str]) -> str:
    """HMAC-SHA1 over the address and the fields sorted by name, as Twilio documents it."""
    text = address + "".join(name + fields[name] for name in sorted(fields))
    return base64.b64encode(hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()).decode()


def _wanted(message: Message, asked: Mapping[str, str]) -> bool:
    for name, value in (("To", message.to), ("From", message.sender)):
        if name in asked and asked[name] != value:
            return False
    sent = message.sent_at
    for name, fits in _SENT.items():
        if name in asked and (sent is None or not fits(sent, _moment(asked[name]))):
            return False
    return True


_SENT: dict[str, Callable[[datetime, datetime], bool]] = {
    "DateSent": lambda sent, day: sent.date() == day.date(),
    "DateSent>": lambda sent, since: sent >= since,
    "DateSent<": lambda sent, until: sent <= until,
}


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _sid() -> str:
    return "SM" + secrets.token_hex(16)


def _problem(status: int, code: int | None, message: str, headers: Mapping[str, str] | None = None) -> web.Response:
    body = {"code": code, "message": message, "status": status, "more_info": "https://www.twilio.com/docs/errors"}
    return web.json_response({name: value for name, value in body.items() if value}, status=status, headers=headers)


@asynccontextmanager
async def twilio_stand_in(
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    webhook: str = "",
    pace_s: float | None = None,
    account: str = ACCOUNT,
    token: str = TOKEN,
) -> AsyncIterator[TwilioStandIn]:
    """Listens while the block runs; `port` 0 takes a free one. `.url` is for the setting `twilio_url`."""
    stand = TwilioStandIn(account=account, token=token, webhook=webhook, pace_s=pace_s)
    runner = web.AppRunner(stand.application(), access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        stand.url = f"http://{host}:{runner.addresses[0][1]}"
        yield stand
    finally:
        await stand.close()
        await runner.cleanup()
