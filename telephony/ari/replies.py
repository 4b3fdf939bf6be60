"""What an answer to a request means. Pure, and the same for both transports."""

from functools import cache
from typing import Any, TypeVar, cast

import msgspec

from telephony.ari.errors import AriGarbled, AriRefused, AriUnauthorized
from telephony.ari.request import Request

T = TypeVar("T")


class _Complaint(msgspec.Struct, frozen=True):
    message: str = ""
    error: str = ""


def understand(request: Request[T], status: int, reason: str, body: bytes) -> T:
    """The decoded body, or the outcome that `request` expects of this status.

    Raises AriRefused for every other status from 300 on, AriGarbled if the body does not fit its type.
    """
    if status < 300:
        return cast(T, _decoded(request, body))
    message = (_complaint(body) or reason).rstrip(".")
    outcome = dict(request.expected).get(status)
    if outcome is not None and (status != 400 or "not found" in message.lower()):
        return cast(T, outcome(message))
    refused = AriUnauthorized if status == 401 else AriRefused
    raise refused(str(request), status, message)


def _decoded(request: Request[Any], body: bytes) -> object:
    if request.returns is None or request.returns is bytes:
        return body if request.returns else None
    try:
        return _decoder(request.returns).decode(body)
    except msgspec.MsgspecError as error:
        raise AriGarbled(str(request), str(error)) from error


@cache
def _decoder(kind: Any) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(kind)


def _complaint(body: bytes) -> str:
    try:
        complaint = msgspec.json.decode(body, type=_Complaint)
    except msgspec.MsgspecError:
        return ""
    return complaint.message or complaint.error
