"""Calls that came and went without us are written exactly once, whatever is read how often and whoever is away."""

import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from config.catalog import Catalog
from config.directory import Directory, Setup
from config.prompts import Prompts, install_sounds
from config.seed import ORDERS_DID, seed_demo
from config.store import load_catalog
from kernel.ids import CallId
from recordings.store import rows_for
from store.journal import open_journal
from store.pool import Database, Record
from telephony import notes
from telephony.ari.manager import Manager
from telephony.calls import Calls
from telephony.collector import TOGETHER, Collector
from telephony.execute import side
from telephony.plan import Sound
from telephony.sound_text import text_of
from telephony.store import MissedCalls, StoredCalls
from tests.clocks import HandClock
from tests.telephony.astdb import AstDb, open_astdb

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
EPOCH = int(NOW.timestamp())
CALL = CallId("1.7")
DID = ORDERS_DID.removeprefix("+")
CAME = f"at={EPOCH - 60}&dialled=%2B{DID}&caller=%2B380441234567&name=&shown=allowed"
ANSWERED = f"{CAME}&answered={EPOCH - 50}.5&by=PJSIP%2Fagent-1-0000002a"
OVER = f"&ended={EPOCH - 30}.25"


class House:
    """Everything but the switch is real."""

    def __init__(self, manager: Manager, collector: Collector, calls: Calls) -> None:
        self.manager = manager
        self.collector = collector
        self.calls = calls

    async def collect(self) -> bool:
        return await self.collector.collect(await notes.read(self.manager))


@asynccontextmanager
async def opened(astdb: AstDb, database: Database, tmp_path: Path, journal_url: str = "") -> AsyncIterator[House]:
    """One life of the service."""
    catalog: Catalog = await load_catalog(database, NOW)
    setup = Setup(catalog, Prompts(catalog, tmp_path))
    directory = Directory(lambda: setup, "carrier")
    async with open_journal(journal_url or database.url, tmp_path / "spool") as journal, open_astdb(astdb) as manager:
        stored = StoredCalls(journal, (rows_for,))
        calls = Calls(stored, lambda _call, _commands: None, HandClock(NOW))
        missed = MissedCalls(database, journal, stored)
        yield House(manager, Collector(manager, calls, directory, missed, HandClock(NOW)), calls)


@pytest.fixture
async def astdb(database: Database, tmp_path: Path) -> AstDb:
    await seed_demo(database)
    install_sounds(tmp_path)
    return AstDb()


@pytest.fixture
async def house(astdb: AstDb, database: Database, tmp_path: Path) -> AsyncIterator[House]:
    async with opened(astdb, database, tmp_path) as found:
        yield found


async def rows(database: Database) -> Sequence[Record]:
    return await database.fetch("SELECT * FROM calls")


async def kinds(database: Database) -> Sequence[str]:
    return [row["kind"] for row in await database.fetch("SELECT kind FROM facts ORDER BY id")]


async def test_a_missed_call_is_written_with_its_facts_and_its_note_goes(
    astdb: AstDb, database: Database, house: House
) -> None:
    astdb.entries["missed/1.7"] = CAME + OVER

    assert await house.collect()

    [row] = await rows(database)
    assert (row["call_id"], row["outcome"], row["reason"]) == (CALL, "missed", "service_down")
    assert row["ended_at"] == NOW - timedelta(seconds=29.75)
    assert await kinds(database) == ["CallBegan", "CallEnded"]
    assert astdb.entries == {}


async def test_an_answered_call_has_its_agent_and_waits_for_the_archive(
    astdb: AstDb, database: Database, house: House
) -> None:
    astdb.entries["missed/1.7"] = f"{ANSWERED}&recorded={EPOCH - 57}&path=%2Fspool%2F1.7{OVER}"

    await house.collect()

    [row] = await rows(database)
    [recording] = await database.fetch("SELECT * FROM recordings")
    assert (row["outcome"], row["reason"], row["agent_id"]) == ("answered", None, 1)
    assert row["talk_seconds"] == pytest.approx(19.75)
    assert (recording["call_id"], recording["agent_id"], recording["status"]) == (CALL, 1, "pending")
    assert recording["raw"] == ["/spool/1.7-in.sln", "/spool/1.7-out.sln"]
    assert recording["expected_seconds"] == pytest.approx(27.25)
    assert recording["next_attempt_at"] is not None
    assert await kinds(database) == ["CallBegan", "RecordingBegan", "AgentConnected", "CallEnded"]


async def test_what_the_switch_said_stands_on_the_call_with_its_version(
    astdb: AstDb, database: Database, house: House
) -> None:
    told = text_of(Sound("", "qa_inbound (en)", version=3, announcement=12, seconds=6.5))
    whole = f"&announcement_until={EPOCH - 52}&announcement_status=SUCCESS&recorded={EPOCH - 52}&path=%2Fspool%2F1.7"
    said = f"&announcement={EPOCH - 58}.5&announcement_sound={told}{whole}"
    astdb.entries["missed/1.7"] = f"{CAME}{said}&message={EPOCH - 34}&message_sound=sound%3Dsorry{OVER}"

    await house.collect()

    facts = await database.fetch("SELECT kind, body FROM facts ORDER BY id")
    bodies = {row["kind"]: row["body"] for row in facts}
    order = ["AnnouncementBegan", "AnnouncementEnded", "RecordingBegan", "MessageBegan", "MessageEnded"]
    assert [row["kind"] for row in facts] == ["CallBegan", *order, "CallEnded"]
    began, ended, message = (bodies[kind] for kind in ("AnnouncementBegan", "AnnouncementEnded", "MessageEnded"))
    assert (began["sound"], began["version"], began["announcement"]) == ("qa_inbound (en)", 3, 12)
    assert (ended["heard_s"], ended["complete"]) == (5.5, True)
    assert (message["heard_s"], message["complete"]) == (4.25, False)


