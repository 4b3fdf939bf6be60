"""What a private Asterisk can be told. One frozen value; everything it does not name is fixed in the templates."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from kernel.errors import BadInput

MUSIC_FILE = "music.conf"
"""In the directory of sounds: what callers wait with besides the usual music. The configuration includes it."""
LOOPBACK = "127.0.0.1"
WIDE_AND_NARROW = ("opus", "g722", "alaw", "ulaw")
NARROW = ("alaw", "ulaw")

_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}")
_WORD = re.compile(r"[^\s;\[\]]{1,255}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{16,128}")


@dataclass(frozen=True, kw_only=True)
class Directories:
    """Where the instance reads and writes. `modules` and `data` belong to the installed Asterisk and are only read."""

    config: Path
    lib: Path
    """AstDB and keys: what must outlive a restart. For the switch's user only, it may hold trunks' passwords."""
    spool: Path
    run: Path
    log: Path
    modules: Path
    data: Path
    """Holds `documentation/`, `sounds/` and `moh/`; without `documentation/` ARI refuses to load."""

    @classmethod
    def below(cls, home: Path, *, modules: Path, data: Path) -> "Directories":
        """The usual layout under one directory of our own."""
        return cls(
            config=home / "etc",
            lib=home / "lib",
            spool=home / "spool",
            run=home / "run",
            log=home / "log",
            modules=modules,
            data=data,
        )

    def written(self) -> tuple[Path, ...]:
        """The ones that must exist and belong to the user Asterisk runs as."""
        inside = (self.lib / "keys", self.spool / "monitor", self.spool / "recording", self.spool / "tmp")
        return (self.config, self.lib, self.spool, *inside, self.run, self.log)


@dataclass(frozen=True, kw_only=True)
class PhoneAccount:
    """A desk phone, a softphone or a browser that registers with name and secret."""

    name: str
    secret: str = field(repr=False)
    codecs: tuple[str, ...] = WIDE_AND_NARROW
    browser: bool = False

    def __post_init__(self) -> None:
        _check("phone name", self.name, _NAME, "letters, digits, '_', '-' and '.', up to 64")
        _check("phone secret", self.secret, _SECRET, "16 to 128 letters, digits, '_' and '-'", hide=True)
        _check_codecs(self.codecs)


@dataclass(frozen=True, kw_only=True)
class Trunk:
    """A carrier known by its address: what comes from `match` is its, what goes out is sent to `contact`."""

    name: str
    contact: str
    """Host or host:port that INVITEs are sent to."""
    match: tuple[str, ...]
    """Addresses or networks that its calls come from."""
    codecs: tuple[str, ...] = NARROW
    transport: str = "udp"

    def __post_init__(self) -> None:
        _check("trunk name", self.name, _NAME, "letters, digits, '_', '-' and '.', up to 64")
        for text in (self.contact, self.transport, *self.match):
            _check(f"trunk {self.name}", text, _WORD, "a host, host:port or network without spaces or semicolons")
        _check_codecs(self.codecs)


@dataclass(frozen=True, kw_only=True)
class SecureSocket:
    """Where browsers' phones reach `/ws` by TLS. Certificate with its chain, and key, are PEM; no password is asked."""

    address: str
    port: int
    certificate: str = field(repr=False)
    key: str = field(repr=False)

    def __post_init__(self) -> None:
        _check("secure socket", self.address, _WORD, "an address without spaces, brackets or semicolons")


AUTHORITIES = Path("/etc/ssl/certs/ca-certificates.crt")
"""Debian's, of the certificate authorities that are trusted."""


@dataclass(frozen=True, kw_only=True)
class SecureSip:
    """Where carriers are spoken with by TLS. Certificate with its chain, and key, are PEM; no password is asked.

    `authorities` is a file with the certificates that a carrier's has to lead to.
    """

    port: int
    certificate: str = field(repr=False)
    key: str = field(repr=False)
    authorities: Path = AUTHORITIES


