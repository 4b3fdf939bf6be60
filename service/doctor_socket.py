"""The socket of the phones in pages, where the switch serves it by TLS: what was found there, and what to do. Pure."""

from enum import Enum
from typing import assert_never

from service.doctor_verdicts import Port, Verdict, bad, ok, warn

WHAT = "phones"
AGAIN = "Start service and switch again, when no call is up: both read the files at their start."


class Shown(Enum):
    """What whoever connects is shown."""

    OURS = "ours"
    EXPIRED = "expired"
    OTHER = "other"
    """Not the certificate in the file: it was renewed since the switch was started, or something else answers."""
    NOTHING = "nothing"


def on_socket(found: Port | Shown, where: str) -> Verdict:
    """`found` is the port while the switch rests, and else what it shows."""
    match found:
        case Port.FREE:
            return ok(WHAT, f"{where} is free for the pages' phones.")
        case Port.TAKEN:
            todo = "Stop it, or set RINGBACK_PHONE_PORT to a free port; the service does not start before."
            return bad(WHAT, f"Another program listens on {where}: no page could be a phone.", todo)
        case Port.FORBIDDEN:
            todo = "Set RINGBACK_PHONE_HOST to an address of this machine and RINGBACK_PHONE_PORT to a port above 1023."
            return bad(WHAT, f"The switch may not listen on {where}.", todo)
        case Shown.OURS:
            return ok(WHAT, f"The switch shows our certificate to pages at {where}.")
        case Shown.OTHER:
            return warn(WHAT, f"What answers at {where} shows another certificate than the file's.", AGAIN)
        case Shown.EXPIRED:
            todo = f"Renew the certificate. {AGAIN}"
            return bad(WHAT, f"The certificate at {where} has expired, or is not good yet: no page is a phone.", todo)
        case Shown.NOTHING | Port.DEAF | Port.OURS:
            todo = "Start the switch again: it listens where the settings say from its start on."
            return bad(WHAT, f"Nothing speaks TLS at {where}: no page is a phone.", todo)
        case other:
            assert_never(other)


def on_address(url: str) -> Verdict | None:
    """None where the address that pages are told can lead somewhere."""
    if "//0.0.0.0:" not in url and "//[::]:" not in url:
        return None
    said = f"Pages are told to find their phones' socket at {url}."
    return bad(WHAT, said, "Set RINGBACK_PUBLIC_URL.", "address")
