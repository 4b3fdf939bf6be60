"""What is done on the floor is in force at once, and after a restart as before."""

from datetime import datetime, timedelta

import pytest

from kernel.clock import Clock
from kernel.errors import BadInput, Conflict, NotFound
from kernel.http import Actor, Request
from kernel.ids import AgentId, CallId, ProjectId, QueueId, UserId
from kernel.permissions import Permission, Role, everywhere
from monitoring.alarms import DEFAULTS, Cause, Nobody, Thresholds
from monitoring.running import store
from monitoring.running.alarm_desk import REMEMBERED, AlarmDesk
from monitoring.running.broadcasts import Broadcasts
from monitoring.running.helping import Helping
from monitoring.running.message_http import project_of
from monitoring.running.outages import Outages
from store.pool import Database
from telephony import facts as fact
from telephony.states import State
from tests.clocks import HandClock
from tests.grants import only_in
from tests.telephony.kit import AGENT, CALL, at, states

ACME, ORDERS, SUPPORT = ProjectId(1), QueueId(1), QueueId(2)
OLENA, PETRO = AgentId(1), AgentId(2)
CAUSE = Cause(id="longest_wait:1", kind="longest_wait", sentence="Too long.", project_id=ACME)


@pytest.fixture
async def db(database: Database) -> Database:
    await database.execute("INSERT INTO projects (id, name, zone, region) VALUES (1, 'Acme', 'UTC', 'GB')")
    await database.execute("INSERT INTO queues (id, project_id, name) VALUES (1, 1, 'Orders'), (2, 1, 'Support')")
    await database.execute(
        "INSERT INTO agents (id, name, endpoint) VALUES (1, 'Olena', 'PJSIP/1'), (2, 'Petro', 'PJSIP/2')"
    )
    return database


@pytest.fixture
def time() -> HandClock:
    return HandClock(at(0))


async def outages(db: Database, clock: Clock) -> Outages:
    opened = Outages(db, clock)
    await opened.load()
    return opened


class Wrong:
    """What is wrong, as a test says."""

    def __init__(self) -> None:
        self.causes: list[Cause] = []

    async def desk(self, db: Database, clock: Clock) -> AlarmDesk:
        desk = AlarmDesk(db, clock, tuple, lambda: self.causes)
        await desk.load()
        return desk


async def test_an_outage_prompt_is_on_for_its_queue_until_it_is_taken_off(db: Database, time: HandClock) -> None:
    here = await outages(db, time)
    begun = await here.begin(ACME, ORDERS, None, "Maria")

    for each in (here, await outages(db, time)):
        assert [each.told(ACME, queue, at(1)) for queue in (ORDERS, SUPPORT)] == ["", None]
        assert each.told_until([(ACME, ORDERS), (ACME, SUPPORT)]) == {ORDERS: (None, "")}
    await here.end(begun.id, "Maria")
    for each in (here, await outages(db, time)):
        assert each.told(ACME, ORDERS, at(1)) is None
    assert await db.fetchval("SELECT began_by || ended_by FROM outages") == "MariaMaria"


async def test_an_outage_prompt_ends_by_itself(db: Database, time: HandClock) -> None:
    here = await outages(db, time)
    await here.begin(ACME, None, at(60), "Maria")

    assert [here.told(ACME, SUPPORT, at(second)) for second in (59, 60)] == ["", None]
    time.at = at(61)
    assert list(here.on()) == []
    await here.begin(ACME, None, None, "Maria")
    assert [row["ended_at"] for row in await db.fetch("SELECT ended_at FROM outages ORDER BY id")] == [at(60), None]


async def test_callers_hear_the_prompt_that_was_chosen_and_their_queue_s_own_before_that_of_all(
    db: Database, time: HandClock
) -> None:
    here = await outages(db, time)
    await here.begin(ACME, None, at(60), "Maria", "Long waits")
    await here.begin(ACME, ORDERS, at(30), "Maria", "Deliveries")

    for each in (here, await outages(db, time)):
        assert [each.told(ACME, queue, at(1)) for queue in (ORDERS, SUPPORT)] == ["Deliveries", "Long waits"]
        assert each.told(ACME, ORDERS, at(30)) == "Long waits"


