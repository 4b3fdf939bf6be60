"""Whether an address can be listened on: tried before anything is started, so that the sentence comes at once."""

import errno
import os
import socket
from collections.abc import Iterator
from dataclasses import dataclass

from config.settings import Settings
from kernel.errors import RingbackError

_TCP, _UDP = socket.SOCK_STREAM, socket.SOCK_DGRAM


class CannotBind(RingbackError):
    """Another program listens there, or this machine or user may not."""


@dataclass(frozen=True)
class Spot:
    """An address that is ours to listen on. `key` is the settings' prefix: RINGBACK_HTTP of RINGBACK_HTTP_PORT."""

    what: str
    host: str
    port: int
    key: str
    kinds: tuple[socket.SocketKind, ...]

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def page_spot(settings: Settings) -> Spot:
    return Spot("the page", settings.http_host, settings.http_port, "RINGBACK_HTTP", (_TCP,))


def sip_spot(settings: Settings) -> Spot:
    """The private switch's, for phones and the carrier."""
    return Spot("the switch", settings.sip_host, settings.sip_port, "RINGBACK_SIP", (_UDP, _TCP))


def phone_spot(settings: Settings) -> Spot:
    """The private switch's, for the phones in pages, by TLS."""
    host = settings.phone_host or settings.http_host
    return Spot("the socket of the pages' phones", host, settings.phone_port, "RINGBACK_PHONE", (_TCP,))


def secure_sip_spot(settings: Settings) -> Spot:
    """The private switch's, for carriers by TLS."""
    return Spot("the switch's SIP by TLS", settings.sip_host, settings.sip_tls_port, "RINGBACK_SIP_TLS", (_TCP,))


def serves_carriers_by_tls(settings: Settings) -> bool:
    return settings.tls_certificate is not None and settings.sip_tls_port != 0


def serves_phones(settings: Settings) -> bool:
    """Whether the switch speaks TLS to pages by itself: with our certificate, where no proxy does it for both of us."""
    return settings.tls_certificate is not None and not settings.behind_proxy


def check_free(spot: Spot) -> None:
    """Blocks for a host's name. Raises `CannotBind`."""
    if error := obstacle(spot):
        raise CannotBind(_why_not(spot, error)) from error


def obstacle(spot: Spot) -> OSError | None:
    """What keeps us from listening there. A name may stand for an address that this machine lacks, if it has others."""
    for kind in spot.kinds:
        try:
            found = socket.getaddrinfo(spot.host, spot.port, type=kind, flags=socket.AI_PASSIVE)
        except OSError as error:
            return error
        errors = [_bind(family, kind, address) for family, _, _, _, address in found]
        if serious := next(_serious(errors), None):
            return serious
    return None


def _serious(errors: list[OSError | None]) -> Iterator[OSError]:
    elsewhere = None in errors
    for error in errors:
        if error and not (elsewhere and error.errno in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)):
            yield error


def _bind(family: int, kind: socket.SocketKind, address: tuple[object, ...]) -> OSError | None:
    try:
        with socket.socket(family, kind) as probe:
            if kind is _TCP:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                probe.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            probe.bind(address)
    except OSError as error:
        return error
    return None


def _why_not(spot: Spot, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        todo = f"stop it, or set {spot.key}_PORT to a free port or {spot.key}_HOST to another address"
        return f"Another program listens on {spot}, where {spot.what} is to be: {todo}."
    why = error.strerror or os.strerror(error.errno or 0)
    todo = f"set {spot.key}_HOST to an address of this machine and {spot.key}_PORT to a port above 1023"
    return f"Here {spot.what} cannot listen on {spot} ({why}): {todo}."
