"""Two projects with one row of each kind, for who asks about them."""

from dataclasses import dataclass
from pathlib import Path

from callbacks.model import AttemptBegan, AttemptEnded, MissedCall, Result
from kernel.clock import Clock
from kernel.ids import AgentId, CallId, ProjectId
from kernel.phone import Phone
from recordings.naming import picture_path
from service.callbacks import Ladder
from store.pool import Queryable

SETUP = """
INSERT INTO projects (id, name, zone, region)
VALUES (1, 'Ours', 'Europe/Kyiv', 'UA'), (2, 'Theirs', 'Europe/Kyiv', 'UA');
INSERT INTO queues (id, project_id, name) VALUES (1, 1, 'Ours queue'), (2, 2, 'Theirs queue');
INSERT INTO numbers (did, project_id, queue_id) VALUES ('+442079460001', 1, 1), ('+442079460002', 2, 2);
INSERT INTO agents (id, name, endpoint, project_ids) VALUES (1, 'Ours agent', 'PJSIP/agent-1', '{1}'),
    (2, 'Theirs agent', 'PJSIP/agent-2', '{2}');
INSERT INTO trunks (name, spec) VALUES ('kyiv', '{"name": "kyiv", "way": "address", "host": "192.0.2.1"}');
INSERT INTO phones (name, spec) VALUES ('desk-1', '{"name": "desk-1"}');
"""
EMPTY = """TRUNCATE calls, facts, recordings, recording_plays, contacts, contact_numbers, cases, steps, missed_calls,
texts, do_not_call, blocked_callers, callback_rules, text_templates CASCADE"""
CALL = """INSERT INTO calls (call_id, project_id, direction, customer, dialled, agent_id, arrived_at, answered_at,
ended_at, outcome)
VALUES ($1, $2, 'inbound', $3, '+44207946000' || $2::integer, $2, $4, $4, $4, 'answered')"""
FACT = "INSERT INTO facts (subject_kind, subject_id, kind, at, body) VALUES ('call', $1, 'CallBegan', $2, $3)"
RECORDING = """INSERT INTO recordings (id, call_id, project_id, status, started_at, detail, path)
VALUES ($1, $1, $2, 'stored', $3, $4, $5)"""
CONTACT = """INSERT INTO contacts (id, project_id, name, notes, created_at, changed_at)
VALUES ($1::integer, $1::integer, $2, $3, $4, $4)"""
NUMBER = """INSERT INTO contact_numbers (project_id, number, contact_id, line_type, line_type_from, main, added_at)
VALUES ($1::integer, $2, $1::integer, 'mobile', 'numbering', true, $3)"""
TEXT = """INSERT INTO texts (project_id, contact_id, direction, customer, ours, body, status, at)
VALUES ($1::integer, $1::integer, $2, $3, '+442079460001', $4, $5, $6) RETURNING id"""
MISSED = """INSERT INTO missed_calls (call_id, project_id, case_id, number, at, reason)
VALUES ($1, $2, $3, $4, $5, 'queue_timeout')"""
LISTED = """INSERT INTO do_not_call (project_id, number, why, added_by, added_at) VALUES ($1, $2, 'x', 'x', $3)
RETURNING id"""
BLOCKED = """INSERT INTO blocked_callers (project_id, number, why, added_by, added_at) VALUES ($1, $2, 'x', 'x', $3)
RETURNING id"""


@dataclass(frozen=True)
class Place:
    """A project and the ids of its rows. `agent` and `contact` have its number."""

    project: int
    name: str
    number: str
    call: str
    case: int
    text: int
    doubt: int
    listed: int
    blocked: int


NUMBERS = {1: "+380671110077", 2: "+380672220088"}
NAMES = {1: "Ours", 2: "Theirs"}


async def furnish(db: Queryable, ladder: Ladder, clock: Clock, archive: Path) -> tuple[Place, Place]:
    """All rows anew."""
    await db.execute(EMPTY)
    await db.execute("SELECT setval(pg_get_serial_sequence('contacts', 'id'), 100)")
    return await _place(db, ladder, clock, archive, 1), await _place(db, ladder, clock, archive, 2)


async def _place(db: Queryable, ladder: Ladder, clock: Clock, archive: Path, project: int) -> Place:
    number, now, call = NUMBERS[project], clock.now(), f"1772442000.{project}"
    said = f"{NAMES[project]} customer: call 0{number[4:]}"
    await db.execute(CALL, call, project, number, now)
    await db.execute(FACT, call, now, {"caller": {"raw": number[1:]}, "said": said})
    await db.execute(RECORDING, call, project, now, said, f"{project}.flac")
    (archive / f"{project}.flac").write_bytes(b"fLaC")
    (archive / picture_path(f"{project}.flac")).write_text('{"seconds": 0, "peaks": [], "silences": []}')
    await db.execute(CONTACT, project, f"{NAMES[project]} customer", said, now)
    await db.execute(NUMBER, project, number, now)
    missed = MissedCall(call=CallId(f"{call}1"), at=now, reason="queue_timeout", number=Phone(number))
    case = await _case_of(db, ladder, project, missed)
    text = await db.fetchval(TEXT, project, "in", number, said, "received", now)
    doubt = await db.fetchval(TEXT, project, "out", number, said, "unknown", now)
    listed = await db.fetchval(LISTED, project, number, now)
    blocked = await db.fetchval(BLOCKED, project, number, now)
    return Place(project, NAMES[project], number, call, case, text, doubt, listed, blocked)


async def _case_of(db: Queryable, ladder: Ladder, project: int, missed: MissedCall) -> int:
    """Whom the project's agent has called back since, and who answered."""
    case = (await ladder.cases.open_or_join(db, ladder.projects.project(ProjectId(project)), missed)).id
    await db.execute(MISSED, missed.call, project, case, missed.number.e164, missed.at)
    began = AttemptBegan(at=missed.at, call=attempt(project), agent=AgentId(project))
    await ladder.cases.tell(db, case, began, AttemptEnded(at=missed.at, call=began.call, result=Result.ANSWERED))
    return case


def attempt(project: int) -> CallId:
    return CallId(f"out-{project}")
