"""Runs the SQL file that lies beside a migration."""

from pathlib import Path

from alembic import op
from sqlalchemy.util import await_only


def run_script(module: str) -> None:
    """Executes `<module>.sql` whole, inside the transaction that alembic has open.

    It goes to the driver as one script: SQLAlchemy would prepare it, and only a single statement can be prepared.
    """
    driver = op.get_bind().connection.driver_connection
    assert driver is not None
    await_only(driver.execute(Path(module).with_suffix(".sql").read_text()))
