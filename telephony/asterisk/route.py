"""Which of this machine's addresses leads to the outside."""

import socket
from contextlib import suppress


def is_of_this_machine(address: str) -> bool:
    return own_address(address) == address


def own_address(public_address: str) -> str | None:
    """Ours on the way to `public_address`; None without one, or where no way leads there. Sends nothing."""
    if not public_address:
        return None
    family = socket.AF_INET6 if ":" in public_address else socket.AF_INET
    with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:
        probe.connect((public_address, 9))
        return str(probe.getsockname()[0])
    return None
