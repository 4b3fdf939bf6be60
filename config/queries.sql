-- name: projects
-- Every project that takes calls.
SELECT id, name, zone, region, language, announce_inbound, announce_outbound, record, retention_days, caller_id,
       short_abandon_s, dispositions, break_reasons, tell_agents_heard, trunks, live
FROM projects
WHERE active
ORDER BY name

-- name: hours
-- The weekly openings of all projects.
SELECT project_id, weekday, opens_minute, closes_minute FROM hours ORDER BY project_id, weekday, opens_minute

-- name: hours_exceptions
-- The dates on which weekly hours do not count, from yesterday on: earlier ones decide nothing any more.
SELECT project_id, on_date, opens_minute, closes_minute
FROM hours_exceptions
WHERE on_date >= $1::date - 2
ORDER BY project_id, on_date, opens_minute

-- name: queues
-- Every queue of a project that takes calls.
SELECT q.id, q.project_id, q.name, q.skills, q.ring_s, q.queue_timeout_s, q.max_waiting, q.wrap_up_s, q.music_class,
       q.service_level_percent, q.service_level_s, q.overflow_queue_id, q.overflow_after_s, q.tell_position, q.tell_wait
FROM queues q
JOIN projects p ON p.id = q.project_id AND p.active
ORDER BY q.project_id, q.name

-- name: numbers
-- Every dialled number of a project that takes calls or is being set up, with the language its callers hear.
SELECT n.did, n.project_id, n.queue_id, coalesce(n.language, p.language) AS language, n.menu, p.live
FROM numbers n
JOIN projects p ON p.id = n.project_id AND p.active
ORDER BY n.did

-- name: announcements
-- Every announcement that is in force at $1, also those for callers of no project.
SELECT DISTINCT ON (project_id, kind, language)
       id, project_id, kind, language, file, sha256, seconds, name, version
FROM announcements
WHERE name = '' AND withdrawn_at IS NULL AND in_force_from <= $1
ORDER BY project_id, kind, language, in_force_from DESC, version DESC

-- name: outage_prompts
-- The outage prompts that have a name of their own and are in force at $1.
SELECT DISTINCT ON (project_id, kind, language, name)
       id, project_id, kind, language, file, sha256, seconds, name, version
FROM announcements
WHERE name <> '' AND withdrawn_at IS NULL AND in_force_from <= $1
ORDER BY project_id, kind, language, name, in_force_from DESC, version DESC

-- name: next_announcement
-- When an announcement that is not in force at $1 will be; null: none is planned.
SELECT min(in_force_from) FROM announcements WHERE withdrawn_at IS NULL AND in_force_from > $1

-- name: trunks
-- Every trunk, also those that are not in use.
SELECT name, spec, secret FROM trunks ORDER BY name

-- name: phones
-- Every phone that registers with name and password, also locked ones.
SELECT name, spec, secret FROM phones ORDER BY name

-- name: phone_owners
-- Whose phones are people's who are no agents, and in which projects each has one of the roles $1.
SELECT p.name AS phone, u.id, u.name, bool_or(g.project_ids IS NULL) AS everywhere,
       coalesce(array_agg(project) FILTER (WHERE project IS NOT NULL), '{}') AS projects
FROM phones p
JOIN users u ON u.id = p.user_id AND u.active AND u.agent_id IS NULL
JOIN user_grants g ON g.user_id = u.id AND g.role = ANY($1)
LEFT JOIN LATERAL unnest(g.project_ids) project ON true
GROUP BY p.name, u.id

-- name: installation
-- What holds for the whole installation.
SELECT unknown_number, unknown_queue FROM installation

-- name: agents
-- Everybody who may take calls. Who has chosen the phone in the page, or has no other, is rung there, as long as somebody
-- is this agent.
-- At another's own phone their calls ring as long as they have signed in there, and the other's do not.
SELECT a.id, a.name,
       coalesce(a.at_phone, 'PJSIP/web-' || u.id, CASE WHEN o.id IS NULL THEN a.endpoint END, '') AS endpoint,
       coalesce(a.endpoint, '') AS own_phone, coalesce(a.extension, '') AS extension, a.at_phone IS NOT NULL AS elsewhere,
       a.skills, a.languages, a.project_ids, a.dials_for
FROM agents a
LEFT JOIN users u ON (a.in_browser OR a.endpoint IS NULL) AND u.agent_id = a.id AND u.active
LEFT JOIN agents o ON o.at_phone = a.endpoint AND o.active
WHERE a.active
ORDER BY a.name

-- name: set_skills
-- What an agent can do from now on.
UPDATE agents SET skills = $2 WHERE id = $1 AND active RETURNING id

-- name: dials_for
-- For which project an agent has chosen to dial.
SELECT dials_for FROM agents WHERE id = $1 AND active

-- name: set_dials_for
-- For which project an agent dials from now on; null: the first of theirs.
UPDATE agents SET dials_for = $2 WHERE id = $1 AND active RETURNING id

-- name: is_new
-- Whether nothing has been set up yet.
SELECT NOT EXISTS (SELECT FROM projects) AND NOT EXISTS (SELECT FROM announcements)

-- name: seed_project
-- A demo project, or nothing if one of that name is there.
INSERT INTO projects (name, zone, region, caller_id, dispositions, break_reasons, short_abandon_s)
VALUES ($1, $2, $3, $4, $5, $6, 5)
ON CONFLICT (name) DO NOTHING

-- name: project_id
-- A project by its name.
SELECT id FROM projects WHERE name = $1

-- name: seed_hours
-- One weekly opening.
INSERT INTO hours (project_id, weekday, opens_minute, closes_minute) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING

-- name: seed_queue
-- A demo queue, or nothing if the project has one of that name.
INSERT INTO queues (project_id, name, skills, ring_s, queue_timeout_s, max_waiting, wrap_up_s)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (project_id, name) DO NOTHING

-- name: seed_number
-- A dialled number that leads to a project's queue, by the queue's name.
INSERT INTO numbers (did, project_id, queue_id, language)
SELECT $1, project_id, id, $4 FROM queues WHERE project_id = $2 AND name = $3
ON CONFLICT (did) DO NOTHING

-- name: seed_agent
-- A demo agent, or nothing if one has that name or phone.
INSERT INTO agents (name, endpoint, skills, languages, project_ids) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING

-- name: put_announcement
-- The sound file that is to be played, in place of the one before.
INSERT INTO announcements (project_id, kind, language, file, sha256, seconds, name)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (project_id, kind, language, name, version)
    DO UPDATE SET file = excluded.file, sha256 = excluded.sha256, seconds = excluded.seconds
    WHERE (announcements.file, announcements.sha256) IS DISTINCT FROM (excluded.file, excluded.sha256)
