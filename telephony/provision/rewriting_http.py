"""Trying rules of rewriting before they are saved: what becomes of a number."""

from typing import Annotated

import msgspec

from kernel.http import Request, Route
from kernel.permissions import Permission
from telephony.provision.model import Rewritings
from telephony.provision.variables import rewritten


class RewritingBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    rules: Rewritings
    number: Annotated[str, msgspec.Meta(min_length=1, max_length=80)]


class Rewritten(msgspec.Struct, frozen=True):
    number: str


async def rewrite(request: Request[None, RewritingBody]) -> Rewritten:
    return Rewritten(rewritten(request.body.rules, request.body.number))


def routes() -> tuple[Route, ...]:
    path, summary = "/api/trunks/rewriting", "What rules make of a number"
    return (Route("POST", path, Permission.SEE_SETTINGS, rewrite, summary, RewritingBody, Rewritten),)
