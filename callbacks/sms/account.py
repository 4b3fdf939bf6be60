"""An account at Twilio: what it says, as our types, and how it is opened. The SDK is loaded only where there is one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import TYPE_CHECKING

import aiohttp
import msgspec

from kernel.errors import Unavailable

if TYPE_CHECKING:
    from callbacks.sms.wire import Twilio


class TwilioAway(Unavailable):
    """Twilio did not answer a question, or not as it should. Never raised by `send`."""


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """A text as Twilio has it. `at` is when it was made there."""

    sid: str
    status: str
    code: int | None
    customer: str
    ours: str
    body: str
    at: datetime
    inbound: bool
    service: str | None = None


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
