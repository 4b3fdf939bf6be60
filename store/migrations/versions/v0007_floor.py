"""Alarms, the outage prompt, broadcasts and agents on loan."""

from store.migrations.script import run_script

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    run_script(__file__)
