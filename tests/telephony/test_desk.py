"""Calling back from the desk: once, with the agent who is reserved for it, and to nobody who is with us already."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import pytest
from msgspec.structs import replace

from kernel.errors import Conflict, NotFound
from kernel.http import Actor, Forbidden, Request
from kernel.ids import AgentId, CallId, ChannelId, ProjectId, QueueId, UserId
from kernel.permissions import Grant, Role, everywhere
from kernel.phone import Anonymous, Caller, CallerId, Known, Phone
from store.pool import Database
from telephony import events as ev
from telephony import facts as fact
from telephony.acquaintance import Acquaintance
from telephony.call import begin
from telephony.calls import Calls
from telephony.consult_http import ConsultRoutes
from telephony.desk import Desk
from telephony.dispatcher import Dispatcher
from telephony.http import CallRoutes, DialOutBody, nothing_is_owed
from telephony.plan import CallbackOffer, Plan, QueuePlan, Refusal, Sound, ToNumber
from telephony.ports import DialOut, Standing
from telephony.states import RingingAgent, State
from telephony.step import plan_of
from tests.clocks import HandClock
from tests.grants import only_in
from tests.telephony.floor import FakeFloor
from tests.telephony.kit import AGENT, CLOSED, KNOWN, PLAN, UNANNOUNCED, WAY, arrived, at, dial_out, states

ACME, OTHER_PROJECT = ProjectId(1), ProjectId(2)
PHONE = KNOWN.phone
STRANGER = Phone("+380671234567")
CALLBACK = CallId("cb-7")
ENDED = """
INSERT INTO projects (id, name, zone, region) VALUES (1, 'Ours', 'Europe/Kyiv', 'UA');
INSERT INTO calls (call_id, project_id, agent_id, direction, dialled, arrived_at, ended_at)
VALUES ('1.1', 1, 1, 'inbound', '100', '2026-11-22T09:59:00Z', '2026-11-22T10:03:00Z');
INSERT INTO facts (subject_kind, subject_id, kind, at, body) VALUES
('call', '1.1', 'AgentConnected', '2026-11-22T10:00:00Z', '{"agent": 2}'),
('call', '1.1', 'ConsultBegan', '2026-11-22T10:01:00Z', '{"kind": "agent", "to": "4"}'),
('call', '1.1', 'AgentConnected', '2026-11-22T10:02:00Z', '{"agent": 1}');
"""


class FakeJournal:
    async def write(self, state: State, facts: Sequence[fact.Fact]) -> None:
        raise AssertionError("no call runs here")


class FakeDirectory:
    """Implements `telephony.ports.Directory` so far as a callback needs it."""

    def call_back(self, project: ProjectId, queue: QueueId | None, number: Phone, language: str | None) -> DialOut:
        plan = replace(PLAN, project=project, callback=True)
        return DialOut(customer=Known(number), ways=(WAY,), dialled=number.e164, plan=plan)

    def dial_out(self, agent: AgentId, number: str, project: ProjectId | None = None) -> DialOut:
        plan = replace(PLAN, project=project or ACME)
        return DialOut(customer=KNOWN, ways=(WAY,), dialled=number, plan=plan)

    def admit(
        self, dialled: str, said: CallerId, at: datetime, in_queue: Mapping[QueueId, int]
    ) -> tuple[Caller, Plan | Refusal]:
        raise NotImplementedError

    def outside(self, call: State, number: str) -> ToNumber:
        raise NotImplementedError

    def at_phone(self, call: State, phone: str) -> ToNumber:
        raise NotImplementedError

    def inside(self, call: State, typed: str) -> AgentId | ToNumber | None:
        raise NotImplementedError

    def queue(self, name: str, call: State) -> QueuePlan:
        raise NotImplementedError

    def agent_of_endpoint(self, endpoint: str) -> AgentId:
        raise NotImplementedError


class Office:
    """A desk and a door's acquaintances over calls whose mailboxes are not read."""

    def __init__(self) -> None:
        clock = HandClock(at(100))
        self.floor = FakeFloor()
        self.calls = Calls(FakeJournal(), lambda _call, _commands: None, clock)
        self.dispatcher = Dispatcher(self.floor, self.calls.deliver, clock)
        self.desk = Desk(self.calls, FakeDirectory(), self.floor, clock, lambda: CallId("out-1"))
        self.acquaintance = Acquaintance(self.calls, self.dispatcher.promise, clock)

    def reserve(self) -> None:
        self.floor.sign_in(AGENT, at(0))
        self.floor.reserve(AGENT, CALLBACK, at(1))

    def call_back(self) -> None:
        self.desk.call_back(CALLBACK, AGENT, "PJSIP/agent-1", PHONE, ACME, None, None, case=42)


def test_a_callback_rings_the_agent_who_is_reserved_and_knows_its_case() -> None:
    office = Office()
    office.reserve()

    office.call_back()

    state = office.calls.state(CALLBACK)
    assert isinstance(state, RingingAgent)
    assert state.call.plan == replace(PLAN, callback=True, case=42)


