"""People over HTTP: who they are, what roles they have where, and the link by which they set their password."""

from typing import Annotated

import msgspec

from kernel.errors import BadInput, Conflict, NotFound
from kernel.http import Forbidden, Request, Route
from kernel.ids import AgentId, ProjectId, UserId
from kernel.permissions import Permission, Role
from web import people
from web.auth import Auth
from web.people import Assigned

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
Id = Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)]


class RoleIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`project_id` null: in all projects; for an agent in those that the agent works for."""

    role: Role
    project_id: Id | None = None


Roles = Annotated[list[RoleIn], msgspec.Meta(max_length=1000)]


class NewUser(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: Name
    roles: Roles
    agent_id: Id | None = None


class UserPatch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is left out stays. `roles` are all that they have from now on."""

    roles: Roles | msgspec.UnsetType = msgspec.UNSET
    active: bool | msgspec.UnsetType = msgspec.UNSET
    agent_id: Id | msgspec.UnsetType | None = msgspec.UNSET


class UserRow(msgspec.Struct, frozen=True):
    """`can_sign_in` is false until a password has been set. Who is not `active` cannot get in.

    `second_factor`: they are asked for a code besides their password.
    """

    id: int
    name: str
    roles: list[RoleIn]
    agent_id: int | None
    active: bool
    can_sign_in: bool
    second_factor: bool


class UserList(msgspec.Struct, frozen=True):
    users: list[UserRow]


class SetupLink(msgspec.Struct, frozen=True):
    """`link` is a path on this server, good once and for 24 hours."""

    user_id: int
    link: str


def link_to(token: str) -> str:
    """The path of the page where a one-time link's password is set."""
    return f"/setup?token={token}"


class PeopleRoutes:
    """The handlers about people. Who manages those of some projects sees and changes only what lies in them."""

    def __init__(self, auth: Auth) -> None:
        self._auth = auth

    async def all(self, request: Request[None, None]) -> UserList:
        found = await self._auth.users()
        return UserList([_row(user) for user in found if people.sees(request.actor, user)])

    async def add(self, request: Request[None, NewUser]) -> SetupLink:
        asked = request.body
        agent_id = None if asked.agent_id is None else AgentId(asked.agent_id)
        user_id, token = await self._auth.invite(request.actor, asked.name, _assigned(asked.roles), agent_id)
        request.remarks["user_id"] = user_id
        return SetupLink(user_id, link_to(token))

    async def change(self, request: Request[None, UserPatch]) -> UserRow:
        body = request.body
        asked = people.Asked(
            roles=None if body.roles is msgspec.UNSET else _assigned(body.roles),
            active=None if body.active is msgspec.UNSET else body.active,
            agent=AgentId(body.agent_id) if isinstance(body.agent_id, int) else None,
            sets_agent=body.agent_id is not msgspec.UNSET,
        )
        return _row(await self._auth.change(request.actor, UserId(request.number("id")), asked))

    async def new_link(self, request: Request[None, None]) -> SetupLink:
        user_id = UserId(request.number("id"))
        return SetupLink(user_id, link_to(await self._auth.new_link(user_id, request.actor)))


def _assigned(roles: list[RoleIn]) -> frozenset[Assigned]:
    return frozenset(
        Assigned(each.role, None if each.project_id is None else ProjectId(each.project_id)) for each in roles
    )


def _row(user: people.User) -> UserRow:
    """Roles in the order of the table, those in all projects first."""
    order = list(Role)
    roles = sorted(user.roles, key=lambda each: (order.index(each.role), each.project or 0))
    return UserRow(
        user.user_id,
        user.name,
        [RoleIn(each.role, each.project) for each in roles],
        user.agent_id,
        user.active,
        user.can_sign_in,
        user.second_factor,
    )


def routes(auth: Auth) -> tuple[Route, ...]:
    """Inviting, changing and resetting people."""
    handle = PeopleRoutes(auth)
    manage, one = Permission.MANAGE_PEOPLE, "/api/users/{id}"
    refused = (BadInput, NotFound, Conflict, Forbidden)
    return (
        Route("GET", "/api/users", manage, handle.all, "All people, and their roles", response=UserList),
        Route(
            "POST",
            "/api/users",
            manage,
            handle.add,
            "Invite somebody, who gets a one-time link",
            request=NewUser,
            response=SetupLink,
            status=201,
            errors=(BadInput, Conflict, Forbidden),
        ),
        Route(
            "PATCH",
            one,
            manage,
            handle.change,
            "Roles per project, deactivated or active, whose calls they take; counts at once",
            request=UserPatch,
            response=UserRow,
            errors=refused,
        ),
        Route(
            "POST",
            f"{one}/setup_link",
            manage,
            handle.new_link,
            "A new one-time link for a user who has lost their password",
            response=SetupLink,
            status=201,
            errors=(NotFound, Conflict, Forbidden),
        ),
    )
