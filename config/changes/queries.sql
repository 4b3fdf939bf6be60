-- name: patience
-- For so long what somebody else holds is waited for, until the transaction ends.
SELECT set_config('lock_timeout', $1, true)

-- name: one_at_a_time
-- Saves of the set-up are one after the other: held until the transaction ends.
SELECT pg_advisory_xact_lock($1)

-- name: project_ids
-- Every project by its name, also those in the archive.
SELECT name, id FROM projects

-- name: people
-- Everybody who has an account and is no agent.
SELECT name FROM users WHERE agent_id IS NULL

-- name: add_change
-- What was saved, whole before and after.
INSERT INTO setup_changes (at, by, section, key, project_id, before, after, undoes, was)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
RETURNING id

-- name: latest_change
-- Who has saved a thing last, and when.
SELECT by, at FROM setup_changes WHERE section = $1 AND key = $2 ORDER BY id DESC LIMIT 1

-- name: change
-- One change, and by which it was undone.
SELECT c.id, c.at, c.by, c.section, c.key, c.project_id, c.before, c.after, c.undoes, u.id AS undone_by
FROM setup_changes c
LEFT JOIN setup_changes u ON u.undoes = c.id
WHERE c.id = $1

-- name: changes
-- A page of the history, latest first, of a section, a thing by all its names, and some projects; null is all of them.
-- A name is a thing's own from the change in which another lost it until the one in which it was lost itself.
WITH RECURSIVE named (key, since, until) AS (
    SELECT $3::text, coalesce((SELECT max(r.id) FROM setup_changes r WHERE r.section = $2 AND r.was = $3), 0), 2147483647
    UNION
    SELECT c.was,
           coalesce((SELECT max(r.id) FROM setup_changes r
                     WHERE r.section = $2 AND r.was = c.was AND r.id < c.id), 0),
           c.id
    FROM setup_changes c
    JOIN named n ON c.key = n.key AND c.id > n.since AND c.id < n.until
    WHERE c.section = $2 AND c.was IS NOT NULL
)
SELECT c.id, c.at, c.by, c.section, c.key, c.project_id, c.before, c.after, c.undoes, u.id AS undone_by
FROM setup_changes c
LEFT JOIN setup_changes u ON u.undoes = c.id
WHERE ($1::integer IS NULL OR c.id < $1)
  AND ($2::text IS NULL OR c.section = $2)
  AND ($3::text IS NULL OR EXISTS (
      SELECT FROM named n WHERE n.key = c.key AND c.id > n.since AND c.id < n.until))
  AND ($4::integer[] IS NULL OR c.project_id = ANY($4))
ORDER BY c.id DESC
LIMIT $5
