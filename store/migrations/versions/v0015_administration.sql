-- Trunks and phones ------------------------------------------------------------------------------------------------------

CREATE TABLE trunks (
    name       text PRIMARY KEY CHECK (name <> ''),
    spec       jsonb NOT NULL,
    secret     bytea,
    changed_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON COLUMN trunks.spec IS 'telephony.provision.model.TrunkSpec';
COMMENT ON COLUMN trunks.secret IS 'sealed for trunk:{name}, see store.sealed';

CREATE TABLE phones (
    name       text PRIMARY KEY CHECK (name <> ''),
    spec       jsonb NOT NULL,
    secret     bytea,
    changed_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON COLUMN phones.spec IS 'telephony.provision.model.PhoneSpec';
COMMENT ON COLUMN phones.secret IS 'sealed for phone:{name}, see store.sealed';

ALTER TABLE projects ADD COLUMN trunks text[] NOT NULL DEFAULT '{}';
ALTER TABLE projects ADD COLUMN live boolean NOT NULL DEFAULT true;
COMMENT ON COLUMN projects.trunks IS 'in the order in which they are tried; empty: all, by their rank';
COMMENT ON COLUMN projects.live IS 'false: being set up, its numbers are as nobody''s';

ALTER TABLE calls ADD COLUMN trunk text;
COMMENT ON COLUMN calls.trunk IS 'that the customer''s leg came or went by';

-- How callers wait -------------------------------------------------------------------------------------------------------

ALTER TABLE queues ADD COLUMN overflow_queue_id integer;
ALTER TABLE queues ADD COLUMN overflow_after_s integer CHECK (overflow_after_s > 0);
ALTER TABLE queues ADD COLUMN tell_position boolean NOT NULL DEFAULT true;
ALTER TABLE queues ADD COLUMN tell_wait boolean NOT NULL DEFAULT true;
ALTER TABLE queues ADD FOREIGN KEY (project_id, overflow_queue_id) REFERENCES queues (project_id, id);
COMMENT ON COLUMN queues.overflow_queue_id IS 'where callers go who find it full, or have waited for overflow_after_s; null: nowhere';
COMMENT ON COLUMN queues.overflow_after_s IS 'null: only who finds it full';

-- Numbers ----------------------------------------------------------------------------------------------------------------

ALTER TABLE numbers DROP CONSTRAINT numbers_did_check;
ALTER TABLE numbers ADD CONSTRAINT numbers_did_check CHECK (did ~ '^\+?[0-9*#]+X{0,9}$');
ALTER TABLE numbers ADD COLUMN menu text[] NOT NULL DEFAULT '{}';
ALTER TABLE numbers ADD COLUMN note text NOT NULL DEFAULT '';
COMMENT ON COLUMN numbers.did IS 'E.164 where it is a public number; digits as dialled where it is not. Each X at the end is any one digit';
COMMENT ON COLUMN numbers.menu IS 'languages that a caller chooses from by key, 1 is the first; empty: no menu';

CREATE TABLE installation (
    one            boolean PRIMARY KEY DEFAULT true CHECK (one),
    unknown_number text NOT NULL DEFAULT 'message' CHECK (unknown_number IN ('message', 'reject', 'queue')),
    unknown_queue  integer REFERENCES queues,
    changed_at     timestamptz NOT NULL DEFAULT now(),
    CHECK ((unknown_number = 'queue') = (unknown_queue IS NOT NULL))
);
COMMENT ON TABLE installation IS 'What holds for the whole of it; one row';
COMMENT ON COLUMN installation.unknown_number IS 'what callers of a number meet that is nobody''s: a message, a refusal, or a queue';
INSERT INTO installation DEFAULT VALUES;

-- Announcements have versions ---------------------------------------------------------------------------------------------

ALTER TABLE announcements DROP CONSTRAINT announcements_kind_check;
ALTER TABLE announcements ADD CONSTRAINT announcements_kind_check CHECK (kind ~ '^[a-z][a-z0-9_]{0,39}$');
ALTER TABLE announcements ADD COLUMN version integer NOT NULL DEFAULT 1 CHECK (version > 0);
ALTER TABLE announcements ADD COLUMN in_force_from timestamptz NOT NULL DEFAULT '-infinity';
ALTER TABLE announcements ADD COLUMN withdrawn_at timestamptz;
ALTER TABLE announcements ADD COLUMN made_at timestamptz NOT NULL DEFAULT now();
ALTER TABLE announcements ADD COLUMN made_by text NOT NULL DEFAULT '';
ALTER TABLE announcements ADD COLUMN original text NOT NULL DEFAULT '';
ALTER TABLE announcements DROP CONSTRAINT announcements_one_each;
ALTER TABLE announcements ADD CONSTRAINT announcements_one_each UNIQUE NULLS NOT DISTINCT (project_id, kind, language, name, version);
COMMENT ON COLUMN announcements.version IS 'counts from 1 within project, kind, language and name';
COMMENT ON COLUMN announcements.in_force_from IS 'of the versions that are not withdrawn the one counts whose moment came last';
COMMENT ON COLUMN announcements.original IS 'the name of the file as it was given to us; empty: it ships';

-- Agents who sign in by phone ----------------------------------------------------------------------------------------------

ALTER TABLE agents ALTER COLUMN endpoint DROP NOT NULL;
ALTER TABLE agents ADD COLUMN extension text UNIQUE CHECK (extension ~ '^[0-9]{2,10}$');
ALTER TABLE agents ADD COLUMN pin_hash text;
ALTER TABLE agents ADD COLUMN at_phone text UNIQUE;
COMMENT ON COLUMN agents.endpoint IS 'their own phone as the switch names it, such as PJSIP/agent-1; null: none';
COMMENT ON COLUMN agents.extension IS 'what they key in to sign in from any phone, and colleagues to reach them';
COMMENT ON COLUMN agents.at_phone IS 'the endpoint of another phone at which they have signed in; null: they are at their own';

-- Who changed what, so that it can be undone --------------------------------------------------------------------------------

CREATE TABLE setup_changes (
    id         integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at         timestamptz NOT NULL,
    by         text NOT NULL,
    section    text NOT NULL,
    key        text NOT NULL,
    project_id integer,
    before     jsonb,
    after      jsonb,
    undoes     integer REFERENCES setup_changes
);
COMMENT ON TABLE setup_changes IS 'Each save of a section of the set-up, whole before and after; null: it was not there';
COMMENT ON COLUMN setup_changes.before IS 'secrets in it are sealed';
CREATE INDEX setup_changes_latest ON setup_changes (id DESC);
CREATE INDEX setup_changes_of ON setup_changes (section, key, id DESC);
CREATE UNIQUE INDEX setup_changes_undone ON setup_changes (undoes) WHERE undoes IS NOT NULL;

CREATE TRIGGER changed AFTER INSERT OR UPDATE OR DELETE ON trunks FOR EACH STATEMENT EXECUTE FUNCTION notify_catalog();
CREATE TRIGGER changed AFTER INSERT OR UPDATE OR DELETE ON phones FOR EACH STATEMENT EXECUTE FUNCTION notify_catalog();
CREATE TRIGGER changed AFTER INSERT OR UPDATE OR DELETE ON installation FOR EACH STATEMENT EXECUTE FUNCTION notify_catalog();
