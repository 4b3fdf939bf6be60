"""Where the switch's HTTP server is, and how we sign in there."""

from dataclasses import dataclass, field

import aiohttp

CONNECTIONS = 8
"""Asterisk's HTTP server has a listen backlog of 10: more at once wait for seconds."""


@dataclass(frozen=True, slots=True)
class Access:
    """`url` is the server's root without a slash at the end, such as `http://127.0.0.1:8088`."""

    url: str
    user: str
    password: str = field(repr=False)

    @property
    def headers(self) -> dict[str, str]:
        """The sign-in goes in a header and never in a URL, where logs would keep it."""
        return {"Authorization": aiohttp.encode_basic_auth(self.user, self.password)}


def new_session(headers: dict[str, str] | None = None) -> aiohttp.ClientSession:
    """A session that does not overrun the switch's HTTP server. Whoever asks for it closes it."""
    return aiohttp.ClientSession(headers=headers, connector=aiohttp.TCPConnector(limit=CONNECTIONS))
