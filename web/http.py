"""The routes that are web's own: signing in and out, and setting a password."""

from typing import Annotated

import msgspec

from kernel.errors import BadInput, Conflict, NotFound
from kernel.http import Answer, NotSignedIn, Request, Route
from kernel.permissions import Permission
from web import factor_http, people_http, second_step, sessions, token_http, trail_http
from web.entered import SignInReply, cookie, entered, waiting
from web.entrance import Entrance
from web.halves import Half
from web.me import Me, me
from web.passwords import PasswordWrong
from web.problems import TooManyTries
from web.refusals import LINK, SIGN_IN
from web.sessions import Ending
from web.trail import Deed

Secret = Annotated[str, msgspec.Meta(max_length=1024)]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]


class SetUp(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`name` may be left out where the link was made for a user."""

    token: Secret
    password: Secret
    name: Name | None = None


class PasswordChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One's own; `password` is the one there is."""

    password: Secret
    new_password: Secret


class Credentials(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: Name
    password: Secret


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
        if isinstance(signed, Half):
            return waiting(signed, secure=request.secure)
        return await entered(signed, self._book, request)

    async def sign_out(self, request: Request[None, None]) -> Answer:
        await self._auth.sign_out(request.session)
        return Answer(None, {"Set-Cookie": cookie("", 0, secure=request.secure)})

    async def change_password(self, request: Request[None, PasswordChange]) -> Ending:
        actor, asked = request.actor, request.body
        try:
            ended = await self._auth.change_password(
                actor, asked.password, asked.new_password, request.session, request.peer
            )
        except (PasswordWrong, TooManyTries):
            self._refusals.count(SIGN_IN, request.peer, actor.name)
            raise
        return Ending(ended)

    async def whoami(self, request: Request[None, None]) -> Me:
        return me(request.actor)


def routes(entrance: Entrance) -> tuple[Route, ...]:
    """Everything about sessions, passwords, tokens and users, and what they did."""
    return (
        *_session_routes(SignIn(entrance)),
        *second_step.routes(entrance),
        *factor_http.routes(entrance),
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
            "Sign in; 202: a second step is left",
            request=Credentials,
            response=SignInReply,
            also=(202,),
            errors=(NotSignedIn, TooManyTries),
        ),
        Route(
            "PUT",
            "/api/password",
            Permission.SIGNED_IN,
            handle.change_password,
            "Change my password, by the one I have; ends my other sessions",
            request=PasswordChange,
            response=Ending,
            errors=(BadInput, TooManyTries),
            in_person=True,
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
