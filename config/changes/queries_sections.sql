-- name: projects
-- Every project, also those in the archive.
SELECT name, zone, region, language, announce_inbound, announce_outbound, record, retention_days, caller_id,
       short_abandon_s, dispositions, break_reasons, tell_agents_heard, trunks, live, active
FROM projects
ORDER BY name

-- name: add_project
-- A new project.
INSERT INTO projects (name, zone, region, language, announce_inbound, announce_outbound, record, retention_days,
                      caller_id, short_abandon_s, dispositions, break_reasons, tell_agents_heard, trunks, live, active)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)

-- name: change_project
-- A project, known by its name so far ($17), as it is from now on.
UPDATE projects
SET name = $1, zone = $2, region = $3, language = $4, announce_inbound = $5, announce_outbound = $6, record = $7,
    retention_days = $8, caller_id = $9, short_abandon_s = $10, dispositions = $11, break_reasons = $12,
    tell_agents_heard = $13, trunks = $14, live = $15, active = $16
WHERE name = $17

-- name: known_of_project
-- What refers to this project and is no part of it, in words.
SELECT known.what
FROM projects p
CROSS JOIN LATERAL (VALUES
    ('alarm thresholds', EXISTS (SELECT FROM alarm_thresholds t WHERE t.project_id = p.id)),
    ('announcements', EXISTS (SELECT FROM announcements t WHERE t.project_id = p.id)),
    ('blocked callers', EXISTS (SELECT FROM blocked_callers t WHERE t.project_id = p.id)),
    ('broadcasts', EXISTS (SELECT FROM broadcasts t WHERE t.project_id = p.id)),
    ('calls', EXISTS (SELECT FROM calls t WHERE t.project_id = p.id)),
    ('contacts', EXISTS (SELECT FROM contacts t WHERE t.project_id = p.id)),
    ('do not call', EXISTS (SELECT FROM do_not_call t WHERE t.project_id = p.id)),
    ('loans of agents', EXISTS (SELECT FROM loans t WHERE t.project_id = p.id)),
    ('outages', EXISTS (SELECT FROM outages t WHERE t.project_id = p.id)),
    ('roles', EXISTS (SELECT FROM user_roles t WHERE t.project_id = p.id)),
    ('rules of callbacks', EXISTS (SELECT FROM callback_rules t WHERE t.project_id = p.id)),
    ('scripts', EXISTS (SELECT FROM scripts t WHERE t.project_id = p.id)),
    ('texts', EXISTS (SELECT FROM text_templates t WHERE t.project_id = p.id))
) known (what, so)
WHERE p.name = $1 AND known.so
ORDER BY known.what

-- name: remove_project
-- A project that nothing refers to.
DELETE FROM projects WHERE name = $1

-- name: queues
-- Every queue with its project's name and that of the queue it flows over into.
SELECT p.name AS project, q.name, q.skills, q.ring_s, q.queue_timeout_s, q.max_waiting, q.wrap_up_s, q.music_class,
       q.service_level_percent, q.service_level_s, o.name AS overflow, q.overflow_after_s, q.tell_position, q.tell_wait
FROM queues q
JOIN projects p ON p.id = q.project_id
LEFT JOIN queues o ON o.id = q.overflow_queue_id
ORDER BY p.name, q.name

-- name: add_queue
-- A new queue; where it flows over to is told when all are there.
INSERT INTO queues (project_id, name, skills, ring_s, queue_timeout_s, max_waiting, wrap_up_s, music_class,
                    service_level_percent, service_level_s, overflow_after_s, tell_position, tell_wait)
SELECT id, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13 FROM projects WHERE name = $1

-- name: change_queue
-- A queue, known by its name so far ($14), as it is from now on.
UPDATE queues
SET name = $2, skills = $3, ring_s = $4, queue_timeout_s = $5, max_waiting = $6, wrap_up_s = $7, music_class = $8,
    service_level_percent = $9, service_level_s = $10, overflow_after_s = $11, tell_position = $12, tell_wait = $13
FROM projects p
WHERE queues.project_id = p.id AND p.name = $1 AND queues.name = $14

-- name: queue_overflow
-- Where a queue flows over to; null is nowhere.
UPDATE queues
SET overflow_queue_id = (SELECT o.id FROM queues o WHERE o.project_id = queues.project_id AND o.name = $3)
FROM projects p
WHERE queues.project_id = p.id AND p.name = $1 AND queues.name = $2

