-- name: seats
-- The seats as they were last.
SELECT agent_id, state FROM agent_states;

-- name: loans
-- The agents on loan.
SELECT id, agent_id, project_id, at, by, until FROM loans WHERE ended_at IS NULL AND until > $1;

-- name: add_loan
-- An agent is lent; nothing where they are on loan already.
INSERT INTO loans (agent_id, project_id, at, by, until) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT DO NOTHING
RETURNING id;

-- name: end_loan
-- Somebody takes an agent back.
UPDATE loans SET ended_at = $2, ended_by = $3 WHERE agent_id = $1 AND ended_at IS NULL;

-- name: end_loans
-- Loans whose time is over.
UPDATE loans SET ended_at = until WHERE ended_at IS NULL AND until <= $1;

-- name: keep_seat
-- An agent's seat after a change.
INSERT INTO agent_states (agent_id, state, since) VALUES ($1, $2, $3)
ON CONFLICT (agent_id) DO UPDATE SET state = excluded.state, since = excluded.since;