async def test_a_note_that_is_read_again_in_a_later_life_writes_nothing_more(
    astdb: AstDb, database: Database, tmp_path: Path
) -> None:
    for _life in range(2):
        astdb.entries["missed/1.7"] = CAME + OVER
        async with opened(astdb, database, tmp_path) as house:
            for _reading in range(2):
                assert await house.collect()

    assert len(await rows(database)) == 1
    assert await kinds(database) == ["CallBegan", "CallEnded"]
    assert astdb.entries == {}


async def test_many_are_written_side_by_side(astdb: AstDb, database: Database, house: House) -> None:
    astdb.entries |= {f"missed/1.{n}": CAME + OVER for n in range(2 * TOGETHER + 1)}

    await house.collect()

    assert await database.fetchval("SELECT count(*) FROM calls") == 2 * TOGETHER + 1
    assert len(await kinds(database)) == 2 * (2 * TOGETHER + 1)
    assert astdb.entries == {}


async def test_a_note_waits_while_its_call_lasts(astdb: AstDb, database: Database, house: House) -> None:
    astdb.entries["missed/1.7"] = ANSWERED
    house.collector.restarted_at = NOW - timedelta(hours=1)

    await house.collect()

    assert await rows(database) == []
    assert list(astdb.entries) == ["missed/1.7"]
    assert house.collector.talking == {"PJSIP/agent-1"}


async def test_a_call_that_the_switch_died_in_ended_when_its_recording_was_last_written(
    astdb: AstDb, database: Database, house: House, tmp_path: Path
) -> None:
    file = side(tmp_path / "1.7", "in")
    file.touch()
    os.utime(file, (EPOCH - 40, EPOCH - 40))
    astdb.entries["missed/1.7"] = f"{ANSWERED}&recorded={EPOCH - 57}&path={tmp_path / '1.7'}"
    house.collector.restarted_at = NOW

    await house.collect()

    [row] = await rows(database)
    assert (row["outcome"], row["reason"]) == ("answered", "dropped_our_side")
    assert row["ended_at"] == NOW - timedelta(seconds=40)


async def test_a_phone_of_nobody_has_answered_all_the_same(astdb: AstDb, database: Database, house: House) -> None:
    astdb.entries["missed/1.7"] = ANSWERED.replace("agent-1", "lobby") + OVER

    await house.collect()

    [row] = await rows(database)
    assert (row["outcome"], row["agent_id"]) == ("answered", None)


async def test_a_caller_who_left_and_was_never_seen_is_missed_once(
    astdb: AstDb, database: Database, tmp_path: Path
) -> None:
    astdb.entries[f"gone/1/{CALL}"] = f"{EPOCH - 30}&{CAME}"
    for _life in range(2):
        async with opened(astdb, database, tmp_path) as house:
            for _reading in range(2):
                assert await house.collect()

    [row] = await rows(database)
    assert (row["outcome"], row["reason"]) == ("missed", "service_down")
    assert await kinds(database) == ["CallBegan", "CallEnded"]


async def test_who_was_ours_is_not_taken_for_unseen(astdb: AstDb, database: Database, house: House) -> None:
    astdb.entries[f"gone/1/{CALL}"] = f"{EPOCH - 30}&{CAME}"
    house.calls.adopt_ended([CALL])

    await house.collect()

    assert await rows(database) == []


async def test_who_left_a_moment_ago_may_still_be_told_of_by_an_event(
    astdb: AstDb, database: Database, house: House
) -> None:
    astdb.entries[f"gone/1/{CALL}"] = f"{EPOCH - 2}&{CAME}"

    await house.collect()

    assert await rows(database) == []


async def test_a_caller_in_both_notes_is_one_call(astdb: AstDb, database: Database, house: House) -> None:
    astdb.entries |= {"missed/1.7": CAME + OVER, f"gone/1/{CALL}": f"{EPOCH - 30}&{CAME}"}

    await house.collect()
    await house.collect()

    assert len(await rows(database)) == 1
    assert await kinds(database) == ["CallBegan", "CallEnded"]


async def test_a_note_that_cannot_be_removed_is_removed_the_next_time(
    astdb: AstDb, database: Database, house: House
) -> None:
    astdb.entries["missed/1.7"] = CAME + OVER
    read = await notes.read(house.manager)
    astdb.away = True

    assert await house.collector.collect(read)
    astdb.away = False
    await house.collect()

    assert len(await rows(database)) == 1
    assert astdb.entries == {}


async def test_while_the_database_is_away_notes_stay_on_the_switch(
    astdb: AstDb, database: Database, tmp_path: Path
) -> None:
    astdb.entries |= {"missed/1.7": CAME + OVER, "gone/1/1.8": f"{EPOCH - 30}&{CAME}"}
    kept = dict(astdb.entries)
    async with opened(astdb, database, tmp_path, journal_url="postgresql:///nowhere?host=/nonexistent") as house:
        assert not await house.collect()

    assert await rows(database) == []
    assert astdb.entries == kept
