"""Who may ask somebody first on a call, hand over and go back; and what is refused, with which sentence."""

from collections.abc import Awaitable, Callable
from typing import cast

import pytest
from msgspec.structs import replace

from kernel.errors import BadInput, Conflict, NotFound
from kernel.http import Actor, Forbidden, Request
from kernel.ids import AgentId, CallId, ProjectId, UserId
from kernel.permissions import Grant, Role, everywhere
from store.pool import Queryable
from telephony.consult_http import AlternateBody, ConsultBody, ConsultRoutes
from telephony.plan import Partner
from telephony.states import ConsultHeld, Consulting, OnHold, State, Talking
from tests.grants import only_in
from tests.telephony.kit import AGENT, CALL, COLLEAGUE, LEG, at, states
from tests.telephony.test_desk import Office

OLENA, OLEG = AGENT, COLLEAGUE
STRANGER = AgentId(9)
NO_DATABASE = cast(Queryable, None)
"""A live call is known without one."""


def actor(agent: AgentId | None, grants: frozenset[Grant] | None = None) -> Actor:
    return Actor(UserId(1), "Somebody", grants or everywhere(Role.AGENT), agent)


class Here:
    """A desk with one call in a state. Its mailbox is not read."""

    def __init__(self, state: State) -> None:
        self.office = Office()
        self.office.calls.adopt(state)
        self.office.floor.sign_in(OLEG, at(0))
        self.routes = ConsultRoutes(NO_DATABASE, self.office.desk)

    async def ask(self, who: Actor, body: ConsultBody, call: CallId = CALL) -> None:
        await self.routes.ask(Request({"id": call}, None, body, who))

    async def alternate(self, who: Actor) -> None:
        await self.routes.alternate(Request({"id": CALL}, None, AlternateBody(Partner.CUSTOMER), who))

    async def complete(self, who: Actor) -> None:
        await self.routes.complete(Request({"id": CALL}, None, None, who))

    async def end(self, who: Actor) -> None:
        await self.routes.end(Request({"id": CALL}, None, None, who))


async def test_an_agent_asks_a_colleague_who_is_reserved_from_then_on() -> None:
    here = Here(states()["talking"])

    await here.ask(actor(OLENA), ConsultBody(to_agent=OLEG))

    assert here.office.floor.holds(OLEG, CALL)
    with pytest.raises(Conflict, match="not available"):
        await here.ask(actor(OLENA), ConsultBody(to_agent=OLEG))


@pytest.mark.parametrize("body", [ConsultBody(), ConsultBody(to_agent=2, to_number="+44")])
async def test_exactly_one_is_asked(body: ConsultBody) -> None:
    with pytest.raises(BadInput, match="one of to_agent, to_number, to_phone"):
        await Here(states()["talking"]).ask(actor(OLENA), body)


async def test_nobody_is_asked_on_a_call_that_is_not_talked_on_and_nobody_is_kept_for_it() -> None:
    here = Here(states()["consulting"])

    with pytest.raises(Conflict, match="Nobody can be asked about this call now"):
        await here.ask(actor(OLENA), ConsultBody(to_agent=OLEG))
    assert not here.office.floor.holds(OLEG, CALL)


@pytest.mark.parametrize("name", ["talking", "on_hold"])
async def test_a_phone_that_holds_the_call_itself_is_named(name: str) -> None:
    state = states()[name]
    assert isinstance(state, Talking | OnHold)
    here = Here(replace(state, held_by_phone=True))

    with pytest.raises(Conflict, match="press its hold key again"):
        await here.ask(actor(OLENA), ConsultBody(to_agent=OLEG))
    if name == "on_hold":
        with pytest.raises(Conflict, match="press its hold key again"):
            here.office.desk.resume(CALL)


async def test_where_nobody_is_asked_there_is_nothing_to_hand_over_or_to_go_back_from() -> None:
    here = Here(states()["talking"])

    for act in (here.alternate, here.complete, here.end):
        with pytest.raises(Conflict, match="Nobody is being asked"):
            await act(actor(OLENA))


async def test_nobody_goes_to_and_fro_while_it_rings() -> None:
    with pytest.raises(Conflict, match="has not answered yet"):
        await Here(states()["asking"]).alternate(actor(OLENA))


@pytest.mark.parametrize("name", ["consulting", "consult_held"])
async def test_nobody_goes_to_and_fro_whose_phone_itself_holds(name: str) -> None:
    state = states()[name]
    assert isinstance(state, Consulting | ConsultHeld)

    with pytest.raises(Conflict, match="press its hold key again"):
        await Here(replace(state, holding=frozenset({LEG}))).alternate(actor(OLENA))


@pytest.mark.parametrize(
    ("who", "completes", "ends"),
    [
        (actor(OLENA), None, None),
        (actor(OLEG), Forbidden, None),
        (actor(STRANGER), Forbidden, Forbidden),
        (actor(None, everywhere(Role.SUPERVISOR)), None, None),
        (actor(None, only_in([ProjectId(2)], Role.SUPERVISOR)), NotFound, NotFound),
    ],
)
async def test_whose_call_it_is_hands_over_and_who_is_asked_may_leave(
    who: Actor, completes: type[Exception] | None, ends: type[Exception] | None
) -> None:
    for name in ("consulting", "consult_held"):
        here = Here(states()[name])

        assert (await refused(here.complete, who), await refused(here.end, who)) == (completes, ends)
        assert await refused(here.alternate, who) == completes


async def refused(act: Callable[[Actor], Awaitable[None]], who: Actor) -> type[Exception] | None:
    try:
        await act(who)
    except (Forbidden, NotFound) as error:
        return type(error)
    return None


async def test_a_call_that_is_not_live_is_not_found() -> None:
    with pytest.raises(NotFound):
        await Here(states()["talking"]).ask(actor(OLENA), ConsultBody(to_agent=OLEG), CallId("gone"))
