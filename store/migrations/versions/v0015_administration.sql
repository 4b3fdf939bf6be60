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
CREATE INDEX calls_of_trunk ON calls (trunk, arrived_at DESC, call_id DESC) WHERE trunk IS NOT NULL;
CREATE INDEX facts_of_trunk_failures ON facts (at) WHERE subject_kind = 'call' AND kind = 'TrunkFailed';
COMMENT ON INDEX facts_of_trunk_failures IS 'those of the last hour are read when the service starts';

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

ALTER TABLE calls ADD COLUMN language text;
COMMENT ON COLUMN calls.language IS 'in which the caller was served; null: they were not asked, so it was the number''s own';

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

-- What callers are told of their place in the queue, where the sounds that ship are in use.
INSERT INTO announcements (project_id, kind, language, file, sha256, seconds)
SELECT NULL, kind, language, language || '/' || kind || '.wav', sha256, seconds
FROM (VALUES
    ('en', 'position_1', '0caa3c706d0d4760b67872f4a132ad3bb2f85ed726ee393d70a25efc718953a2', 2.392125),
    ('en', 'position_2', '67c0ae80b4d93579e25e00b78d5db2445d7e35bbe9a549bc44e577dccf8d4de2', 2.0675),
    ('en', 'position_3', '92422c662bb884717ac18261ad7a40296eaab88e7a2ea3a14e405544945c88bb', 2.06275),
    ('en', 'position_4', '9e741aa9287b835f862ac6d7f01059ee96a19bdf6f8acbff1ec6a6edb3495713', 2.10775),
    ('en', 'position_5', 'b3abc3c545d527f2df5dadda12876ddac313bd05343fbb7b0cf400e0c6bdd108', 2.1715),
    ('en', 'position_6', '37cbc8d5fec8d43a8147b30203e5366af76cc002e564c9159b0c754ac42a477b', 2.16325),
    ('en', 'position_7', 'db0d64c548447d69b7aa4993b02aa26b0067ad324ac308f65fba283e9fe01e86', 2.212),
    ('en', 'position_8', '7f0c52f7f2ea94bb2c5f03e23b99e5aaab2cc93c9916c1759b9978de15651d9d', 2.019875),
    ('en', 'position_9', '3e22f9c982467823c028ec40049bf1f18e0714f5ffe1740b266be74f0c43ab01', 2.1215),
    ('en', 'position_10', '63be11a3f50cc85b043b5de2074d2103aadf5f8b3d0cc83dd25168e3f7da11ff', 2.078),
    ('en', 'position_more', '2acdfb7e00a07b86fc88eb4945411f7a97405a6235d9dd3614362eeaf683cfd4', 2.741125),
    ('en', 'wait_under_2', '82c5d6c67de17f01db10ff224e68c2b651c09ef77302de6f8b3fa587ef95d8f4', 3.52075),
    ('en', 'wait_2_5', '1d5ab5044b82c2f4f1e2d98674b0c3b4fcf2312febd69ae27910d4cb2a02e42c', 3.62275),
    ('en', 'wait_5_10', '2f9fbd15560625d37480f94bfb0424acb7aa20e09ec107035f9976ff59814b1a', 3.62825),
    ('en', 'wait_over_10', '8a16e075c7bdb62a9660239e97f6daddc0758c604cfd5214daae5015ca89323c', 3.016875),
    ('ru', 'position_1', '731821db60a53d7dedb459e43a2547c032032b85c69fe6fc7bb3bf3546dc6e69', 2.300125),
    ('ru', 'position_2', '78cb4e54f233318302c854d8a1a5c51d272896dc34971906446fbc42f0b0bafb', 2.164),
    ('ru', 'position_3', 'e6a246ee70a4d9bcaced3fce77a82954957f7816d8b725d953b87ec5b8230c58', 2.170875),
    ('ru', 'position_4', '81b68218b2016c9ea2534a2f91f9ca392ff209b6d037c43794f4e7b471b376c7', 2.29025),
    ('ru', 'position_5', '1648195ff8fe6ad88605f6365958b759e0d39781f4f6d6c1ab8417b5e613edb7', 2.100625),
    ('ru', 'position_6', '49d089e66ce09dadec0f4ef7e10278fe011fb66bf40191d72d5c1e448bc93628', 2.14625),
    ('ru', 'position_7', 'f04d08776f146506627f1aac28e3e23b8154054a6c5b940b4517f7ab95a25b73', 2.159375),
    ('ru', 'position_8', '9e123eeb8842a7c1dc055db3c7bb42243e6fabd39c216e5ade6e77a743ee48af', 2.223625),
    ('ru', 'position_9', '982aaf4d420a41df6206e199f2d21379fe7632e67871fa36989560ab4f041d48', 2.181875),
    ('ru', 'position_10', 'd39c5215df44728f0cb94294f510c7988b9818a8a13470a42e98645833b79171', 2.132625),
    ('ru', 'position_more', '27667854bed4bc80280443e403c3ae14c041345fb59fc352dae490f9a024f32a', 2.441125),
    ('ru', 'wait_under_2', 'fa389a2af636a498cb998060e180bc1921536c4dcc842ddb5f7565e05d2076de', 3.57275),
    ('ru', 'wait_2_5', 'd068334a72c9c1240bcf53f9863491870fd53ec6a95efe7d062177031c210218', 2.577875),
    ('ru', 'wait_5_10', '3c12a682ad7de00ba3ef8997cb31496c74c5efcca89c176511b1c9823dcd1d2a', 2.673625),
    ('ru', 'wait_over_10', '2b8c329c355843bf24a7907a27a254745b89dc5765d582a1e36bb70e25cbe441', 2.367625),
    ('uk', 'position_1', '6eba708bd64e893a31f87f7aa861d852adcf19691969f2e2f5190e78cc01f06f', 1.9855),
    ('uk', 'position_2', '15b8ae49a3ebff4b96466bcef6cff6325c7013b23efc32aed17f74726abe07c2', 1.90875),
    ('uk', 'position_3', 'd291b7b15bcf6c36cab1219eac5ed5e5f0c4cfb5ec1aec81423228029da59288', 1.861125),
    ('uk', 'position_4', '94e1ee5e75c4a48a3ec1030c957bea7a3feaf77dd7245ffee3601af0321d79e2', 1.981375),
    ('uk', 'position_5', 'e134df885d742a7359f2e785fa73e5e342ebde35f1f715910f28db215161c340', 1.9485),
    ('uk', 'position_6', '7df86402fb844a584d4eafacdc4a23beb7b98915a4b43fa314d3e495b58b7d77', 1.858875),
    ('uk', 'position_7', 'a9281c38fa8b5fb5d8b1879190241f18922dc579236e797cfa3f6cccf8623e7f', 1.87375),
    ('uk', 'position_8', '98f2461dd0a7dcdaef6817725aa5ac04d872858ac49be64fca977d1ea30d2b2b', 1.943625),
    ('uk', 'position_9', '143b3ffbb49cfc7a7f2acb817ce0cc6d9f795654c4a5906ae67289a92c88a3ac', 1.958625),
    ('uk', 'position_10', 'f13417e68326599d009f24f835c6db519f3fbfb9bf6131215002a6e1b6db72ad', 1.958125),
    ('uk', 'position_more', '755fe5d867599306c20e8ce6fd6b01320e504f02829f06a6089b0db43623a66d', 2.3085),
    ('uk', 'wait_under_2', '2afb36e17c81049614f585cf1f5fe53ba956183f89f4b5c109e206e4414813ac', 3.548125),
    ('uk', 'wait_2_5', '6bb6223f8051db229e18af54786fff24ff84d5d3a332d3286c55ea771d9f4103', 2.992375),
    ('uk', 'wait_5_10', '4758bf6ecbd99fdb5f20577f1d134d40f03693293fb48f73b79381afcad9ec8a', 3.108125),
    ('uk', 'wait_over_10', '72055315624ccb50f8096297a245af6e4fad3164f7661b0dacdaddd3d725bcf0', 2.582875)
) AS shipped (language, kind, sha256, seconds)
WHERE EXISTS (SELECT FROM announcements AS known WHERE known.project_id IS NULL AND known.file = shipped.language || '/qa_inbound.wav');

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
ALTER TABLE setup_changes ADD COLUMN was text;
COMMENT ON COLUMN setup_changes.was IS 'the key so far, where this change gave it another: the history goes on under that';
CREATE INDEX setup_changes_of_project ON setup_changes (project_id, id DESC);
CREATE INDEX setup_changes_of ON setup_changes (section, key, id DESC);
CREATE UNIQUE INDEX setup_changes_undone ON setup_changes (undoes) WHERE undoes IS NOT NULL;

-- Health -----------------------------------------------------------------------------------------------------------------

CREATE TABLE silenced_checks (
    check_id text PRIMARY KEY CHECK (check_id <> ''),
    level    text NOT NULL CHECK (level IN ('warn', 'bad')),
    until    timestamptz NOT NULL,
    by       text NOT NULL,
    at       timestamptz NOT NULL
);
COMMENT ON TABLE silenced_checks IS 'What somebody knows of and need not be told again until then';
COMMENT ON COLUMN silenced_checks.level IS 'how bad it was; what has become worse is told again';

CREATE TRIGGER changed AFTER INSERT OR UPDATE OR DELETE ON trunks FOR EACH STATEMENT EXECUTE FUNCTION notify_catalog();
CREATE TRIGGER changed AFTER INSERT OR UPDATE OR DELETE ON phones FOR EACH STATEMENT EXECUTE FUNCTION notify_catalog();
CREATE TRIGGER changed AFTER INSERT OR UPDATE OR DELETE ON installation FOR EACH STATEMENT EXECUTE FUNCTION notify_catalog();
