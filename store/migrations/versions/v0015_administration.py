"""Telephony is administered live: trunks, phones, versions of announcements, and a history that can be undone."""

from store.migrations.script import run_script

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    run_script(__file__)
