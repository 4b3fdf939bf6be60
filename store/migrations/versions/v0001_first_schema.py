"""Everything the first release needs."""

from store.migrations.script import run_script

revision = "0001"
down_revision = None


def upgrade() -> None:
    run_script(__file__)
