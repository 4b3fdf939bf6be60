"""A phone may be that of somebody who is no agent: a supervisor is reached there."""

from store.migrations.script import run_script

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    run_script(__file__)
