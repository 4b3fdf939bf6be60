-- name: admin_exists
-- Whether anybody can administer: an active admin who has a password.
SELECT EXISTS (SELECT 1 FROM users WHERE role = 'admin' AND active AND password_hash IS NOT NULL);

-- name: retire_first_links
-- The links that make the first admin, when a newer one is made or there is an admin already.
DELETE FROM setup_tokens WHERE user_id IS NULL AND used_at IS NULL;

-- name: retire_links_of
-- The unused links of one user: only the newest one is good.
DELETE FROM setup_tokens WHERE user_id = $1 AND used_at IS NULL;

-- name: add_link
-- A one-time link; a null user makes the user when it is used.
INSERT INTO setup_tokens (token_hash, role, user_id, created_at, expires_at) VALUES ($1, $2, $3, $4, $5);

-- name: use_link
-- Marks the link as used, at most once: of two who come at the same time one gets no row.
UPDATE setup_tokens SET used_at = $2
WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2
RETURNING role, user_id;

-- name: add_user
-- No row comes back where the name or the agent is taken.
INSERT INTO users (name, role, agent_id, password_hash, created_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT DO NOTHING
RETURNING id;

-- name: agent_exists
-- Whether an agent has this id.
SELECT EXISTS (SELECT 1 FROM agents WHERE id = $1);

-- name: user_by_id
-- One active user.
SELECT id, name, role, agent_id, password_hash IS NOT NULL AS can_sign_in FROM users WHERE id = $1 AND active;

-- name: user_by_name
-- Who signs in: only who is active and has a password can.
SELECT id, name, role, agent_id, password_hash FROM users
WHERE lower(name) = lower($1) AND active AND password_hash IS NOT NULL;

-- name: all_users
-- The list for admins.
SELECT id, name, role, agent_id, password_hash IS NOT NULL AS can_sign_in FROM users WHERE active ORDER BY lower(name);

-- name: set_password
-- Sets the hash of one user.
UPDATE users SET password_hash = $2 WHERE id = $1;

-- name: add_session
-- Somebody has signed in.
INSERT INTO sessions (token_hash, user_id, created_at, seen_at, expires_at, address, user_agent)
VALUES ($1, $2, $3, $3, $4, $5, $6);

-- name: session
-- Whose session it is, unless it has expired.
SELECT s.created_at, s.seen_at, u.id AS user_id, u.name, u.role, u.agent_id
FROM sessions s JOIN users u ON u.id = s.user_id
WHERE s.token_hash = $1 AND s.expires_at > $2 AND u.active;

-- name: slide_session
-- The session was used: it lasts longer.
UPDATE sessions SET seen_at = $2, expires_at = $3 WHERE token_hash = $1;

-- name: end_session
-- Signed out.
DELETE FROM sessions WHERE token_hash = $1;

-- name: end_sessions_of
-- All sessions of a user whose password was set.
DELETE FROM sessions WHERE user_id = $1 RETURNING token_hash;

-- name: forget_expired
-- Sessions nobody can use any more, and links that expired unused.
WITH gone AS (DELETE FROM sessions WHERE expires_at <= $1)
DELETE FROM setup_tokens WHERE expires_at <= $1 AND used_at IS NULL;
