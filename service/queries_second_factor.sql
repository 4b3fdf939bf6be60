-- name: person
-- Somebody by their name, in any letter case.
SELECT id, name FROM users WHERE lower(name) = lower($1)

-- name: reset
-- Their second factor, what was begun, and all their sessions, half ones too; a service that runs is told.
WITH begun AS (DELETE FROM second_factors_begun WHERE user_id = $1),
     halves AS (DELETE FROM half_sessions WHERE user_id = $1),
     gone AS (DELETE FROM second_factors WHERE user_id = $1 RETURNING user_id),
     ended AS (DELETE FROM sessions WHERE user_id IN (SELECT user_id FROM gone))
SELECT user_id, pg_notify('sessions_ended', '')::text AS notified FROM gone

-- name: heads
-- How many have a second factor, and of how many it does not begin as what our key seals; null: we have no key.
SELECT count(*) AS people,
       count(*) FILTER (WHERE $1::bytea IS NULL OR substring(sealed FOR length($1::bytea)) <> $1) AS unreadable
FROM second_factors
