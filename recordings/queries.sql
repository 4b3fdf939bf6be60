-- Written by the call journal, in one transaction with the facts. Written again, they change nothing. ------------------

-- name: recording_began
-- The switch has begun to write.
INSERT INTO recordings (id, call_id, project_id, agent_id, status, started_at, raw)
VALUES ($1, $2, $3, $4, 'pending', $5, $6)
ON CONFLICT (id) DO UPDATE
SET agent_id = coalesce(recordings.agent_id, excluded.agent_id), started_at = excluded.started_at, raw = excluded.raw
WHERE recordings.status = 'pending' AND recordings.raw = '[]' AND recordings.ended_at IS NULL

-- name: recording_not_made
-- Nothing is recorded, and one sentence why.
INSERT INTO recordings (id, call_id, project_id, status, started_at, detail)
VALUES ($1, $2, $3, 'refused', $4, $5)
ON CONFLICT (id) DO UPDATE
SET status = 'refused', detail = excluded.detail, next_attempt_at = NULL
WHERE recordings.status = 'pending' AND recordings.raw = '[]' AND recordings.ended_at IS NULL

-- name: recording_muted
-- A muted span begins. It may come before the switch has said that it writes.
INSERT INTO recordings (id, call_id, project_id, status, started_at, muted)
VALUES ($1, $2, $3, 'pending', $4::timestamptz,
        jsonb_build_array(jsonb_build_object('from', $5::text, 'to', NULL)))
ON CONFLICT (id) DO UPDATE
SET muted = recordings.muted || excluded.muted
WHERE NOT recordings.muted @> jsonb_build_array(jsonb_build_object('from', $5::text))

-- name: recording_unmuted
-- The muted span that is open ends.
UPDATE recordings
SET muted = jsonb_set(muted, '{-1,to}', to_jsonb($3::text))
WHERE id = $1 AND muted -> -1 -> 'to' = 'null' AND (muted -> -1 ->> 'from')::timestamptz <= $2::timestamptz

-- name: agent_connected
-- Who answered last.
UPDATE recordings SET agent_id = $2 WHERE id = $1

-- name: call_ended
-- The recording has ended with its call, and with it a muted span that is open; it waits for the archive. The switch may
-- have begun without our hearing of it.
INSERT INTO recordings (id, call_id, project_id, status, started_at, ended_at, expected_seconds, next_attempt_at)
VALUES ($1, $2, $3, 'pending', $4::timestamptz, $5::timestamptz,
        extract(epoch FROM $5::timestamptz - $4::timestamptz), $6)
ON CONFLICT (id) DO UPDATE
SET ended_at = excluded.ended_at, next_attempt_at = excluded.next_attempt_at,
    muted = CASE WHEN recordings.muted -> -1 -> 'to' = 'null'
                  AND (recordings.muted -> -1 ->> 'from')::timestamptz <= excluded.ended_at
                 THEN jsonb_set(recordings.muted, '{-1,to}', to_jsonb($7::text))
                 ELSE recordings.muted END,
    expected_seconds = greatest(0, extract(epoch FROM excluded.ended_at - recordings.started_at))
WHERE recordings.status = 'pending' AND recordings.ended_at IS NULL

-- The archive's worker ------------------------------------------------------------------------------------------------

-- name: take_due
-- One recording that waits for the archive, or whose raw files wait to be removed; others' are passed over.
SELECT id, call_id, project_id, status, started_at, ended_at, expected_seconds, raw, muted, attempts
FROM recordings
WHERE next_attempt_at <= $1
ORDER BY next_attempt_at
LIMIT 1
FOR UPDATE SKIP LOCKED

-- name: next_due
-- When the next one is due.
SELECT min(next_attempt_at) FROM recordings WHERE next_attempt_at IS NOT NULL

-- name: mark_stored
-- It is in the archive; still due, because its raw files are to be removed.
UPDATE recordings
SET status = $2, seconds = $3, sides = $4, bytes = $5, sha256 = $6, format = $7, path = $8, detail = $9, raw = $10,
    next_attempt_at = $11
WHERE id = $1

-- name: mark_empty
-- There was nothing to archive; empty raw files are still to be removed.
UPDATE recordings SET status = $2, seconds = 0, sides = 0, detail = $3, raw = $4, next_attempt_at = $5 WHERE id = $1

-- name: mark_cleared
-- The raw files are gone: nothing left to do.
UPDATE recordings SET raw = '[]', next_attempt_at = NULL WHERE id = $1

-- name: postpone
-- Not yet: the same again later.
UPDATE recordings SET next_attempt_at = $2 WHERE id = $1

-- name: mark_tried
-- It went wrong and will be tried again.
UPDATE recordings SET attempts = $2, detail = $3, next_attempt_at = $4 WHERE id = $1

