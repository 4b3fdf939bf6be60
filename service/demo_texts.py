"""Texts of the demo: a stand-in for Twilio in the demo's own process, and what the service is told of it."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from callbacks.sms.webhooks import INCOMING_PATH
from lab.twilio import TwilioStandIn, twilio_stand_in

PACE_S = 1.5
"""From taken to sent, and again to delivered."""
OUTBOX = "/outbox"


@asynccontextmanager
async def open_texts(service: str) -> AsyncIterator[TwilioStandIn]:
    """`service` is the root of its address, without a slash at the end: what customers write is brought there."""
    account, token = "AC" + secrets.token_hex(16), secrets.token_hex(16)
    webhook = service + INCOMING_PATH
    async with twilio_stand_in(account=account, token=token, webhook=webhook, pace_s=PACE_S) as stand:
        yield stand


def told_of(stand: TwilioStandIn, service: str) -> dict[str, str]:
    """The settings of the service that has its texts sent there."""
    return {
        "twilio_account_sid": stand.account,
        "twilio_auth_token": stand.token,
        "twilio_url": stand.url,
        "twilio_webhooks": service,
    }
