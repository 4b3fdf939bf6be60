"""What people mark, share and keep of recordings."""

from store.migrations.script import run_script

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    run_script(__file__)
