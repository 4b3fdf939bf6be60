-- A second factor for signing in (RFC 6238), what stands between password and code, and where sessions are used --------

CREATE TABLE second_factors (
    user_id   integer PRIMARY KEY REFERENCES users ON DELETE CASCADE,
    sealed    bytea NOT NULL,
    since     timestamptz NOT NULL,
    last_step bigint NOT NULL
);
COMMENT ON COLUMN second_factors.sealed IS 'what the phone''s codes are made from, enciphered with the installation''s key';
COMMENT ON COLUMN second_factors.last_step IS 'of the last code that was accepted, in half minutes since 1970: it and older ones are not taken again';

CREATE TABLE second_factors_begun (
    user_id    integer PRIMARY KEY REFERENCES users ON DELETE CASCADE,
    sealed     bytea NOT NULL,
    expires_at timestamptz NOT NULL
);
COMMENT ON TABLE second_factors_begun IS 'Shown to somebody who has not yet typed a code of it';

CREATE TABLE recovery_codes (
    user_id   integer NOT NULL REFERENCES second_factors ON DELETE CASCADE,
    code_hash bytea NOT NULL,
    used_at   timestamptz,
    PRIMARY KEY (user_id, code_hash)
);
COMMENT ON COLUMN recovery_codes.code_hash IS 'SHA-256 of 80 random bits';

CREATE TABLE half_sessions (
    token_hash bytea PRIMARY KEY,
    user_id    integer NOT NULL REFERENCES users ON DELETE CASCADE,
    expires_at timestamptz NOT NULL
);
COMMENT ON TABLE half_sessions IS 'Whose password was right, and who owes a code or has yet to set one up: opens nothing else';
CREATE INDEX half_sessions_of_user ON half_sessions (user_id);

CREATE TABLE second_factor_roles (
    role text PRIMARY KEY CHECK (role IN ('admin', 'supervisor', 'quality', 'trainer', 'account_manager', 'support',
                                          'agent', 'client'))
);
COMMENT ON TABLE second_factor_roles IS 'Who has one of these, wherever, must have a second factor';

ALTER TABLE sessions ADD COLUMN elsewhere text NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN elsewhere_agent text NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN elsewhere_at timestamptz;
COMMENT ON COLUMN sessions.elsewhere IS 'the latest other address or browser that used it; empty: none has';
