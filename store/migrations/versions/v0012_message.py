"""A broadcast to one agent alone is a message to them."""

from store.migrations.script import run_script

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    run_script(__file__)
