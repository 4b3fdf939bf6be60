"""One's own second factor, that of people whom one manages, and who must have one."""

from collections.abc import Awaitable
from datetime import datetime
from typing import Annotated, Any, TypeVar

import msgspec

from kernel.errors import BadInput, Conflict, NotFound
from kernel.http import Forbidden, Request, Route
from kernel.ids import UserId
from kernel.permissions import Permission, Role
from web.entrance import Entrance
from web.factors import CodeRefused
from web.passwords import PasswordWrong
from web.problems import TooManyTries
from web.refusals import CODE, SIGN_IN
from web.second_step import Code, NewFactor, RecoveryCodes
from web.whose import managed

OWN = "Your own second factor takes a code: turn it off on your own page."
REQUIRED = "Somebody with your role must have a second factor: set up another in its place."

T = TypeVar("T")
Instant = Annotated[datetime, msgspec.Meta(tz=True)]


class FactorStanding(msgspec.Struct, frozen=True):
    """`since` null: there is none. `required`: somebody of these roles must have one."""

    since: Instant | None
    codes_left: int
    required: bool


class Proof(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """That it is they: a code where a second factor is on, the password where none is."""

    password: Annotated[str, msgspec.Meta(max_length=1024)] = ""
    code: Annotated[str, msgspec.Meta(max_length=64)] = ""


class RequiredOf(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who has one of these roles, in whichever project, must have a second factor; asked at the next sign-in."""

    roles: Annotated[list[Role], msgspec.Meta(max_length=len(Role))]


class FactorRoutes:
    """The handlers. A stolen session changes nothing here: each change takes a code, or the password."""

    def __init__(self, entrance: Entrance) -> None:
        self._auth, self._factors, self._db = entrance.auth, entrance.factors, entrance.db
        self._sessions, self._refusals = entrance.sessions, entrance.refusals

    async def mine(self, request: Request[None, None]) -> FactorStanding:
        found = await self._factors.standing(request.actor.user_id)
        return FactorStanding(found.since, found.codes_left, found.required)

    async def begin(self, request: Request[None, Proof]) -> NewFactor:
        actor, asked = request.actor, request.body
        if (await self._factors.standing(actor.user_id)).since is None:
            await self._check_password(request, asked.password)
        else:
            await self._check(request, asked.code)
        shown = await self._factors.begin(actor.user_id, actor.name)
        return NewFactor(shown.key, shown.picture)

    async def confirm(self, request: Request[None, Code]) -> RecoveryCodes:
        """Other sessions began without it: they end."""
        codes = await self._counted(request, self._factors.confirm(request.actor.user_id, request.body.code))
        await self._sessions.end_others(request.actor.user_id, request.session)
        return RecoveryCodes(list(codes))

    async def new_codes(self, request: Request[None, Code]) -> RecoveryCodes:
        await self._check(request, request.body.code)
        return RecoveryCodes(list(await self._factors.new_codes(request.actor.user_id)))

    async def turn_off(self, request: Request[None, Code]) -> None:
        """Not where it must be on: another phone takes its place instead. Ends all other sessions."""
        user_id = request.actor.user_id
        if (await self._factors.standing(user_id)).required:
            raise Conflict(REQUIRED)
        await self._check(request, request.body.code)
        await self._factors.remove(user_id)
        await self._sessions.end_others(user_id, request.session)

    async def _check_password(self, request: Request[Any, Any], password: str) -> None:
        try:
            await self._auth.check_password(request.actor, password, request.peer)
        except (PasswordWrong, TooManyTries):
            self._refusals.count(SIGN_IN, request.peer, request.actor.name)
            raise

    async def _check(self, request: Request[Any, Any], code: str) -> None:
        await self._counted(request, self._factors.check(request.actor.user_id, code))

    async def _counted(self, request: Request[Any, Any], tried: Awaitable[T]) -> T:
        try:
            return await tried
        except (CodeRefused, TooManyTries):
            self._refusals.count(CODE, request.peer, request.actor.name)
            raise

    async def reset(self, request: Request[None, None]) -> None:
        """For who has lost phone and recovery codes. All their sessions end; oneself takes the way with a code."""
        user_id = await managed(self._db, request.actor, UserId(request.number("id")))
        if user_id == request.actor.user_id:
            raise Conflict(OWN)
        await self._factors.remove(user_id)
        await self._sessions.end_all(user_id)

    async def required(self, request: Request[None, None]) -> RequiredOf:
        return RequiredOf(list(await self._factors.roles()))

    async def require(self, request: Request[None, RequiredOf]) -> RequiredOf:
        request.expect(None)
        await self._factors.set_roles(request.body.roles)
        return RequiredOf(list(await self._factors.roles()))


def routes(entrance: Entrance) -> tuple[Route, ...]:
    handle = FactorRoutes(entrance)
    return (*_own_routes(handle), *_others_routes(handle))


def _own_routes(handle: FactorRoutes) -> tuple[Route, ...]:
    own, mine = Permission.SIGNED_IN, "/api/second_factor"
    refused = (BadInput, Conflict, TooManyTries)
    return (
        Route("GET", mine, own, handle.mine, "Whether I have a second factor", response=FactorStanding, in_person=True),
        Route(
            "POST",
            mine,
            own,
            handle.begin,
            "Begin to set a second factor up; that which is on stays until a code of the new one is confirmed",
            request=Proof,
            response=NewFactor,
            errors=(PasswordWrong, *refused),
            in_person=True,
        ),
        Route(
            "POST",
            f"{mine}/confirm",
            own,
            handle.confirm,
            "Turn on what was begun, by a code of it; ends my other sessions",
            request=Code,
            response=RecoveryCodes,
            errors=refused,
            in_person=True,
        ),
        Route(
            "POST",
            f"{mine}/codes",
            own,
            handle.new_codes,
            "New recovery codes, by a code; the old ones are void",
            request=Code,
            response=RecoveryCodes,
            errors=refused,
            in_person=True,
        ),
        Route(
            "POST",
            f"{mine}/off",
            own,
            handle.turn_off,
            "Turn my second factor off, by a code; ends my other sessions",
            request=Code,
            status=204,
            errors=refused,
            in_person=True,
        ),
    )


def _others_routes(handle: FactorRoutes) -> tuple[Route, ...]:
    manage = Permission.MANAGE_PEOPLE
    return (
        Route(
            "DELETE",
            "/api/users/{id}/second_factor",
            manage,
            handle.reset,
            "Take somebody's second factor off who has lost it, and end their sessions",
            status=204,
            errors=(NotFound, Conflict, Forbidden),
        ),
        Route(
            "GET",
            "/api/second_factor/roles",
            manage,
            handle.required,
            "Of which roles somebody must have a second factor",
            response=RequiredOf,
        ),
        Route(
            "PUT",
            "/api/second_factor/roles",
            manage,
            handle.require,
            "Choose of which roles somebody must have a second factor",
            request=RequiredOf,
            response=RequiredOf,
            errors=(Forbidden,),
        ),
    )
