"""Renders the switch's configuration from the environment, and becomes Asterisk: for a container or a systemd unit.

Nothing listens beyond loopback unless RINGBACK_SWITCH_HTTP_HOST or RINGBACK_SIP_HOST says so.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from kernel.errors import BadInput, RingbackError
from telephony.asterisk.given import carriers, read_pem, secure_sip, secure_socket, words
from telephony.asterisk.render import render
from telephony.asterisk.route import own_address
from telephony.asterisk.settings import LOOPBACK, Directories, PhoneAccount, SwitchSettings

RUN = Path(os.environ.get("RINGBACK_RUN", "/run/ringback"))
LIBRARY = Path(os.environ.get("RINGBACK_SWITCH_LIB", "/var/lib/ringback/switch"))
SPOOL = Path(os.environ.get("RINGBACK_SWITCH_SPOOL", "/var/spool/ringback"))
LOG = Path(os.environ.get("RINGBACK_SWITCH_LOG", "/var/log/ringback"))
LAST_PORT = 65535
MODULES = next(iter(sorted(Path("/usr/lib").glob("*/asterisk/modules"))), Path("/usr/lib/asterisk/modules"))


def settings_from(environ: Mapping[str, str]) -> SwitchSettings:
    """Raises KeyError for a password that is missing, RingbackError for an unfit value."""
    pem = read_pem(file_of(environ, "RINGBACK_TLS_CERTIFICATE"), file_of(environ, "RINGBACK_TLS_KEY"))
    first, _, last = environ.get("RINGBACK_RTP_PORTS", "10000-10099").partition("-")
    return SwitchSettings(
        directories=places(),
        ari_password=environ["RINGBACK_ARI_PASSWORD"],
        manager_password=environ["RINGBACK_MANAGER_PASSWORD"],
        http_address=environ.get("RINGBACK_SWITCH_HTTP_HOST", LOOPBACK),
        secure=secure_socket(
            pem, environ.get("RINGBACK_PHONE_HOST") or LOOPBACK, number(environ, "RINGBACK_PHONE_PORT", 8089)
        ),
        secure_sip=secure_sip(
            pem, number(environ, "RINGBACK_SIP_TLS_PORT", 5061), file_of(environ, "RINGBACK_SIP_CA_FILE")
        ),
        control_networks=("127.0.0.0/8", *words(environ.get("RINGBACK_CONTROL_NETWORKS", ""))),
        sip_address=environ.get("RINGBACK_SIP_HOST", LOOPBACK),
        sip_port=number(environ, "RINGBACK_SIP_PORT", 5060),
        public_address=environ.get("RINGBACK_PUBLIC_ADDRESS") or None,
        local_networks=words(environ.get("RINGBACK_LOCAL_NETWORKS", "")),
        own_address=own_address(environ.get("RINGBACK_PUBLIC_ADDRESS", "")),
        rtp_ports=(int(first), int(last)),
        phones=tuple(phone(word) for word in words(environ.get("RINGBACK_PHONES", ""))),
        trunks=carriers(
            environ.get("RINGBACK_TRUNK") or "carrier",
            environ.get("RINGBACK_TRUNK_HOST", ""),
            environ.get("RINGBACK_TRUNK_NETWORKS", ""),
        ),
        sounds=Path(environ.get("RINGBACK_SOUNDS_DIR") or "/var/lib/ringback/sounds"),
    )


def places() -> Directories:
    data = Path("/usr/share/asterisk")
    return Directories(config=RUN / "etc", lib=LIBRARY, spool=SPOOL, run=RUN, log=LOG, modules=MODULES, data=data)


def number(environ: Mapping[str, str], name: str, default: int) -> int:
    """Raises BadInput."""
    told = environ.get(name) or str(default)
    if not told.isdecimal() or int(told) > LAST_PORT:
        raise BadInput(name, told, f"a number from 0 to {LAST_PORT}")
    return int(told)


def file_of(environ: Mapping[str, str], name: str) -> Path | None:
    return Path(environ[name]) if environ.get(name) else None


def phone(word: str) -> PhoneAccount:
    name, _, secret = word.partition(":")
    return PhoneAccount(name=name, secret=secret)


def write(settings: SwitchSettings) -> Path:
    """For this user's eyes alone: the files hold secrets."""
    os.umask(0o027)
    for path in settings.directories.written():
        path.mkdir(parents=True, exist_ok=True)
    database = settings.directories.lib / "astdb.sqlite3"
    database.touch(mode=0o600)
    database.chmod(0o600)  # Passwords of trunks and phones lie in it in clear.
    for name, text in render(settings).items():
        file = settings.directories.config / name
        file.touch(mode=0o600)
        file.write_text(text, "utf-8")
    return settings.directories.config / "asterisk.conf"


def main() -> None:
    try:
        configuration = write(settings_from(os.environ))
    except KeyError as missing:
        sys.exit(f"{missing.args[0]} is not set: deploy/docker/secrets.sh makes one and writes it into .env.")
    except RingbackError as error:
        sys.exit(str(error))
    os.execvp("asterisk", ["asterisk", "-f", "-n", "-C", str(configuration)])


if __name__ == "__main__":
    main()
