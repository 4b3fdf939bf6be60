"""Who listened to whom is in the trail with the call's own facts."""

from pathlib import Path

from kernel.ids import AgentId, UserId
from store.journal import open_journal
from store.pool import Database
from telephony import facts as fact
from telephony.listener import Depth, WhyLeft
from telephony.store import StoredCalls
from tests.telephony.kit import at, states
from web import trail, trail_calls
from web.trail import Filter

EVA, AGENT = UserId(7), AgentId(1)


async def test_who_listened_to_whom_how_deep_from_when_to_when(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    talking = states()["talking"]
    async with open_journal(database_url, tmp_path / "spool") as journal:
        stored = StoredCalls(journal, (trail_calls.rows_for,))
        await stored.write(talking, [fact.JoinBegan(at=at(1), user=EVA, name="Eva", depth=Depth.LISTEN, agent=AGENT)])
        await stored.write(
            talking, [fact.JoinDepthChanged(at=at(2), user=EVA, name="Eva", depth=Depth.WHISPER, agent=AGENT)]
        )
        await stored.write(talking, [fact.JoinEnded(at=at(3), user=EVA, name="Eva", why=WhyLeft.LEFT)])

    rows = await trail.page(database, Filter(), 10)

    told = [(row.at, row.deed.action, dict(row.deed.detail)) for row in reversed(rows)]
    assert told == [
        (at(1), "listening_began", {"depth": "listen", "agent": 1}),
        (at(2), "listening_depth_changed", {"depth": "whisper", "agent": 1}),
        (at(3), "listening_ended", {"why": "left"}),
    ]
    assert {(row.deed.user_name, row.deed.what, row.deed.project) for row in rows} == {
        ("Eva", talking.call.id, talking.call.plan.project if talking.call.plan else None)
    }


async def test_who_took_the_call_over_hears_whoever_gets_it() -> None:
    taken = states()["taken_over"]

    rows = trail_calls.rows_for(taken, [fact.AgentConnected(at=at(4), agent=AgentId(2))])

    assert [(args[5], args[2], args[9]) for _, args in rows] == [
        ("listening_agent_changed", "Eva", {"depth": "take_over", "agent": 2})
    ]
