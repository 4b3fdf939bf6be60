ALTER TABLE broadcasts ADD COLUMN agent_id integer REFERENCES agents;
COMMENT ON COLUMN broadcasts.agent_id IS 'a message to this agent alone; null: to a team';

-- How often an agent has rung out today, without looking at every fact.
CREATE INDEX facts_of_ring_outs ON facts (at) WHERE subject_kind = 'agent' AND kind = 'NotAnswering';
