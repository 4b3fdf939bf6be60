-- name: listening_began
-- Somebody hears a call from here on, at one depth, with one agent. Written a second time it changes nothing.
INSERT INTO listenings (call_id, project_id, user_id, user_name, agent_id, depth, from_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (call_id, user_id, from_at, depth) DO NOTHING;

-- name: listening_ended
-- It is over, or goes on at another depth or with another agent.
UPDATE listenings SET to_at = $3, why = $4
WHERE call_id = $1 AND user_id = $2 AND to_at IS NULL AND from_at <= $3;

-- name: listenings
-- Who listened to whom, the newest first, from a cursor on; every filter that is null is none.
SELECT l.id, l.call_id, l.project_id, p.name AS project, l.user_id, l.user_name, l.agent_id, a.name AS agent,
       l.depth, l.from_at, l.to_at, l.why
FROM listenings l
LEFT JOIN projects p ON p.id = l.project_id
LEFT JOIN agents a ON a.id = l.agent_id
WHERE ($1::integer[] IS NULL OR l.project_id = ANY($1))
  AND ($2::text IS NULL OR l.call_id = $2)
  AND ($3::integer IS NULL OR l.user_id = $3)
  AND ($4::integer IS NULL OR l.agent_id = $4)
  AND ($5::timestamptz IS NULL OR (l.from_at, l.id) < ($5, $6::bigint))
ORDER BY l.from_at DESC, l.id DESC
LIMIT $7;

-- name: project_of_call
-- Whose call it is, live or over.
SELECT project_id FROM calls WHERE call_id = $1;

-- name: served_since
-- How many calls that came in or were made since then each of these agents has answered and ended, and how long they
-- spoke. A call that was handed on counts for who had it last, as in the list of calls.
SELECT agent_id, count(*) AS calls, coalesce(sum(talk_seconds), 0) AS talk_seconds
FROM calls
WHERE agent_id = ANY($3::integer[]) AND arrived_at >= $1 AND outcome = 'answered'
  AND ($2::integer[] IS NULL OR project_id = ANY($2))
GROUP BY agent_id;

-- name: rung_out_since
-- How often each of these agents has let it ring since then. One ring-out may be written more than once, with its own moment.
SELECT subject_id::integer AS agent_id, count(DISTINCT at) AS ring_outs
FROM facts
WHERE subject_kind = 'agent' AND kind = 'NotAnswering' AND at >= $1 AND subject_id = ANY($2::text[])
GROUP BY subject_id;

-- name: tells_agents
-- Whether a project's agents see who hears their calls.
SELECT tell_agents_heard FROM projects WHERE id = $1 AND active;

-- name: tell_agents
-- From the next call on.
UPDATE projects SET tell_agents_heard = $2 WHERE id = $1 AND active RETURNING id;
