-- name: second_step
-- What a user is asked for besides their password: a code, or setting one up where a role of theirs must have it.
SELECT CASE WHEN EXISTS (SELECT FROM second_factors f WHERE f.user_id = $1) THEN 'code'
            WHEN EXISTS (SELECT FROM user_roles r JOIN second_factor_roles m ON m.role = r.role WHERE r.user_id = $1)
            THEN 'set_up' END

-- name: add_half
-- Somebody's password was right.
INSERT INTO half_sessions (token_hash, user_id, expires_at) VALUES ($1, $2, $3)

-- name: half
-- Whose half session it is, unless its time is over.
SELECT user_id FROM half_sessions WHERE token_hash = $1 AND expires_at > $2

-- name: spend_half
-- The second step was taken: no row comes back for whoever is too late.
DELETE FROM half_sessions WHERE token_hash = $1 AND expires_at > $2 RETURNING user_id

-- name: forget_halves
-- Those nobody can use any more.
DELETE FROM half_sessions WHERE expires_at <= $1
