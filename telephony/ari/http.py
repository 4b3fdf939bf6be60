"""Requests over plain HTTP: files, the watchdog, and what must be asked while the websocket is down."""

import asyncio
from typing import TypeVar

import aiohttp
from yarl import URL

from telephony.ari import requests
from telephony.ari.access import Access
from telephony.ari.errors import AriTimeout, AriUnreachable
from telephony.ari.replies import understand
from telephony.ari.request import Request

T = TypeVar("T")


class HttpTransport:
    """Up to eight requests at once; no order among them. `session` is the caller's to close."""

    def __init__(self, access: Access, session: aiohttp.ClientSession) -> None:
        self.access = access
        self.session = session

    async def send(self, request: Request[T], *, within: float) -> T:
        """Raises AriUnreachable, AriTimeout (after `within` seconds), AriRefused or AriGarbled."""
        status, reason, body = await self._exchange(request, within)
        return understand(request, status, reason, body)

    async def probe(self, *, within: float) -> None:
        """Nothing, if the switch can still list its channels within so many seconds; AriError if not."""
        request = requests.channels_list()
        status, reason, body = await self._exchange(request, within)
        if status != 200:
            understand(request, status, reason, body)

    async def _exchange(self, request: Request[T], within: float) -> tuple[int, str, bytes]:
        url = URL(self.access.url + "/ari" + request.target, encoded=True)
        headers = self.access.headers | ({"Content-Type": "application/json"} if request.body else {})
        try:
            async with (
                asyncio.timeout(within),
                self.session.request(request.method, url, data=request.body, headers=headers) as answer,
            ):
                return answer.status, answer.reason or "", await answer.read()
        except TimeoutError as error:
            raise AriTimeout(str(request), within) from error
        except aiohttp.ClientError as error:
            raise AriUnreachable(str(error) or type(error).__name__) from error
