-- Roles per project: somebody may have several, each in one project or in all.

CREATE TABLE user_roles (
    user_id    integer NOT NULL REFERENCES users ON DELETE CASCADE,
    role       text NOT NULL CHECK (role IN ('admin', 'supervisor', 'quality', 'trainer', 'account_manager', 'support',
                                             'agent', 'client')),
    project_id integer REFERENCES projects ON DELETE CASCADE,
    UNIQUE NULLS NOT DISTINCT (user_id, role, project_id)
);
COMMENT ON COLUMN user_roles.project_id IS 'null: in all projects; an agent''s: in those that the agent works for';

INSERT INTO user_roles (user_id, role) SELECT id, role FROM users;
ALTER TABLE users DROP COLUMN role;

-- A link without a user makes the first administrator; any other is its user's.
ALTER TABLE setup_tokens DROP COLUMN role;

CREATE VIEW user_grants AS
SELECT r.user_id, r.role,
       CASE WHEN r.project_id IS NOT NULL THEN ARRAY[r.project_id]
            WHEN r.role = 'agent' THEN coalesce(a.project_ids, '{}')
       END AS project_ids
FROM user_roles r
JOIN users u ON u.id = r.user_id
LEFT JOIN agents a ON a.id = u.agent_id;
COMMENT ON COLUMN user_grants.project_ids IS 'where the role counts; null: in all projects';
