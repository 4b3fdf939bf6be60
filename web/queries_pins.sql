-- name: pin_of
-- Who has this extension, and the hash of their PIN.
SELECT id, pin_hash FROM agents WHERE extension = $1 AND active;

-- name: set_pin
-- An agent's PIN from now on.
UPDATE agents SET pin_hash = $2 WHERE id = $1 AND active RETURNING id;

-- name: with_pin
-- The agents who have one.
SELECT id FROM agents WHERE pin_hash IS NOT NULL AND active;

-- name: user_of_agent
-- Whose calls these are, for the trail.
SELECT id FROM users WHERE agent_id = $1;
