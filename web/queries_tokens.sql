-- name: add
-- A token of somebody; only its hash is kept.
INSERT INTO api_tokens (token_hash, user_id, name, permissions, created_at, made_by, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
RETURNING id

-- name: good
-- Whose token this is and what it may at most, unless it has expired or was revoked.
SELECT id, user_id, permissions, used_at FROM api_tokens WHERE token_hash = $1 AND expires_at > $2 AND revoked_at IS NULL

-- name: used
-- It was used: to the minute is good enough.
UPDATE api_tokens SET used_at = $2 WHERE id = $1

-- name: tokens_of
-- Of one person, the newest first; those that have ended too.
SELECT id, name, permissions, created_at, made_by, expires_at, used_at, revoked_at FROM api_tokens
WHERE user_id = $1 ORDER BY id DESC

-- name: count_good
-- How many of somebody's tokens can be used.
SELECT count(*) FROM api_tokens WHERE user_id = $1 AND expires_at > $2 AND revoked_at IS NULL

-- name: revoke
-- From now on it is no good. No row comes back where it was none already.
UPDATE api_tokens SET revoked_at = $3 WHERE user_id = $1 AND id = $2 AND revoked_at IS NULL RETURNING token_hash
