"""Hosts as admins write them. Pure."""

import re
from ipaddress import IPv6Address, ip_address

_SCHEME = "sip:"
_LABEL = re.compile(r"(?!-)[A-Za-z0-9_-]{1,63}(?<!-)")
_LONGEST = 253


def without_scheme(text: str) -> str:
    return text[len(_SCHEME) :] if text[: len(_SCHEME)].casefold() == _SCHEME else text


def host_and_port(text: str) -> tuple[str, int | None]:
    """Of `sip.example.com`, `sip.example.com:5070`, `2001:db8::9` or `[2001:db8::9]:5070`; None: it names no port."""
    bare = without_scheme(text)
    host, colon, port = bare.rpartition(":")
    if not is_address(bare) and colon and port.isdecimal():
        return host.strip("[]"), int(port)
    return bare.strip("[]"), None


def bracketed(host: str) -> str:
    """As it stands before a port."""
    return f"[{host}]" if is_ipv6(host) else host


def is_ipv6(text: str) -> bool:
    return is_address(text) and isinstance(ip_address(text), IPv6Address)


def is_host(text: str) -> bool:
    """Whether it is an address, or can be a name that leads to one: the last word of a name is no number."""
    labels = text.removesuffix(".").split(".")
    can_be_name = len(text) <= _LONGEST and not labels[-1].isdecimal()
    return is_address(text) or (can_be_name and all(_LABEL.fullmatch(label) for label in labels))


def is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
