"""How an account at Twilio is opened. The SDK is loaded only where there is one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import aiohttp

if TYPE_CHECKING:
    from callbacks.sms.wire import Twilio


@asynccontextmanager
async def open_twilio(
    account: str, token: str, base: str = "", limits: aiohttp.ClientTimeout | None = None
) -> AsyncIterator["Twilio | None"]:
    """None where there are no credentials. `base` replaces Twilio's addresses, for a stand-in."""
    if not (account and token):
        yield None
        return
    from callbacks.sms.wire import opened  # noqa: PLC0415  the SDK takes a good part of the service's start

    async with opened(account, token, base, limits) as twilio:
        yield twilio
