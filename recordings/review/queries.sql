-- Marks ---------------------------------------------------------------------------------------------------------------

-- name: marks_of
-- A recording's marks in the order in which they are heard.
SELECT m.id, m.seconds, m.kind, m.text, m.user_id, u.name AS by, m.made_at AS at
FROM recording_marks m
JOIN users u ON u.id = m.user_id
WHERE m.recording_id = $1
ORDER BY m.seconds, m.id

-- name: add_mark
-- One more mark, unless the recording has too many already.
INSERT INTO recording_marks (recording_id, seconds, kind, text, user_id, made_at)
SELECT $1::text, $2::double precision, $3::text, $4::text, $5::integer, $6::timestamptz
WHERE (SELECT count(*) FROM recording_marks WHERE recording_id = $1) < $7
RETURNING id

-- name: mark_of
-- Whose mark it is.
SELECT user_id FROM recording_marks WHERE recording_id = $1 AND id = $2

-- name: remove_mark
-- It is gone.
DELETE FROM recording_marks WHERE recording_id = $1 AND id = $2

-- Legal holds ---------------------------------------------------------------------------------------------------------

-- name: holds_of
-- The holds of a recording, latest first.
SELECT h.why, h.held_at AS at, u.name AS by, h.lifted_at, l.name AS lifted_by
FROM recording_holds h
JOIN users u ON u.id = h.held_by
LEFT JOIN users l ON l.id = h.lifted_by
WHERE h.recording_id = $1
ORDER BY h.id DESC

-- name: keep
-- From now on it is not deleted, if there is something to keep. Whoever deletes has the row locked, so that either is first.
UPDATE recordings
SET held = true
WHERE id = $1 AND NOT held AND (path IS NOT NULL OR raw <> '[]' OR status = 'pending')
RETURNING id

-- name: add_hold
-- Who keeps it, and why.
INSERT INTO recording_holds (recording_id, why, held_at, held_by) VALUES ($1, $2, $3, $4)

-- name: let_go
-- It may be deleted again.
UPDATE recordings SET held = false WHERE id = $1 AND held RETURNING id

-- name: lift_hold
-- Who let it go.
UPDATE recording_holds SET lifted_at = $2, lifted_by = $3 WHERE recording_id = $1 AND lifted_at IS NULL
