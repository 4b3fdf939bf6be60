"""Music that was replaced stays known to the switch for as long as a call waits with it."""

from types import SimpleNamespace
from typing import Any, cast

from msgspec.structs import replace

from kernel.ids import CallId
from service.music import WantedMusic
from telephony.plan import Overflow
from telephony.states import State
from tests.telephony.kit import CALL, PLAN, after, arrived

OLD, NEW = "ringback-old.wav", "ringback-new.wav"
THEN = replace(PLAN.queue, music=OLD)


def waiting(plan: Any) -> dict[CallId, State]:
    return {CALL: after(arrived(plan)).state}


def test_replaced_music_stays_until_the_last_call_with_it_has_ended() -> None:
    live: dict[CallId, State] = waiting(replace(PLAN, queue=THEN))
    in_force = {OLD: "/sounds/old"}
    wanted = WantedMusic(lambda: in_force, lambda: live)
    assert "old" in wanted()

    in_force = {NEW: "/sounds/new"}
    both = wanted()
    live = waiting(replace(PLAN, queue=replace(PLAN.queue, overflow=Overflow(THEN))))
    overflows = wanted()
    live = {CallId("refused"): cast(State, SimpleNamespace(call=SimpleNamespace(plan=None)))}
    alone = wanted()

    assert "[ringback-new.wav]" in both
    assert "[ringback-old.wav]" in both
    assert overflows == both
    assert "old" not in alone
