"""What is due is done once: calls, texts and second looks, with agents, a switch and a Twilio that are played."""

from datetime import timedelta

import pytest

from callbacks import store
from callbacks.attempts import LEASE_S
from callbacks.clockwatch import STEADY_S
from callbacks.model import CallTouch, Result
from callbacks.naming import callback_id, step_of
from callbacks.rules import Policy
from kernel.errors import BadInput
from kernel.ids import StepId
from kernel.phone import Phone
from telephony.ports import Standing
from tests.callbacks.neighbours import AGENT, PROJECT, QUEUE, Killed
from tests.callbacks.rounds import CASE, OLENA, TARAS, called, missed
from tests.callbacks.town import Town

# ---- calls


async def test_nobody_is_called_before_it_is_due(town: Town) -> None:
    await missed(town)
    town.clock.advance(minutes=2)

    assert await town.take() is None


async def test_a_due_step_becomes_a_call_to_the_customer_with_the_agent_who_was_given(town: Town) -> None:
    await missed(town)
    town.clock.advance(minutes=4)

    placed = await town.take()

    pending = await town.pending()
    assert placed is not None
    assert (placed.number.e164, placed.agent, placed.queue, placed.project) == (OLENA, AGENT, QUEUE, PROJECT)
    assert ("begun", placed.call) == (pending["status"], callback_id(pending["id"]))
    assert (await town.row())["status"] == "in_hand"


async def test_what_is_wanted_says_how_it_is_to_be_dealt_out(town: Town) -> None:
    await town.rules(Policy(agents_percent=50))
    await missed(town)
    town.clock.advance(minutes=4)

    await town.round()

    [want] = town.floor.wants
    assert want.soon
    assert want.deadline is None
    assert want.competes_at is not None
    assert town.floor.percents == {PROJECT: 50}


async def test_no_agent_is_asked_for_while_no_trunk_could_carry_the_call_and_what_is_due_waits(town: Town) -> None:
    await missed(town)
    town.clock.advance(minutes=4)
    town.worker.has_way_out = lambda _project: False
    await town.round()
    assert list(town.floor.wants) == []

    town.worker.has_way_out = lambda project: project == PROJECT
    await town.round()

    assert len(town.floor.wants) == 1


async def test_a_customer_who_is_with_us_is_not_called(town: Town) -> None:
    await missed(town)
    town.clock.advance(minutes=4)
    town.floor.talking.add(OLENA)

    assert await town.take() is None


async def test_a_customer_who_rings_in_while_an_agent_is_given_is_not_called_and_the_agent_is_free(town: Town) -> None:
    await missed(town)
    town.clock.advance(minutes=4)
    await town.round()
    [want] = town.floor.wants
    town.floor.talking.add(OLENA)
    step = step_of(want.call)
    assert step is not None

    await town.worker.place(step, AGENT, "PJSIP/agent-1")

    assert ([], [want.call]) == (town.floor.asked, town.floor.let_go_of)
    assert (await town.pending())["status"] == "planned"


async def test_what_changed_since_it_was_wanted_is_seen_when_it_is_claimed(town: Town) -> None:
    await missed(town)
    town.clock.advance(minutes=4)
    await town.round()
    [want] = town.floor.wants
    await town.desk.postpone(CASE, town.clock.now() + timedelta(hours=2), "Maria")
    step = step_of(want.call)
    assert step is not None

    await town.worker.place(step, AGENT, "PJSIP/agent-1")

    assert ([], [want.call]) == (town.floor.asked, town.floor.let_go_of)


async def test_a_switch_that_refuses_costs_the_customer_nothing(town: Town) -> None:
    await missed(town)
    town.clock.advance(minutes=4)
    town.floor.refuses = BadInput("number", "x", "a number")

    await town.take()

    [touch] = (await town.case()).touches
    assert isinstance(touch, CallTouch)
    assert touch.result == Result.NEVER_PLACED
    assert (await town.pending())["status"] == "planned"


async def test_a_promise_that_passes_is_broken_once_and_the_call_is_made_all_the_same(town: Town) -> None:
    await missed(town)
    promised = town.clock.now() + timedelta(hours=1)
    await town.desk.postpone(CASE, promised, "Maria")
    town.clock.advance(hours=1, minutes=31)
    await town.round()
    broken_at = (await town.row())["broken_at"]
    town.clock.advance(minutes=1)
    placed = await town.take()

    assert promised + timedelta(minutes=31) == broken_at == (await town.row())["broken_at"]
    assert placed is not None
    assert (await town.pending())["broken"]


async def test_a_call_that_nobody_could_make_expires(town: Town) -> None:
    await town.rules(Policy(useful_hours=1))
    await missed(town)
    town.clock.advance(hours=2)

    await town.round()

    assert ((await town.row())["status"], (await town.row())["close_reason"]) == ("closed", "expired")
    assert await town.take() is None


