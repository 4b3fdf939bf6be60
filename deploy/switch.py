"""Renders the switch's configuration from the environment, and becomes Asterisk: for a container or a systemd unit.

Nothing listens beyond loopback unless RINGBACK_SWITCH_HTTP_HOST or RINGBACK_SIP_HOST says so.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from kernel.errors import BadInput, RingbackError
from telephony.asterisk.render import render
from telephony.asterisk.route import own_address
from telephony.asterisk.settings import (
    AUTHORITIES,
    LOOPBACK,
    Directories,
    PhoneAccount,
    SecureSip,
    SecureSocket,
    SwitchSettings,
    Trunk,
)

RUN = Path(os.environ.get("RINGBACK_RUN", "/run/ringback"))
LIBRARY = Path(os.environ.get("RINGBACK_SWITCH_LIB", "/var/lib/ringback/switch"))
SPOOL = Path(os.environ.get("RINGBACK_SWITCH_SPOOL", "/var/spool/ringback"))
LOG = Path(os.environ.get("RINGBACK_SWITCH_LOG", "/var/log/ringback"))
MODULES = next(iter(sorted(Path("/usr/lib").glob("*/asterisk/modules"))), Path("/usr/lib/asterisk/modules"))


def settings_from(environ: Mapping[str, str]) -> SwitchSettings:
    """Raises KeyError for a password that is missing, BadInput for an unfit value."""
    first, _, last = environ.get("RINGBACK_RTP_PORTS", "10000-10099").partition("-")
    return SwitchSettings(
        directories=places(),
        ari_password=environ["RINGBACK_ARI_PASSWORD"],
        manager_password=environ["RINGBACK_MANAGER_PASSWORD"],
        http_address=environ.get("RINGBACK_SWITCH_HTTP_HOST", LOOPBACK),
        secure=secure(environ),
        secure_sip=secure_sip(environ),
        control_networks=("127.0.0.0/8", *words(environ, "RINGBACK_CONTROL_NETWORKS")),
        sip_address=environ.get("RINGBACK_SIP_HOST", LOOPBACK),
        sip_port=int(environ.get("RINGBACK_SIP_PORT", "5060")),
        public_address=environ.get("RINGBACK_PUBLIC_ADDRESS") or None,
        local_networks=words(environ, "RINGBACK_LOCAL_NETWORKS"),
        own_address=own_address(environ.get("RINGBACK_PUBLIC_ADDRESS", "")),
        rtp_ports=(int(first), int(last)),
        phones=tuple(phone(word) for word in words(environ, "RINGBACK_PHONES")),
        trunks=trunks(environ),
        sounds=Path(environ.get("RINGBACK_SOUNDS_DIR") or "/var/lib/ringback/sounds"),
    )


def places() -> Directories:
    data = Path("/usr/share/asterisk")
    return Directories(config=RUN / "etc", lib=LIBRARY, spool=SPOOL, run=RUN, log=LOG, modules=MODULES, data=data)


def words(environ: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(environ.get(name, "").replace(",", " ").split())


def phone(word: str) -> PhoneAccount:
    name, _, secret = word.partition(":")
    return PhoneAccount(name=name, secret=secret)


def secure(environ: Mapping[str, str]) -> SecureSocket | None:
    """Where pages reach their phones' socket by TLS. Raises `BadInput` for files that cannot be read."""
    certificate, key = environ.get("RINGBACK_TLS_CERTIFICATE"), environ.get("RINGBACK_TLS_KEY")
    if not certificate or not key:
        return None
    return SecureSocket(
        address=environ.get("RINGBACK_PHONE_HOST") or LOOPBACK,
        port=int(environ.get("RINGBACK_PHONE_PORT") or "8089"),
        certificate=text_of("RINGBACK_TLS_CERTIFICATE", certificate),
        key=text_of("RINGBACK_TLS_KEY", key),
    )


def secure_sip(environ: Mapping[str, str]) -> SecureSip | None:
    """Where carriers are spoken with by TLS, with the same certificate. Raises `BadInput`."""
    certificate, key = environ.get("RINGBACK_TLS_CERTIFICATE"), environ.get("RINGBACK_TLS_KEY")
    port = int(environ.get("RINGBACK_SIP_TLS_PORT") or "5061")
    if not certificate or not key or not port:
        return None
    return SecureSip(
        port=port,
        certificate=text_of("RINGBACK_TLS_CERTIFICATE", certificate),
        key=text_of("RINGBACK_TLS_KEY", key),
        authorities=Path(environ.get("RINGBACK_SIP_CA_FILE") or AUTHORITIES),
    )


def text_of(setting: str, file: str) -> str:
    try:
        return Path(file).read_text("ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(setting, file, f"a readable PEM file ({error})") from error


def trunks(environ: Mapping[str, str]) -> tuple[Trunk, ...]:
    host = environ.get("RINGBACK_TRUNK_HOST")
    if not host:
        return ()
    name = environ.get("RINGBACK_TRUNK") or "carrier"
    return (Trunk(name=name, contact=host, match=words(environ, "RINGBACK_TRUNK_NETWORKS")),)


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
