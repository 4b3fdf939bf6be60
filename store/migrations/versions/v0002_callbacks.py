"""Contacts, cases, the ladder's steps, texts, and the rules they are worked by."""

from store.migrations.script import run_script

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    run_script(__file__)
