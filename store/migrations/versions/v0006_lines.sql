-- Browser phones.

ALTER TABLE agents ADD COLUMN in_browser boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN agents.in_browser IS 'calls ring in the page of the person who is this agent, and not at endpoint';

-- An account on the switch for each signed-in person who has a phone in the page. Whoever asks last has it.
CREATE TABLE browser_phones (
    user_id integer PRIMARY KEY REFERENCES users ON DELETE CASCADE,
    session bytea NOT NULL,
    made_at timestamptz NOT NULL
);
COMMENT ON COLUMN browser_phones.session IS 'the session it was made for; with its end the account goes. The password is kept by the switch alone';
