"""The schema, in forward-only steps of plain SQL. Alembic is imported only when there is something to apply."""
