"""The routes that are web's own: signing in and out, setting a password, users."""

from typing import Annotated

import msgspec

from kernel.errors import BadInput, Conflict, NotFound
from kernel.http import Actor, Answer, NotSignedIn, Request, Route
from kernel.ids import AgentId, UserId
from kernel.permissions import GRANTED, Permission, Role
from web import store
from web.auth import LONGEST, Auth
from web.door import COOKIE
from web.problems import TooManyTries

Secret = Annotated[str, msgspec.Meta(max_length=1024)]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
Id = Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)]


class SetUp(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`name` may be left out where the link was made for a user."""

    token: Secret
    password: Secret
    name: Name | None = None


class Credentials(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: Name
    password: Secret


class Me(msgspec.Struct, frozen=True):
    name: str
    role: Role
    permissions: list[Permission]
    agent_id: int | None


class NewUser(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: Name
    role: Role
    agent_id: Id | None = None


class UserRow(msgspec.Struct, frozen=True):
    id: int
    name: str
    role: Role
    agent_id: int | None
    can_sign_in: bool


class UserList(msgspec.Struct, frozen=True):
    users: list[UserRow]


class SetupLink(msgspec.Struct, frozen=True):
    """`link` is a path on this server, good once and for 24 hours."""

    user_id: int
    link: str


def me(actor: Actor) -> Me:
    return Me(actor.name, actor.role, sorted(GRANTED[actor.role]), actor.agent_id)


def link_to(token: str) -> str:
    """The path of the page where a one-time link's password is set."""
    return f"/setup?token={token}"


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

    async def users(self, request: Request[None, None]) -> UserList:
        return UserList([_row(user) for user in await self._auth.users()])

    async def add_user(self, request: Request[None, NewUser]) -> SetupLink:
        asked = request.body
        agent_id = None if asked.agent_id is None else AgentId(asked.agent_id)
        user_id, token = await self._auth.add_user(asked.name, asked.role, agent_id)
        return SetupLink(user_id, link_to(token))

    async def new_link(self, request: Request[None, None]) -> SetupLink:
        user_id = UserId(request.number("id"))
        return SetupLink(user_id, link_to(await self._auth.new_link(user_id)))


def cookie(token: str, seconds: int, secure: bool) -> str:
    """The Set-Cookie header of a session; no script and no other site's page gets at it."""
    tail = "; Secure" if secure else ""
    return f"{COOKIE}={token}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict{tail}"


def _row(user: store.User) -> UserRow:
    return UserRow(user.user_id, user.name, user.role, user.agent_id, user.can_sign_in)


def routes(auth: Auth) -> tuple[Route, ...]:
    """Everything about sessions, passwords and users."""
    return (*_session_routes(SignIn(auth)), *_user_routes(SignIn(auth)))


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


def _user_routes(handle: SignIn) -> tuple[Route, ...]:
    return (
        Route("GET", "/api/users", Permission.ADMINISTER, handle.users, "All users", response=UserList),
        Route(
            "POST",
            "/api/users",
            Permission.ADMINISTER,
            handle.add_user,
            "Add a user, who gets a one-time link",
            request=NewUser,
            response=SetupLink,
            status=201,
            errors=(BadInput, Conflict),
        ),
        Route(
            "POST",
            "/api/users/{id}/setup_link",
            Permission.ADMINISTER,
            handle.new_link,
            "A new one-time link for a user who has lost their password",
            response=SetupLink,
            status=201,
            errors=(NotFound,),
        ),
    )
