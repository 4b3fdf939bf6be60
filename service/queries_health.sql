-- name: server
-- Which server this is, and what time it has.
SELECT current_setting('server_version') AS version, current_setting('server_version_num')::integer AS number,
       clock_timestamp() AS now

-- name: recordings
-- Recordings that wait for the archive since their call's end, and those of the day before $1 that have no file.
SELECT count(*) FILTER (WHERE status = 'pending' AND ended_at IS NOT NULL) AS waiting,
       count(*) FILTER (WHERE status = 'failed' AND started_at > $1::timestamptz - interval '1 day') AS failed
FROM recordings
WHERE status = 'pending' OR (status = 'failed' AND started_at > $1::timestamptz - interval '1 day')

-- name: silenced
-- What need not be told again just now.
SELECT check_id, level, until, by FROM silenced_checks WHERE until > $1

-- name: silence
-- Not told again until then.
INSERT INTO silenced_checks (check_id, level, until, by, at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (check_id) DO UPDATE SET level = excluded.level, until = excluded.until, by = excluded.by, at = excluded.at

-- name: tell_again
-- Told again from now on.
DELETE FROM silenced_checks WHERE check_id = $1
