-- name: register_writer
-- Make the row in which a run of the journal keeps how far it has come.
INSERT INTO journal_writers (writer) VALUES ($1) ON CONFLICT DO NOTHING

-- name: progress
-- How far a run has come; waits for a transaction of the same run whose end we never heard of.
SELECT seq FROM journal_writers WHERE writer = $1 FOR UPDATE

-- name: skip
-- Count a write as done that can never be.
UPDATE journal_writers SET seq = $2 WHERE writer = $1

-- name: write_facts
-- A batch's facts in their order and how far the run has come: one round trip.
-- A statement that we gave up on may still run when its writes have been made again: then it fails, by a division.
WITH progress AS (
    UPDATE journal_writers SET seq = $2 WHERE writer = $1 AND seq < $2 RETURNING seq
), written AS (
    INSERT INTO facts (subject_kind, subject_id, kind, at, body)
    SELECT subject_kind, subject_id, kind, at, body
    FROM unnest($3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::jsonb[])
        WITH ORDINALITY AS given (subject_kind, subject_id, kind, at, body, nth)
    ORDER BY nth
    RETURNING id
)
SELECT array_agg(id ORDER BY id) AS ids,
       1 / (SELECT count(*) FROM progress) AS progressed
FROM written

-- name: lock_patience
-- How long this connection waits for a lock, such as '2000ms'.
SELECT set_config('lock_timeout', $1, false)

-- name: own_installation
-- Waits while somebody else works on this database, as long as lock_patience allows; held until the connection ends.
SELECT pg_advisory_lock($1)

-- name: is_alive
-- Nothing; an answer shows that the connection still works.
SELECT 1
