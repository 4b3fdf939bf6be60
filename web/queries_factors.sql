-- name: standing
-- Since when somebody has a second factor, their unused recovery codes, and whether a role of theirs must have one.
SELECT (SELECT since FROM second_factors WHERE user_id = $1) AS since,
       (SELECT count(*) FROM recovery_codes WHERE user_id = $1 AND used_at IS NULL) AS codes_left,
       EXISTS (SELECT FROM user_roles r JOIN second_factor_roles m ON m.role = r.role WHERE r.user_id = $1) AS required

-- name: begin
-- A key that somebody is shown; it replaces what they had begun before.
INSERT INTO second_factors_begun (user_id, sealed, expires_at) VALUES ($1, $2, $3)
ON CONFLICT (user_id) DO UPDATE SET sealed = excluded.sealed, expires_at = excluded.expires_at

-- name: begun
-- What somebody has begun, unless they took too long.
SELECT sealed FROM second_factors_begun WHERE user_id = $1 AND expires_at > $2 FOR UPDATE

-- name: forget_begun
-- It has been confirmed.
DELETE FROM second_factors_begun WHERE user_id = $1

-- name: turn_on
-- A code of it was right: it counts from now on, in place of another.
INSERT INTO second_factors (user_id, sealed, since, last_step) VALUES ($1, $2, $3, $4)
ON CONFLICT (user_id) DO UPDATE SET sealed = excluded.sealed, since = excluded.since, last_step = excluded.last_step

-- name: factor
-- What a code is compared with.
SELECT sealed, last_step FROM second_factors WHERE user_id = $1

-- name: use_step
-- A code is used, at most once: of two who come with it at the same time one gets no row.
UPDATE second_factors SET last_step = $2 WHERE user_id = $1 AND last_step < $2 RETURNING user_id

-- name: lock_factor
-- Of two who ask for new recovery codes at the same time one waits.
SELECT user_id FROM second_factors WHERE user_id = $1 FOR UPDATE

-- name: forget_codes
-- New ones come, or others.
DELETE FROM recovery_codes WHERE user_id = $1

-- name: add_codes
-- The hashes of new recovery codes.
INSERT INTO recovery_codes (user_id, code_hash) SELECT $1, unnest($2::bytea[])

-- name: use_code
-- A recovery code is used, once.
UPDATE recovery_codes SET used_at = $3 WHERE user_id = $1 AND code_hash = $2 AND used_at IS NULL RETURNING user_id

-- name: remove
-- Turned off or reset: nothing of it stays, what was begun neither, and who owes a code signs in again.
WITH begun AS (DELETE FROM second_factors_begun WHERE user_id = $1),
     halves AS (DELETE FROM half_sessions WHERE user_id = $1)
DELETE FROM second_factors WHERE user_id = $1 RETURNING user_id

-- name: count_unreadable
-- Those that do not begin as what our key seals.
SELECT count(*) FROM second_factors WHERE substring(sealed FOR length($1::bytea)) <> $1

-- name: roles
-- Who has one of these must have a second factor.
SELECT role FROM second_factor_roles

-- name: set_roles
-- These and no others.
WITH gone AS (DELETE FROM second_factor_roles WHERE role <> ALL ($1::text[]))
INSERT INTO second_factor_roles (role) SELECT unnest($1::text[]) ON CONFLICT DO NOTHING
