"""Parts of a switch as settings name them: for one of our own, in a container and under systemd alike. Reads files."""

import ssl
from dataclasses import dataclass, field
from pathlib import Path

from kernel.errors import RingbackError
from telephony.asterisk.settings import AUTHORITIES, SecureSip, SecureSocket, Trunk


class UnfitCertificate(RingbackError):
    """A file that Asterisk could not use: it would only log it, and go on without TLS."""


@dataclass(frozen=True)
class Pem:
    """The texts of a certificate with its chain, and of its key."""

    certificate: str = field(repr=False)
    key: str = field(repr=False)


def words(told: str) -> tuple[str, ...]:
    """Addresses or networks, with commas or spaces between them."""
    return tuple(told.replace(",", " ").split())


def read_pem(certificate: Path | None, key: Path | None) -> Pem | None:
    """None without both. Raises `UnfitCertificate` for what cannot be read or does not belong together."""
    if certificate is None and key is None:
        return None
    if certificate is None or key is None:
        raise UnfitCertificate("RINGBACK_TLS_CERTIFICATE and RINGBACK_TLS_KEY are set together, or neither of them.")
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key, password="")
        return Pem(certificate.read_text("utf-8"), key.read_text("utf-8"))
    except (OSError, ValueError) as error:
        why = f"The certificate {certificate} with the key {key} cannot be used: {error}."
        raise UnfitCertificate(why) from error


def secure_socket(pem: Pem | None, address: str, port: int) -> SecureSocket | None:
    """Where pages reach their phones' socket by TLS."""
    if pem is None:
        return None
    return SecureSocket(address=address, port=port, certificate=pem.certificate, key=pem.key)


def secure_sip(pem: Pem | None, port: int, authorities: Path | None) -> SecureSip | None:
    """Where phones and carriers are spoken with by TLS; port 0: nowhere. `authorities` None: the machine's own.

    Raises `UnfitCertificate` for a list of authorities that cannot be read.
    """
    if pem is None or port == 0:
        return None
    if authorities is not None:
        _check_authorities(authorities)
    return SecureSip(port=port, certificate=pem.certificate, key=pem.key, authorities=authorities or AUTHORITIES)


def _check_authorities(file: Path) -> None:
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(file)
    except (OSError, ValueError) as error:
        raise UnfitCertificate(f"The certificates in {file} cannot be used: {error}.") from error


def carriers(name: str, host: str, networks: str) -> tuple[Trunk, ...]:
    """The one that settings name by its address, if they do."""
    return (Trunk(name=name, contact=host, match=words(networks)),) if host else ()
