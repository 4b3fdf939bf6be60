"""Looks at certificates: the one in the file, and those that are shown."""

import asyncio
import ssl
from datetime import datetime
from pathlib import Path

from cryptography import x509

from service.doctor_running import Certificate, NoCertificate

WITHIN_S = 5.0


def look_at_file(whose: str, file: Path) -> Certificate | NoCertificate:
    """Blocks for a file."""
    try:
        return _read(whose, file.read_bytes())
    except (OSError, ValueError) as error:
        return NoCertificate(whose, f"The certificate {file} cannot be read ({error}).")


async def look_at_shown(whose: str, host: str, port: int) -> Certificate | NoCertificate:
    """What whoever connects by TLS is shown, whatever it is worth."""
    any_ = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    any_.check_hostname = False
    any_.verify_mode = ssl.CERT_NONE
    try:
        async with asyncio.timeout(WITHIN_S):
            _, writer = await asyncio.open_connection(host, port, ssl=any_)
        shown = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
        writer.close()
        return _read(whose, ssl.DER_cert_to_PEM_cert(shown).encode())
    except (OSError, TimeoutError, ValueError):
        return NoCertificate(whose, f"No certificate is shown at {host}:{port}.")


def _read(whose: str, pem: bytes) -> Certificate:
    found: datetime = x509.load_pem_x509_certificate(pem).not_valid_after_utc
    return Certificate(whose, found)
