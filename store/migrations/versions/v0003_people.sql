-- Roles per project, sessions and tokens.
SELECT;
