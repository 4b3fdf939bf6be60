-- What people mark and keep of recordings -------------------------------------------------------------------------------

CREATE TABLE recording_marks (
    id           integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    recording_id text NOT NULL REFERENCES recordings,
    seconds      double precision NOT NULL CHECK (seconds >= 0),
    kind         text NOT NULL CHECK (kind IN ('good', 'mistake', 'critical', 'question', 'remark')),
    text         text NOT NULL,
    user_id      integer NOT NULL REFERENCES users,
    made_at      timestamptz NOT NULL
);
COMMENT ON COLUMN recording_marks.seconds IS 'from the beginning of the recording';
CREATE INDEX recording_marks_of ON recording_marks (recording_id, seconds, id);

CREATE TABLE recording_holds (
    id           integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    recording_id text NOT NULL REFERENCES recordings,
    why          text NOT NULL CHECK (why <> ''),
    held_at      timestamptz NOT NULL,
    held_by      integer NOT NULL REFERENCES users,
    lifted_at    timestamptz,
    lifted_by    integer REFERENCES users,
    CHECK ((lifted_at IS NULL) = (lifted_by IS NULL))
);
COMMENT ON TABLE recording_holds IS 'Legal holds, past ones too: who kept a recording from being deleted, when and why';
CREATE UNIQUE INDEX recording_holds_on ON recording_holds (recording_id) WHERE lifted_at IS NULL;
CREATE INDEX recording_holds_of ON recording_holds (recording_id, id);

ALTER TABLE recordings
    ADD COLUMN held boolean NOT NULL DEFAULT false,
    ADD COLUMN deleted_at timestamptz,
    ADD COLUMN kept_days integer;
COMMENT ON COLUMN recordings.held IS 'a hold is on, see recording_holds. It stands here as well because whoever deletes locks this row and looks at it again';
COMMENT ON COLUMN recordings.kept_days IS 'of a file that was deleted: for how many days the project kept recordings then';

UPDATE recordings
SET deleted_at = (substring(detail FROM '^Deleted on (\d{4}-\d\d-\d\d):') || ' 00:00:00+00')::timestamptz,
    kept_days = substring(detail FROM 'keeps recordings for (\d+) days\.$')::integer
WHERE path IS NULL AND detail ~ '^Deleted on \d{4}-\d\d-\d\d: the project keeps recordings for \d+ days\.$';

ALTER TABLE recording_plays ADD COLUMN downloaded boolean NOT NULL DEFAULT false;
