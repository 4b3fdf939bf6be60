-- name: scripts
-- What a project's agents have before them, in each language.
SELECT language, text, changed_at, changed_by FROM scripts WHERE project_id = $1 ORDER BY language;

-- name: put_script
-- A project's script in one language, in place of the one before.
INSERT INTO scripts (project_id, language, text, changed_at, changed_by) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (project_id, language) DO UPDATE SET
    text = excluded.text, changed_at = excluded.changed_at, changed_by = excluded.changed_by;

-- name: remove_script
-- The project has no script in this language any more.
DELETE FROM scripts WHERE project_id = $1 AND language = $2 RETURNING language;
