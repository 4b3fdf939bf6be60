-- name: notes_of_call
-- What people wrote on a call, the first first.
SELECT subject_id AS call_id, at, body FROM facts
WHERE subject_kind = 'call' AND subject_id = $1 AND kind = 'NoteAdded'
ORDER BY id;

-- name: asked_on
-- Whether this agent was asked about the call by another.
SELECT EXISTS (
    SELECT FROM facts
    WHERE subject_kind = 'call' AND subject_id = $1 AND kind = 'ConsultBegan'
    AND body->>'kind' = 'agent' AND body->>'to' = ($2::integer)::text
);

-- name: spoke_on
-- Whether this agent was in conversation on the call.
SELECT EXISTS (
    SELECT FROM facts
    WHERE subject_kind = 'call' AND subject_id = $1 AND kind = 'AgentConnected' AND (body->>'agent')::integer = $2
);
