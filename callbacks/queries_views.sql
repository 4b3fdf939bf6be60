-- The list -----------------------------------------------------------------------------------------------------------

-- name: open_case_ids
-- Open cases, latest change first, from a place on. Projects null: all; a group null: any; digits and name null: no search.
SELECT c.id, c.changed_at
FROM cases c
WHERE c.closed_at IS NULL
  AND ($1::integer[] IS NULL OR c.project_id = ANY ($1))
  AND ($2::text IS NULL OR $2 = CASE WHEN c.status IN ('held', 'needs_person', 'texting') THEN c.status
                                     WHEN c.status = 'waiting' AND c.state -> 'touches' -> -1 ->> 'type' = 'text'
                                     THEN 'texting'
                                     WHEN c.next ->> 'promised' IS NOT NULL THEN 'promised'
                                     ELSE 'planned' END)
  AND (NOT $3::boolean OR c.broken_at IS NOT NULL)
  AND ($4::text IS NULL OR c.contact_id IN (
          SELECT n.contact_id FROM contact_numbers n
          WHERE digit_grams(n.number) @> digit_grams($4) AND n.number LIKE '%' || $4 || '%'))
  AND ($5::text IS NULL OR EXISTS (
          SELECT FROM contacts k WHERE k.id = c.contact_id AND strpos(lower(k.name), lower($5)) > 0))
  AND (c.changed_at, c.id) < (coalesce($6::timestamptz, 'infinity'), coalesce($7::bigint, 0))
ORDER BY c.changed_at DESC, c.id DESC
LIMIT $8

-- name: due_case_ids
-- Cases whose call or text is due and not begun, latest change first, from a place on; projects, digits and name as above.
SELECT c.id, c.changed_at
FROM steps s
JOIN cases c ON c.id = s.case_id
WHERE s.status = 'planned' AND s.kind <> 'look' AND s.due_at <= $1
  AND ($2::integer[] IS NULL OR s.project_id = ANY ($2))
  AND ($3::text IS NULL OR c.contact_id IN (
          SELECT n.contact_id FROM contact_numbers n
          WHERE digit_grams(n.number) @> digit_grams($3) AND n.number LIKE '%' || $3 || '%'))
  AND ($4::text IS NULL OR EXISTS (
          SELECT FROM contacts k WHERE k.id = c.contact_id AND strpos(lower(k.name), lower($4)) > 0))
  AND (c.changed_at, c.id) < (coalesce($5::timestamptz, 'infinity'), coalesce($6::bigint, 0))
ORDER BY c.changed_at DESC, c.id DESC
LIMIT $7

-- name: due_count
-- How many of them there are.
SELECT count(*) FROM steps
WHERE status = 'planned' AND kind <> 'look' AND due_at <= $1 AND ($2::integer[] IS NULL OR project_id = ANY ($2))

-- name: case_ids
-- Cases open or closed, latest change first, from a place on: those behind a figure. Any condition may be null. $13 is
-- which of those old enough to have run their ladder count; $14 and $15 give each project's latest first missed call
-- that is.
-- Of a figure's days, who only chose to be called back was not missed, and counts among the promises alone.
SELECT c.id, c.changed_at
FROM cases c
JOIN projects p ON p.id = c.project_id
WHERE ($1::integer[] IS NULL OR c.project_id = ANY ($1))
  AND ($2::boolean IS NULL OR (c.closed_at IS NOT NULL) = $2)
  AND ($3::text IS NULL OR c.recovered_by = $3)
  AND ($4::text IS NULL OR c.close_reason = $4)
  AND ($5::text IS NULL OR $5 = CASE WHEN c.broken_at IS NOT NULL THEN 'broken' WHEN c.kept_at IS NOT NULL THEN 'kept' END
       OR ($5 = 'come' AND (c.broken_at IS NOT NULL OR c.kept_at IS NOT NULL)))
  AND ($6::date IS NULL OR c.first_missed_at >= $6::date::timestamp AT TIME ZONE p.zone)
  AND ($7::date IS NULL OR c.first_missed_at < ($7::date + 1)::timestamp AT TIME ZONE p.zone)
  AND ($5::text IS NOT NULL OR coalesce($6::date, $7::date) IS NULL
       OR EXISTS (SELECT FROM missed_calls m WHERE m.case_id = c.id AND m.reason <> 'callback_chosen'))
  AND ($8::text IS NULL OR c.contact_id IN (
          SELECT n.contact_id FROM contact_numbers n
          WHERE digit_grams(n.number) @> digit_grams($8) AND n.number LIKE '%' || $8 || '%'))
  AND ($9::text IS NULL OR EXISTS (
          SELECT FROM contacts k WHERE k.id = c.contact_id AND strpos(lower(k.name), lower($9)) > 0))
  AND (c.changed_at, c.id) < (coalesce($10::timestamptz, 'infinity'), coalesce($11::bigint, 0))
  AND ($13::text IS NULL
       OR (c.first_missed_at <= (SELECT o.before FROM unnest($14::integer[], $15::timestamptz[]) AS o (id, before)
                                 WHERE o.id = c.project_id)
           AND CASE $13 WHEN 'recovered' THEN c.recovered_by IS NOT NULL
                        WHEN 'not_refused' THEN c.close_reason IS DISTINCT FROM 'refused'
                        ELSE true END))
