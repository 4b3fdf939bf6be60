"""A hint to those who keep the do-not-call list in memory."""

from store.migrations.script import run_script

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    run_script(__file__)
