"""Roles per project, sessions and tokens."""

from store.migrations.script import run_script

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    run_script(__file__)
