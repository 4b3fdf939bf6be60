"""Notes on a call, a project's script, and callers who are turned away."""

from store.migrations.script import run_script

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    run_script(__file__)
