"""What a handler expects of the project that a request is about."""

from typing import Any

import pytest

from kernel.errors import NotFound
from kernel.http import Actor, Forbidden, Request
from kernel.ids import UserId
from kernel.permissions import Permission, Role, everywhere
from tests.grants import only_in

HEAD = Actor(UserId(1), "Head", everywhere(Role.SUPERVISOR), None)
OF_ONE = Actor(UserId(2), "Olena", only_in([1], Role.SUPERVISOR), None)


def asked(by: Actor) -> Request[None, None]:
    return Request({}, None, None, by, permission=Permission.RUN_CALLS)


@pytest.mark.parametrize(
    ("by", "project", "refused"),
    [
        (HEAD, 1, None),
        (HEAD, None, None),
        (OF_ONE, 1, None),
        (OF_ONE, 2, NotFound),
        (OF_ONE, None, Forbidden),
    ],
)
def test_a_request_names_the_project_in_the_trail_also_where_it_is_refused(
    by: Actor, project: int | None, refused: type[Exception] | None
) -> None:
    request = asked(by)

    if refused is None:
        request.expect(project)
    else:
        with pytest.raises(refused):
            request.expect(project)

    found: dict[str, Any] = {} if project is None else {"project_id": project}
    assert request.remarks == found
