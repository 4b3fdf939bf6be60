"""API tokens over HTTP: one's own, and those of people whom one manages."""

from datetime import datetime
from typing import Annotated

import msgspec

from kernel.errors import BadInput, Conflict, NotFound
from kernel.http import Request, Route
from kernel.ids import UserId
from kernel.permissions import Permission
from store.pool import Database
from web import whose
from web.tokens import Token, Tokens, Wanted
from web.whose import Operation

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
    """The handlers, of whosever tokens."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens

    async def list(self, _request: Request[None, None], owner: UserId) -> TokenList:
        return TokenList([_row(token) for token in await self._tokens.of(owner)])

    async def make(self, request: Request[None, NewToken], owner: UserId) -> MadeToken:
        asked = request.body
        wanted = Wanted(asked.name, frozenset(asked.permissions), asked.expires_at)
        made, token = await self._tokens.make(owner, wanted, request.actor)
        request.remarks["token"] = made
        return MadeToken(made, token)

    async def revoke(self, request: Request[None, None], owner: UserId) -> None:
        await self._tokens.revoke(owner, request.number("token"))


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
    handle = _Routes(tokens)
    return whose.routes(
        db,
        (
            Operation("GET", "tokens", handle.list, "My API tokens", "API tokens of somebody", response=TokenList),
            Operation(
                "POST",
                "tokens",
                handle.make,
                "Make an API token of mine, which is shown once",
                "Make an API token of somebody, which is shown once",
                request=NewToken,
                response=MadeToken,
                status=201,
                errors=(BadInput, Conflict),
            ),
            Operation(
                "DELETE",
                "tokens/{token}",
                handle.revoke,
                "Revoke one of my API tokens",
                "Revoke an API token of somebody",
                status=204,
                errors=(NotFound,),
            ),
        ),
    )
