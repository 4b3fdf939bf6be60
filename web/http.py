"""The routes that are web's own: signing in and out, and setting a password."""

from typing import Annotated

import msgspec

from kernel.errors import BadInput, Conflict, NotFound
from kernel.http import Actor, Answer, NotSignedIn, Request, Route
from kernel.permissions import Permission, Role
from web import people_http, sessions, token_http, trail_http
from web.auth import LONGEST, SignedIn, key_of
from web.door import COOKIE, name_of_session
from web.entrance import Entrance
from web.problems import TooManyTries
from web.refusals import LINK, SIGN_IN
from web.trail import Deed

Secret = Annotated[str, msgspec.Meta(max_length=1024)]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]


class SetUp(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`name` may be left out where the link was made for a user."""

    token: Secret
    password: Secret
    name: Name | None = None


class Credentials(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: Name
    password: Secret


class Me(msgspec.Struct, frozen=True):
    """`role` is the one of `roles` that says most; null for somebody who has none.

    `permissions` are what they may in one project at least, and `scopes` say of each in which: null is in all.
    """

    id: int
    name: str
    role: Role | None
    roles: list[Role]
    permissions: list[Permission]
    scopes: dict[Permission, list[int] | None]
    agent_id: int | None


def me(actor: Actor) -> Me:
    roles, permissions = actor.roles, sorted(actor.permissions)
    scopes = {each: actor.projects(each) for each in permissions}
    return Me(
        id=actor.user_id,
        name=actor.name,
        role=roles[0] if roles else None,
        roles=roles,
        permissions=permissions,
        scopes={each: None if scope is None else sorted(scope) for each, scope in scopes.items()},
        agent_id=actor.agent_id,
    )


class SignIn:
    """The handlers, around one `Auth`. Who gets in is in the trail before they are told; who does not, in bursts."""

    def __init__(self, entrance: Entrance) -> None:
        self._auth, self._book, self._refusals = entrance.auth, entrance.book, entrance.refusals

    async def set_up(self, request: Request[None, SetUp]) -> None:
        asked = request.body
        try:
            user = await self._auth.set_up(asked.token, asked.name, asked.password, request.peer)
        except (NotFound, TooManyTries):
            self._refusals.count(LINK, request.peer, asked.name or "")
            raise
        await self._book.write(Deed("password_set", user_id=user.user_id, user_name=user.name, peer=request.peer))

    async def sign_in(self, request: Request[None, Credentials]) -> Answer:
        asked = request.body
        try:
            signed = await self._auth.sign_in(asked.name, asked.password, request.peer, request.user_agent)
        except (NotSignedIn, TooManyTries):
            self._refusals.count(SIGN_IN, request.peer, asked.name)
            raise
        await self._book.write(_entered(signed, request.peer))
        return Answer(me(signed.actor), {"Set-Cookie": cookie(signed.token, LONGEST.days * 86400, request.secure)})

    async def sign_out(self, request: Request[None, None]) -> Answer:
        await self._auth.sign_out(request.session)
        return Answer(None, {"Set-Cookie": cookie("", 0, request.secure)})

    async def whoami(self, request: Request[None, None]) -> Me:
        return me(request.actor)


def _entered(signed: SignedIn, peer: str) -> Deed:
    through = f"session:{name_of_session(key_of(signed.token))}"
    return Deed("sign_in", user_id=signed.actor.user_id, user_name=signed.actor.name, through=through, peer=peer)


def cookie(token: str, seconds: int, secure: bool) -> str:
    """The Set-Cookie header of a session; no script and no other site's page gets at it."""
    tail = "; Secure" if secure else ""
    return f"{COOKIE}={token}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict{tail}"


def routes(entrance: Entrance) -> tuple[Route, ...]:
    """Everything about sessions, passwords, tokens and users, and what they did."""
    return (
        *_session_routes(SignIn(entrance)),
        *people_http.routes(entrance.auth),
        *sessions.routes(entrance.sessions, entrance.db),
        *token_http.routes(entrance.tokens, entrance.db),
        *trail_http.routes(entrance.db),
    )


def _session_routes(handle: SignIn) -> tuple[Route, ...]:
    return (
        Route(
            "POST",
            "/api/setup",
            Permission.PUBLIC,
            handle.set_up,
            "Set a password with a one-time link",
            request=SetUp,
            status=204,
            errors=(BadInput, NotFound, Conflict, TooManyTries),
        ),
        Route(
            "POST",
            "/api/session",
            Permission.PUBLIC,
            handle.sign_in,
            "Sign in",
            request=Credentials,
            response=Me,
            errors=(NotSignedIn, TooManyTries),
        ),
        Route("GET", "/api/session", Permission.SIGNED_IN, handle.whoami, "Who is signed in", response=Me),
        Route(
            "DELETE",
            "/api/session",
            Permission.SIGNED_IN,
            handle.sign_out,
            "Sign out",
            status=204,
            in_person=True,
        ),
    )
