-- name: lock_case
-- One case, locked until the transaction ends: whoever changes a case or its steps takes this first.
SELECT id, state, next FROM cases WHERE id = $1 FOR UPDATE;

-- name: lock_open_case
-- The open case of a contact in a project.
SELECT id, state, next FROM cases WHERE project_id = $1 AND contact_id = $2 AND closed_at IS NULL FOR UPDATE;

-- name: lock_opening
-- Whoever opens a case of a contact in a project, or opens one anew, takes this first, until the transaction ends.
SELECT pg_advisory_xact_lock($1::integer, hashint8($2::bigint));

-- name: new_case_id
-- An id for a case that is not written yet: its state carries it.
SELECT nextval(pg_get_serial_sequence('cases', 'id'));

-- name: add_case
-- A case, unless its contact got an open one meanwhile.
INSERT INTO cases (id, project_id, contact_id, status, state, opened_at, first_missed_at, last_missed_at, changed_at)
VALUES ($1, $2, $3, 'waiting', $4, $5, $6, $6, $5)
ON CONFLICT (project_id, contact_id) WHERE closed_at IS NULL DO NOTHING
RETURNING id;

-- name: keep_case
-- A case as it was settled, and what lists and figures are made of. What was promised once stays.
UPDATE cases SET
    status = $2, state = $3, next = $4, contact_id = $5, first_missed_at = $6, last_missed_at = $7,
    promised_at = coalesce($8, promised_at), reached_at = $9,
    closed_at = $10, close_reason = $11, recovered_by = $12, changed_at = $13
WHERE id = $1;

-- name: latest_case
-- The case of a contact that was opened last.
SELECT id FROM cases WHERE contact_id = $2 AND project_id = $1 ORDER BY opened_at DESC, id DESC LIMIT 1;

-- name: open_cases_of_contact
-- The open cases of a contact: one in each project at most.
SELECT id FROM cases WHERE contact_id = $1 AND closed_at IS NULL ORDER BY opened_at;

-- name: open_cases_of_project
-- A page of a project's open cases, from an id on.
SELECT id FROM cases WHERE project_id = $1 AND id > $2 AND closed_at IS NULL ORDER BY id LIMIT 100;

-- name: pending_step
-- The one step of a case that is planned or begun.
SELECT id, case_id, project_id, kind, status, due_at, promised_at, plan, broken, call_id, text_id, agent_id
FROM steps WHERE case_id = $1 AND status IN ('planned', 'begun');

-- name: step_by_id
-- One step, whatever became of it.
SELECT id, case_id, project_id, kind, status, due_at, promised_at, plan, broken, call_id, text_id, agent_id
FROM steps WHERE id = $1;

-- name: lock_case_of_step
-- The case whose step it is, locked as above: its step may only be looked at after that.
SELECT id, state, next FROM cases WHERE id = (SELECT case_id FROM steps WHERE id = $1) FOR UPDATE;

-- name: plan_step
-- What is to be done about a case next.
INSERT INTO steps (case_id, project_id, kind, status, number, rung, due_at, promised_at, plan, planned_at)
VALUES ($1, $2, $3, 'planned', $4, $5, $6, $7, $8, $9)
RETURNING id;

-- name: confirm_step
-- The step was decided on again, perhaps for other reasons.
UPDATE steps SET plan = $2, planned_at = $3 WHERE id = $1 AND status = 'planned';

-- name: supersede_step
-- Something else is to be done; a promise that passed by then is broken all the same.
UPDATE steps SET status = 'superseded', ended_at = $2, broken = broken OR coalesce(promised_at < $3, false)
WHERE id = $1 AND status = 'planned'
RETURNING broken;

-- name: look_done
-- A step at which the case was only decided anew.
UPDATE steps SET status = 'done', ended_at = $2 WHERE id = $1 AND status = 'planned' AND kind = 'look';

-- name: begin_call
-- A step becomes an attempt: in the transaction in which all was checked once more.
UPDATE steps SET status = 'begun', worker = $2, begun_at = $3, lease_until = $4, agent_id = $5, call_id = $6,
                 broken = broken OR coalesce(promised_at < $7, false)