-- name: remove_queue
-- A queue that nothing refers to.
DELETE FROM queues USING projects p WHERE queues.project_id = p.id AND p.name = $1 AND queues.name = $2

-- name: projects_hours
-- Every project: each has hours, if only none.
SELECT name FROM projects ORDER BY name

-- name: weekly
-- The weekly openings of all projects.
SELECT p.name AS project, h.weekday, h.opens_minute, h.closes_minute
FROM hours h
JOIN projects p ON p.id = h.project_id
ORDER BY p.name, h.weekday, h.opens_minute

-- name: exceptions
-- The dates on which weekly hours do not count, of all projects.
SELECT p.name AS project, e.on_date, e.opens_minute, e.closes_minute, e.note
FROM hours_exceptions e
JOIN projects p ON p.id = e.project_id
ORDER BY p.name, e.on_date, e.opens_minute

-- name: forget_weekly
-- A project without weekly openings.
DELETE FROM hours USING projects p WHERE project_id = p.id AND p.name = $1

-- name: forget_exceptions
-- A project without exceptions.
DELETE FROM hours_exceptions USING projects p WHERE project_id = p.id AND p.name = $1

-- name: add_weekly
-- One weekly opening.
INSERT INTO hours (project_id, weekday, opens_minute, closes_minute) SELECT id, $2, $3, $4 FROM projects WHERE name = $1

-- name: add_exception
-- One opening of a date, or that it is closed.
INSERT INTO hours_exceptions (project_id, on_date, opens_minute, closes_minute, note)
SELECT id, $2, $3, $4, $5 FROM projects WHERE name = $1

-- name: numbers
-- Every dialled number, with the names of its project and queue.
SELECT n.did, p.name AS project, q.name AS queue, n.language, n.menu, n.note
FROM numbers n
JOIN projects p ON p.id = n.project_id
JOIN queues q ON q.id = n.queue_id
ORDER BY n.did

-- name: add_number
-- A new number.
INSERT INTO numbers (did, project_id, queue_id, language, menu, note)
SELECT $1, p.id, q.id, $4, $5, $6 FROM projects p JOIN queues q ON q.project_id = p.id WHERE p.name = $2 AND q.name = $3

-- name: change_number
-- A number, known as $7 so far, as it is from now on.
UPDATE numbers
SET did = $1, project_id = p.id, queue_id = q.id, language = $4, menu = $5, note = $6
FROM projects p
JOIN queues q ON q.project_id = p.id
WHERE p.name = $2 AND q.name = $3 AND numbers.did = $7

-- name: remove_number
-- The number leads nowhere any more.
DELETE FROM numbers WHERE did = $1

-- name: agents
-- Every agent, with the names of their projects.
SELECT a.name, a.skills, a.languages, coalesce(a.endpoint, '') AS endpoint, a.extension, a.active,
       ARRAY(SELECT p.name FROM projects p WHERE p.id = ANY(a.project_ids) ORDER BY p.name) AS projects
FROM agents a
ORDER BY a.name

-- name: add_agent
-- A new agent.
INSERT INTO agents (name, skills, languages, endpoint, extension, active, project_ids)
SELECT $1, $2, $3, $4, $5, $6, ARRAY(SELECT p.id FROM projects p WHERE p.name = ANY($7::text[]) ORDER BY p.id)

-- name: change_agent
-- An agent, known by their name so far ($8), as they are from now on.
UPDATE agents
SET name = $1, skills = $2, languages = $3, endpoint = $4, extension = $5, active = $6,
    project_ids = ARRAY(SELECT p.id FROM projects p WHERE p.name = ANY($7::text[]) ORDER BY p.id)
WHERE name = $8

-- name: free_agents
-- What nobody else may have is free while these agents change, so that they can take it from one another.
UPDATE agents SET endpoint = NULL, extension = NULL WHERE name = ANY($1::text[])

-- name: known_of_agent
-- What refers to this agent, in words.
SELECT known.what
FROM agents a
CROSS JOIN LATERAL (
    SELECT 'account ' || u.name, true FROM users u WHERE u.agent_id = a.id
    UNION ALL
    VALUES ('broadcasts', EXISTS (SELECT FROM broadcast_recipients t WHERE t.agent_id = a.id)
                          OR EXISTS (SELECT FROM broadcasts t WHERE t.agent_id = a.id)),
           ('calls', EXISTS (SELECT FROM calls t WHERE t.agent_id = a.id)),
           ('calls for help', EXISTS (SELECT FROM help_calls t WHERE t.agent_id = a.id)),
           ('loans', EXISTS (SELECT FROM loans t WHERE t.agent_id = a.id))
) known (what, so)
WHERE a.name = $1 AND known.so
ORDER BY known.what

