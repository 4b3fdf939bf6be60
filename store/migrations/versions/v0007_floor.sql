-- Running the floor: alarms, the outage prompt, broadcasts, calls for help, agents on loan ------------------------------

ALTER TABLE announcements DROP CONSTRAINT announcements_kind_check;
ALTER TABLE announcements ADD CONSTRAINT announcements_kind_check CHECK (
    kind IN ('qa_inbound', 'qa_outbound', 'qa_callback', 'out_of_hours', 'queue_full', 'unknown_number', 'outage',
             'queue_timeout', 'service_down', 'callback_offer', 'callback_confirm', 'callback_taken'));

-- The prompt that ships, where those that ship are in use.
INSERT INTO announcements (project_id, kind, language, file, sha256, seconds)
SELECT NULL, 'outage', language, language || '/outage.wav', sha256, seconds
FROM (VALUES
    ('en', '6bd873deb2408f40cc147b153591e89b0c81dbf712b8b7dffafe1e709c0994ab', 9.703625),
    ('ru', '0a358738bddde066f451cec7a5f94738e50885d72f8b3e6d22f8af81eef29302', 7.699125),
    ('uk', '7d0c585e55d20f1a86d87d0853990bc703887dbc244993a8b4c6c1b2b06dd6ee', 7.356875)
) AS shipped (language, sha256, seconds)
WHERE EXISTS (SELECT FROM announcements AS known WHERE known.project_id IS NULL AND known.file = shipped.language || '/qa_inbound.wav');

CREATE TABLE alarm_thresholds (
    project_id            integer PRIMARY KEY REFERENCES projects,
    longest_wait_s        integer NOT NULL CHECK (longest_wait_s > 0),
    service_level_percent integer CHECK (service_level_percent BETWEEN 1 AND 100),
    window_minutes        integer NOT NULL CHECK (window_minutes BETWEEN 5 AND 240),
    fewest_entries        integer NOT NULL CHECK (fewest_entries > 0),
    nobody                text NOT NULL CHECK (nobody IN ('waiting', 'open', 'never')),
    changed_at            timestamptz NOT NULL,
    changed_by            text NOT NULL
);
COMMENT ON TABLE alarm_thresholds IS 'Of the projects that have changed them; the others have the defaults of monitoring.alarms';
COMMENT ON COLUMN alarm_thresholds.service_level_percent IS 'null: each queue''s own target';
COMMENT ON COLUMN alarm_thresholds.nobody IS 'an alarm when nobody is available and somebody waits, or whenever the project is open, or never';

CREATE TABLE alarm_acknowledgements (
    cause text PRIMARY KEY,
    by    text NOT NULL,
    at    timestamptz NOT NULL
);
COMMENT ON TABLE alarm_acknowledgements IS 'Of alarms that are up; removed when the cause has gone';

CREATE TABLE outages (
    id         integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    project_id integer NOT NULL REFERENCES projects,
    queue_id   integer REFERENCES queues,
    began_at   timestamptz NOT NULL,
    began_by   text NOT NULL,
    until      timestamptz CHECK (until > began_at),
    ended_at   timestamptz,
    ended_by   text
);
COMMENT ON COLUMN outages.queue_id IS 'null: every queue of the project';
COMMENT ON COLUMN outages.until IS 'null: until somebody takes it off';
COMMENT ON COLUMN outages.ended_by IS 'null: it ended by itself';
CREATE UNIQUE INDEX outages_on ON outages (project_id, queue_id) NULLS NOT DISTINCT WHERE ended_at IS NULL;

CREATE TABLE broadcasts (
    id           integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    project_id   integer REFERENCES projects,
    text         text NOT NULL CHECK (text <> ''),
    at           timestamptz NOT NULL,
    by           text NOT NULL,
    until        timestamptz NOT NULL,
    withdrawn_at timestamptz,
    withdrawn_by text
);
COMMENT ON COLUMN broadcasts.project_id IS 'null: to the agents of every project';
CREATE INDEX broadcasts_latest ON broadcasts (at DESC, id DESC);

CREATE TABLE broadcast_recipients (
    broadcast_id integer NOT NULL REFERENCES broadcasts,
    agent_id     integer NOT NULL REFERENCES agents,
    read_at      timestamptz,
    PRIMARY KEY (broadcast_id, agent_id)
);

CREATE TABLE help_calls (
    call_id  text PRIMARY KEY,
    agent_id integer NOT NULL REFERENCES agents,
    at       timestamptz NOT NULL,
    taken_at timestamptz,
    taken_by text,
    ended_at timestamptz
);
CREATE INDEX help_calls_open ON help_calls (at) WHERE ended_at IS NULL;

CREATE TABLE loans (
    id         integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    agent_id   integer NOT NULL REFERENCES agents,
    project_id integer NOT NULL REFERENCES projects,
    at         timestamptz NOT NULL,
    by         text NOT NULL,
    until      timestamptz NOT NULL CHECK (until > at),
    ended_at   timestamptz,
    ended_by   text
);
COMMENT ON TABLE loans IS 'An agent takes another project''s calls for a while, in place of their own projects''';
COMMENT ON COLUMN loans.ended_by IS 'null: it ended by itself, at `until`';
CREATE UNIQUE INDEX loans_on ON loans (agent_id) WHERE ended_at IS NULL;

-- Who is lent sees the cases of both: of those they will work again, and of those whose customers they speak with now.
CREATE OR REPLACE VIEW user_grants AS
SELECT r.user_id, r.role,
       CASE WHEN r.project_id IS NOT NULL THEN ARRAY[r.project_id]
            WHEN r.role = 'agent' THEN coalesce(a.project_ids, '{}') || ARRAY(
                SELECT l.project_id FROM loans l WHERE l.agent_id = a.id AND l.ended_at IS NULL AND l.until > now())
       END AS project_ids
FROM user_roles r
JOIN users u ON u.id = r.user_id
LEFT JOIN agents a ON a.id = u.agent_id;
