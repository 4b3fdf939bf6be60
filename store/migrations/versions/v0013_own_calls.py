"""Agents of several projects choose for which one they dial."""

from store.migrations.script import run_script

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    run_script(__file__)
