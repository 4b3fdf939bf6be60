-- name: scripts
-- Every script of every project.
SELECT p.name AS project, s.language, s.text
FROM scripts s
JOIN projects p ON p.id = s.project_id
ORDER BY p.name, s.language

-- name: put_rules
-- A project's rules of callbacks, in place of those before.
INSERT INTO callback_rules (project_id, policy, fraud, texting, changed_at, changed_by)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (project_id) DO UPDATE SET version = callback_rules.version + 1, policy = excluded.policy,
    fraud = excluded.fraud, texting = excluded.texting, changed_at = excluded.changed_at,
    changed_by = excluded.changed_by

-- name: remove_rules
-- The project is worked by the rules that ship.
DELETE FROM callback_rules WHERE project_id = $1

-- name: announcements
-- What callers hear at $1: of each project and of everybody, the version in force.
SELECT DISTINCT ON (p.name, a.kind, a.language, a.name) p.name AS project, a.kind, a.language, a.name, a.file, a.sha256
FROM announcements a
LEFT JOIN projects p ON p.id = a.project_id
WHERE a.withdrawn_at IS NULL AND a.in_force_from <= $1
ORDER BY p.name, a.kind, a.language, a.name, a.in_force_from DESC, a.version DESC

-- name: add_announcement
-- A version that is in force from $8 on.
INSERT INTO announcements (project_id, kind, language, name, file, sha256, seconds, in_force_from, made_at, made_by, version)
SELECT $1, $2, $3, $4, $5, $6, $7, $8, $8, $9, coalesce(max(version), 0) + 1
FROM announcements
WHERE project_id IS NOT DISTINCT FROM $1 AND kind = $2 AND language = $3 AND name = $4

-- name: withdraw_announcement
-- None of its versions is in force, now or later.
UPDATE announcements SET withdrawn_at = $5
WHERE project_id IS NOT DISTINCT FROM $1 AND kind = $2 AND language = $3 AND name = $4 AND withdrawn_at IS NULL

-- name: blocked
-- Every caller who is turned away.
SELECT p.name AS project, b.number, b.why, b.until
FROM blocked_callers b
LEFT JOIN projects p ON p.id = b.project_id
ORDER BY p.name, b.number

-- name: put_blocked
-- A caller is turned away as is wished now.
INSERT INTO blocked_callers (project_id, number, why, until, added_by, added_at)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (number, project_id) DO UPDATE SET
    why = excluded.why, until = excluded.until, added_by = excluded.added_by, added_at = excluded.added_at

-- name: remove_blocked
-- They are let in again.
DELETE FROM blocked_callers WHERE project_id IS NOT DISTINCT FROM $1 AND number = $2