def test_a_callback_is_not_placed_for_an_agent_who_is_not_reserved_for_it() -> None:
    office = Office()
    office.floor.sign_in(AGENT, at(0))

    with pytest.raises(Conflict, match="not reserved"):
        office.call_back()


def test_a_callback_that_lives_or_has_ended_is_not_placed_again() -> None:
    ended = Office()
    ended.reserve()
    ended.calls.adopt_ended([CALLBACK])
    alive = Office()
    alive.reserve()
    alive.call_back()

    for office in (ended, alive):
        with pytest.raises(Conflict, match="placed before"):
            office.call_back()


def test_an_agent_whose_callback_is_not_placed_after_all_is_free_again() -> None:
    office = Office()
    office.reserve()

    office.desk.let_go(CALLBACK, AGENT)

    assert [each.id for each in office.floor.free()] == [AGENT]


@pytest.mark.parametrize(
    ("named", "owing", "project"),
    [(None, None, ACME), (None, OTHER_PROJECT, OTHER_PROJECT), (ACME, OTHER_PROJECT, ACME)],
)
async def test_a_call_by_hand_is_the_project_s_that_is_named_or_owes_one_or_comes_first(
    database: Database, named: ProjectId | None, owing: ProjectId | None, project: ProjectId
) -> None:
    async def owed(_agent: AgentId, _number: str) -> ProjectId | None:
        return owing

    office = Office()
    office.floor.sign_in(AGENT, at(0))
    asked = DialOutBody(number=PHONE.e164, project_id=named)
    by = Actor(UserId(1), "Olena", everywhere(Role.AGENT), AGENT)

    await CallRoutes(database, office.desk, owed).dial(Request({}, None, asked, by))

    state = office.calls.state(CallId("out-1"))
    assert state is not None
    assert plan_of(state.call).project == project


@pytest.mark.parametrize(
    ("grants", "named", "refused"),
    [
        (everywhere(Role.SUPERVISOR), None, None),
        (only_in([ACME], Role.SUPERVISOR), None, None),
        (only_in([OTHER_PROJECT], Role.SUPERVISOR), None, "You do not run the calls of the project"),
        (only_in([OTHER_PROJECT], Role.SUPERVISOR), OTHER_PROJECT, None),
        (only_in([ACME], Role.AGENT), None, "An agent dials only for themselves"),
    ],
)
async def test_who_runs_the_calls_of_a_project_has_others_dial_for_it(
    database: Database, grants: frozenset[Grant], named: ProjectId | None, refused: str | None
) -> None:
    office = Office()
    office.floor.sign_in(AGENT, at(0))
    asked, by = DialOutBody(number=PHONE.e164, agent_id=AGENT, project_id=named), Actor(UserId(2), "M", grants, None)

    dialled = CallRoutes(database, office.desk, nothing_is_owed).dial(Request({}, None, asked, by))

    if refused is None:
        assert await dialled is not None
    else:
        with pytest.raises(Forbidden, match=refused):
            await dialled


@pytest.mark.parametrize(
    ("grants", "agent", "refused"),
    [
        (only_in([ACME], Role.SUPERVISOR), None, None),
        (only_in([OTHER_PROJECT], Role.SUPERVISOR), None, NotFound),
        (only_in([ACME], Role.AGENT), AgentId(99), Forbidden),
        (only_in([OTHER_PROJECT], Role.AGENT), AgentId(99), NotFound),
        (only_in([OTHER_PROJECT], Role.AGENT), AGENT, None),
    ],
)
async def test_a_live_call_is_worked_by_its_agent_and_by_who_runs_its_project(
    database: Database, grants: frozenset[Grant], agent: AgentId | None, refused: type[Exception] | None
) -> None:
    office = Office()
    office.floor.sign_in(AGENT, at(0))
    call = office.desk.dial_out(AGENT, PHONE.e164, ACME)
    by = Actor(UserId(2), "M", grants, agent)

    hung_up = CallRoutes(database, office.desk, nothing_is_owed).hang_up(Request({"id": call}, None, None, by))

    if refused is None:
        await hung_up
    else:
        with pytest.raises(refused):
            await hung_up


async def test_who_hangs_up_or_comes_back_a_moment_too_late_has_what_they_wanted_and_nobody_else_learns_of_the_call(
    database: Database,
) -> None:
    await database.execute(ENDED)
    desk = Office().desk
    hangs_up, ends_asking = CallRoutes(database, desk, nothing_is_owed).hang_up, ConsultRoutes(database, desk).end
    last, first, stranger, asked = (Actor(UserId(n), "O", only_in([ACME], Role.AGENT), AgentId(n)) for n in range(1, 5))
    supervisor = Actor(UserId(4), "M", only_in([ACME], Role.SUPERVISOR), None)
    elsewhere = Actor(UserId(5), "E", only_in([OTHER_PROJECT], Role.SUPERVISOR), None)

    for who in (last, first, supervisor):
        await hangs_up(Request({"id": "1.1"}, None, None, who))
        await ends_asking(Request({"id": "1.1"}, None, None, who))
    await ends_asking(Request({"id": "1.1"}, None, None, asked))
    for who, call in ((stranger, "1.1"), (elsewhere, "1.1"), (last, "2.2")):
        for ends in (hangs_up, ends_asking):
            with pytest.raises(NotFound):
                await ends(Request({"id": call}, None, None, who))
    with pytest.raises(NotFound):
        await hangs_up(Request({"id": "1.1"}, None, None, asked))