-- name: remove_agent
-- An agent whom nothing refers to.
DELETE FROM agents WHERE name = $1

-- name: phones_owned
-- Each phone says itself whose it is, as the agents do.
UPDATE phones
SET spec = jsonb_set(phones.spec, '{agent}', to_jsonb(owned.agent))
FROM (SELECT p.name, coalesce(a.name, '') AS agent
      FROM phones p LEFT JOIN agents a ON a.endpoint = 'PJSIP/' || p.name) owned
WHERE phones.name = owned.name AND phones.spec ->> 'agent' IS DISTINCT FROM owned.agent

-- name: trunks
-- Every trunk.
SELECT name, spec, secret FROM trunks ORDER BY name

-- name: put_trunk
-- A trunk, by the name it has by now, as it is from now on.
INSERT INTO trunks (name, spec, secret) VALUES ($1, $2, $3)
ON CONFLICT (name) DO UPDATE SET spec = excluded.spec, secret = excluded.secret, changed_at = now()

-- name: rename_trunk
-- A trunk is called another name from now on.
UPDATE trunks SET name = $2 WHERE name = $1

-- name: rename_trunk_in_orders
-- The same in the orders of projects.
UPDATE projects SET trunks = array_replace(trunks, $1, $2) WHERE $1 = ANY(trunks)

-- name: remove_trunk
-- The trunk is no more.
DELETE FROM trunks WHERE name = $1

-- name: phones
-- Every phone that registers with name and password, with the name of whose it is. Who has become an agent has none here.
SELECT p.name, p.spec || jsonb_build_object('agent', coalesce(a.name, ''), 'person', coalesce(u.name, '')) AS spec, p.secret
FROM phones p
LEFT JOIN agents a ON a.endpoint = 'PJSIP/' || p.name
LEFT JOIN users u ON u.id = p.user_id AND u.agent_id IS NULL
ORDER BY p.name

-- name: put_phone
-- A phone, by the name it has by now, as it is from now on.
INSERT INTO phones (name, spec, secret, user_id) VALUES ($1, $2, $3, $4)
ON CONFLICT (name) DO UPDATE
    SET spec = excluded.spec, secret = excluded.secret, user_id = excluded.user_id, changed_at = now()

-- name: person
-- Somebody who has an account and takes no calls.
SELECT id FROM users WHERE name = $1 AND agent_id IS NULL

-- name: rename_phone
-- A phone is called another name from now on.
UPDATE phones SET name = $2 WHERE name = $1

-- name: rename_phone_of_agents
-- The same for whoever has it, or has signed in at it.
UPDATE agents
SET endpoint = CASE endpoint WHEN 'PJSIP/' || $1::text THEN 'PJSIP/' || $2::text ELSE endpoint END,
    at_phone = CASE at_phone WHEN 'PJSIP/' || $1::text THEN 'PJSIP/' || $2::text ELSE at_phone END
WHERE 'PJSIP/' || $1::text IN (endpoint, at_phone)

-- name: leave_phone
-- Nobody has this phone for their own but $2.
UPDATE agents SET endpoint = NULL WHERE endpoint = 'PJSIP/' || $1::text AND name <> $2

-- name: own_phone
-- Whose own phone it is.
UPDATE agents SET endpoint = 'PJSIP/' || $1::text WHERE name = $2

-- name: remove_phone
-- The phone is no more.
DELETE FROM phones WHERE name = $1

-- name: installation
-- What holds for the whole installation.
SELECT i.unknown_number, p.name AS unknown_project, q.name AS unknown_queue
FROM installation i
LEFT JOIN queues q ON q.id = i.unknown_queue
LEFT JOIN projects p ON p.id = q.project_id

-- name: change_installation
-- What holds for the whole installation from now on.
UPDATE installation
SET unknown_number = $1, changed_at = now(),
    unknown_queue = (SELECT q.id FROM queues q JOIN projects p ON p.id = q.project_id WHERE p.name = $2 AND q.name = $3)
