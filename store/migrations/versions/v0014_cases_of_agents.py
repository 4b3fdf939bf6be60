"""Each desk asks for its agent's own cases every few seconds."""

from store.migrations.script import run_script

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    run_script(__file__)
