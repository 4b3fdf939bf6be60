-- name: add
-- One row of the trail; its number, and its link to the row before, are the database's own work.
INSERT INTO trail (at, user_id, user_name, through, peer, action, what, project_id, status, detail)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)

-- name: page
-- Latest first. Each of the filters may be null: rows before a number, of a person, an action, a thing, some projects
-- ($5 of all of them if null), from, to.
SELECT id, at, user_id, user_name, through, peer, action, what, project_id, status, detail
FROM trail
WHERE ($1::bigint IS NULL OR id < $1)
  AND ($2::text IS NULL OR user_name = $2)
  AND ($3::text IS NULL OR action ILIKE '%' || $3 || '%')
  AND ($4::text IS NULL OR what = $4)
  AND ($5::integer[] IS NULL OR project_id = ANY ($5))
  AND ($6::timestamptz IS NULL OR at >= $6)
  AND ($7::timestamptz IS NULL OR at < $7)
ORDER BY id DESC
LIMIT $8

-- name: links
-- The rows after one, in order, with the text from which their digests are made.
SELECT id, before, digest, trail_text(trail) AS text FROM trail WHERE id > $1 ORDER BY id LIMIT $2

-- name: head
-- The newest row's number and digest.
SELECT id, digest FROM trail ORDER BY id DESC LIMIT 1
