"""Free ports on an address, of the kernel's choice. Another process could take one first: rare, and seen at start."""

import socket


def free_port(address: str = "127.0.0.1") -> int:
    """A port that is free for both UDP and TCP."""
    for _ in range(50):
        with (
            socket.socket(socket.AF_INET, socket.SOCK_STREAM) as tcp,
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp,
        ):
            tcp.bind((address, 0))
            port = int(tcp.getsockname()[1])
            try:
                udp.bind((address, port))
            except OSError:
                continue
            return port
    raise OSError(f"No free port on {address}.")
