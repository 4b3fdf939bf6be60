-- Sending ---------------------------------------------------------------------------------------------------------------

-- name: add_outgoing
-- A text of ours, before anything is asked of Twilio.
INSERT INTO texts (project_id, contact_id, case_id, step_id, direction, attempt, customer, ours, body, segments, status,
                   detail, at, due_at)
VALUES ($1, $2, $3, $4, 'out', $5, $6, $7, $8, $9, $10, $11, $12::timestamptz,
        CASE WHEN $10 = 'begun' THEN $12::timestamptz END)
RETURNING id

-- name: take_to_send
-- Claims a text for one request to Twilio: nobody can claim it a second time.
UPDATE texts SET posted_at = $2, due_at = $3, tries = tries + 1
WHERE id = $1 AND status = 'begun' AND posted_at IS NULL AND due_at <= $2
RETURNING *

-- name: was_not_sent
-- The request certainly did not go out: it may be made again.
UPDATE texts SET posted_at = NULL, due_at = $2, detail = $3 WHERE id = $1 AND status = 'begun'

-- name: set_case
-- The case that has heard of a person's text.
UPDATE texts SET case_id = $2 WHERE id = $1

-- name: unsent_to
-- What waits to be sent to a number that has just stopped texts.
SELECT * FROM texts
WHERE customer = $1 AND direction = 'out' AND status = 'begun' AND posted_at IS NULL AND project_id = ANY ($2::integer[])
FOR UPDATE

-- What became of them ---------------------------------------------------------------------------------------------------

-- name: text_by_id
-- One text, locked until the transaction ends.
SELECT * FROM texts WHERE id = $1 FOR UPDATE

-- name: text_by_attempt
-- The text that a status callback speaks of, locked until the transaction ends.
SELECT * FROM texts WHERE attempt = $1 FOR UPDATE

-- name: change
-- What is now known of a text of ours.
UPDATE texts
SET status = $2, code = $3, detail = $4, sid = coalesce(sid, $5), due_at = $6,
    accepted_at = coalesce(accepted_at, $7), delivered_at = coalesce(delivered_at, $8)
WHERE id = $1

-- name: due
-- The text of ours that has waited longest to be looked after.
SELECT * FROM texts WHERE due_at <= $1 ORDER BY due_at, id LIMIT 1

-- name: next_due
-- When the next one is.
SELECT min(due_at) FROM texts WHERE due_at IS NOT NULL

-- name: look_again
-- Nothing new was found out.
UPDATE texts SET due_at = $2, detail = coalesce($3, detail) WHERE id = $1 AND due_at IS NOT NULL

-- name: known_sids
-- Those of Twilio's ids that there is a row for.
SELECT sid FROM texts WHERE sid = ANY ($1::text[])

-- What customers write --------------------------------------------------------------------------------------------------

-- name: add_incoming
-- What a customer wrote; no row where it is known already.
INSERT INTO texts (direction, sid, customer, ours, body, segments, status, at)
VALUES ('in', $1, $2, $3, $4, $5, 'received', $6)
ON CONFLICT (sid) DO NOTHING
RETURNING id

-- name: place_incoming
-- Whose it is, and (STOP and START) that nobody needs to answer it.
UPDATE texts SET project_id = $2, contact_id = $3, case_id = $4, detail = $5, answered_at = $6, answered_by = $7
WHERE id = $1

-- name: last_written_to
-- The project that has written to this number last, of those that use the sender.
SELECT project_id FROM texts
WHERE customer = $1 AND direction = 'out' AND project_id = ANY ($2::integer[])
ORDER BY at DESC
LIMIT 1

-- name: waiting_texts
-- What a contact wrote and nobody has dealt with, locked until the transaction ends.
SELECT id FROM texts WHERE contact_id = $1 AND direction = 'in' AND answered_at IS NULL FOR UPDATE

-- name: dealt_with
-- All that a contact wrote up to now is dealt with.
UPDATE texts SET answered_at = $2, answered_by = $3 WHERE contact_id = $1 AND direction = 'in' AND answered_at IS NULL

-- name: dealt_with_one
-- One text that belongs to nobody we know.
UPDATE texts SET answered_at = $2, answered_by = $3 WHERE id = $1 AND answered_at IS NULL

