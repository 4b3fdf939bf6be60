ALTER TABLE agents ADD COLUMN dials_for integer;
COMMENT ON COLUMN agents.dials_for IS 'the project whose calls those are that the agent dials, if it is one of theirs; null: the first';
