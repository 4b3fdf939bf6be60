"""Who may join which call, how deep, and what becomes of it when the right is taken away."""

import pytest

from kernel.errors import NotFound
from kernel.http import Actor, Forbidden
from kernel.ids import UserId
from kernel.permissions import Grant, Role, everywhere
from monitoring.supervise import Supervision
from telephony import facts as fact
from telephony.listener import Depth, WhyLeft
from tests.grants import only_in
from tests.telephony.kit import CALL
from tests.telephony.test_joining import EVA, open_floor
from tests.waiting import until


def eva(*grants: Grant) -> Actor:
    return Actor(EVA, "Eva", frozenset(grants), None)


SUPERVISOR = eva(*only_in([1], Role.SUPERVISOR))


@pytest.mark.parametrize(
    ("role", "deepest"),
    [(Role.QUALITY, Depth.LISTEN), (Role.TRAINER, Depth.WHISPER), (Role.SUPERVISOR, Depth.TAKE_OVER)],
)
async def test_each_role_goes_as_deep_as_it_may(role: Role, deepest: Depth) -> None:
    actor, depths = eva(*only_in([1], role)), list(Depth)
    async with open_floor() as floor:
        supervision = Supervision(floor.joining)
        for depth in depths[: depths.index(deepest) + 1]:
            await supervision.join(actor, CALL, depth)
        for depth in depths[depths.index(deepest) + 1 :]:
            with pytest.raises(Forbidden, match="you need the permission"):
                await supervision.join(actor, CALL, depth)

        assert floor.users() == [EVA]


@pytest.mark.parametrize("actor", [eva(*only_in([2], Role.SUPERVISOR)), eva(*everywhere(Role.AGENT))])
async def test_a_call_of_a_foreign_project_is_not_there(actor: Actor) -> None:
    async with open_floor() as floor:
        with pytest.raises(NotFound):
            await Supervision(floor.joining).join(actor, CALL, Depth.LISTEN)


@pytest.mark.parametrize("now", [None, eva(*only_in([1], Role.QUALITY)), eva(*only_in([2], Role.SUPERVISOR))])
async def test_a_right_that_is_taken_away_ends_what_it_allowed_at_once(now: Actor | None) -> None:
    async with open_floor() as floor:
        supervision = Supervision(floor.joining)
        await supervision.join(SUPERVISOR, CALL, Depth.BARGE)
        supervision.rights_changed(UserId(99), None)
        supervision.rights_changed(EVA, SUPERVISOR)
        before = floor.users()
        supervision.rights_changed(EVA, now)
        await until(lambda: floor.users() == [])

        last = floor.office.facts()[-1]
        assert before == [EVA]
        assert supervision.line_of(SUPERVISOR)[0] == (now is not None)
        assert isinstance(last, fact.JoinEnded)
        assert last.why is WhyLeft.NOT_ALLOWED
