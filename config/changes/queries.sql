-- name: one_at_a_time
-- Saves of the set-up are one after the other: held until the transaction ends.
SELECT pg_advisory_xact_lock($1)

-- name: project_ids
-- Every project by its name, also those in the archive.
SELECT name, id FROM projects

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
WITH RECURSIVE named AS (
    SELECT $3::text AS key
    UNION
    SELECT c.was FROM setup_changes c JOIN named n ON c.key = n.key WHERE c.section = $2 AND c.was IS NOT NULL
)
SELECT c.id, c.at, c.by, c.section, c.key, c.project_id, c.before, c.after, c.undoes, u.id AS undone_by
FROM setup_changes c
LEFT JOIN setup_changes u ON u.undoes = c.id
WHERE ($1::integer IS NULL OR c.id < $1)
  AND ($2::text IS NULL OR c.section = $2)
  AND ($3::text IS NULL OR c.key IN (SELECT key FROM named))
  AND ($4::integer[] IS NULL OR c.project_id = ANY($4))
ORDER BY c.id DESC
LIMIT $5
