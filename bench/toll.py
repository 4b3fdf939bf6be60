"""What the kills have cost: our rows held against what the carrier, the stand-in for Twilio and the callers saw."""

from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from bench.outside import Call, Ring
from lab.twilio import Message
from store.pool import Queryable

FAR_END_RANG = frozenset({"answered", "busy", "rejected", "no_answer", "hung_up_in_announcement", "dropped_our_side"})
FAR_END_MAY_HAVE = frozenset({"failed", "cancelled", "glare"})
BUSY = frozenset({"reserved", "ringing", "talking"})
SENT = frozenset({"accepted", "sent", "delivered", "undelivered"})
HEARD_S = 1.0
"""Announcement, ringing, and what a look misses: so much less than the talk may be kept of it."""

Row = Mapping[str, Any]


async def toll(db: Queryable, calls: Sequence[Call], rings: Sequence[Ring], sent: Sequence[Message]) -> list[str]:
    """A sentence for everything that was lost, doubled, cut or left lying."""
    return [
        *(await _calls_lost(db, calls)),
        *_cut(calls, rings),
        *(await _rings_doubled(db, rings)),
        *(await _texts_doubled(db, sent)),
        *(await _left_lying(db)),
        *(await _ladders_cut_short(db, rings, sent)),
    ]


# ---- who called


async def _calls_lost(db: Queryable, calls: Sequence[Call]) -> list[str]:
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in await db.fetch("SELECT * FROM calls WHERE direction = 'inbound' ORDER BY arrived_at"):
        rows[row["customer"]].append(row)
    missed = Counter(
        row["call_id"] for row in await db.fetch("SELECT call_id FROM missed_calls WHERE case_id IS NOT NULL")
    )
    recorded = await _recorded(db)
    found: list[str] = []
    for number, made in _by_number(calls).items():
        has = rows.pop(number, [])
        if len(has) != len(made):
            found.append(f"{number}: called {len(made)} times, and has {len(has)} rows")
            continue
        for call, row in zip(made, has, strict=True):
            found.extend(_misjudged(call, row, missed[row["call_id"]], recorded.get(row["call_id"], ())))
    found.extend(f"{number}: nobody called, and there is a row" for number in rows)
    return found


def _by_number(calls: Iterable[Call]) -> Mapping[str, list[Call]]:
    made: dict[str, list[Call]] = defaultdict(list)
    for call in sorted(calls, key=lambda call: call.began):
        made[call.number].append(call)
    return made


async def known(db: Queryable, sentences: Iterable[str]) -> list[str]:
    """What our rows tell of those that the sentences begin with."""
    numbers = {sentence[:13] for sentence in sentences if sentence.startswith("+")}
    rows = await db.fetch(
        "SELECT c.customer, f.at, f.subject_id, f.kind, f.body FROM facts f JOIN calls c ON c.call_id = f.subject_id"
        " WHERE c.customer = ANY($1) ORDER BY c.customer, f.id",
        sorted(numbers),
    )
    return [
        f"{row['customer']} {row['at']:%H:%M:%S.%f} {row['subject_id']} {row['kind']} {row['body']}" for row in rows
    ]


