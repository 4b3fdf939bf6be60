"""Somebody is in, or has a second step to take: what they are answered, and what is written down first."""

from typing import Any

import msgspec

from kernel.http import Answer, Request
from web.auth import LONGEST, SignedIn
from web.door import COOKIE, HALF_COOKIE, key_of, name_of_session
from web.halves import LASTS, Half, Needs
from web.me import Me, me
from web.trail import Deed
from web.witness import Book


class SignInReply(msgspec.Struct, frozen=True):
    """`me` is who is in; `needs` the step that is left, and then nobody is in yet. One of them is null."""

    me: Me | None
    needs: Needs | None


async def entered(signed: SignedIn, book: Book, request: Request[Any, Any], second: str = "") -> Answer:
    """The answer to who is in, once it is in the trail. `second` is the kind of the code that they gave."""
    await note(signed, book, request.peer, second)
    return Answer(SignInReply(me(signed.actor), None), admission(signed, secure=request.secure))


async def note(signed: SignedIn, book: Book, peer: str, second: str = "") -> None:
    through, actor = f"session:{name_of_session(key_of(signed.token))}", signed.actor
    detail = {"second_factor": second} if second else {}
    await book.write(Deed("sign_in", "", actor.user_id, actor.name, through, peer, detail=detail))


def admission(signed: SignedIn, *, secure: bool) -> dict[str, str]:
    """The headers that go with it."""
    return {"Set-Cookie": cookie(signed.token, int(LONGEST.total_seconds()), secure=secure)}


def waiting(half: Half, *, secure: bool) -> Answer:
    """Their password was right, and a second step is left."""
    kept = cookie(half.token, int(LASTS.total_seconds()), secure=secure, name=HALF_COOKIE, path="/api/session")
    return Answer(SignInReply(None, half.needs), {"Set-Cookie": kept}, 202)


def cookie(token: str, seconds: int, *, secure: bool, name: str = COOKIE, path: str = "/") -> str:
    """A Set-Cookie header, out of reach for scripts and pages of other sites."""
    tail = "; Secure" if secure else ""
    return f"{name}={token}; Path={path}; Max-Age={seconds}; HttpOnly; SameSite=Strict{tail}"
