-- name: keep_call
-- A call after a step. What a step does not know keeps what an earlier one wrote.
INSERT INTO calls (call_id, project_id, direction, customer, caller, dialled, queue_id, agent_id, arrived_at, queued_at,
                   answered_at, ended_at, outcome, reason, wait_seconds, talk_seconds, state,
                   trunk, language)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
ON CONFLICT (call_id) DO UPDATE SET
    queue_id = coalesce(excluded.queue_id, calls.queue_id),
    agent_id = coalesce(excluded.agent_id, calls.agent_id),
    queued_at = coalesce(excluded.queued_at, calls.queued_at),
    answered_at = coalesce(excluded.answered_at, calls.answered_at),
    ended_at = excluded.ended_at,
    outcome = excluded.outcome,
    reason = excluded.reason,
    wait_seconds = coalesce(excluded.wait_seconds, calls.wait_seconds),
    talk_seconds = coalesce(excluded.talk_seconds, calls.talk_seconds),
    trunk = coalesce(excluded.trunk, calls.trunk),
    language = coalesce(excluded.language, calls.language),
    state = excluded.state;

-- name: known
-- Which of these calls have a row.
SELECT call_id FROM calls WHERE call_id = ANY($1::text[]);

-- name: alive
-- The calls that had not ended when the service did.
SELECT state FROM calls WHERE ended_at IS NULL AND state IS NOT NULL;

-- name: ended_lately
-- Calls that ended a moment ago, so that what is left of them on the switch is known as such.
SELECT call_id FROM calls WHERE ended_at IS NOT NULL ORDER BY arrived_at DESC LIMIT 500;

-- name: keep_disposition
-- What the agent says came of the call.
UPDATE calls SET disposition = $2 WHERE call_id = $1;

-- name: list_calls
-- Calls, the newest first, from a cursor on; every filter that is null is none.
SELECT c.call_id, c.direction, c.customer, c.dialled, c.agent_id, c.arrived_at, c.answered_at, c.ended_at, c.outcome,
       c.reason, c.wait_seconds, c.talk_seconds, c.disposition, c.trunk, c.language, c.state->>'type' AS state,
       p.name AS project, q.name AS queue, a.name AS agent,
       r.id AS recording_id, r.status AS recording_status, r.seconds AS recording_seconds
FROM calls c
LEFT JOIN projects p ON p.id = c.project_id
LEFT JOIN queues q ON q.id = c.queue_id
LEFT JOIN agents a ON a.id = c.agent_id
LEFT JOIN LATERAL (SELECT id, status, seconds FROM recordings WHERE call_id = c.call_id ORDER BY started_at LIMIT 1) r ON true
WHERE ($1::text IS NULL OR c.outcome = $1)
  AND ($2::text IS NULL OR c.reason = $2)
  AND ($3::text IS NULL OR c.direction = $3)
  AND ($4::integer[] IS NULL OR c.project_id = ANY ($4))
  AND ($5::text IS NULL OR c.customer LIKE '%' || $5 || '%' OR c.dialled LIKE '%' || $5 || '%')
  AND ($6::boolean IS NULL OR (c.ended_at IS NULL) = $6)
  AND ($7::integer IS NULL OR c.agent_id = $7)
  AND ($8::integer IS NULL OR (c.queue_id = $8 AND c.queued_at IS NOT NULL))
  AND ($9::timestamptz IS NULL OR c.arrived_at >= $9)
  AND ($10::timestamptz IS NULL OR (c.arrived_at, c.call_id) < ($10, $11::text))
  AND ($13::text[] IS NULL OR c.call_id = ANY ($13))
  AND ($14::text IS NULL OR c.trunk = $14)
ORDER BY c.arrived_at DESC, c.call_id DESC
LIMIT $12;

-- name: one_call
-- One call as it is listed, and what its project says may come of a call.
SELECT c.call_id, c.project_id, c.direction, c.customer, c.dialled, c.agent_id, c.arrived_at, c.answered_at, c.ended_at, c.outcome,
       c.reason, c.wait_seconds, c.talk_seconds, c.disposition, c.trunk, c.language, c.state->>'type' AS state,
       p.name AS project, coalesce(p.dispositions, '{}') AS dispositions, q.name AS queue, a.name AS agent,
       r.id AS recording_id, r.status AS recording_status, r.seconds AS recording_seconds
FROM calls c
LEFT JOIN projects p ON p.id = c.project_id
LEFT JOIN queues q ON q.id = c.queue_id
LEFT JOIN agents a ON a.id = c.agent_id
LEFT JOIN LATERAL (SELECT id, status, seconds FROM recordings WHERE call_id = c.call_id ORDER BY started_at LIMIT 1) r ON true
WHERE c.call_id = $1;

-- name: timeline
-- What happened on a call, in the order in which it became durable.
SELECT at, kind, body FROM facts WHERE subject_kind = 'call' AND subject_id = $1 ORDER BY id;
