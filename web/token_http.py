"""API tokens over HTTP: one's own, and those of people whom one manages."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

import msgspec

from kernel.errors import BadInput, Conflict, NotFound
from kernel.http import Forbidden, Request, Route
from kernel.ids import UserId
from kernel.permissions import Permission
from store.pool import Database
from web.sessions import managed
from web.tokens import Token, Tokens, Wanted

Instant = Annotated[datetime, msgspec.Meta(tz=True)]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]


class NewToken(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`permissions` are some of those that its owner has; what they may later not do, it may not do either."""

    name: Name
    permissions: Annotated[list[Permission], msgspec.Meta(min_length=1, max_length=len(Permission))]
    expires_at: Instant


class MadeToken(msgspec.Struct, frozen=True):
    """`token` is told this once: it goes into the header `Authorization: Bearer …`."""

    id: int
    token: str


class TokenRow(msgspec.Struct, frozen=True):
    """`used_at` lags by up to a minute; null: never. `revoked_at` is null unless somebody has ended it."""

    id: int
    name: str
    permissions: list[Permission]
    created_at: Instant
    made_by: str
    expires_at: Instant
    used_at: Instant | None
    revoked_at: Instant | None


class TokenList(msgspec.Struct, frozen=True):
    """The newest first, those that have ended too."""

    tokens: list[TokenRow]


class _Routes:
    """The handlers."""

    def __init__(self, tokens: Tokens, db: Database) -> None:
        self._tokens, self._db = tokens, db

    async def mine(self, request: Request[None, None]) -> TokenList:
        return _list(await self._tokens.of(request.actor.user_id))

    async def make_mine(self, request: Request[None, NewToken]) -> MadeToken:
        return await self._make(request, request.actor.user_id)

    async def revoke_mine(self, request: Request[None, None]) -> None:
        await self._tokens.revoke(request.actor.user_id, request.number("token"))

    async def theirs(self, request: Request[None, None]) -> TokenList:
        return _list(await self._tokens.of(await self._whose(request)))

    async def make_theirs(self, request: Request[None, NewToken]) -> MadeToken:
        return await self._make(request, await self._whose(request))

    async def revoke_theirs(self, request: Request[None, None]) -> None:
        await self._tokens.revoke(await self._whose(request), request.number("token"))

    async def _whose(self, request: Request[Any, Any]) -> UserId:
        return await managed(self._db, request.actor, UserId(request.number("id")))

    async def _make(self, request: Request[None, NewToken], owner: UserId) -> MadeToken:
        asked = request.body
        wanted = Wanted(asked.name, frozenset(asked.permissions), asked.expires_at)
        made, token = await self._tokens.make(owner, wanted, request.actor)
        request.remarks["token"] = made
        return MadeToken(made, token)


def _list(tokens: Sequence[Token]) -> TokenList:
    return TokenList([_row(token) for token in tokens])


def _row(token: Token) -> TokenRow:
    return TokenRow(
        token.id,
        token.name,
        sorted(token.permissions),
        token.created_at,
        token.made_by,
        token.expires_at,
        token.used_at,
        token.revoked_at,
    )


def routes(tokens: Tokens, db: Database) -> tuple[Route, ...]:
    handle = _Routes(tokens, db)
    return (*_own_routes(handle), *_others_routes(handle))


def _own_routes(handle: _Routes) -> tuple[Route, ...]:
    own = Permission.SIGNED_IN
    return (
        Route("GET", "/api/tokens", own, handle.mine, "My API tokens", response=TokenList, in_person=True),
        Route(
            "POST",
            "/api/tokens",
            own,
            handle.make_mine,
            "Make an API token of mine, which is shown once",
            request=NewToken,
            response=MadeToken,
            status=201,
            errors=(BadInput, Conflict),
            in_person=True,
        ),
        Route(
            "DELETE",
            "/api/tokens/{token}",
            own,
            handle.revoke_mine,
            "Revoke one of my API tokens",
            status=204,
            errors=(NotFound,),
            in_person=True,
        ),
    )


def _others_routes(handle: _Routes) -> tuple[Route, ...]:
    manage, errors = Permission.MANAGE_PEOPLE, (NotFound, Forbidden)
    return (
        Route(
            "GET",
            "/api/users/{id}/tokens",
            manage,
            handle.theirs,
            "API tokens of somebody",
            response=TokenList,
            errors=errors,
        ),
        Route(
            "POST",
            "/api/users/{id}/tokens",
            manage,
            handle.make_theirs,
            "Make an API token of somebody, which is shown once",
            request=NewToken,
            response=MadeToken,
            status=201,
            errors=(BadInput, Conflict, *errors),
        ),
        Route(
            "DELETE",
            "/api/users/{id}/tokens/{token}",
            manage,
            handle.revoke_theirs,
            "Revoke an API token of somebody",
            status=204,
            errors=errors,
        ),
    )