WHERE id = $1 AND status = 'planned'
RETURNING broken;

-- name: begin_text
-- A step becomes a text, in the transaction that writes it. No lease: whoever runs the texts sends what is written.
UPDATE steps SET status = 'begun', worker = $2, begun_at = $3, text_id = $4
WHERE id = $1 AND status = 'planned';

-- name: delay_step
-- A cap is reached: the same step, later.
UPDATE steps SET due_at = $2 WHERE id = $1 AND status = 'planned';

-- name: finish_step
-- An attempt is over. Entering it twice changes nothing.
UPDATE steps SET status = $2, outcome = $3, ended_at = $4, lease_until = NULL
WHERE id = $1 AND status IN ('planned', 'begun')
RETURNING promised_at, broken;

-- name: promise_kept
-- The customer was called when they were told they would be.
UPDATE cases SET kept_at = $2 WHERE id = $1;

-- name: promise_broken
-- When a promise first passed unkept.
UPDATE cases SET broken_at = coalesce(broken_at, $2) WHERE id = $1;

-- name: break_step
-- A promise has passed while its step was still waiting.
UPDATE steps SET broken = true WHERE id = $1 AND status = 'planned' AND NOT broken;

-- name: due_calls
-- Calls that are due, so many of each project: promises first, by when they fall; then those who called last. With the
-- queue that they last rang, and their language.
WITH due AS (
    SELECT of_project.* FROM projects p CROSS JOIN LATERAL (
        SELECT * FROM steps WHERE project_id = p.id AND status = 'planned' AND kind = 'call' AND due_at <= $1
        ORDER BY promised_at NULLS LAST, due_at DESC
        LIMIT $2
    ) AS of_project
)
SELECT s.id, s.case_id, s.project_id, s.kind, s.status, s.due_at, s.promised_at, s.plan, s.broken, s.call_id, s.text_id,
       s.agent_id, (c.state->'missed'->-1->>'queue')::integer AS queue, c.state->'missed'->-1->>'language' AS language
FROM due s JOIN cases c ON c.id = s.case_id
ORDER BY s.promised_at NULLS LAST, s.due_at DESC;

-- name: due_others
-- Looks or texts that are due, the oldest first.
SELECT id, case_id, project_id, kind, status, due_at, promised_at, plan, broken, call_id, text_id, agent_id
FROM steps WHERE status = 'planned' AND kind = $3 AND due_at <= $1
ORDER BY due_at, id
LIMIT $2;

-- name: is_any_due
-- Whether anything at all is due: nearly always it is not.
SELECT EXISTS (SELECT FROM steps WHERE status = 'planned' AND due_at <= $1);

-- name: next_due
-- When something more falls due.
SELECT min(due_at) FROM steps WHERE status = 'planned' AND due_at > $1;

-- name: due_long
-- Calls that are due and were not decided on for a while: they may have expired, or may not be made any more.
SELECT id, case_id FROM steps
WHERE status = 'planned' AND kind = 'call' AND due_at <= $1 AND planned_at < $2
ORDER BY planned_at
LIMIT $3;

-- name: unplanned
-- Open cases that have no step although something is planned: nothing but a fault could cause it.
SELECT c.id FROM cases c
WHERE c.closed_at IS NULL AND c.status = 'planned' AND c.changed_at < $1
  AND NOT EXISTS (SELECT FROM steps s WHERE s.case_id = c.id AND s.status IN ('planned', 'begun'))
LIMIT 100;

-- name: renew_leases
-- The steps that this worker has in hand.
UPDATE steps SET lease_until = $2 WHERE id = ANY($1::bigint[]) AND status = 'begun' AND worker = $3;

-- name: lapsed
-- Calls begun by a worker that let their lease pass, and that have no row: were they ever placed?
SELECT s.id, s.case_id, s.project_id, s.kind, s.status, s.due_at, s.promised_at, s.plan, s.broken, s.call_id, s.text_id,
       s.agent_id
