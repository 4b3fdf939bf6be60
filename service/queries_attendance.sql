-- name: sitting
-- Where an agent sits, and then whoever sits at the phone that they go to, before it is changed.
SELECT id, at_phone, in_browser FROM agents WHERE id = $1 OR at_phone = $2 ORDER BY id <> $1 FOR UPDATE;

-- name: put_back
-- The change was not taken in: they are where they were.
UPDATE agents SET at_phone = $2, in_browser = $3 WHERE id = $1;

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
