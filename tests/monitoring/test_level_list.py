"""The service level opens exactly the calls that it counts, and counts the same after a restart."""

from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import cast

import pytest
from msgspec.structs import replace

from kernel.errors import BadInput
from kernel.http import Actor, Request
from kernel.ids import CallId, ChannelId, QueueId, UserId
from kernel.permissions import Role, everywhere
from monitoring.running.store import load_entries
from monitoring.tally import KEPT, Tally
from store.journal import open_journal
from store.pool import Database
from telephony import events as ev
from telephony import names
from telephony.call import begin, step
from telephony.desk import Desk
from telephony.events import Event
from telephony.http import CallRoutes, CallsQuery, nothing_is_owed
from telephony.plan import Overflow, Plan
from telephony.store import StoredCalls
from tests.clocks import HandClock
from tests.telephony.kit import AGENT, CLOSED, OFFER, OTHER_QUEUE, QUEUE, TO_QUEUE, UNANNOUNCED, arrived, at

NOW, WITHIN_S, WINDOW = at(3600), 20, timedelta(minutes=30)
MARIA = Actor(UserId(1), "Maria", everywhere(Role.SUPERVISOR), None)
PLAN = replace(UNANNOUNCED, callback_offer=OFFER)
HURRIED = replace(PLAN, queue=replace(QUEUE, timeout_s=10))
SETUP = """
INSERT INTO projects (id, name, zone, region) VALUES (1, 'Acme', 'UTC', 'GB');
INSERT INTO queues (id, project_id, name) VALUES (1, 1, 'sales'), (2, 1, 'support');
"""
BEGAN_S = (-WINDOW.total_seconds() - 1, -WINDOW.total_seconds() + 1, -600, -25, -15)
"""Before now: too long ago, just in time, and young enough to be still in the midst of it."""

MOVING = replace(PLAN, queue=replace(QUEUE, overflow=Overflow(OTHER_QUEUE, 6)))


def lives(call: CallId, began: datetime) -> Sequence[tuple[Plan, Sequence[Event]]]:
    """How a call may go on once it has entered the queue, as it arrives."""
    caller, leg = ChannelId(call), names.channel(call, names.Role.AGENT, 1)

    def then(seconds: float) -> datetime:
        return began + timedelta(seconds=seconds)

    def gone(seconds: float, *, channel: ChannelId = caller, unseen: bool = False) -> Event:
        return ev.ChannelGone(at=then(seconds), channel=channel, unseen=unseen)

    def key(seconds: float) -> Event:
        return ev.KeyPressed(at=then(seconds), channel=caller, key="1")

    def spoken_to(seconds: float) -> tuple[Event, ...]:
        return (
            ev.AgentAssigned(at=then(1), agent=AGENT, endpoint="PJSIP/agent-1"),
            ev.ChannelAnswered(at=then(seconds), channel=leg),
            ev.ChannelBridged(at=then(seconds), channel=leg, bridge=names.bridge(call)),
        )

    handed_on = ev.TransferAsked(at=then(24), target=TO_QUEUE)
    offered = ev.DeadlinePassed(at=then(OFFER.after_s))
    lives = (
        (gone(3),),
        (gone(3, unseen=True),),
        (gone(9),),
        (ev.SwitchLost(at=then(4)),),
        (*spoken_to(9), gone(23)),
        (*spoken_to(22), gone(23)),
        (*spoken_to(9), handed_on, gone(25)),
        (*spoken_to(9), gone(12, channel=leg), gone(14)),
        (offered, key(32), key(34), gone(36)),
    )
    dismissed = (ev.DeadlinePassed(at=then(HURRIED.queue.timeout_s)), gone(13))
    moves = ev.DeadlinePassed(at=then(6))
    moved = ((moves, gone(9)), (moves, gone(7)), (moves, *_a_little_later(spoken_to(9)), gone(23)))
    return (*((PLAN, life) for life in lives), (HURRIED, dismissed), *((MOVING, life) for life in moved))


def _a_little_later(events: Sequence[Event]) -> Iterator[Event]:
    return (replace(event, at=event.at + timedelta(seconds=6)) for event in events)


class Floor:
    """The calls of an hour, told to a tally and written down."""

    def __init__(self, database: Database, stored: StoredCalls) -> None:
        self._database, self._stored = database, stored
        self.tally = Tally(HandClock(NOW))

    async def went(self, call: CallId, began: datetime, plan: Plan, events: Sequence[Event]) -> None:
        first = replace(arrived(plan), at=began, call=call, channel=ChannelId(call))
        done = begin(first)
        for event in (None, *events):
            done = done if event is None else step(done.state, event)
            await self._stored.write(done.state, done.facts)
            self.tally.hear_call(done.state, done.facts)

    async def turned_away(self, call: CallId) -> None:
        done = begin(replace(arrived(CLOSED), at=at(3000), call=call, channel=ChannelId(call)))
        await self._stored.write(done.state, done.facts)
        self.tally.hear_call(done.state, done.facts)

    async def after_a_restart(self) -> Tally:
        tally = Tally(HandClock(NOW))
        tally.load(await load_entries(self._database, NOW - KEPT))
        return tally

    async def listed(self, queue: QueueId | None) -> list[str]:
        desk, counted = cast(Desk, None), lambda of: self.tally.counted(of, WITHIN_S, WINDOW)
        routes = CallRoutes(self._database, desk, nothing_is_owed, counted)
        query = CallsQuery(counted="service_level", queue=queue, limit=200)
        page = await routes.list(Request({}, query, None, MARIA))
        assert page.next is None
        return sorted(call.id for call in page.calls)


@pytest.fixture
async def floor(database: Database, tmp_path: Path) -> AsyncIterator[Floor]:
    await database.execute(SETUP)
    async with open_journal(database.url, tmp_path / "spool") as journal:
        yield Floor(database, StoredCalls(journal))


def histories() -> Iterator[tuple[CallId, datetime, Plan, Sequence[Event]]]:
    """Every life, begun at each of these moments, broken off after each of its events, and none later than now."""
    numbers = count(1)
    for before in BEGAN_S:
        began = NOW + timedelta(seconds=before)
        for life, (plan, events) in enumerate(lives(CallId(""), began)):
            for so_far in range(sum(event.at <= NOW for event in events) + 1):
                call = CallId(f"{next(numbers)}.1")
                yield call, began, plan, lives(call, began)[life][1][:so_far]


async def test_the_service_level_opens_exactly_the_calls_that_it_counts_also_after_a_restart(floor: Floor) -> None:
    for call, began, plan, events in histories():
        await floor.went(call, began, plan, events)
    await floor.turned_away(CallId("closed.1"))
    again = await floor.after_a_restart()

    for queue in (QUEUE.id, OTHER_QUEUE.id):
        counted = sorted(floor.tally.counted(queue, WITHIN_S, WINDOW))
        assert counted == sorted(again.counted(queue, WITHIN_S, WINDOW)) == await floor.listed(queue)
        level = floor.tally.level(queue, WITHIN_S, WINDOW)
        assert level == again.level(queue, WITHIN_S, WINDOW)
        assert level.counted == len(counted)
    assert floor.tally.level(QUEUE.id, WITHIN_S, WINDOW).percent not in (None, 0, 100)


async def test_whose_service_level_it_is_has_to_be_said(floor: Floor) -> None:
    with pytest.raises(BadInput):
        await floor.listed(None)
