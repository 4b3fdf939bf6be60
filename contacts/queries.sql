-- Reading -------------------------------------------------------------------------------------------------------------

-- name: one_contact
-- A contact with all its numbers; one that was merged answers as the one it went into.
SELECT * FROM contacts_with_numbers WHERE id = (SELECT coalesce(merged_into, id) FROM contacts WHERE id = $1::bigint)

-- name: contacts_page
-- Contacts that stand for themselves, latest change first, from a place in the list on. Every filter may be null.
SELECT *
FROM contacts_with_numbers
WHERE merged_into IS NULL
  AND ($1::integer[] IS NULL OR project_id = ANY($1))
  AND ($2::text IS NULL OR position(lower($2) IN lower(name)) > 0)
  AND (changed_at, id) < (coalesce($3::timestamptz, 'infinity'), coalesce($4::bigint, 0))
ORDER BY changed_at DESC, id DESC
LIMIT $5

-- name: contacts_by_digits
-- The same, of those who have one of these runs of digits anywhere in a number. Runs of one or two read the whole index.
SELECT *
FROM contacts_with_numbers
WHERE id IN (
    SELECT n.contact_id
    FROM unnest($2::text[]) AS digits
    JOIN contact_numbers n ON digit_grams(n.number) @> digit_grams(digits) AND n.number LIKE '%' || digits || '%'
    WHERE $1::integer[] IS NULL OR n.project_id = ANY($1)
)
  AND (changed_at, id) < (coalesce($3::timestamptz, 'infinity'), coalesce($4::bigint, 0))
ORDER BY changed_at DESC, id DESC
LIMIT $5

-- name: owner_of
-- Whose number this is. Until the transaction ends it cannot go to another contact.
SELECT contact_id FROM contact_numbers WHERE project_id = $1 AND number = $2 FOR SHARE

-- name: owners_of
-- Whose numbers these are.
SELECT n.number, c.id, c.name, c.language, c.zone, c.consent, c.notes
FROM contact_numbers n
JOIN contacts c ON c.id = n.contact_id
WHERE n.project_id = $1 AND n.number = ANY($2::text[])

-- name: history_of
-- A contact's calls, cases and texts, newest first, from a place in the list on.
-- Cases that had closed before a merge are still the merged contact's.
SELECT *
FROM (
    (SELECT 'call' AS kind, 'call:' || c.call_id AS key, c.call_id AS id, c.arrived_at AS at, c.direction, c.customer AS number,
            c.outcome AS status, c.reason, c.disposition AS said, a.name AS who, c.ended_at, c.talk_seconds
     FROM calls c
     LEFT JOIN agents a ON a.id = c.agent_id
     WHERE c.customer = ANY($2::text[]) AND c.project_id = $3::integer)
    UNION ALL
    (SELECT 'case', 'case:' || k.id, k.id::text, k.opened_at, NULL, NULL, k.status, k.close_reason, NULL, NULL, k.closed_at,
            NULL
     FROM cases k
     WHERE k.contact_id = ANY (ARRAY(SELECT id FROM contacts WHERE id = $1::bigint OR merged_into = $1::bigint)))
    UNION ALL
    (SELECT 'text', 'text:' || t.id, t.id::text, t.at, t.direction, t.customer, t.status, t.detail, t.body, t.answered_by,
            t.delivered_at, NULL
     FROM texts t
     WHERE t.contact_id = $1::bigint)
) AS happened
WHERE (at, key) < (coalesce($4::timestamptz, 'infinity'), coalesce($5::text, ''))
ORDER BY at DESC, key DESC
LIMIT $6

-- Made, changed -------------------------------------------------------------------------------------------------------

-- name: lock_contact
-- The contact, or the one it went into, is this transaction's to change. No row where it is just being merged.
SELECT id FROM contacts
WHERE id = (SELECT coalesce(merged_into, id) FROM contacts WHERE id = $1::bigint) AND merged_into IS NULL
FOR UPDATE

-- name: add_contact
-- A new contact.
INSERT INTO contacts (project_id, name, language, zone, consent, notes, created_at, changed_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $7)
RETURNING id

-- name: drop_contact
-- One that was made for a number which somebody else has meanwhile.
DELETE FROM contacts WHERE id = $1::bigint

