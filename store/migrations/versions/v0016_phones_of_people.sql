ALTER TABLE phones ADD COLUMN user_id integer REFERENCES users ON DELETE SET NULL;
-- Looked at when the save is whole: two people may change phones in one.
ALTER TABLE phones ADD CONSTRAINT phones_one_each UNIQUE (user_id) DEFERRABLE INITIALLY DEFERRED;
COMMENT ON COLUMN phones.user_id IS 'whose own it is, where they are no agent; null: an agent''s, who names it, or nobody''s';

-- Who is reached at a phone, and by whose calls, is part of the set-up too.
CREATE TRIGGER changed AFTER UPDATE OF active, agent_id ON users FOR EACH STATEMENT EXECUTE FUNCTION notify_catalog();
CREATE TRIGGER changed AFTER INSERT OR DELETE ON user_roles FOR EACH STATEMENT EXECUTE FUNCTION notify_catalog();