@pytest.mark.parametrize(
    ("all_until", "own_until", "now", "told"),
    [
        (None, at(30), 1, (at(30), "Deliveries")),
        (at(60), at(30), 1, (at(30), "Deliveries")),
        (at(30), at(60), 1, (at(60), "Deliveries")),
        (at(60), None, 1, (None, "Deliveries")),
        (None, at(30), 30, (None, "Long waits")),
        (at(60), at(30), 30, (at(60), "Long waits")),
    ],
)
async def test_a_prompt_is_told_until_its_own_end_not_that_of_another(
    db: Database,
    time: HandClock,
    all_until: datetime | None,
    own_until: datetime | None,
    now: int,
    told: tuple[datetime | None, str],
) -> None:
    here = await outages(db, time)
    await here.begin(ACME, None, all_until, "Maria", "Long waits")
    await here.begin(ACME, ORDERS, own_until, "Maria", "Deliveries")

    time.at = at(now)
    assert here.told_until([(ACME, ORDERS)]) == {ORDERS: told}


async def test_one_outage_prompt_is_on_for_the_same_callers(db: Database, time: HandClock) -> None:
    here = await outages(db, time)
    await here.begin(ACME, None, None, "Maria")
    await here.begin(ACME, ORDERS, None, "Maria")

    with pytest.raises(Conflict):
        await here.begin(ACME, None, None, "Ivan")
    with pytest.raises(BadInput):
        await here.begin(ACME, SUPPORT, at(-1), "Maria")
    with pytest.raises(NotFound):
        await here.end(99, "Maria")


async def test_a_broadcast_is_open_until_it_is_over_and_knows_who_has_read_it(db: Database, time: HandClock) -> None:
    here = Broadcasts(db, time)
    sent = await here.send(None, "The trunk is back.", timedelta(minutes=5), "Maria", frozenset({OLENA, PETRO}))
    await here.read(sent.id, OLENA)
    await here.read(sent.id, OLENA)

    again = Broadcasts(db, time)
    await again.load()
    for each in (here, again):
        [known] = each.open()
        assert known.readers == {OLENA}
        assert known.recipients == {OLENA, PETRO}
    assert [row["read_at"] for row in await store.receipts(db, [sent.id])] == [at(0), None]
    time.at = at(301)
    assert list(here.open()) == []
    with pytest.raises(NotFound):
        await here.read(sent.id, PETRO)


async def test_a_broadcast_is_withdrawn_once_and_read_by_nobody_else(db: Database, time: HandClock) -> None:
    here = Broadcasts(db, time)
    sent = await here.send(ACME, "Wait.", timedelta(minutes=5), "Maria", frozenset({OLENA}))

    with pytest.raises(NotFound):
        await here.read(sent.id, PETRO)
    await here.withdraw(sent.id, "Ivan")
    with pytest.raises(NotFound):
        await here.withdraw(sent.id, "Ivan")
    with pytest.raises(Conflict):
        await here.send(ACME, "Nobody.", timedelta(minutes=5), "Maria", frozenset())
    [row] = await store.broadcast_history(db, 5)
    assert (row["withdrawn_by"], row["text"]) == ("Ivan", "Wait.")


async def test_a_message_is_to_one_agent_alone_and_read_by_them(db: Database, time: HandClock) -> None:
    here = Broadcasts(db, time)
    said = await here.tell(OLENA, ACME, "Come and see me.", timedelta(minutes=5), "Maria")

    again = Broadcasts(db, time)
    await again.load()
    for each in (here, again):
        assert [(one.agent, one.project, one.recipients) for one in each.open()] == [(OLENA, ACME, frozenset({OLENA}))]
    with pytest.raises(NotFound):
        await here.read(said.id, PETRO)
    await here.read(said.id, OLENA)
    (told,) = await store.broadcast_history(db, 9)
    assert (told["agent"], told["text"]) == ("Olena", "Come and see me.")


@pytest.mark.parametrize(
    ("works_for", "runs", "project"),
    [([1], [1], 1), ([2, 1], [1], 1), ([2, 1], [1, 2], 2), ([2, 1], None, 2), ([], None, None)],
)
def test_an_agent_is_written_to_in_a_project_that_both_have(
    works_for: list[int], runs: list[int] | None, project: int | None
) -> None:
    asked = to_olena(runs)

    assert project_of(asked, OLENA, [ProjectId(each) for each in works_for]) == project
    assert asked.remarks.get("project_id") == project