@dataclass(frozen=True, kw_only=True)
class SwitchSettings:
    """Everything that `render` needs. Secrets have no defaults: they are made by `secrets.token_urlsafe`."""

    directories: Directories
    ari_password: str = field(repr=False)
    manager_password: str = field(repr=False)
    ari_user: str = "ringback"
    manager_user: str = "ringback"
    app: str = "ringback"
    """The one Stasis app that every call enters."""

    http_address: str = LOOPBACK
    http_port: int = 8088
    control_networks: tuple[str, ...] = ("127.0.0.0/8", "::1/128")
    """Who may speak to ARI and the manager. `/ws` for browsers is open to whoever reaches `http_address`."""
    secure: SecureSocket | None = None
    """The same HTTP server once more, by TLS; without it pages that came by https need a proxy before `/ws`."""
    manager_port: int = 5038
    """Cannot be left out, on loopback always: nothing of ours speaks to it."""

    sip_address: str = LOOPBACK
    sip_port: int = 5060
    secure_sip: SecureSip | None = None
    """SIP by TLS at the same address; None: there is none."""
    public_address: str | None = None
    """What the outside sees us as, where we sit behind address translation."""
    local_networks: tuple[str, ...] = ()
    """Networks that are reached without it."""
    own_address: str | None = None
    """Ours on the way there: a browser is told of `public_address` in its place. None: not known, and it is not."""

    rtp_ports: tuple[int, int] = (10000, 20000)
    rtp_timeout: int = 30
    """Seconds without any audio from a phone or trunk until its leg is ended: how a dead phone is noticed."""
    rtp_timeout_hold: int = 900
    """The same while it holds the call."""
    qualify_seconds: int = 15
    """Seconds between two questions to a phone or trunk whether it is still there."""

    phones: tuple[PhoneAccount, ...] = ()
    trunks: tuple[Trunk, ...] = ()
    sorry: tuple[str, ...] = ("sorry-youre-having-problems", "please-try-call-later")
    """Sounds that the safety net plays to a caller while the service is away: names, or paths without an ending."""
    music: Path | None = None
    """Directory of music files; None takes the installed ones."""
    sounds: Path | None = None
    """Where the service keeps what callers are told, and `MUSIC_FILE`; None: there is the usual music alone."""
    verbose: int = 2

    def __post_init__(self) -> None:
        for label, secret in (("ari_password", self.ari_password), ("manager_password", self.manager_password)):
            _check(label, secret, _SECRET, "16 to 128 letters, digits, '_' and '-'", hide=True)
        for label, name in (("ari_user", self.ari_user), ("manager_user", self.manager_user), ("app", self.app)):
            _check(label, name, _NAME, "letters, digits, '_', '-' and '.', up to 64")
        for text in self._words():
            _check("switch settings", text, _WORD, "a value without spaces, brackets or semicolons")
        self._check_names()

    def _words(self) -> tuple[str, ...]:
        addresses = (self.http_address, self.sip_address, *filter(None, (self.public_address, self.own_address)))
        return (*addresses, *self.control_networks, *self.local_networks, *self.sorry)

    def _check_names(self) -> None:
        names = [phone.name for phone in self.phones] + [trunk.name for trunk in self.trunks]
        reserved = {"global", "system", "udp", "tcp", "tls", "ws", "wss"}
        twice = sorted({name for name in names if names.count(name) > 1 or name in reserved})
        if twice:
            raise BadInput(
                "phone or trunk name", ", ".join(twice), "a name that is used once and is no word of pjsip.conf"
            )


def _check(label: str, value: str, pattern: re.Pattern[str], accepted: str, *, hide: bool = False) -> None:
    if not pattern.fullmatch(value):
        raise BadInput(label, "(hidden)" if hide else value, accepted)


def _check_codecs(codecs: tuple[str, ...]) -> None:
    for codec in codecs:
        _check("codec", codec, _NAME, "the name of a codec, such as 'alaw'")
