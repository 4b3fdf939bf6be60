-- name: failed_since
-- Which trunks have failed since then, and why, the first first.
SELECT at, body->>'trunk' AS trunk, body->>'cause' AS cause FROM facts
WHERE subject_kind = 'call' AND kind = 'TrunkFailed' AND at > $1 ORDER BY at;
