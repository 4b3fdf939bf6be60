-- name: project_id
-- A project by its name.
SELECT id FROM projects WHERE name = $1

-- name: copy_announcements
-- What is in force for one project, as the first versions of another ($2).
INSERT INTO announcements (project_id, kind, language, file, sha256, seconds, name, made_by, original)
SELECT DISTINCT ON (kind, language, name) $2::integer, kind, language, file, sha256, seconds, name, $3::text, original
FROM announcements
WHERE project_id = $1 AND withdrawn_at IS NULL AND in_force_from <= now()
ORDER BY kind, language, name, in_force_from DESC, version DESC

-- name: copy_scripts
-- One project's scripts for another ($2).
INSERT INTO scripts (project_id, language, text, changed_at, changed_by)
SELECT $2::integer, language, text, now(), $3::text FROM scripts WHERE project_id = $1

-- name: copy_rules
-- One project's rules of callbacks for another ($2), where it has its own.
INSERT INTO callback_rules (project_id, policy, fraud, texting, changed_at, changed_by)
SELECT $2::integer, policy, fraud, texting, now(), $3::text FROM callback_rules WHERE project_id = $1