FROM steps s
WHERE s.status = 'begun' AND s.lease_until < $1
  AND NOT EXISTS (SELECT FROM calls c WHERE c.call_id = s.call_id)
ORDER BY s.lease_until
LIMIT 100;

-- name: over_and_called
-- Calls that are being made although their case was closed meanwhile.
SELECT s.call_id FROM steps s JOIN cases c ON c.id = s.case_id
WHERE s.status = 'begun' AND s.kind = 'call' AND c.closed_at IS NOT NULL;

-- name: placed
-- Which of these calls have a row by now.
SELECT call_id FROM calls WHERE call_id = ANY($1::text[]);

-- name: open_cases
-- How many cases are open.
SELECT count(*) FROM cases WHERE closed_at IS NULL;

-- name: state_of_the_ladder
-- Of the planned steps how many are due in each project, how many promises of theirs are broken, and how many begun ones
-- nobody holds.
SELECT (SELECT coalesce(jsonb_object_agg(project_id, due), '{}')
        FROM (SELECT project_id, count(*) AS due FROM steps WHERE status = 'planned' AND due_at <= $1 AND kind <> 'look'
              GROUP BY project_id) AS in_projects) AS due_in,
       (SELECT count(*) FROM steps WHERE status = 'planned' AND due_at <= $1 AND broken) AS broken,
       (SELECT count(*) FROM steps WHERE status = 'begun' AND lease_until < $2) AS stuck;

-- name: attempted_lately
-- Whom we called of late and may hear from, with their open case.
SELECT c.project_id, s.number, c.id AS case_id, max(s.begun_at) AS at
FROM projects p
JOIN steps s ON s.project_id = p.id AND s.begun_at > $1
JOIN cases c ON c.id = s.case_id AND c.closed_at IS NULL
WHERE s.kind = 'call' AND s.number IS NOT NULL
GROUP BY c.project_id, s.number, c.id;

-- name: dialled_lately
-- Calls of ours within a day, by hand or not, but for those that never reached the customer's line.
SELECT project_id, call_id, customer, arrived_at FROM calls
WHERE arrived_at > $1 AND direction = 'outbound' AND customer IS NOT NULL AND project_id IS NOT NULL
  AND (reason IS NULL OR reason NOT IN ('agent_did_not_answer', 'agent_unreachable', 'failed'));

-- name: held_cases
-- Open cases that wait for a person to release them.
SELECT id, state, next FROM cases WHERE status = 'held' AND closed_at IS NULL;

-- name: seen
-- What a project placed of late, for the caps on calls and texts: $2 is a number, $3 its prefix, $4 a day ago, $5 an
-- hour ago. An attempt that never reached the customer's line is in none of them.
SELECT count(*) FILTER (WHERE kind = 'call' AND number = $2) AS to_number_today,
       count(*) FILTER (WHERE kind = 'call' AND begun_at > $5 AND starts_with(number, $3)) AS to_prefix_this_hour,
       count(*) FILTER (WHERE kind = 'call' AND begun_at > $5) AS calls_this_hour,
       count(*) FILTER (WHERE kind = 'call') AS calls_today,
       count(*) FILTER (WHERE kind = 'text' AND number = $2) AS texts_to_number_today,
       count(*) FILTER (WHERE kind = 'text' AND begun_at > $5 AND starts_with(number, $3)) AS texts_to_prefix_this_hour,
       count(*) FILTER (WHERE kind = 'text' AND begun_at > $5) AS texts_this_hour,
       count(*) FILTER (WHERE kind = 'text') AS texts_today,
       min(begun_at) FILTER (WHERE kind = 'call' AND number = $2) AS oldest_to_number_today,
       min(begun_at) FILTER (WHERE kind = 'call' AND begun_at > $5) AS oldest_this_hour,
       min(begun_at) FILTER (WHERE kind = 'call') AS oldest_today