async def _recorded(db: Queryable) -> Mapping[str, Sequence[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in await db.fetch("SELECT * FROM recordings"):
        found[row["call_id"]].append(row)
    return found


def _misjudged(call: Call, row: Row, cases: int, recordings: Sequence[Row]) -> Iterator[str]:
    name, answered = f"{call.number} ({row['call_id']})", row["outcome"] == "answered"
    if row["ended_at"] is None:
        yield f"{name}: still under way for us"
        return
    if call.answered is not None and call.answered != answered:
        yield f"{name}: talked for {call.talked_s:.1f} s, and is {row['outcome']} {row['reason'] or ''}"
    if not answered and cases != 1:
        yield f"{name}: missed, and in {cases} cases"
    if call.answered and answered:
        yield from _unrecorded(name, call.talked_s, recordings)


def _unrecorded(name: str, talked_s: float, recordings: Sequence[Row]) -> Iterator[str]:
    kept = sum(row["seconds"] or 0.0 for row in recordings if row["status"] in ("stored", "short"))
    if kept < talked_s - HEARD_S:
        words = ", ".join(f"{row['status']} {row['seconds']} {row['detail'] or ''}" for row in recordings)
        yield f"{name}: talked for {talked_s:.1f} s, and {kept:.1f} s are recorded ({words or 'nothing'})"


def _cut(calls: Iterable[Call], rings: Iterable[Ring]) -> Iterator[str]:
    seen: tuple[Call | Ring, ...] = (*calls, *rings)
    for each in seen:
        if each.cut:
            kind = "call" if isinstance(each, Call) else "callback"
            yield f"{each.number}: {kind} {each.cut}"


# ---- whom we called and texted


async def _rings_doubled(db: Queryable, rings: Sequence[Ring]) -> list[str]:
    """Each ring of a customer's phone is one step's, and each step that says that it rang has one."""
    steps: dict[str, list[Row]] = defaultdict(list)
    for row in await db.fetch("SELECT * FROM steps WHERE kind = 'call' AND begun_at IS NOT NULL ORDER BY begun_at"):
        steps[row["number"]].append(row)
    found: list[str] = []
    for number in {*steps, *(ring.number for ring in rings)}:
        found.extend(_unmatched(number, steps[number], sorted(ring.at for ring in rings if ring.number == number)))
    return found


def _unmatched(number: str, steps: Sequence[Row], rang: Sequence[float]) -> Iterator[str]:
    """Steps of one number follow each other, so a ring is that of the last step that had begun by then."""
    begun = [step["begun_at"].timestamp() for step in steps]
    own = Counter(bisect(begun, at) - 1 for at in rang)
    if own[-1]:
        yield f"{number}: rang {own[-1]} times for no step"
    for nth, step in enumerate(steps):
        name, outcome = f"{number} (cb-{step['id']}, {step['outcome'] or step['status']})", step["outcome"]
        if own[nth] > 1:
            yield f"{name}: rang {own[nth]} times"
        elif own[nth] and outcome not in FAR_END_RANG | FAR_END_MAY_HAVE | {None}:
            yield f"{name}: rang"
        elif not own[nth] and outcome in FAR_END_RANG:
            yield f"{name}: never rang"


async def _texts_doubled(db: Queryable, sent: Sequence[Message]) -> list[str]:
    """`attempt` rides in the address for the reports: what has none was sent by nobody we know."""
    rows = await db.fetch("SELECT * FROM texts WHERE direction = 'out'")
    accepted = Counter(message.callback.rsplit("/", 1)[-1] for message in sent)
    found = [f"text {attempt}: accepted {times} times" for attempt, times in accepted.items() if times > 1]
    known = {str(row["attempt"]): row for row in rows}
    found.extend(f"text {attempt}: sent, and has no row" for attempt in accepted if attempt not in known)
    for attempt, row in known.items():
        name = f"text to {row['customer']} ({row['status']}, {row['detail'] or 'no detail'})"
        if row["status"] in SENT and attempt not in accepted:
            found.append(f"{name}: was never sent")
        if (row["status"] == "refused" or row["due_at"] is None) and row["status"] not in SENT and attempt in accepted:
            found.append(f"{name}: was sent")
        if row["status"] in ("begun", "unknown") and row["due_at"] is None:
            found.append(f"{name}: left lying")
    return found


# ---- what was to be done


async def _left_lying(db: Queryable) -> list[str]:
    begun = await db.fetch(
        "SELECT * FROM steps s WHERE status = 'begun'"
        " AND NOT EXISTS (SELECT FROM texts t WHERE t.id = s.text_id AND t.due_at IS NOT NULL)"
    )
    due = await db.fetch(
        "SELECT * FROM steps WHERE status = 'planned' AND due_at < now() - interval '20 seconds' ORDER BY id"
    )
    without = await db.fetch(
        "SELECT c.id, c.status FROM cases c WHERE closed_at IS NULL AND status <> 'needs_person'"
        " AND NOT EXISTS (SELECT FROM steps s WHERE s.case_id = c.id AND s.status IN ('planned', 'begun'))"
    )
    twice = await db.fetch("SELECT call_id FROM steps WHERE call_id IS NOT NULL GROUP BY call_id HAVING count(*) > 1")
    seats = await db.fetch("SELECT agent_id, state->'state'->>'type' AS word FROM agent_states ORDER BY agent_id")
    return [
        *(f"agent {row['agent_id']}: {row['word']} to the end" for row in seats if row["word"] in BUSY),
        *(f"step {row['id']} ({row['kind']}): begun, and nobody's" for row in begun),
        *(f"step {row['id']} ({row['kind']}): long due, and not begun" for row in due),
        *(f"case {row['id']} ({row['status']}): nothing is planned" for row in without),
        *(f"{row['call_id']}: the call of two steps" for row in twice),
    ]


async def _ladders_cut_short(db: Queryable, rings: Sequence[Ring], sent: Sequence[Message]) -> list[str]:
    """Whose ladder is said to be at its end was called twice and texted, or it is known why not."""
    rang, texted = Counter(ring.number for ring in rings), Counter(message.to for message in sent)
    found: list[str] = []
    for row in await db.fetch(
        "SELECT c.id, m.number, count(DISTINCT s.id) FILTER (WHERE s.outcome = 'invalid_number') AS invalid,"
        " count(DISTINCT t.id) FILTER (WHERE t.status IN ('unknown', 'refused')) AS in_doubt"
        " FROM cases c JOIN missed_calls m ON m.case_id = c.id"
        " LEFT JOIN steps s ON s.case_id = c.id LEFT JOIN texts t ON t.case_id = c.id"
        " WHERE c.close_reason = 'ladder_exhausted' GROUP BY c.id, m.number"
    ):
        number = row["number"]
        if rang[number] < 2 or (not texted[number] and not row["in_doubt"]):
            found.append(
                f"{number} (case {row['id']}): exhausted after {rang[number]} rings and {texted[number]} texts"
            )
    return found
