-- Who keeps the do-not-call list in memory is told that it changed: a hint without content, the table is the truth.

CREATE FUNCTION notify_do_not_call() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('do_not_call', '');
    RETURN NULL;
END $$;
CREATE TRIGGER changed AFTER INSERT OR UPDATE OR DELETE ON do_not_call
    FOR EACH STATEMENT EXECUTE FUNCTION notify_do_not_call();
