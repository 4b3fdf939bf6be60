"""Who did what, in rows that the product cannot change, and the tokens of programs."""

from store.migrations.script import run_script

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    run_script(__file__)
