"""An agent comes free while the caller's number is being read out."""

import pytest

from kernel.ids import AgentId
from lab.behaviours import Answers
from telephony import facts as fact
from telephony.states import Talking, Waiting
from tests.stories.conftest import Stage
from tests.stories.offering import OFFERED, asked_of
from tests.stories.seeds import ANNOUNCEMENT_HZ, Seed
from tests.stories.test_callbacks_calls import may_be_called_back
from workforce import model as m

pytestmark = pytest.mark.switch

CALLED = "+447700900123"
AGENT_HZ = 1000.0
READ_OUT = "7" * 100
"""Takes about a minute: far longer than anything is waited for here."""


async def test_whoever_hears_their_number_is_with_the_agent_at_once_and_holds_up_nobody(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with stage.open(Seed(spoken=OFFERED)) as story:
        story.house.floor.happened(AgentId(1), m.BreakAsked(at=story.now(), reason="Lunch"))
        may_be_called_back(story, monkeypatch)
        monkeypatch.setattr("telephony.choice._digits", lambda _call: READ_OUT)
        story.phone["agent-1"].behaviour = Answers(after=0.2, speaks=AGENT_HZ)
        async with story.customer(CALLED) as caller:
            call = await story.call(CALLED)
            await story.reaches(call, Waiting)
            await story.hears(call, fact.CallbackOffered)
            await caller.hears(ANNOUNCEMENT_HZ)
            await caller.press("1")
            await story.until(lambda: asked_of(story, call), "the question for the number")
            await caller.hear(1.5)
            story.ready("agent-1")
            await story.reaches(call, Talking)
            await caller.hears(AGENT_HZ, above_db=-20)

        assert await story.outcome(call) == ("answered", None)
