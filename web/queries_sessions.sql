-- name: sessions_of
-- Where somebody is signed in, the latest used first.
SELECT token_hash, created_at, seen_at, address, user_agent, elsewhere, elsewhere_agent, elsewhere_at FROM sessions
WHERE user_id = $1 AND expires_at > $2 ORDER BY seen_at DESC, created_at DESC

-- name: end_one
-- Of a user's sessions the one whose name, the first hexadecimal digits of its key in letters, is this.
DELETE FROM sessions WHERE user_id = $1 AND translate(left(encode(token_hash, 'hex'), 12), '0123456789', 'ghijklmnop') = $2
RETURNING token_hash

-- name: end_others
-- All sessions of a user but one; all of them where no session has that key.
DELETE FROM sessions WHERE user_id = $1 AND token_hash <> $2 RETURNING token_hash

-- name: known_here
-- Whether somebody of this name has got in from this address before: then strangers' tries do not count against them.
SELECT EXISTS (
    SELECT FROM users u JOIN trail t ON t.user_name = u.name
    WHERE lower(u.name) = lower($1) AND t.action IN ('sign_in', 'password_set') AND t.user_id = u.id AND t.peer = $2
)