def every_state() -> list[State]:
    return [state for name, state in states().items() if name != "ended"]


@pytest.mark.parametrize("state", every_state(), ids=lambda state: type(state).__name__)
def test_a_customer_is_with_us_in_every_state_of_a_call_of_theirs(state: State) -> None:
    office = Office()
    office.calls.adopt(state)

    assert office.desk.with_us(ACME, PHONE)
    assert not office.desk.with_us(ACME, PHONE, but=state.call.id)
    assert not office.desk.with_us(OTHER_PROJECT, PHONE)
    assert not office.desk.with_us(ACME, STRANGER)


def test_a_customer_who_is_told_that_we_are_closed_is_on_the_line_all_the_same() -> None:
    office = Office()
    office.calls.begin(arrived(CLOSED))

    assert office.desk.with_us(ACME, PHONE)


# ---- at the door


def recognised(office: Office, caller: Caller = KNOWN) -> Plan:
    return office.acquaintance.recognise(CallId("in-1"), caller, PLAN, at(100))


class ReturningTheCall:
    """Implements `telephony.ports.Regulars`."""

    def standing(self, project: ProjectId, phone: Phone, at: datetime) -> Standing:
        return Standing(front=True, case=42) if (project, phone) == (ACME, PHONE) else Standing()


class AnybodyMayBeCalled:
    """Implements `telephony.ports.Regulars`."""

    def standing(self, project: ProjectId, phone: Phone, at: datetime) -> Standing:
        return Standing(callable=True)


def test_a_stranger_s_plan_is_left_as_it_is() -> None:
    assert recognised(Office()) == PLAN


def test_a_caller_who_returns_our_call_goes_to_the_front_with_their_case() -> None:
    office = Office()
    office.acquaintance.regulars = ReturningTheCall()

    assert recognised(office) == replace(PLAN, front=True, case=42)
    assert recognised(office, Known(STRANGER)) == PLAN
    assert recognised(office, Anonymous()) == PLAN


@pytest.mark.parametrize(("caller", "offered"), [(KNOWN, True), (Known(PHONE, asserted=STRANGER), False)])
def test_nobody_is_offered_a_call_on_a_number_that_the_network_doubts(caller: Caller, offered: bool) -> None:
    said = Sound("sound:offer", "offer")
    plan = replace(PLAN, callback_offer=CallbackOffer(offer=said, confirm=said, taken=said))

    office = Office()
    office.acquaintance.regulars = AnybodyMayBeCalled()
    found = office.acquaintance.recognise(CallId("in-1"), caller, plan, at(100))

    assert offered == (found.callback_offer is not None)


def test_a_caller_whom_we_ring_gets_the_agent_of_the_callback() -> None:
    office = Office()
    office.reserve()
    office.call_back()

    assert recognised(office).front
    assert office.dispatcher.kept() == {CallId("in-1"): AGENT}


def test_a_caller_whom_an_agent_dials_by_hand_takes_nobody_s_agent() -> None:
    office = Office()
    office.calls.begin(dial_out())

    assert recognised(office) == PLAN
    assert office.dispatcher.kept() == {}


def test_a_callback_that_was_answered_does_not_give_way() -> None:
    office = Office()
    announcing = states()["announcing_out"]
    office.calls.adopt(replace(announcing, call=replace(announcing.call, plan=replace(PLAN, callback=True))))

    assert recognised(office) == PLAN


def test_a_promised_agent_is_given_to_the_caller_and_to_nobody_before() -> None:
    """From the moment the customer rings in until they have heard the announcement and are in the queue."""
    office = Office()
    office.reserve()
    office.dispatcher.promise(CallId("in-1"), AGENT, CALLBACK)
    early = replace(arrived(UNANNOUNCED), call=CallId("early"), channel=ChannelId("early"), at=at(90))
    hear(office, early)
    office.desk.let_go(CALLBACK, AGENT)
    office.dispatcher.look()
    assert [each.id for each in office.floor.free()] == [AGENT]

    hear(office, replace(arrived(UNANNOUNCED), call=CallId("in-1"), channel=ChannelId("in-1")))

    assert {CallId("early"): None, CallId("in-1"): AGENT} == {
        each.caller.call: each.agent for each in office.dispatcher.entries()
    }
    assert office.dispatcher.kept() == {}


def hear(office: Office, event: ev.CallArrived) -> None:
    """The caller is in the queue at once, without an announcement."""
    office.calls.begin(event)
    queued = begin(event)
    office.dispatcher.hear(queued.state, queued.facts)
