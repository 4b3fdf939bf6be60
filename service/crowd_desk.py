"""The service as its users reach it: over HTTP, signed in. The crowd of the demo has no other way in."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp

OURS = {"X-Ringback": "1"}
TIMEOUT = aiohttp.ClientTimeout(total=5)
UNREACHABLE = 0


@dataclass(frozen=True)
class Credentials:
    """Somebody who may sign in."""

    name: str
    password: str

    def __repr__(self) -> str:
        return f"Credentials({self.name})"


class ServiceDesk:
    """Asks and tells the service; one that does not answer just now is asked again by whoever needs it."""

    def __init__(self, session: aiohttp.ClientSession, address: str, who: Credentials) -> None:
        self._session = session
        self._address = address
        self._who = who

    async def sign_in(self) -> int:
        """The status: 200 where it worked, 0 where nobody answers."""
        return await self._send("/api/session", {"name": self._who.name, "password": self._who.password})

    async def tell(self, path: str, body: Mapping[str, Any] | None = None) -> int:
        """The status of a POST: 0 where nobody answers. Signs in again where the session has ended."""
        status = await self._send(path, body)
        if status == 401 and await self.sign_in() == 200:
            return await self._send(path, body)
        return status

    async def ask(self, path: str) -> Any:
        """What a GET gives; None where it gives nothing."""
        try:
            async with self._session.get(self._address + path) as answer:
                return await answer.json() if answer.status == 200 else None
        except (aiohttp.ClientError, TimeoutError):
            return None

    @asynccontextmanager
    async def live(self) -> AsyncIterator[AsyncIterator[str]]:
        """The live floor's messages, as pages get them."""
        origin = {"Origin": self._address}
        async with self._session.ws_connect(self._address + "/api/live", headers=origin) as socket:
            yield (message.data async for message in socket if message.type is aiohttp.WSMsgType.TEXT)

    async def agents(self) -> dict[int, dict[str, Any]]:
        """Every agent as the board shows them, by id."""
        found = await self.ask("/api/agents")
        return {agent["id"]: agent for agent in found["agents"]} if found else {}

    async def set_state(self, agent: int, state: str, reason: str | None = None) -> int:
        return await self.tell(f"/api/agents/{agent}/state", {"state": state} | ({"reason": reason} if reason else {}))

    async def _send(self, path: str, body: Mapping[str, Any] | None) -> int:
        try:
            async with self._session.post(self._address + path, json=body, headers=OURS) as answer:
                return answer.status
        except (aiohttp.ClientError, TimeoutError):
            return UNREACHABLE


@asynccontextmanager
async def open_desk(address: str, who: Credentials) -> AsyncIterator[ServiceDesk]:
    """`address` is the service's root, without a slash at its end."""
    cookies = aiohttp.CookieJar(unsafe=True)  # the address is a number, and such cookies are dropped otherwise
    async with aiohttp.ClientSession(cookie_jar=cookies, timeout=TIMEOUT) as session:
        yield ServiceDesk(session, address, who)
