"""Who listened to whom, how deep, from when to when."""

from store.migrations.script import run_script

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    run_script(__file__)
