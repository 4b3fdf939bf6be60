-- name: my_call
-- A call on which this agent was in conversation, and what came of it: by who has it last, or by them for their part.
SELECT c.call_id, c.project_id, p.name AS project, c.customer, c.dialled, c.ended_at IS NOT NULL AS ended,
       CASE WHEN c.agent_id = $2 THEN c.disposition ELSE (
           SELECT f.body->>'disposition' FROM facts f
           WHERE f.subject_kind = 'call' AND f.subject_id = $1 AND f.kind = 'DispositionSet'
             AND ((f.body->>'part')::integer = $2 OR f.body->>'by' = $3)
           ORDER BY f.id DESC LIMIT 1
       ) END AS disposition
FROM calls c
LEFT JOIN projects p ON p.id = c.project_id
WHERE c.call_id = $1 AND EXISTS (
    SELECT FROM facts
    WHERE subject_kind = 'call' AND subject_id = $1 AND kind = 'AgentConnected' AND (body->>'agent')::integer = $2
);

-- name: dialled
-- What came of a call on which this agent was rung first. It found no way out where a trunk's failure is its end.
SELECT c.ended_at IS NOT NULL AS ended, c.reason, EXISTS (
    SELECT FROM facts
    WHERE subject_kind = 'call' AND subject_id = $1 AND kind = 'TrunkFailed' AND at = c.ended_at
) AS no_way_out
FROM calls c
WHERE c.call_id = $1 AND c.direction = 'outbound' AND EXISTS (
    SELECT FROM facts
    WHERE subject_kind = 'call' AND subject_id = $1 AND kind = 'AgentOffered' AND (body->>'agent')::integer = $2
);
