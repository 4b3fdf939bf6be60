-- name: notes_of_case
-- What people wrote on the calls with the contact of a case, from its opening to its close: the latest, the first first.
SELECT call_id, at, body
FROM (
    SELECT f.id, c.call_id, f.at, f.body
    FROM cases k
    JOIN contact_numbers n ON n.contact_id = k.contact_id
    JOIN calls c ON c.customer = n.number AND c.project_id = k.project_id
        AND c.arrived_at BETWEEN k.opened_at AND coalesce(k.closed_at, 'infinity')
    JOIN facts f ON f.subject_kind = 'call' AND f.subject_id = c.call_id AND f.kind = 'NoteAdded'
    WHERE k.id = $1
    ORDER BY f.id DESC
    LIMIT 200
) AS latest
ORDER BY id;
