"""Alembic's entry: every step in one transaction, on the connection it was given."""

from alembic import context


def run() -> None:
    context.configure(connection=context.config.attributes["connection"])
    with context.begin_transaction():
        context.run_migrations()


run()