-- name: change_contact
-- All that a person may write of a contact.
UPDATE contacts SET name = $2, language = $3, zone = $4, consent = $5, notes = $6, changed_at = $7 WHERE id = $1::bigint

-- name: touch_contact
-- Something about its numbers was changed.
UPDATE contacts SET changed_at = $2 WHERE id = $1::bigint

-- name: add_number
-- Waits for whoever is adding the same number. No row where another contact has it.
INSERT INTO contact_numbers (project_id, number, contact_id, line_type, line_type_from, main, added_at)
VALUES ($1, $2, $3::bigint, $4, $5, NOT EXISTS (SELECT FROM contact_numbers WHERE contact_id = $3::bigint AND main), $6)
ON CONFLICT (project_id, number) DO NOTHING
RETURNING contact_id

-- name: remove_number
-- The number is no longer this contact's.
DELETE FROM contact_numbers WHERE contact_id = $1::bigint AND number = $2 RETURNING number

-- name: choose_main
-- The main number; where none is named and there is none, the first that was known.
UPDATE contact_numbers n
SET main = (n.number = chosen.number)
FROM (SELECT number FROM contact_numbers
      WHERE contact_id = $1::bigint
      ORDER BY number = $2::text DESC NULLS LAST, main DESC, added_at, number LIMIT 1) AS chosen
WHERE n.contact_id = $1::bigint AND n.main <> (n.number = chosen.number)

-- name: set_line_type
-- By the contact's word; or, where that is taken back, by the numbering plan.
UPDATE contact_numbers SET line_type = $3, line_type_from = $4 WHERE contact_id = $1::bigint AND number = $2 RETURNING number

-- name: keep_line_type
-- By a look-up, which outweighs the numbering plan but not the contact's word.
UPDATE contact_numbers SET line_type = $3, line_type_from = 'lookup'
WHERE project_id = $1 AND number = $2 AND line_type_from <> 'contact'

-- name: stop_texts
-- STOP came from this number; the first time counts.
UPDATE contact_numbers SET texts_stopped_at = coalesce(texts_stopped_at, $3)
WHERE project_id = $1 AND number = $2

-- name: allow_texts
-- START came from this number.
UPDATE contact_numbers SET texts_stopped_at = NULL
WHERE project_id = ANY($1::integer[]) AND number = $2 AND texts_stopped_at IS NOT NULL
RETURNING contact_id

-- Merged --------------------------------------------------------------------------------------------------------------

-- name: lock_both
-- Two contacts, in the order of their ids, so that nobody waits for each other.
SELECT id, project_id, name, language, zone, consent, notes
FROM contacts
WHERE id = ANY($1::bigint[]) AND merged_into IS NULL
ORDER BY id
FOR UPDATE

-- name: move_numbers
-- From one contact to another, which keeps its main one.
UPDATE contact_numbers SET contact_id = $2::bigint, main = false WHERE contact_id = $1::bigint

-- name: move_texts
-- From one contact to another.
UPDATE texts SET contact_id = $2::bigint WHERE contact_id = $1::bigint

-- name: point_to
-- The merged contact, and those merged into it before, are the other one from now on.
UPDATE contacts SET merged_into = $2::bigint, changed_at = $3 WHERE id = $1::bigint OR merged_into = $1::bigint

-- Do-not-call ---------------------------------------------------------------------------------------------------------

-- name: all_listed
-- The whole list, for memory.
SELECT project_id, number FROM do_not_call

-- name: is_listed
-- Whether the project may not call this number.
SELECT EXISTS (SELECT FROM do_not_call WHERE number = $2 AND (project_id IS NULL OR project_id = $1))

-- name: list_number
-- Onto the list. No row where it is there already.
INSERT INTO do_not_call (project_id, number, why, added_by, added_at)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (number, project_id) DO NOTHING
RETURNING id

-- name: listed_entry
-- The entry of a number, for one project or for all.
SELECT id, project_id, number, why, added_by, added_at
FROM do_not_call
WHERE number = $2 AND project_id IS NOT DISTINCT FROM $1::integer

-- name: unlist_number
-- Off the list.
DELETE FROM do_not_call WHERE id = $1::bigint RETURNING id, project_id, number, why, added_by, added_at

