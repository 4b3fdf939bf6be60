"""What the demo's carrier has for trunks made in the page: an account, other addresses, a number that echoes."""

import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from lab.carrier_config import ECHO
from lab.lab import Lab

USER = "demo-trunk"


@asynccontextmanager
async def open_account(lab: Lab) -> AsyncIterator[Sequence[str]]:
    """Known to the carrier while the block runs; yields what to say of it."""
    password = secrets.token_urlsafe(9)
    async with lab.account(USER, password):
        place = lab.switches.place
        yield (
            f"A carrier to make trunks to: {place.trunk_address}, port {place.trunk_port}, UDP.",
            f"  To register there, or to call with a password:  {USER}  {password}",
            f"  By address: {place.other_address}, port {place.other_port}, UDP; {place.secure_address}, port "
            f"{place.secure_port}, TLS. The number {ECHO} echoes.",
        )
