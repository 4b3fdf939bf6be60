"""Who may change whose roles, in values. Who manages people of some projects manages only what lies in them."""

from dataclasses import dataclass, replace

from kernel.errors import NOTHING, BadInput, NotFound
from kernel.http import Actor, Forbidden
from kernel.ids import AgentId, ProjectId, UserId
from kernel.permissions import Permission, Role, within

LAST_ADMIN = (
    "Nobody could administer all projects any more: first give somebody else who can sign in the role admin there."
)
ELSEWHERE = "This person has roles in projects whose people you do not manage."


@dataclass(frozen=True, slots=True)
class Assigned:
    """A role as it is given. `project` None: in all of them, for an agent in those that the agent works for."""

    role: Role
    project: ProjectId | None = None


@dataclass(frozen=True, slots=True)
class User:
    """`can_sign_in` is false until a password has been set. Only who is `active` gets in.

    `second_factor`: a code is asked for besides the password.
    """

    user_id: UserId
    name: str
    roles: frozenset[Assigned]
    agent_id: AgentId | None
    active: bool
    can_sign_in: bool
    second_factor: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """How somebody is to be. None leaves a thing as it is; `agent` is to be changed only where `sets_agent`."""

    roles: frozenset[Assigned] | None = None
    active: bool | None = None
    agent: AgentId | None = None
    sets_agent: bool = False


def after(user: User, asked: Asked) -> User:
    """The person as asked for. Raises BadInput for roles that nobody can have together."""
    found = replace(
        user,
        roles=user.roles if asked.roles is None else asked.roles,
        active=user.active if asked.active is None else asked.active,
        agent_id=asked.agent if asked.sets_agent else user.agent_id,
    )
    check_roles(found.roles, found.agent_id)
    return found


def check_roles(roles: frozenset[Assigned], agent: AgentId | None) -> None:
    """Raises BadInput."""
    if not roles:
        raise BadInput("roles", NOTHING, "one role at least; deactivate who is to have none")
    if agent is None and any(each.role is Role.AGENT for each in roles):
        raise BadInput("agent_id", agent, "the id of the agent whose calls this user takes")


def check_seen(actor: Actor, user: User) -> None:
    """Raises NotFound for somebody who has no role in any project that the asker manages people of."""
    if not sees(actor, user):
        raise NotFound(f"There is no user {user.user_id}.")


def sees(actor: Actor, user: User) -> bool:
    scope = actor.projects(Permission.MANAGE_PEOPLE)
    return scope is None or any(within(scope, each.project) for each in user.roles)


def check_all(actor: Actor, user: User) -> None:
    """What concerns all that somebody may do: raises Forbidden where a part of it is not the asker's to manage."""
    check_given(actor, user.roles)


def check_given(actor: Actor, roles: frozenset[Assigned]) -> None:
    """Raises Forbidden for roles that the asker may neither give nor take."""
    if not all(actor.may_in(Permission.MANAGE_PEOPLE, each.project) for each in roles):
        raise Forbidden(ELSEWHERE)


def check_change(actor: Actor, before: User, now: User) -> None:
    """Raises NotFound, Forbidden."""
    check_seen(actor, before)
    check_given(actor, before.roles ^ now.roles)
    if (before.active, before.agent_id) != (now.active, now.agent_id):
        check_all(actor, before)