-- name: listed_page
-- The list, latest first, from a place in it on. Every filter may be null; what holds for all projects is part of each.
SELECT id, project_id, number, why, added_by, added_at
FROM do_not_call
WHERE ($1::integer[] IS NULL OR project_id IS NULL OR project_id = ANY ($1))
  AND ($2::text IS NULL OR number LIKE '%' || $2 || '%')
  AND (added_at, id) < (coalesce($3::timestamptz, 'infinity'), coalesce($4::bigint, 0))
ORDER BY added_at DESC, id DESC
LIMIT $5

-- Turned away ---------------------------------------------------------------------------------------------------------

-- name: all_blocked
-- Every caller who is turned away, for memory.
SELECT project_id, number, until FROM blocked_callers

-- name: block
-- A caller is turned away from now on; who was so already, as is wished now.
INSERT INTO blocked_callers (project_id, number, why, until, added_by, added_at)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (number, project_id) DO UPDATE SET
    why = excluded.why, until = excluded.until, added_by = excluded.added_by, added_at = excluded.added_at
RETURNING id, project_id, number, why, until, added_by, added_at

-- name: one_blocked
-- One caller who is turned away.
SELECT id, project_id, number, why, until, added_by, added_at FROM blocked_callers WHERE id = $1

-- name: unblock
-- They are let in again.
DELETE FROM blocked_callers WHERE id = $1

-- name: blocked_page
-- Who is turned away, latest first, from a place on. Every filter may be null; what holds for all projects is part of each.
SELECT id, project_id, number, why, until, added_by, added_at
FROM blocked_callers
WHERE ($1::integer[] IS NULL OR project_id IS NULL OR project_id = ANY ($1))
  AND ($2::text IS NULL OR number LIKE '%' || $2 || '%')
  AND (added_at, id) < (coalesce($3::timestamptz, 'infinity'), coalesce($4::integer, 0))
ORDER BY added_at DESC, id DESC
LIMIT $5

-- Imported ------------------------------------------------------------------------------------------------------------

-- name: keep_numbers_still
-- Nobody else gives numbers to contacts while a part of a file is taken; those who have one are found all the same.
LOCK TABLE contact_numbers IN SHARE ROW EXCLUSIVE MODE

-- name: new_ids
-- Ids for contacts to come.
SELECT nextval(pg_get_serial_sequence('contacts', 'id')) AS id FROM generate_series(1, $1::integer)

-- name: import_contacts
-- New contacts, many at once.
INSERT INTO contacts (id, project_id, name, language, zone, consent, notes, created_at, changed_at)
SELECT id, $1::integer, name, language, zone, consent, notes, $3::timestamptz, $3::timestamptz
FROM jsonb_to_recordset($2::jsonb)
     AS t(id bigint, name text, language text, zone text, consent text, notes text)

-- name: import_joined
-- What a file adds to contacts that there are.
UPDATE contacts c
SET name = t.name, language = t.language, zone = t.zone, consent = t.consent, notes = t.notes, changed_at = $2
FROM jsonb_to_recordset($1::jsonb) AS t(id bigint, name text, language text, zone text, consent text, notes text)
WHERE c.id = t.id

-- name: import_numbers
-- Numbers of contacts; of one that is known, only what the contact says of its kind is taken.
INSERT INTO contact_numbers (project_id, number, contact_id, line_type, line_type_from, main, added_at)
SELECT $1::integer, number, contact_id, line_type, line_type_from, main, $3::timestamptz
FROM jsonb_to_recordset($2::jsonb)
     AS t(number text, contact_id bigint, line_type text, line_type_from text, main boolean)
ON CONFLICT (project_id, number) DO UPDATE
SET line_type = excluded.line_type, line_type_from = excluded.line_type_from
WHERE excluded.line_type_from = 'contact' AND contact_numbers.contact_id = excluded.contact_id

-- name: import_listed
-- Onto the do-not-call list, many at once; those that were not on it.
INSERT INTO do_not_call (project_id, number, why, added_by, added_at)
SELECT $1::integer, number, $3, $4, $5::timestamptz FROM unnest($2::text[]) AS number
ON CONFLICT (number, project_id) DO NOTHING
RETURNING number

-- name: of_open_cases
-- Which of these contacts somebody is about to call.
SELECT DISTINCT contact_id FROM cases WHERE contact_id = ANY($1::bigint[]) AND closed_at IS NULL
