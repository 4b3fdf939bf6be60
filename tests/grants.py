"""What the people of tests may do, and where."""

from collections.abc import Iterable

from kernel.ids import ProjectId
from kernel.permissions import Grant, Role


def only_in(projects: Iterable[int], *roles: Role) -> frozenset[Grant]:
    """These roles in some projects."""
    scope = frozenset(ProjectId(each) for each in projects)
    return frozenset(Grant(role, scope) for role in roles)
