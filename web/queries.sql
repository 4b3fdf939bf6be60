-- name: admin_exists
-- Whether anybody can administer: an active admin of all projects who has a password.
SELECT EXISTS (
    SELECT FROM users u JOIN user_roles r ON r.user_id = u.id
    WHERE r.role = 'admin' AND r.project_id IS NULL AND u.active AND u.password_hash IS NOT NULL
);

-- name: lock_people
-- Of two who take a role away at the same time the second sees what the first one did.
SELECT user_id FROM user_roles WHERE role = 'admin' FOR UPDATE;

-- name: retire_first_links
-- The links that make the first admin, when a newer one is made or there is an admin already.
DELETE FROM setup_tokens WHERE user_id IS NULL AND used_at IS NULL;

-- name: retire_links_of
-- The unused links of one user: only the newest one is good.
DELETE FROM setup_tokens WHERE user_id = $1 AND used_at IS NULL;

-- name: add_link
-- A one-time link; a null user makes the first admin when it is used.
INSERT INTO setup_tokens (token_hash, user_id, created_at, expires_at) VALUES ($1, $2, $3, $4);

-- name: link_is_good
-- Whether a link can be used now: it costs no hashing to find out.
SELECT EXISTS (SELECT FROM setup_tokens WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2);

-- name: use_link
-- Marks the link as used, at most once: of two who come at the same time one gets no row.
UPDATE setup_tokens SET used_at = $2
WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2
RETURNING user_id;

-- name: add_user
-- No row comes back where the name or the agent is taken.
INSERT INTO users (name, agent_id, password_hash, created_at) VALUES ($1, $2, $3, $4)
ON CONFLICT DO NOTHING
RETURNING id;

-- name: add_role
-- One role of a user; a null project is all of them.
INSERT INTO user_roles (user_id, role, project_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING;

-- name: remove_roles
-- All roles of a user, before those that they are to have.
DELETE FROM user_roles WHERE user_id = $1;

-- name: change_user
-- No row comes back where the agent is another user's.
UPDATE users SET agent_id = $2, active = $3
WHERE id = $1 AND NOT EXISTS (SELECT FROM users o WHERE o.agent_id = $2 AND o.id <> $1)
RETURNING id;

-- name: projects_of_agent
-- The projects that an agent works for; no row where there is no such agent.
SELECT project_ids FROM agents WHERE id = $1;

-- name: missing_projects
-- Those of these ids that are no project's.
SELECT wanted.id FROM unnest($1::integer[]) AS wanted (id) WHERE NOT EXISTS (SELECT FROM projects p WHERE p.id = wanted.id);

-- name: user_by_id
-- One user.
SELECT u.id, u.name, u.agent_id, u.active, u.password_hash IS NOT NULL AS can_sign_in,
       EXISTS (SELECT FROM second_factors f WHERE f.user_id = u.id) AS second_factor,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('role', r.role, 'project', r.project_id)), '[]')
        FROM user_roles r WHERE r.user_id = u.id) AS roles
FROM users u
WHERE u.id = $1;

-- name: actor_of
-- Who an active user is now.
SELECT u.id AS user_id, u.name, u.agent_id,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('role', g.role, 'projects', g.project_ids)), '[]')
        FROM user_grants g WHERE g.user_id = u.id) AS grants
FROM users u
WHERE u.id = $1 AND u.active;

-- name: user_by_name
-- Who signs in: only who is active and has a password can.
SELECT id, password_hash FROM users WHERE lower(name) = lower($1) AND active AND password_hash IS NOT NULL;

-- name: all_users
-- The list for admins, those who are no longer active last.
SELECT u.id, u.name, u.agent_id, u.active, u.password_hash IS NOT NULL AS can_sign_in,
       EXISTS (SELECT FROM second_factors f WHERE f.user_id = u.id) AS second_factor,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('role', r.role, 'project', r.project_id)), '[]')
        FROM user_roles r WHERE r.user_id = u.id) AS roles
FROM users u
ORDER BY NOT u.active, lower(u.name);

-- name: set_password
-- Sets the hash of one user.
UPDATE users SET password_hash = $2 WHERE id = $1;

-- name: add_session
-- Somebody has signed in.
INSERT INTO sessions (token_hash, user_id, created_at, seen_at, expires_at, address, user_agent)
VALUES ($1, $2, $3, $3, $4, $5, $6);

-- name: session
-- Whose session it is, unless it has expired.
SELECT s.created_at, s.seen_at, s.address, s.user_agent, s.elsewhere, s.elsewhere_agent, s.elsewhere_at,
       u.id AS user_id, u.name, u.agent_id,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('role', g.role, 'projects', g.project_ids)), '[]')
        FROM user_grants g WHERE g.user_id = u.id) AS grants
FROM sessions s JOIN users u ON u.id = s.user_id
WHERE s.token_hash = $1 AND s.expires_at > $2 AND u.active;

-- name: slide_session
-- The session was used: it lasts longer.
UPDATE sessions SET seen_at = $2, expires_at = $3 WHERE token_hash = $1;

-- name: note_elsewhere
-- It was used from another address, or by another browser, than where it began.
UPDATE sessions SET elsewhere = $2, elsewhere_agent = $3, elsewhere_at = $4 WHERE token_hash = $1;

-- name: end_session
-- Signed out.
DELETE FROM sessions WHERE token_hash = $1;

-- name: end_sessions_of
-- All sessions of a user, whose password was set or who was deactivated; the half ones too.
WITH halves AS (DELETE FROM half_sessions WHERE user_id = $1)
DELETE FROM sessions WHERE user_id = $1 RETURNING token_hash;

-- name: forget_expired
-- Sessions nobody can use any more, and links that expired unused.
WITH gone AS (DELETE FROM sessions WHERE expires_at <= $1)
DELETE FROM setup_tokens WHERE expires_at <= $1 AND used_at IS NULL;
