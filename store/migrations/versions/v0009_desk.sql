-- Callers who are turned away ------------------------------------------------------------------------------------------

CREATE TABLE blocked_callers (
    id         integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    project_id integer REFERENCES projects,
    number     text NOT NULL CHECK (number ~ '^\+[0-9]{2,15}$'),
    why        text NOT NULL CHECK (why <> ''),
    until      timestamptz CHECK (until > added_at),
    added_by   text NOT NULL,
    added_at   timestamptz NOT NULL,
    UNIQUE NULLS NOT DISTINCT (number, project_id)
);
COMMENT ON TABLE blocked_callers IS 'Whose calls are turned away unanswered; those whose time is over are let in again, and stay until they are removed';
COMMENT ON COLUMN blocked_callers.project_id IS 'null: by every project';
COMMENT ON COLUMN blocked_callers.until IS 'null: until somebody lets them in again';
CREATE INDEX blocked_callers_latest ON blocked_callers (added_at DESC, id DESC);

-- Who keeps the list in memory is told that it changed: a hint without content, the table is the truth.
CREATE FUNCTION notify_blocked_callers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('blocked_callers', '');
    RETURN NULL;
END $$;
CREATE TRIGGER changed AFTER INSERT OR UPDATE OR DELETE ON blocked_callers
    FOR EACH STATEMENT EXECUTE FUNCTION notify_blocked_callers();

-- What agents read from ------------------------------------------------------------------------------------------------

CREATE TABLE scripts (
    project_id integer NOT NULL REFERENCES projects,
    language   text NOT NULL CHECK (language ~ '^[a-z]{2,3}$'),
    text       text NOT NULL CHECK (text <> ''),
    changed_at timestamptz NOT NULL,
    changed_by text NOT NULL,
    PRIMARY KEY (project_id, language)
);
COMMENT ON TABLE scripts IS 'What a project''s agents have before them in a call: plain text, one for each language';

-- Several outage prompts -----------------------------------------------------------------------------------------------

ALTER TABLE announcements ADD COLUMN name text NOT NULL DEFAULT '' CHECK (name = '' OR kind = 'outage');
COMMENT ON COLUMN announcements.name IS 'which of several outage prompts this is; empty: the one that is played unless another is chosen';
ALTER TABLE announcements DROP CONSTRAINT announcements_project_id_kind_language_key;
ALTER TABLE announcements ADD CONSTRAINT announcements_one_each UNIQUE NULLS NOT DISTINCT (project_id, kind, language, name);

ALTER TABLE outages ADD COLUMN prompt text NOT NULL DEFAULT '';
COMMENT ON COLUMN outages.prompt IS 'the name of the prompt that callers hear';
