-- Who listened to whom, how deep, from when to when.

CREATE TABLE listenings (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    call_id    text NOT NULL,
    project_id integer,
    user_id    integer NOT NULL,
    user_name  text NOT NULL,
    agent_id   integer,
    depth      text NOT NULL CHECK (depth IN ('listen', 'whisper', 'barge', 'take_over')),
    from_at    timestamptz NOT NULL,
    to_at      timestamptz,
    why        text,
    UNIQUE (call_id, user_id, from_at, depth)
);
COMMENT ON TABLE listenings IS 'One row for each stretch of time at one depth with one agent; written with the call''s facts';
COMMENT ON COLUMN listenings.user_name IS 'as they were called then; no foreign keys: who is gone has listened all the same';
COMMENT ON COLUMN listenings.agent_id IS 'whom they heard; null while nobody spoke with the customer';
COMMENT ON COLUMN listenings.to_at IS 'null while it goes on';
COMMENT ON COLUMN listenings.why IS 'how it ended: a depth, an agent, or a listening (telephony.listener.WhyLeft)';
CREATE INDEX listenings_of_call ON listenings (call_id);
CREATE INDEX listenings_latest ON listenings (from_at DESC, id DESC);
CREATE INDEX listenings_of_user ON listenings (user_id, from_at DESC);
CREATE INDEX listenings_of_agent ON listenings (agent_id, from_at DESC);

ALTER TABLE projects ADD COLUMN tell_agents_heard boolean NOT NULL DEFAULT true;
COMMENT ON COLUMN projects.tell_agents_heard IS 'agents see on their page who hears their call';