# ---- crashes, and what is found out


async def test_a_claimed_step_whose_call_is_nowhere_was_never_placed(town: Town) -> None:
    await missed(town)
    town.clock.advance(minutes=4)
    town.dies_at = "claimed"
    with pytest.raises(Killed):
        await town.take()
    town.restart()
    await town.worker.look_after()
    too_early = await town.steps()
    town.clock.advance(seconds=LEASE_S + 1)

    await town.worker.look_after()

    assert too_early == [("call", "begun", None)]
    assert await town.steps() == [("call", "done", "never_placed"), ("call", "planned", None)]


@pytest.mark.parametrize("why", ["on the switch", "switch away", "spool not read", "in the rows"])
async def test_a_claimed_step_is_left_alone_while_its_call_may_live(town: Town, why: str) -> None:
    await missed(town)
    town.clock.advance(minutes=4)
    placed = await town.take()
    assert placed is not None
    town.restart()
    town.clock.advance(seconds=LEASE_S + 1)
    if why == "on the switch":
        town.floor.channels.add(placed.call)
    elif why == "in the rows":
        await town.callback_is_up(placed.call, OLENA)
    town.floor.reachable = why != "switch away"
    town.current = why != "spool not read"

    await town.worker.look_after()

    assert await town.steps() == [("call", "begun", None)]


async def test_a_lease_is_kept_while_the_call_is_on_its_way(town: Town) -> None:
    await missed(town)
    town.clock.advance(minutes=4)
    await town.take()
    for _ in range(5):
        town.clock.advance(seconds=LEASE_S - 1)
        await town.worker.look_after()

    assert await town.steps() == [("call", "begun", None)]


async def test_an_agent_given_for_what_is_done_already_is_let_go(town: Town) -> None:
    await town.worker.place(StepId(99), AGENT, "PJSIP/agent-1")

    assert [callback_id(StepId(99))] == town.floor.let_go_of


# ---- the clock


async def test_nothing_is_placed_after_the_clock_jumped_until_it_was_steady(town: Town) -> None:
    await missed(town)
    town.clock.jump(minutes=30)
    jumped = await town.take()
    alarms = dict(town.worker.alarms())
    town.clock.advance(seconds=STEADY_S)

    assert jumped is None
    assert alarms["callbacks_clock"] is not None
    assert await town.take() is not None
    assert dict(town.worker.alarms())["callbacks_clock"] is None


async def test_a_person_may_say_that_the_clock_is_right(town: Town) -> None:
    await missed(town)
    town.clock.jump(minutes=30)
    await town.round()

    town.worker.watch.acknowledge()

    assert await town.take() is not None


# ---- who calls us back


async def test_who_returns_our_call_is_known_with_their_case_also_after_a_restart(town: Town) -> None:
    await missed(town)
    await called(town)
    at, after = town.clock.now(), town.clock.now() + timedelta(hours=3)
    for restarted in (False, True):
        if restarted:
            town.restart()
            await town.regulars.load(town.db, at)

        assert town.regulars.standing(PROJECT, Phone(OLENA), at) == Standing(True, CASE)
        assert town.regulars.standing(PROJECT, Phone(OLENA), after) == Standing(False, CASE)
        assert town.regulars.standing(PROJECT, Phone(TARAS), at) == Standing()


async def test_who_was_spoken_to_is_no_longer_in_front(town: Town) -> None:
    await missed(town)
    await called(town)
    await town.desk.close(CASE, "They wrote a letter", "Maria")

    assert town.regulars.standing(PROJECT, Phone(OLENA), town.clock.now()) == Standing()


async def test_whose_case_is_closed_while_we_ring_them_is_rung_no_longer(town: Town) -> None:
    await missed(town)
    call = await town.desk.call_now(CASE, AGENT)
    await town.callback_is_up(call, OLENA)
    await town.desk.close(CASE, "They came to the shop", "Maria")
    await town.worker.look_after()

    assert town.floor.dropped == [call]


async def test_a_project_without_agents_does_not_keep_the_others_from_calling(town: Town) -> None:
    await town.db.execute("INSERT INTO projects (id, name, zone, region) VALUES (2, 'Clinic', 'Europe/Kyiv', 'UA')")
    await missed(town)
    town.clock.advance(minutes=4)
    await town.db.execute(
        "INSERT INTO steps (case_id, project_id, kind, status, due_at, promised_at, plan, planned_at)"
        " SELECT 100 + n, 2, 'call', 'planned', $1, $1, '{}', $1 FROM generate_series(1, 300) AS n",
        town.clock.now(),
    )
    due = await store.due_calls(town.db, town.clock.now(), 200)

    assert [step.project for step, *_ in due] == [PROJECT]
