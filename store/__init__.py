"""The only room that knows how Postgres is reached: server, pool, schema, journal, notifications."""