ORDER BY c.changed_at DESC, c.id DESC
LIMIT $12

-- name: case_rows
-- These cases, each with its project, its contact and the agent who has it in hand.
SELECT c.id, c.project_id, p.name AS project, p.zone AS project_zone, c.contact_id, k.name AS contact,
       k.zone AS contact_zone, c.status, c.state, c.next, c.opened_at, c.first_missed_at, c.last_missed_at, c.promised_at,
       c.broken_at, c.closed_at, c.close_reason, c.recovered_by, c.changed_at, s.agent_id, a.name AS agent
FROM cases c
LEFT JOIN projects p ON p.id = c.project_id
LEFT JOIN contacts k ON k.id = c.contact_id
LEFT JOIN steps s ON s.case_id = c.id AND s.status = 'begun'
LEFT JOIN agents a ON a.id = s.agent_id
WHERE c.id = ANY ($1::bigint[])

-- name: cases_of_call
-- The case that a call of ours was placed for, or that a missed call is in; or the open case of whoever is on a call.
SELECT c.id, c.changed_at FROM steps s JOIN cases c ON c.id = s.case_id WHERE s.call_id = $1
UNION
SELECT c.id, c.changed_at FROM missed_calls m JOIN cases c ON c.id = m.case_id WHERE m.call_id = $1
UNION
SELECT c.id, c.changed_at
FROM calls l
JOIN contact_numbers n ON n.project_id = l.project_id AND n.number = l.customer
JOIN cases c ON c.project_id = n.project_id AND c.contact_id = n.contact_id AND c.closed_at IS NULL
WHERE l.call_id = $1

-- name: no_case
-- Why nothing can be done for who was missed on a call; no row where nobody was.
SELECT no_case FROM missed_calls WHERE call_id = $1 AND ($2::integer[] IS NULL OR project_id = ANY ($2))

-- name: case_counts
-- How many open cases there are of each group, and how many of them hold a broken promise.
SELECT CASE WHEN c.status IN ('held', 'needs_person', 'texting') THEN c.status
            WHEN c.status = 'waiting' AND c.state -> 'touches' -> -1 ->> 'type' = 'text' THEN 'texting'
            WHEN c.next ->> 'promised' IS NOT NULL THEN 'promised'
            ELSE 'planned' END AS "group",
       count(*) AS cases, count(c.broken_at) AS broken
FROM cases c
WHERE c.closed_at IS NULL AND ($1::integer[] IS NULL OR c.project_id = ANY ($1))
GROUP BY 1

-- name: project_owing
-- Whose customer has an open case, of several projects and the number as each of them reads it: who called last.
SELECT c.project_id
FROM unnest($1::integer[], $2::text[]) AS asked (project_id, number)
JOIN contact_numbers n ON n.project_id = asked.project_id AND n.number = asked.number
JOIN cases c ON c.contact_id = n.contact_id AND c.project_id = n.project_id AND c.closed_at IS NULL
ORDER BY c.last_missed_at DESC
LIMIT 1;

-- One case -----------------------------------------------------------------------------------------------------------

-- name: case_steps
-- Every step of a case, in the order in which they were planned; what was superseded, too.
SELECT s.id, s.kind, s.status, s.number, s.rung, s.due_at, s.promised_at, s.plan, s.planned_at, s.begun_at, s.ended_at,
       s.outcome, s.broken, s.call_id, s.text_id, a.name AS agent
FROM steps s
LEFT JOIN agents a ON a.id = s.agent_id
WHERE s.case_id = $1
ORDER BY s.id DESC
LIMIT 200

-- name: case_texts
-- What was written between us and a contact, latest first.
SELECT t.id, t.case_id, t.direction, t.customer, t.body, t.status, t.code, t.detail, t.at, t.delivered_at, t.answered_at,
       t.answered_by, t.assigned_to
FROM texts t
WHERE t.contact_id = $1
ORDER BY t.at DESC
LIMIT 100

-- name: case_texts_of
-- The same of the case itself, where its texts are not (or no longer) known to be its contact's.
SELECT t.id, t.case_id, t.direction, t.customer, t.body, t.status, t.code, t.detail, t.at, t.delivered_at, t.answered_at,
       t.answered_by, t.assigned_to
FROM texts t
WHERE t.case_id = $1 AND t.contact_id IS DISTINCT FROM $2
ORDER BY t.at DESC
LIMIT 100

-- name: agent_names
-- Who these are.
SELECT id, name FROM agents WHERE id = ANY ($1::integer[])

-- name: project_zones
-- Every project with the zone in which its days are meant.
SELECT id, name, zone FROM projects WHERE $1::integer[] IS NULL OR id = ANY ($1) ORDER BY id

-- name: open_cases_of
-- Open cases of a project, the next due first, then those that wait: for a look at what other rules would make of them.
SELECT c.id
FROM cases c
LEFT JOIN steps s ON s.case_id = c.id AND s.status = 'planned'
WHERE c.project_id = $1 AND c.closed_at IS NULL
ORDER BY s.due_at NULLS LAST, c.id
LIMIT $2

-- name: rules_saved
-- Who saved the rules of a project last, and when.
SELECT changed_at, changed_by FROM callback_rules WHERE project_id = $1
