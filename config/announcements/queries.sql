-- name: versions
-- Every version of the announcements of some projects, and of everybody's; null: of all projects.
SELECT id, project_id, kind, language, name, version, file, sha256, seconds,
       nullif(in_force_from, '-infinity') AS in_force_from, withdrawn_at, made_at, made_by, original
FROM announcements
WHERE $1::integer[] IS NULL OR project_id IS NULL OR project_id = ANY ($1)
ORDER BY project_id, kind, language, name, version

-- name: one
-- One version.
SELECT id, project_id, kind, language, name, version, file, sha256, seconds,
       nullif(in_force_from, '-infinity') AS in_force_from, withdrawn_at, made_at, made_by, original
FROM announcements
WHERE id = $1

-- name: of_slot
-- All versions of one.
SELECT id, project_id, kind, language, name, version, file, sha256, seconds,
       nullif(in_force_from, '-infinity') AS in_force_from, withdrawn_at, made_at, made_by, original
FROM announcements
WHERE project_id IS NOT DISTINCT FROM $1 AND kind = $2 AND language = $3 AND name = $4
ORDER BY version

-- name: add
-- One more version.
INSERT INTO announcements (project_id, kind, language, name, version, file, sha256, seconds, in_force_from, made_at,
                           made_by, original)
SELECT $1, $2, $3, $4, 1 + coalesce(max(version), 0), $5, $6, $7, coalesce($8, '-infinity'::timestamptz), $9, $10, $11
FROM announcements
WHERE project_id IS NOT DISTINCT FROM $1 AND kind = $2 AND language = $3 AND name = $4
RETURNING id

-- name: place
-- From when on a version is in force, or since when it is not any more; null: from the beginning, or it is.
UPDATE announcements SET in_force_from = coalesce($2, '-infinity'::timestamptz), withdrawn_at = $3 WHERE id = $1

-- name: note
-- Who changed which announcement, and how it stood before and after.
INSERT INTO setup_changes (at, by, section, key, project_id, before, after)
VALUES ($1, $2, 'announcements', $3, $4, $5, $6)
