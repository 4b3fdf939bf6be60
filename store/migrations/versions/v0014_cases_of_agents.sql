-- Open cases by who has promised to call, and by the agents who have called: each desk asks every few seconds.
CREATE INDEX cases_by_promiser ON cases ((state->'promise'->>'by')) WHERE closed_at IS NULL;
CREATE INDEX cases_by_caller ON cases USING gin (jsonb_path_query_array(state, '$.touches[*].agent') jsonb_path_ops)
    WITH (fastupdate = off) WHERE closed_at IS NULL;