-- name: assign
-- Whose an incoming text is to answer. An agent who does not exist changes nothing.
UPDATE texts SET assigned_to = $2
WHERE id = $1 AND direction = 'in' AND ($2::integer IS NULL OR EXISTS (SELECT FROM agents WHERE id = $2::integer))

-- name: wrote_from
-- The number that a contact wrote from last.
SELECT customer FROM texts WHERE contact_id = $1 AND direction = 'in' ORDER BY at DESC LIMIT 1

-- name: project_of
-- Whose contact it is.
SELECT project_id FROM contacts WHERE id = $1

-- name: polled_to
-- Up to when the incoming texts of one of our numbers have been read.
SELECT polled_to FROM text_polls WHERE ours = $1

-- name: read_before
-- Every number of ours whose incoming texts were ever read.
SELECT ours FROM text_polls

-- name: writers_from
-- The projects that wrote to a customer from one of these senders.
SELECT DISTINCT project_id FROM texts
WHERE customer = $1 AND ours = ANY ($2::text[]) AND direction = 'out' AND project_id IS NOT NULL
ORDER BY project_id

-- name: set_polled_to
-- Has been read up to here.
INSERT INTO text_polls (ours, polled_to) VALUES ($1, $2)
ON CONFLICT (ours) DO UPDATE SET polled_to = greatest(text_polls.polled_to, excluded.polled_to)

-- Templates -------------------------------------------------------------------------------------------------------------

-- name: template
-- What a project has written itself, in one of these languages, the first that there is.
SELECT body, language FROM text_templates
WHERE project_id = $1 AND kind = $2 AND language = ANY ($3::text[])
ORDER BY array_position($3::text[], language)
LIMIT 1

-- name: templates_of
-- All that a project has written itself.
SELECT kind, language, body, changed_at, changed_by FROM text_templates WHERE project_id = $1

-- name: put_template
-- From now on this wording.
INSERT INTO text_templates (project_id, kind, language, body, changed_at, changed_by)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (project_id, kind, language) DO UPDATE
SET body = excluded.body, changed_at = excluded.changed_at, changed_by = excluded.changed_by

-- name: delete_template
-- Back to what ships.
DELETE FROM text_templates WHERE project_id = $1 AND kind = $2 AND language = $3

-- Lookup ----------------------------------------------------------------------------------------------------------------

-- name: unclear_numbers
-- Numbers of open cases, called in vain, whose kind of line nobody knows and Lookup was not asked for.
SELECT DISTINCT contact_numbers.project_id, contact_numbers.number
FROM cases JOIN contact_numbers ON contact_numbers.contact_id = cases.contact_id
WHERE cases.closed_at IS NULL AND cases.project_id = ANY ($1::integer[]) AND cases.status <> 'held'
  AND cases.state -> 'touches' <> '[]'::jsonb
  AND contact_numbers.line_type = 'mobile_or_landline' AND contact_numbers.line_type_from = 'numbering'
LIMIT $2

-- Reading ---------------------------------------------------------------------------------------------------------------

-- name: texts_page
-- Texts, newest first. Each condition is left out where it is null.
SELECT texts.id, projects.name AS project, contact_id, coalesce(contacts.name, '') AS contact_name, case_id, direction,
       customer, ours, body, segments, status, code, detail, at, delivered_at, answered_at, answered_by,
       assigned_to
FROM texts
LEFT JOIN projects ON projects.id = texts.project_id
LEFT JOIN contacts ON contacts.id = texts.contact_id
WHERE ($1::bigint IS NULL OR texts.contact_id = $1)
  AND ($2::text IS NULL OR projects.name = $2 OR projects.id::text = $2)
  AND ($3::text IS NULL OR $3 <> 'unanswered' OR (direction = 'in' AND answered_at IS NULL))
  AND ($3::text IS NULL OR $3 <> 'unknown' OR (direction = 'out' AND status = 'unknown'))
  AND ($3::text IS NULL OR $3 <> 'failed' OR (direction = 'out' AND status IN ('undelivered', 'refused')))
  AND ($4::timestamptz IS NULL OR (at, texts.id) < ($4::timestamptz, $5::bigint))
  AND ($7::integer[] IS NULL OR texts.project_id = ANY ($7))
ORDER BY at DESC, texts.id DESC
LIMIT $6