FROM steps
WHERE project_id = $1 AND begun_at > $4
  AND (outcome IS NULL
       OR outcome NOT IN ('never_placed', 'agent_did_not_answer', 'agent_unreachable', 'failed', 'refused'));

-- name: neighbours
-- How many different numbers of one block have called a project of late. The bounds are the block's, compared by bytes.
SELECT count(DISTINCT number) FROM missed_calls
WHERE project_id = $1 AND number ~>=~ $2 AND number ~<~ $3 AND at > $4;

-- name: add_missed_call
-- A missed call, with its case or why there is none. A call is missed once.
INSERT INTO missed_calls (call_id, project_id, case_id, number, at, reason, no_case)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (call_id) DO NOTHING
RETURNING call_id;

-- name: missed_in_case
-- Which case a missed call belongs to.
UPDATE missed_calls SET case_id = $2 WHERE call_id = $1;

-- name: move_missed_calls
-- Two cases became one.
UPDATE missed_calls SET case_id = $2 WHERE case_id = $1;

-- name: missed_before
-- Whether this number hung up at once before, in the time before a call.
SELECT EXISTS (
    SELECT FROM missed_calls
    WHERE project_id = $1 AND number = $2 AND at >= $3 AND at < $4 AND call_id <> $5 AND reason = 'short_abandoned'
);

-- name: answered_since
-- The first call of a number that was answered after an instant, by its agent's or by the safety net's word.
SELECT call_id, answered_at FROM calls
WHERE customer = $2 AND project_id = $1 AND direction = 'inbound' AND outcome = 'answered' AND reason IS NULL
  AND arrived_at > $3
ORDER BY arrived_at
LIMIT 1;

-- name: cursor
-- How far a reader of the facts has come, locked, so that it cannot be two; up to where it may go in one look; and the
-- newest fact there is.
SELECT f.last_id, coalesce(page.upto, f.last_id) AS upto, coalesce(newest.id, f.last_id) AS newest
FROM followers f
CROSS JOIN LATERAL (
    SELECT max(id) AS upto FROM (SELECT id FROM facts WHERE id > f.last_id ORDER BY id LIMIT 2000) AS next
) AS page
CROSS JOIN LATERAL (SELECT max(id) AS id FROM facts) AS newest
WHERE f.name = $1
FOR UPDATE OF f;

-- name: add_cursor
-- A reader that begins.
INSERT INTO followers (name, last_id) VALUES ($1, 0) ON CONFLICT DO NOTHING;

-- name: move_cursor
-- In the transaction of what was made of the facts.
UPDATE followers SET last_id = $2 WHERE name = $1;

-- name: facts_of_calls
-- How calls began and ended, in order, each with its call's row.
SELECT f.id, f.subject_id AS call_id, f.kind, f.at, f.body,
       c.project_id, c.direction, c.caller, c.queue_id, c.agent_id, c.arrived_at, c.answered_at,
       c.language
FROM facts f
LEFT JOIN calls c ON c.call_id = f.subject_id
WHERE f.id > $1 AND f.id <= $2 AND f.subject_kind = 'call' AND f.kind IN ('CallBegan', 'CallEnded')
ORDER BY f.id
LIMIT $3;

-- name: lag
-- How many facts a reader has not read.
SELECT (SELECT coalesce(max(id), 0) FROM facts) - coalesce((SELECT last_id FROM followers WHERE name = $1), 0);

-- name: rules
-- What every project has set; those without a row have the defaults.
SELECT project_id, version, policy, fraud, texting FROM callback_rules;

-- name: add_rules
-- The first change of a project's rules; nothing where somebody was quicker.
INSERT INTO callback_rules (project_id, policy, fraud, texting, changed_at, changed_by)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (project_id) DO NOTHING
RETURNING version;

-- name: change_rules
-- Only what its editor saw is changed: another version means that somebody saved in between.
UPDATE callback_rules SET version = version + 1, policy = $3, fraud = $4, texting = $5, changed_at = $6, changed_by = $7
WHERE project_id = $1 AND version = $2
RETURNING version;
