-- name: entries
-- What became of those who entered a queue lately, and which one they entered: an answered call may have been handed on to
-- another since. Two hours are the longest that anybody is in a call before that. Who went on to another queue when they had
-- waited has entered two.
SELECT c.call_id, stay.entered, stay.queued_at, stay.answered_at, c.reason, stay.left_at, stay.flowed_out
FROM calls c
LEFT JOIN LATERAL (
    SELECT array_agg((f.body #>> '{queue,id}')::integer ORDER BY f.id) AS queues FROM facts f
    WHERE f.subject_kind = 'call' AND f.subject_id = c.call_id AND f.kind = 'Queued'
) AS entered ON true
LEFT JOIN LATERAL (
    SELECT f.at FROM facts f
    WHERE f.subject_kind = 'call' AND f.subject_id = c.call_id AND f.kind = 'LeftQueue' AND f.body ->> 'how' = 'overflow'
    ORDER BY f.id
    LIMIT 1
) AS moved ON true
CROSS JOIN LATERAL (
    SELECT coalesce(c.answered_at, c.ended_at, CASE c.state ->> 'type' WHEN 'dismissing' THEN c.queued_at END) AS left_at,
           coalesce(c.outcome = 'flowed_out', c.state #>> '{call,flowed_out}' IS NOT NULL) AS flowed_out
) AS last
CROSS JOIN LATERAL (
    SELECT coalesce(entered.queues[1], c.queue_id), c.queued_at, c.answered_at, last.left_at, last.flowed_out
    WHERE moved.at IS NULL
    UNION ALL
    SELECT entered.queues[1], c.queued_at, NULL, moved.at, true WHERE moved.at IS NOT NULL
    UNION ALL
    SELECT entered.queues[2], moved.at, c.answered_at, last.left_at, last.flowed_out WHERE moved.at IS NOT NULL
) AS stay (entered, queued_at, answered_at, left_at, flowed_out)
WHERE c.arrived_at > $1::timestamptz - interval '2 hours' AND c.queued_at > $1 AND c.direction = 'inbound'
  AND c.queue_id IS NOT NULL AND (c.answered_at IS NULL OR c.answered_at >= c.queued_at)
ORDER BY coalesce(stay.left_at, stay.queued_at);

-- name: thresholds
-- What each project finds too much, where it has said so.
SELECT project_id, longest_wait_s, service_level_percent, window_minutes, fewest_entries, nobody, changed_at, changed_by
FROM alarm_thresholds;

-- name: keep_thresholds
-- What a project finds too much from now on.
INSERT INTO alarm_thresholds (project_id, longest_wait_s, service_level_percent, window_minutes, fewest_entries, nobody,
                              changed_at, changed_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (project_id) DO UPDATE SET
    longest_wait_s = excluded.longest_wait_s, service_level_percent = excluded.service_level_percent,
    window_minutes = excluded.window_minutes, fewest_entries = excluded.fewest_entries, nobody = excluded.nobody,
    changed_at = excluded.changed_at, changed_by = excluded.changed_by;

-- name: acknowledgements
-- Who has seen which alarm.
SELECT cause, by, at FROM alarm_acknowledgements;

-- name: acknowledge
-- Somebody has seen an alarm; the first one stays.
INSERT INTO alarm_acknowledgements (cause, by, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING;

-- name: forget_acknowledgement
-- The cause has gone.
DELETE FROM alarm_acknowledgements WHERE cause = $1;

-- name: outages
-- The outage prompts that are on.
SELECT id, project_id, queue_id, began_at, began_by, until, prompt FROM outages WHERE ended_at IS NULL ORDER BY id;

-- name: begin_outage
-- An outage prompt is put on; nothing where one is on for the same callers.
INSERT INTO outages (project_id, queue_id, began_at, began_by, until, prompt) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT DO NOTHING
RETURNING id;

-- name: end_outage
-- Somebody takes an outage prompt off; nothing where it is off.
UPDATE outages SET ended_at = $2, ended_by = $3 WHERE id = $1 AND ended_at IS NULL RETURNING id;

-- name: end_outages
-- Outage prompts whose time is over.
UPDATE outages SET ended_at = until WHERE ended_at IS NULL AND until <= $1;

-- name: broadcasts_open
-- The broadcasts that are neither over nor withdrawn, with who is to read them and who has.
SELECT b.id, b.project_id, b.agent_id, b.text, b.at, b.by, b.until,
       array_agg(r.agent_id ORDER BY r.agent_id) AS recipients,
       coalesce(array_agg(r.agent_id ORDER BY r.agent_id) FILTER (WHERE r.read_at IS NOT NULL), '{}') AS readers
FROM broadcasts b JOIN broadcast_recipients r ON r.broadcast_id = b.id
WHERE b.until > $1 AND b.withdrawn_at IS NULL
GROUP BY b.id
ORDER BY b.id;

-- name: add_broadcast
-- A text to agents, or to one of them.
INSERT INTO broadcasts (project_id, text, at, by, until, agent_id) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id;

-- name: add_recipients
-- Who is to read it.
INSERT INTO broadcast_recipients (broadcast_id, agent_id) SELECT $1, unnest($2::integer[]);

-- name: read_broadcast
-- An agent has read it; the first time counts.
UPDATE broadcast_recipients SET read_at = $3 WHERE broadcast_id = $1 AND agent_id = $2 AND read_at IS NULL;

-- name: withdraw_broadcast
-- It is taken from every desk; nothing where it is gone.
UPDATE broadcasts SET withdrawn_at = $2, withdrawn_by = $3
WHERE id = $1 AND withdrawn_at IS NULL AND until > $2
RETURNING id;

-- name: broadcast_history
-- The latest broadcasts, newest first.
SELECT b.id, b.project_id, a.name AS agent, b.text, b.at, b.by, b.until, b.withdrawn_at, b.withdrawn_by
FROM broadcasts b LEFT JOIN agents a ON a.id = b.agent_id
ORDER BY b.at DESC, b.id DESC
LIMIT $1;

-- name: receipts
-- Who was to read which of these broadcasts, and when they did.
SELECT r.broadcast_id, a.name, r.read_at
FROM broadcast_recipients r JOIN agents a ON a.id = r.agent_id
WHERE r.broadcast_id = ANY($1::integer[])
ORDER BY r.read_at NULLS LAST, a.name;

-- name: help_open
-- The calls on which an agent has asked for help.
SELECT call_id, agent_id, at, taken_at, taken_by FROM help_calls WHERE ended_at IS NULL ORDER BY at;

-- name: ask_help
-- An agent asks for help on a call, perhaps once more.
INSERT INTO help_calls (call_id, agent_id, at) VALUES ($1, $2, $3)
ON CONFLICT (call_id) DO UPDATE SET
    agent_id = excluded.agent_id, at = excluded.at, taken_at = NULL, taken_by = NULL, ended_at = NULL;

-- name: take_help
-- Somebody sees to it; the first one stays.
UPDATE help_calls SET taken_at = $2, taken_by = $3 WHERE call_id = $1 AND ended_at IS NULL AND taken_at IS NULL RETURNING call_id;

-- name: end_help
-- The call is over, or the agent needs no more help.
UPDATE help_calls SET ended_at = $2 WHERE call_id = $1 AND ended_at IS NULL;
