"""The SDK's HTTP client on our own aiohttp session: with time-outs, without a second try, to the address we choose."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import msgspec
from twilio.http import AsyncHttpClient
from twilio.http.response import Response

TIMEOUT = aiohttp.ClientTimeout(total=15.0, sock_connect=5.0)


class _Problem(msgspec.Struct):
    code: int | None = None


class NothingSent(Exception):
    """There was no connection: for sure Twilio has heard nothing."""


class NoAnswer(Exception):
    """The request went out, at least in part, and no answer came."""


class Failed(Exception):
    """An answer that is no success. `code` is Twilio's, `after_s` what it says of when to ask again."""

    def __init__(self, status: int, code: int | None, after_s: float | None) -> None:
        super().__init__(f"HTTP {status}, code {code}")
        self.status = status
        self.code = code
        self.after_s = after_s


class Transport(AsyncHttpClient):  # type: ignore[misc]  # the SDK carries no types
    """`base` replaces scheme and host of every request, whichever of Twilio's hosts it is for; empty: it does not."""

    def __init__(self, session: aiohttp.ClientSession, base: str) -> None:
        self.is_async = True
        self._session = session
        self._base = base.rstrip("/")

    async def request(
        self,
        method: str,
        uri: str,
        params: Mapping[str, Any] | None = None,
        data: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,  # noqa: ASYNC109  the SDK's signature; ours is the session's
        allow_redirects: bool = False,
    ) -> Response:
        """Raises `NothingSent`, `NoAnswer`, `Failed`. The SDK's own errors print numbers and tokens: none is made."""
        login = {"Authorization": aiohttp.encode_basic_auth(*auth)} if auth else {}
        try:
            async with self._session.request(
                method,
                self._address(uri),
                params=params,
                data=data,
                headers={**(headers or {}), **login},
                allow_redirects=False,
            ) as response:
                text = await response.text()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise NothingSent(type(error).__name__) from None
        except (aiohttp.ClientError, TimeoutError, OSError, UnicodeDecodeError) as error:
            raise NoAnswer(type(error).__name__) from None
        if response.status >= HTTPStatus.MULTIPLE_CHOICES:
            raise Failed(response.status, _code(text), _after(response.headers.get("Retry-After")))
        return Response(response.status, text, response.headers)

    def _address(self, uri: str) -> str:
        if not self._base:
            return uri
        parts = urlsplit(uri)
        return self._base + parts._replace(scheme="", netloc="").geturl()


def new_session(timeout: aiohttp.ClientTimeout = TIMEOUT) -> aiohttp.ClientSession:
    """Every request opens a connection of its own: one kept open may be cut by the other side just as it is used,
    and then nobody knows whether the text was sent.
    """
    return aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True), timeout=timeout)


def _code(text: str) -> int | None:
    """Twilio's error code in an error's body."""
    try:
        return msgspec.json.decode(text, type=_Problem).code
    except msgspec.MsgspecError:
        return None


def _after(header: str | None) -> float | None:
    """Seconds; a date, which Twilio does not send, is not read."""
    return float(header) if header and header.isascii() and header.isdigit() else None
