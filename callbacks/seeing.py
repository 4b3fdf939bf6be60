"""Whose cases and texts somebody may see: an agent those of the projects they work for, others all."""

from collections.abc import Sequence

from callbacks import listing
from kernel.http import Actor
from kernel.permissions import Role
from store.pool import Queryable


async def projects_seen(db: Queryable, actor: Actor, wanted: int | None) -> Sequence[int] | None:
    """Those asked for that the asker may see; None is all."""
    if actor.role is not Role.AGENT:
        return None if wanted is None else [wanted]
    mine = await listing.projects_of_agent(db, actor.agent_id) if actor.agent_id else []
    return mine if wanted is None else [each for each in mine if each == wanted]


async def may_see(db: Queryable, actor: Actor, project: int | None) -> bool:
    """Whether what belongs to this project may be seen; to none, only by those who see all."""
    if project is None:
        return actor.role is not Role.AGENT
    return await projects_seen(db, actor, project) != []
