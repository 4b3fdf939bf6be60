"""The second step of signing in: a code, or setting up what makes codes for who must have it.

Public routes, since nobody is signed in yet: each lets in by the half session alone, and only to the step it is for.
"""

from collections.abc import Awaitable
from typing import Annotated, TypeVar

import msgspec

from kernel.errors import Conflict
from kernel.http import Answer, NotSignedIn, Request, Route
from kernel.permissions import Permission
from web.entered import SignInReply, admission, entered, note
from web.entrance import Entrance
from web.factors import CodeRefused
from web.halves import Needs, Owing
from web.me import Me, me
from web.problems import TooManyTries
from web.refusals import CODE
from web.trail import Deed

T = TypeVar("T")


class Code(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Six digits from the phone, or a recovery code; blanks and dashes do not matter."""

    code: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]


class NewFactor(msgspec.Struct, frozen=True):
    """`key` is for typing, `picture` an address of an SVG for scanning. It counts once a code of it is confirmed."""

    key: str
    picture: str


class RecoveryCodes(msgspec.Struct, frozen=True):
    """Told this once; each is good once. `me` is set where somebody has come in by it."""

    codes: list[str]
    me: Me | None = None


class SecondStep:
    """The handlers. Codes that are refused are counted like passwords."""

    def __init__(self, entrance: Entrance) -> None:
        self._auth, self._factors = entrance.auth, entrance.factors
        self._book, self._refusals = entrance.book, entrance.refusals

    async def code(self, request: Request[None, Code]) -> Answer:
        owing = await self._auth.owing(request.half, Needs.CODE)
        kind = await self._counted(owing, request.peer, self._factors.check(owing.actor.user_id, request.body.code))
        signed = await self._auth.finish(owing, request.peer, request.user_agent)
        return await entered(signed, self._book, request, second=kind)

    async def begin(self, request: Request[None, None]) -> NewFactor:
        owing = await self._auth.owing(request.half, Needs.SET_UP)
        shown = await self._factors.begin(owing.actor.user_id, owing.actor.name)
        return NewFactor(shown.key, shown.picture)

    async def confirm(self, request: Request[None, Code]) -> Answer:
        owing = await self._auth.owing(request.half, Needs.SET_UP)
        actor = owing.actor
        codes = await self._counted(owing, request.peer, self._factors.confirm(actor.user_id, request.body.code))
        await self._book.write(Deed("second_factor_on", "", actor.user_id, actor.name, peer=request.peer))
        signed = await self._auth.finish(owing, request.peer, request.user_agent)
        await note(signed, self._book, request.peer)
        return Answer(RecoveryCodes(list(codes), me(actor)), admission(signed, secure=request.secure))

    async def _counted(self, owing: Owing, peer: str, tried: Awaitable[T]) -> T:
        try:
            return await tried
        except (CodeRefused, TooManyTries):
            self._refusals.count(CODE, peer, owing.actor.name)
            raise


def routes(entrance: Entrance) -> tuple[Route, ...]:
    handle, public = SecondStep(entrance), Permission.PUBLIC
    refused = (NotSignedIn, CodeRefused, Conflict, TooManyTries)
    return (
        Route(
            "POST",
            "/api/session/code",
            public,
            handle.code,
            "The second step of signing in: a code",
            request=Code,
            response=SignInReply,
            errors=refused,
        ),
        Route(
            "POST",
            "/api/session/second_factor",
            public,
            handle.begin,
            "The second step, where a second factor has yet to be set up: what the phone needs",
            response=NewFactor,
            errors=(NotSignedIn,),
        ),
        Route(
            "POST",
            "/api/session/second_factor/confirm",
            public,
            handle.confirm,
            "A code of the phone that was set up, and one is in",
            request=Code,
            response=RecoveryCodes,
            errors=refused,
        ),
    )
