-- name: seats
-- The seats as they were last.
SELECT agent_id, state FROM agent_states;

-- name: keep_seat
-- An agent's seat after a change.
INSERT INTO agent_states (agent_id, state, since) VALUES ($1, $2, $3)
ON CONFLICT (agent_id) DO UPDATE SET state = excluded.state, since = excluded.since;