@pytest.mark.parametrize("works_for", [[2], []])
def test_an_agent_of_other_projects_is_not_there_to_be_written_to(works_for: list[int]) -> None:
    with pytest.raises(NotFound):
        project_of(to_olena([1]), OLENA, [ProjectId(each) for each in works_for])


def to_olena(runs: list[int] | None) -> Request[None, None]:
    grants = everywhere(Role.SUPERVISOR) if runs is None else only_in(runs, Role.SUPERVISOR)
    maria = Actor(UserId(1), "Maria", grants, None)
    return Request({"id": "1"}, None, None, visitor=maria, permission=Permission.RUN_FLOOR)


async def test_help_is_asked_for_taken_by_name_and_over_with_the_call(db: Database, time: HandClock) -> None:
    here = Helping(db, time)
    talking = states()["talking"]
    await here.ask(CALL, AGENT)
    await here.take(CALL, "Maria")

    with pytest.raises(Conflict, match="Maria"):
        await here.take(CALL, "Ivan")
    again = Helping(db, time)
    await again.load([CALL])
    assert [(each.agent, each.taken_by) for each in again.open()] == [(AGENT, "Maria")]
    here.hear_call(talking, [fact.Resumed(at=at(1))])
    assert len(here.open()) == 1
    here.hear_call(talking, [fact.AgentReleased(at=at(2), agent=AGENT, wrap_up_s=0)])
    assert list(here.open()) == []


@pytest.mark.parametrize("state", [states()["ended"]])
async def test_help_is_over_with_its_call_and_with_a_call_that_ended_while_we_were_away(
    db: Database, time: HandClock, state: State
) -> None:
    here = Helping(db, time)
    await here.ask(CALL, AGENT)
    here.hear_call(state, [])
    assert list(here.open()) == []

    again = Helping(db, time)
    await again.load([CallId("another")])
    assert list(again.open()) == []


async def test_thresholds_are_the_defaults_until_somebody_says_otherwise(db: Database, time: HandClock) -> None:
    wrong, stricter = Wrong(), Thresholds(longest_wait_s=30, nobody=Nobody.NEVER)
    desk = await wrong.desk(db, time)
    assert desk.thresholds(ACME) == DEFAULTS

    await desk.set_thresholds(ACME, stricter, "Maria")

    assert desk.thresholds(ACME) == stricter
    assert (await wrong.desk(db, time)).thresholds(ACME) == stricter


async def test_an_alarm_is_acknowledged_by_name_until_it_ceases(db: Database, time: HandClock) -> None:
    wrong = Wrong()
    desk = await wrong.desk(db, time)
    wrong.causes = [CAUSE]
    desk.look_closely()
    await desk.acknowledge(CAUSE.id, "Maria")
    await desk.acknowledge(CAUSE.id, "Ivan")
    time.at = at(60)
    [standing] = desk()
    assert standing.acknowledged is not None
    assert standing.acknowledged.by == "Maria"

    wrong.causes = []
    desk.look_closely()
    await desk.forget()
    wrong.causes = [CAUSE]
    desk.look_closely()
    time.at = at(120)
    assert [each.acknowledged for each in desk()] == [None]
    assert await store.load_acknowledgements(db) == {}


async def test_an_alarm_that_has_ceased_cannot_be_acknowledged(db: Database, time: HandClock) -> None:
    desk = await Wrong().desk(db, time)

    with pytest.raises(Conflict):
        await desk.acknowledge(CAUSE.id, "Maria")
    await desk.forget()
    assert await store.load_acknowledgements(db) == {}


@pytest.mark.parametrize(("late", "known"), [(timedelta(seconds=5), True), (REMEMBERED, False)])
async def test_an_acknowledgement_outlives_a_restart_and_no_more(
    db: Database, time: HandClock, late: timedelta, known: bool
) -> None:
    wrong = Wrong()
    wrong.causes = [CAUSE]
    before = await wrong.desk(db, time)
    before.look_closely()
    await before.acknowledge(CAUSE.id, "Maria")

    after = await wrong.desk(db, time)
    time.at += late
    await after.forget()
    after.look_closely()
    standing = after.find(CAUSE.id)
    assert standing is not None
    assert (standing.acknowledged is not None) is known