-- name: mark_failed
-- It went wrong too often. The raw files stay.
UPDATE recordings SET status = 'failed', attempts = $2, detail = $3, next_attempt_at = NULL WHERE id = $1

-- name: retry_failed
-- Each start of the service gives those that failed one more attempt.
UPDATE recordings
SET status = 'pending', next_attempt_at = $1
WHERE status = 'failed' AND raw <> '[]'
RETURNING id

-- name: known_ids
-- Which of these recordings there are.
SELECT id FROM recordings WHERE id = ANY($1::text[])

-- Deleting ------------------------------------------------------------------------------------------------------------

-- name: past_retention
-- One file that has been kept for as long as its project says, but for those under a legal hold and those named. A
-- project that is gone kept 90 days.
SELECT r.id, r.path, r.raw, coalesce(p.retention_days, 90) AS retention_days
FROM recordings r
LEFT JOIN projects p ON p.id = r.project_id
WHERE (r.path IS NOT NULL OR r.raw <> '[]')
  AND r.ended_at + make_interval(hours => 24 * coalesce(p.retention_days, 90)) <= $1
  AND NOT r.held
  AND r.id <> ALL ($2::text[])
ORDER BY r.ended_at
LIMIT 1
FOR UPDATE OF r SKIP LOCKED

-- name: mark_deleted
-- The file is gone; what it was, and who heard it, stays.
UPDATE recordings
SET path = NULL, raw = '[]', next_attempt_at = NULL, detail = $2, deleted_at = $3, kept_days = $4,
    status = CASE status WHEN 'pending' THEN 'failed' ELSE status END
WHERE id = $1

-- Reading -------------------------------------------------------------------------------------------------------------

-- name: recordings_page
-- Newest first, from a place in the list on. Every filter may be null; the project goes by name or id.
SELECT r.id, r.call_id, r.project_id, coalesce(p.name, '') AS project, a.name AS agent, c.customer, r.started_at,
       r.ended_at, r.seconds, r.expected_seconds, r.sides, r.bytes, r.sha256, r.format, r.status, r.detail, r.muted,
       r.path, r.raw, r.held, r.deleted_at, r.kept_days, coalesce(p.retention_days, 90) AS retention_days,
       (SELECT count(*) FROM recording_marks m WHERE m.recording_id = r.id) AS marks
FROM recordings r
LEFT JOIN projects p ON p.id = r.project_id
LEFT JOIN agents a ON a.id = r.agent_id
LEFT JOIN calls c ON c.call_id = r.call_id
WHERE ($1::text IS NULL OR p.name = $1 OR p.id::text = $1)
  AND ($2::text IS NULL OR r.status = $2)
  AND ($3::text IS NULL OR r.call_id = $3)
  AND ($4::text IS NULL OR c.customer LIKE '%' || $4 || '%' OR c.dialled LIKE '%' || $4 || '%')
  AND (r.started_at, r.id) < (coalesce($5::timestamptz, 'infinity'), coalesce($6::text, ''))
  AND ($8::integer[] IS NULL OR r.project_id = ANY ($8))
  AND CASE $9::text
      WHEN 'held' THEN r.held
      WHEN 'marked' THEN EXISTS (SELECT FROM recording_marks m WHERE m.recording_id = r.id)
      WHEN 'muted' THEN r.muted <> '[]'
      WHEN 'deleted' THEN r.deleted_at IS NOT NULL
      ELSE true END
ORDER BY r.started_at DESC, r.id DESC
LIMIT $7

-- name: recording_file
-- Where one recording lies, what it is of, and why there may be none. It began at that time on the project's clock.
SELECT r.id, r.project_id, r.path, r.detail, r.seconds, coalesce(p.name, '') AS project, coalesce(a.name, '') AS agent,
       r.started_at AT TIME ZONE coalesce(p.zone, 'UTC') AS began
FROM recordings r
LEFT JOIN projects p ON p.id = r.project_id
LEFT JOIN agents a ON a.id = r.agent_id
WHERE r.id = $1

-- name: add_play
-- The trail: one row for a user and a recording in so many seconds, a minute at least, because a player asks for one
-- file in many ranges.
INSERT INTO recording_plays (recording_id, user_id, at, downloaded)
SELECT $1::text, $2::integer, $3::timestamptz, $4::boolean
WHERE NOT EXISTS (
    SELECT 1 FROM recording_plays
    WHERE recording_id = $1 AND user_id = $2 AND downloaded = $4
      AND at > $3::timestamptz - make_interval(secs => greatest(60, $5::double precision))
)

-- name: plays_of
-- Who heard it or took it away, latest first.
SELECT rp.at, u.name AS "user", rp.downloaded
FROM recording_plays rp
JOIN users u ON u.id = rp.user_id
WHERE rp.recording_id = $1
ORDER BY rp.at DESC, rp.id DESC
LIMIT 500
