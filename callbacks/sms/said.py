"""What Twilio says of texts, as our types."""

from datetime import datetime

import msgspec

from kernel.errors import Unavailable


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
