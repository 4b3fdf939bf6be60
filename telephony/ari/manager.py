"""What the REST Interface cannot do: MixMonitor and AstDB, through the manager interface over HTTP (`/rawman`).

No connection is held. A session is a cookie that the switch forgets after a minute without use; we then sign in again.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Literal

import aiohttp

from telephony.ari.access import Access
from telephony.ari.errors import AriTimeout, AriUnauthorized, AriUnreachable, ManagerRefused
from telephony.ari.outcomes import AlreadyGone
from telephony.ari.rawman import Answer, form, parse

Direction = Literal["read", "write", "both"]
TREE_S = 20.0
"""A tree of 100,000 entries takes five seconds."""
_COOKIE = "mansession_id"
_EXPIRED = "Permission denied"
_STARTING = frozenset({404, 503})
"""While Asterisk starts, its HTTP server is there before what it serves."""
_UNKNOWN = "Invalid/unknown command"
"""While Asterisk starts, its manager is there before the modules that bring the actions."""
_GONE = frozenset({"No such channel", "Database entry not found", "Database entry could not be deleted"})


class Manager:
    """One action at a time, each within so many seconds. Every method may raise AriUnreachable, AriTimeout,
    AriUnauthorized (user or password wrong), ManagerRefused, and BadInput for a value with a line break.
    """

    def __init__(self, access: Access, session: aiohttp.ClientSession, within: float) -> None:
        self._access = access
        self._session = session
        self._within = within
        self._cookie = ""
        self._turn = asyncio.Lock()

    async def mix_monitor(self, channel: str, options: str, file: str = "") -> AlreadyGone | None:
        """Starts recording `channel` (id or name), until it ends or is stopped.

        `options` such as `r(IN.sln)t(OUT.sln)`: absolute paths, written by the switch's own user with mode 0644;
        directories are made. Both files always have the same length, but time in which no audio came from either
        side is in neither.
        """
        fields = {"Channel": channel, "File": file, "options": options}
        return _done(await self._expect("MixMonitor", fields))

    async def mix_monitor_mute(self, channel: str, muted: bool, direction: Direction = "both") -> AlreadyGone | None:
        """Silence instead of sound in the files, or sound again. `read` is what comes from the channel."""
        fields = {"Channel": channel, "State": str(int(muted)), "Direction": direction}
        return _done(await self._expect("MixMonitorMute", fields))

    async def stop_mix_monitor(self, channel: str, monitor: str = "") -> AlreadyGone | None:
        """Stops the recording with that id, or whichever there is."""
        fields = {"Channel": channel} | ({"MixMonitorID": monitor} if monitor else {})
        return _done(await self._expect("StopMixMonitor", fields))

    async def database_tree(self, family: str) -> dict[str, str]:
        """All that AstDB holds below `family`, by key without the family; empty if there is no such family."""
        answer = await self.act("DBGetTree", {"Family": family}, within=TREE_S)
        entries = (event for event in answer.events if event.get("Event") == "DBGetTreeResponse")
        return {entry["Key"].removeprefix(f"/{family}/"): entry.get("Val", "") for entry in entries}

    async def database_put(self, family: str, key: str, value: str) -> None:
        """The switch writes it to its disk within a second. The dialplan reads the first 4095 characters of a value."""
        await self.act("DBPut", {"Family": family, "Key": key, "Val": value})

    async def time(self) -> float:
        """The switch's own clock, in seconds since the epoch. Raises ManagerRefused where it does not say."""
        answer = await self.act("Ping", {})
        try:
            return float(answer.head["Timestamp"])
        except (KeyError, ValueError) as error:
            raise ManagerRefused("Ping", f"no time in the answer ({error})") from error

    async def database_delete(self, family: str, key: str) -> AlreadyGone | None:
        return _done(await self._expect("DBDel", {"Family": family, "Key": key}))

    async def database_delete_tree(self, family: str, key: str = "") -> AlreadyGone | None:
        """Everything below `family`, or below `key` in it."""
        fields = {"Family": family} | ({"Key": key} if key else {})
        return _done(await self._expect("DBDelTree", fields))

    async def act(self, action: str, fields: Mapping[str, str], within: float = 0.0) -> Answer:
        """Any action that answers within one exchange, or in `within` s if that is longer than the others are given.

        Raises ManagerRefused unless it succeeded.
        """
        asked = form(action, fields)
        async with self._turn:
            answer = await self._signed_in(asked, max(within, self._within))
        if answer.message.startswith(_UNKNOWN):
            raise AriUnreachable(f"its manager does not know {action}, as while it starts")
        if not answer.successful:
            raise ManagerRefused(action, answer.message or "no answer")
        return answer

    async def _expect(self, action: str, fields: Mapping[str, str]) -> Answer | AlreadyGone:
        try:
            return await self.act(action, fields)
        except ManagerRefused as refusal:
            if refusal.message in _GONE:
                return AlreadyGone(refusal.message)
            raise

    async def _signed_in(self, asked: Mapping[str, str], within: float) -> Answer:
        if not self._cookie:
            await self._sign_in()
        answer = await self._exchange(asked, within)
        if answer.message == _EXPIRED:
            await self._sign_in()
            answer = await self._exchange(asked, within)
        return answer

    async def _sign_in(self) -> None:
        self._cookie = ""
        login = form("Login", {"username": self._access.user, "secret": self._access.password})
        answer = await self._exchange(login, self._within)
        if not answer.successful:
            self._cookie = ""
            raise AriUnauthorized("Login", 401, answer.message or "no answer")

    async def _exchange(self, asked: Mapping[str, str], within: float) -> Answer:
        headers = {"Cookie": f'{_COOKIE}="{self._cookie}"'} if self._cookie else {}
        try:
            async with (
                asyncio.timeout(within),
                self._session.post(f"{self._access.url}/rawman", data=dict(asked), headers=headers) as answer,
            ):
                if answer.status in _STARTING:
                    raise AriUnreachable(f"its manager does not serve yet, HTTP status {answer.status}")
                if answer.status != 200:
                    raise ManagerRefused(asked["action"], f"HTTP status {answer.status}")
                if cookie := answer.cookies.get(_COOKIE):
                    self._cookie = cookie.value
                return parse(await answer.text())
        except TimeoutError as error:
            raise AriTimeout(asked["action"], within) from error
        except aiohttp.ClientError as error:
            raise AriUnreachable(str(error) or type(error).__name__) from error


@asynccontextmanager
async def open_manager(access: Access, within: float = 5.0) -> AsyncIterator[Manager]:
    """`access` holds the manager's own user and password (`manager.conf`), not ARI's. Nothing is sent on entering."""
    jar = aiohttp.DummyCookieJar()
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=1), cookie_jar=jar) as session:
        yield Manager(access, session, within)


def _done(answer: Answer | AlreadyGone) -> AlreadyGone | None:
    return answer if isinstance(answer, AlreadyGone) else None
