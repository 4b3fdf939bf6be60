"""A second factor for signing in."""

from store.migrations.script import run_script

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    run_script(__file__)
