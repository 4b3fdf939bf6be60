"""Operations on what belongs to a person: each is there twice, on one's own and on that of people whom one manages."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from kernel.errors import NotFound, RingbackError
from kernel.http import Actor, Forbidden, Handler, Method, Reply, Request, Route
from kernel.ids import UserId
from kernel.permissions import Permission
from store.pool import Database, Queryable
from web import people, store

Handle = Callable[[Request[Any, Any], UserId], Awaitable[Reply]]
"""Gets whose it is about besides the request."""


@dataclass(frozen=True, slots=True)
class Operation:
    """At `/api/{tail}` and `/api/users/{id}/{tail}`. `mine` and `theirs` say what it does; the rest is as in a `Route`.

    `in_person` is of one's own: an API token never manages people.
    """

    method: Method
    tail: str
    handle: Handle
    mine: str
    theirs: str
    request: type | None = None
    response: type | None = None
    status: int = 200
    errors: tuple[type[RingbackError], ...] = ()
    in_person: bool = True


def routes(db: Database, operations: tuple[Operation, ...]) -> tuple[Route, ...]:
    return (*(_mine(each) for each in operations), *(_theirs(db, each) for each in operations))


def _mine(operation: Operation) -> Route:
    async def handler(request: Request[Any, Any]) -> Reply:
        return await operation.handle(request, request.actor.user_id)

    return Route(
        operation.method,
        f"/api/{operation.tail}",
        Permission.SIGNED_IN,
        handler,
        operation.mine,
        request=operation.request,
        response=operation.response,
        status=operation.status,
        errors=operation.errors,
        in_person=operation.in_person,
    )


def _theirs(db: Database, operation: Operation) -> Route:
    return Route(
        operation.method,
        f"/api/users/{{id}}/{operation.tail}",
        Permission.MANAGE_PEOPLE,
        _of_managed(db, operation.handle),
        operation.theirs,
        request=operation.request,
        response=operation.response,
        status=operation.status,
        errors=(*operation.errors, NotFound, Forbidden),
    )


def _of_managed(db: Database, handle: Handle) -> Handler:
    async def handler(request: Request[Any, Any]) -> Reply:
        return await handle(request, await managed(db, request.actor, UserId(request.number("id"))))

    return handler


async def managed(db: Queryable, actor: Actor, user_id: UserId) -> UserId:
    """The user's id where all that they may do is the asker's to manage. Raises NotFound, Forbidden."""
    user = await store.user_by_id(db, user_id)
    if user is None:
        raise NotFound(f"There is no user {user_id}.")
    people.check_seen(actor, user)
    people.check_all(actor, user)
    return user_id
