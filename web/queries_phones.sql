-- name: keep_phone
-- Whoever asks last has the person's one phone.
INSERT INTO browser_phones (user_id, session, made_at) VALUES ($1, $2, $3)
ON CONFLICT (user_id) DO UPDATE SET session = excluded.session, made_at = excluded.made_at;

-- name: open_phones
-- Whose phone has a session, at $1.
SELECT p.user_id
FROM browser_phones p
JOIN users u ON u.id = p.user_id AND u.active
JOIN sessions s ON s.token_hash = p.session AND s.expires_at > $1;

-- name: phone_owners
-- Whose phone has a session, at $1, by name.
SELECT p.user_id, u.name, u.agent_id
FROM browser_phones p
JOIN users u ON u.id = p.user_id AND u.active
JOIN sessions s ON s.token_hash = p.session AND s.expires_at > $1
ORDER BY lower(u.name);

-- name: orphaned_phones
-- Phones whose session has ended or expired, or whose person was deactivated, at $1.
SELECT p.user_id, p.session
FROM browser_phones p
JOIN users u ON u.id = p.user_id
LEFT JOIN sessions s ON s.token_hash = p.session AND s.expires_at > $1
WHERE s.token_hash IS NULL OR NOT u.active;

-- name: forget_phone
-- Taken off the switch; not if somebody has asked for it anew meanwhile.
DELETE FROM browser_phones WHERE user_id = $1 AND session = $2;

-- name: choose_phone
-- Where an agent's calls ring: in the page, and then at no other phone any more, or at a desk phone.
UPDATE agents SET in_browser = $2, at_phone = CASE WHEN $2 THEN NULL ELSE at_phone END WHERE id = $1;

-- name: chosen_phone
-- Whether an agent's calls ring in the page, and the desk phone at which they are, or else their own; null: none.
SELECT (in_browser OR endpoint IS NULL) AND at_phone IS NULL AS in_browser, coalesce(at_phone, endpoint) AS endpoint FROM agents WHERE id = $1;
