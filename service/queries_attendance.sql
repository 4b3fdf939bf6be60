-- name: free_phone
-- Nobody else is at this phone any more.
UPDATE agents SET at_phone = NULL WHERE at_phone = $2 AND id <> $1;

-- name: sit_down
-- An agent's calls ring at this phone: at their own one without more, and in the page no more.
UPDATE agents
SET at_phone = nullif($2, endpoint), in_browser = in_browser AND endpoint IS DISTINCT FROM $2
WHERE id = $1;

-- name: stand_up
-- Who has signed out is at nobody else's phone any more, nor is who has left.
UPDATE agents SET at_phone = NULL WHERE at_phone IS NOT NULL AND (id = ANY($1::integer[]) OR NOT active);
