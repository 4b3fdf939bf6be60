ALTER TABLE broadcasts ADD COLUMN agent_id integer REFERENCES agents;
COMMENT ON COLUMN broadcasts.agent_id IS 'a message to this agent alone; null: to a team';
