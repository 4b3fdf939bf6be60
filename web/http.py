"""The routes that are web's own: signing in and out, and setting a password."""

from typing import Annotated

import msgspec

from kernel.errors import BadInput, Conflict, NotFound
from kernel.http import Actor, Answer, NotSignedIn, Request, Route
from kernel.permissions import Permission, Role
from web import people_http
from web.auth import LONGEST, Auth
from web.door import COOKIE
from web.problems import TooManyTries

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
    """The handlers, around one `Auth`."""

    def __init__(self, auth: Auth) -> None:
        self._auth = auth

    async def set_up(self, request: Request[None, SetUp]) -> None:
        asked = request.body
        await self._auth.set_up(asked.token, asked.name, asked.password, request.peer)

    async def sign_in(self, request: Request[None, Credentials]) -> Answer:
        asked = request.body
        signed = await self._auth.sign_in(asked.name, asked.password, request.peer, request.user_agent)
        return Answer(me(signed.actor), {"Set-Cookie": cookie(signed.token, LONGEST.days * 86400, request.secure)})

    async def sign_out(self, request: Request[None, None]) -> Answer:
        await self._auth.sign_out(request.session)
        return Answer(None, {"Set-Cookie": cookie("", 0, request.secure)})

    async def whoami(self, request: Request[None, None]) -> Me:
        return me(request.actor)


def cookie(token: str, seconds: int, secure: bool) -> str:
    """The Set-Cookie header of a session; no script and no other site's page gets at it."""
    tail = "; Secure" if secure else ""
    return f"{COOKIE}={token}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict{tail}"


def routes(auth: Auth) -> tuple[Route, ...]:
    """Everything about sessions, passwords and users."""
    return (*_session_routes(SignIn(auth)), *people_http.routes(auth))


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
        Route("DELETE", "/api/session", Permission.SIGNED_IN, handle.sign_out, "Sign out", status=204),
    )
