"""Who is signed in, as their page is told."""

import msgspec

from kernel.http import Actor
from kernel.permissions import Permission, Role


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
