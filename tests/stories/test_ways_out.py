"""By which trunk a call goes out, on a real switch: the next one where one fails, and never twice to one phone."""

import asyncio

import pytest

from kernel.ids import AgentId, CallId
from lab.behaviours import Answers, Congested, RingsOut
from telephony import commands as do
from telephony import facts as fact
from telephony.ari import requests
from telephony.ari.outcomes import AlreadyGone
from telephony.execute import Executor, request_for
from telephony.provision.model import Rewriting
from telephony.states import Talking
from telephony.trunk_trouble import TrunkTrouble
from tests.stories.conftest import Stage
from tests.stories.story import Story
from tests.stories.test_callbacks_calls import impatient
from tests.stories.trunks import known, out_of_reach, save, to_the_carrier

pytestmark = pytest.mark.switch

CALLED, OTHER = "+447700900123", "+447700900456"
ELSEWHERE = (Rewriting("+", "+99"),)
"""How a trunk that cannot carry calls writes the numbers."""


def failures(story: Story, call: CallId) -> list[tuple[str, TrunkTrouble, int | None]]:
    return [(each.trunk, each.cause, each.sip) for each in story.heard(call, fact.TrunkFailed)]


async def test_a_call_goes_by_the_first_trunk_that_carries_it_and_tells_why_the_others_did_not(stage: Stage) -> None:
    lab = stage.lab
    gone = to_the_carrier(lab, "gone", rank=1, host="127.0.0.9", port=9, qualify_s=1)
    refuses = to_the_carrier(lab, "refuses", rank=2, outgoing=ELSEWHERE)
    narrow = to_the_carrier(lab, "narrow", rank=3, channels=1, number_format="without_plus")
    async with stage.prepare(phones=("agent-1", "agent-2")) as story:
        await save(story.database, gone, refuses, narrow)
        async with (
            story.service(),
            lab.callee(f"+99{CALLED[1:]}", Congested()),
            lab.callee(f"+99{OTHER[1:]}", Congested()),
            lab.callee(CALLED, Answers()) as callee,
            lab.callee(OTHER, Answers()),
        ):
            story.ready("agent-1", "agent-2")
            story.expected |= {"trunk_not_rung"}
            for phone in story.phone.values():
                phone.behaviour = Answers()
            await known(story, "gone", "refuses", "narrow")
            await out_of_reach(story, "gone")
            first = story.house.desk.dial_out(AgentId(1), CALLED)
            await story.reaches(first, Talking)
            second = story.house.desk.dial_out(AgentId(2), OTHER)
            await story.reaches(second, Talking)
            leg = await callee.called()
            for call in (first, second):
                story.house.desk.hang_up(call)
            rows = [await story.ended(call) for call in (first, second)]
            await story.ends_clean()

    passed_over = ("gone", TrunkTrouble.UNREACHABLE, None)
    assert failures(story, first) == [passed_over, ("refuses", TrunkTrouble.REFUSED, 503)]
    assert failures(story, second)[-1] == ("narrow", TrunkTrouble.LIMIT, None)
    assert [(row["outcome"], row["trunk"]) for row in rows] == [("answered", "narrow"), ("answered", lab.access.trunk)]
    assert leg.caller == "442079460010"
    assert len(callee.calls) == 1


async def test_whose_ringing_is_heard_and_never_said_has_not_answered(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("config.directory.Plan", impatient)
    story.phone["agent-1"].behaviour = Answers()
    async with story.lab.callee(CALLED, RingsOut(heard=True)):
        call = story.house.desk.dial_out(AgentId(1), CALLED)

        assert await story.outcome(call) == ("not_reached", "no_answer")
        assert failures(story, call) == []


async def test_who_was_heard_before_the_trunk_gave_up_is_not_called_by_another(stage: Stage) -> None:
    async with stage.prepare() as story:
        await save(story.database, to_the_carrier(stage.lab, "first", outgoing=ELSEWHERE))
        async with (
            story.service(),
            stage.lab.callee(f"+99{CALLED[1:]}", Congested(heard=True)),
            stage.lab.callee(CALLED, Answers()) as callee,
        ):
            story.ready("agent-1")
            story.phone["agent-1"].behaviour = Answers()
            await known(story, "first")
            call = story.house.desk.dial_out(AgentId(1), CALLED)

            assert await story.outcome(call) == ("not_reached", "failed")
            assert failures(story, call) == []
            assert callee.calls == []
            await story.ends_clean()


async def test_a_trunk_that_refused_before_the_switch_could_tell_of_it_is_followed_by_the_next(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    told_late(monkeypatch, f"+99{CALLED[1:]}")
    async with stage.prepare() as story:
        await save(story.database, to_the_carrier(stage.lab, "first", outgoing=ELSEWHERE))
        async with (
            story.service(),
            stage.lab.callee(f"+99{CALLED[1:]}", Congested()),
            stage.lab.callee(CALLED, Answers()) as callee,
        ):
            story.ready("agent-1")
            story.phone["agent-1"].behaviour = Answers()
            await known(story, "first")
            call = story.house.desk.dial_out(AgentId(1), CALLED)
            await story.reaches(call, Talking)
            await callee.called()
            story.house.desk.hang_up(call)
            row = await story.ended(call)

    assert failures(story, call) == [("first", TrunkTrouble.REFUSED, 503)]
    assert row["trunk"] == stage.lab.access.trunk


def told_late(monkeypatch: pytest.MonkeyPatch, number: str) -> None:
    """The service asks to be told of a leg to this number only once it is over."""
    ring = Executor._ring

    def rings(self: Executor, call: CallId, command: do.Ring) -> None:
        if number not in command.endpoint:
            ring(self, call, command)
            return
        assert command.trunk is not None
        assert self.lets_out(command.leg, command.trunk)
        request = request_for(command)
        rung = self._ari.ask(request)
        late = asyncio.ensure_future(follow_late(self, command))
        self._spawn(self._rung(call, command, request, rung, late))

    async def follow_late(self: Executor, command: do.Ring) -> object:
        while not isinstance(await self._ari.send(requests.channels_get(command.leg)), AlreadyGone):
            pass
        return await self._ari.ask(request_for(do.Follow(command.leg)))

    monkeypatch.setattr(Executor, "_ring", rings)
