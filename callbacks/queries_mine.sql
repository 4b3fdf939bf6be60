-- name: cases_of_agent
-- The open cases in which somebody has made the promise, or an agent of theirs has called; nothing without an agent.
SELECT id FROM cases
WHERE closed_at IS NULL
  AND ($1::integer[] IS NULL OR project_id = ANY ($1))
  AND $3::integer IS NOT NULL
  AND (state->'promise'->>'by' = $2::text
       OR jsonb_path_query_array(state, '$.touches[*].agent') @> jsonb_build_array($3::integer))
ORDER BY promised_at NULLS LAST, last_missed_at DESC, id
LIMIT 50;
