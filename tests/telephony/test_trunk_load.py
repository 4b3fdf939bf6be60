"""What the calls say of the trunks."""

from datetime import timedelta

from msgspec.structs import replace

from store.pool import Database
from telephony import facts as fact
from telephony.provision.state import Failures
from telephony.trunk_load import TrunkLoad
from telephony.trunk_room import TrunkRoom
from telephony.trunk_trouble import TrunkTrouble
from tests.clocks import HandClock
from tests.telephony.kit import START, states

INSERT = "INSERT INTO facts (subject_kind, subject_id, kind, at, body) VALUES ('call', '1.1', 'TrunkFailed', $1, $2)"


async def test_the_failures_of_the_last_hour_are_counted_by_cause_also_those_before_the_start(
    database: Database,
) -> None:
    clock = HandClock(START)
    load = TrunkLoad(TrunkRoom(dict, lambda _trunk: None), clock)
    for minutes in (90, 30):
        body = {"trunk": "one", "cause": "refused", "sip": 503}
        await database.execute(INSERT, START - timedelta(minutes=minutes), body)
    await load.load(database)
    for cause in (TrunkTrouble.LIMIT, TrunkTrouble.LIMIT, TrunkTrouble.REFUSED):
        load.hear(states()["talking"], [fact.TrunkFailed(at=START, trunk="one", cause=cause)])
    load.hear(states()["talking"], [fact.TrunkFailed(at=START, trunk="two", cause=TrunkTrouble.CODEC)])

    assert load.failures("one") == [Failures("limit", 2), Failures("refused", 2)]
    assert load.failures("two") == [Failures("codec", 1)]
    failing = [load.fails(name) for name in ("one", "two", "three")]
    load.hear(replace(states()["talking_outside"], trunk="two"), [])
    assert [failing, load.fails("two")] == [[True, True, False], False]
    clock.advance(minutes=31)
    assert load.failures("one") == [Failures("limit", 2), Failures("refused", 1)]
