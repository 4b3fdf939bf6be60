"""The service's own settings: read once, at start, from the environment and an optional TOML file; then handed down."""

import difflib
import os
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal, TypeAlias, get_args
from urllib.parse import urlsplit

from config.ice import read_ice_servers
from kernel.errors import BadInput, RingbackError

PREFIX = "RINGBACK_"
FILE = "RINGBACK_CONFIG"
"""Names a TOML file whose keys are the fields of `Settings`; the environment wins over it."""

READ_ELSEWHERE = frozenset({FILE, "RINGBACK_ASTERISK", "RINGBACK_DEBIAN_MIRROR"})
"""Keys that belong to others (the lab's set-up of Asterisk) and are no mistake."""

_ALIASES = {"data_dir": "RINGBACK_DATA", "cache_dir": "RINGBACK_CACHE", "database_url": "DATABASE_URL"}

DATABASE_SCHEMES = ("postgresql://", "postgres://")

MOST_HOURS = 168
"""A week: nothing that lasts so long is a call."""

LIKE = 0.6
"""How alike a name must be to be taken for the one that was meant; the prefix that all share does not count."""

LogFormat: TypeAlias = Literal["auto", "json", "console"]


class UnknownSetting(RingbackError):
    """Probably a typing error: whoever wrote it believes that it does something."""

    def __init__(self, key: str, known: Iterable[str], where: str = "") -> None:
        names = {name.removeprefix(PREFIX): name for name in sorted(known)}
        near = difflib.get_close_matches(key.removeprefix(PREFIX), names, n=1, cutoff=LIKE)
        advice = f"the nearest known name is {names[near[0]]}" if near else "README.md lists those that there are"
        super().__init__(f"There is no setting {key}{where}: {advice}.")


class Secret:
    """A text that does not print. `.reveal()` where it is needed, and nowhere else."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        return self._text

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash(self._text)

    def __repr__(self) -> str:
        return "Secret(…)" if self._text else "Secret()"

    __str__ = __repr__


NO_SECRET = Secret("")


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Every field is a TOML key, and in upper case with `RINGBACK_` in front an environment variable.

    Three have names of their own there: DATABASE_URL, RINGBACK_DATA and RINGBACK_CACHE.
    """

    data_dir: Path
    """What must be kept: the embedded database, the journal's spool, the archive."""
    cache_dir: Path
    """What can be had again."""
    database_url: Secret = NO_SECRET
    """Empty: an embedded Postgres in the data directory."""
    secret_key: Secret = NO_SECRET
    """With which secrets in the database are enciphered: 32 bytes in base64. Empty: the data directory's own."""
    recordings_dir: Path
    """Where the switch writes recordings and we fetch them; both must see it under this path."""
    archive_dir: Path
    sounds_dir: Path
    """Where announcements are put for the switch to play; it must see it under this path."""
    disk_floor_mb: int = 2048
    """Below so much free room nothing new is recorded."""
    longest_call_h: int = 6
    """The switch ends what has lasted for so many hours, also where we are away for good."""

    http_host: str = "127.0.0.1"
    http_port: int = 8080
    public_url: str = ""
    """How browsers reach us, such as https://calls.example.com; empty: http and the address above."""
    tls_certificate: Path | None = None
    tls_key: Path | None = None
    behind_proxy: bool = False
    """Believe X-Forwarded-For and -Proto: only where nothing but the proxy can reach us."""

    ari_url: str = "http://127.0.0.1:8088"
    """The switch's HTTP server: ARI, and the manager's commands. Without `ari_password` we start one of our own."""
    ari_user: str = "ringback"
    ari_password: Secret = NO_SECRET
    manager_user: str = "ringback"
    manager_password: Secret = NO_SECRET
    trunk: str = "carrier"
    """The PJSIP endpoint of the switch's own configuration that calls go out by; after those that admins set up."""
    trunk_host: str = ""
    """Only for a switch of our own: the carrier's host or host:port. Empty: no trunk."""
    trunk_networks: str = ""
    """Only for a switch of our own: where the carrier's calls come from, addresses or networks, by commas."""
    sip_host: str = "127.0.0.1"
    sip_port: int = 5060
    """Only for a switch of our own: where phones register and the carrier calls."""
    sip_tls_port: int = 5061
    """Only for a switch of our own with a certificate by file: where it speaks SIP by TLS. 0: it does not."""
    sip_ca_file: Path | None = None
    """Certificates that those of carriers have to lead to, where the machine's own list does not have them."""

    public_address: str = ""
    """Only for a switch of our own behind address translation: what the outside sees it as."""
    local_networks: str = ""
    """Networks that such a switch is reached from without it, by commas."""

    phone_host: str = ""
    """With a certificate by file, the switch serves the phones in pages by TLS here. Empty: `http_host`."""
    phone_port: int = 8089
    phone_url: str = ""
    """How the phone in the page reaches the switch's own socket, such as wss://calls.example.com/ws.

    Empty: `/ws` at `phone_port` with a certificate by file, else at the public address where that is https, else at
    `ari_url`.
    """
    ice_servers: Secret = NO_SECRET
    """STUN and TURN servers for the phone in the page: addresses by commas, or JSON. See `config.ice`. Empty: none."""

    twilio_account_sid: str = ""
    """Of the account that texts are sent through. Without it and the token no texts are sent."""
    twilio_auth_token: Secret = NO_SECRET
    twilio_url: str = ""
    """Replaces the addresses of Twilio's own API, for a stand-in. Empty: it does not."""
    twilio_webhooks: str = ""
    """Our public address for Twilio, such as https://calls.example.com. Empty: there is none, and Twilio is asked."""

    log_format: LogFormat = "auto"
    """auto: console at a terminal, JSON elsewhere."""

    @property
    def longest_call_s(self) -> int:
        return self.longest_call_h * 3600

    @property
    def journal_spool(self) -> Path:
        return self.data_dir / "journal.spool"


def read_settings(environ: Mapping[str, str], *, root: bool, home: Path) -> Settings:
    """Raises `UnknownSetting`, or `BadInput` for an unfit value; both name the key.

    `root` and `home` decide where data and cache lie unless told.
    """
    given = {**_from_file(environ), **_from_environment(environ)}
    values: dict[str, Any] = {name: _value(name, raw) for name, raw in given.items() if raw != ""}
    data = values.get("data_dir") or _directory(environ, root, home, "/var/lib", "XDG_STATE_HOME", ".local/state")
    defaults: dict[str, Any] = {
        "data_dir": data,
        "cache_dir": _directory(environ, root, home, "/var/cache", "XDG_CACHE_HOME", ".cache"),
        "recordings_dir": data / "recordings",
        "archive_dir": data / "archive",
        "sounds_dir": data / "sounds",
    }
    settings = Settings(**{**defaults, **values})
    _check_pairs(settings)
    _check_longest(settings)
    _check_addresses(settings)
    return settings


def _check_pairs(settings: Settings) -> None:
    if (settings.tls_certificate is None) != (settings.tls_key is None):
        raise BadInput("tls_certificate and tls_key", "only one of them", "both or neither")
    if bool(settings.twilio_account_sid) != bool(settings.twilio_auth_token):
        raise BadInput("twilio_account_sid and twilio_auth_token", "only one of them", "both or neither")


def _check_longest(settings: Settings) -> None:
    if not 1 <= settings.longest_call_h <= MOST_HOURS:
        raise BadInput(environment_name("longest_call_h"), settings.longest_call_h, f"1 to {MOST_HOURS} hours")


def _check_addresses(settings: Settings) -> None:
    if settings.database_url and not settings.database_url.reveal().startswith(DATABASE_SCHEMES):
        raise BadInput("DATABASE_URL", "(hidden)", "a URL such as postgresql://user:password@host/name, or nothing")
    if not _is_web_address(settings.ari_url):
        raise BadInput(environment_name("ari_url"), settings.ari_url, "a URL such as http://127.0.0.1:8088")
    if settings.phone_url and urlsplit(settings.phone_url).scheme not in ("ws", "wss"):
        address = settings.phone_url
        raise BadInput(environment_name("phone_url"), address, "a URL such as wss://calls.example.com/ws, or nothing")
    try:
        read_ice_servers(settings.ice_servers.reveal())
    except ValueError as error:
        raise BadInput(environment_name("ice_servers"), "(hidden)", str(error)) from error
    for name in ("twilio_url", "twilio_webhooks"):
        address = getattr(settings, name)
        if address and not _is_web_address(address):
            raise BadInput(environment_name(name), address, "a URL such as https://calls.example.com, or nothing")


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def settings_of_this_process() -> Settings:
    """Raises `UnknownSetting`, `BadInput`."""
    return read_settings(os.environ, root=os.geteuid() == 0, home=Path.home())


def environment_name(field: str) -> str:
    return _ALIASES.get(field, PREFIX + field.upper())


_BY_ENVIRONMENT = {environment_name(field.name): field.name for field in fields(Settings)}
_TYPES = {field.name: field.type for field in fields(Settings)}


def _from_environment(environ: Mapping[str, str]) -> dict[str, object]:
    known = _BY_ENVIRONMENT.keys() | READ_ELSEWHERE
    for key in sorted(environ):
        if key.startswith(PREFIX) and key not in known:
            raise UnknownSetting(key, known)
    return {name: environ[key] for key, name in _BY_ENVIRONMENT.items() if key in environ}


def _from_file(environ: Mapping[str, str]) -> dict[str, object]:
    if not (path := environ.get(FILE)):
        return {}
    try:
        table: dict[str, Any] = tomllib.loads(Path(path).read_text())
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadInput(FILE, path, f"a readable TOML file ({error})") from error
    for key in table:
        if key not in _TYPES:
            raise UnknownSetting(key, _TYPES.keys(), where=f" in {path}")
    return table


def _directory(environ: Mapping[str, str], root: bool, home: Path, for_root: str, xdg: str, fallback: str) -> Path:
    if root:
        return Path(for_root) / "ringback"
    return Path(environ.get(xdg) or home / fallback).absolute() / "ringback"


def _value(name: str, raw: object) -> object:
    kind = _TYPES[name]
    shown = environment_name(name)
    if kind is int:
        return _whole(shown, raw)
    if kind is bool:
        return _yes_or_no(shown, raw)
    if not isinstance(raw, str):
        raise BadInput(shown, raw, "a text")
    if kind is Secret:
        return Secret(raw)
    if kind is LogFormat and raw not in get_args(LogFormat):
        raise BadInput(shown, raw, " or ".join(get_args(LogFormat)))
    return raw if kind in (str, LogFormat) else Path(raw).expanduser().absolute()


def _yes_or_no(shown: str, raw: object) -> bool:
    found = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}.get(str(raw).lower())
    if found is None:
        raise BadInput(shown, raw, "yes or no")
    return found


def _whole(shown: str, raw: object) -> int:
    text = str(raw)
    highest = 65535 if shown.endswith("PORT") else 2**31
    if not (text.isascii() and text.isdigit()) or isinstance(raw, bool) or int(text) > highest:
        raise BadInput(shown, raw, f"a whole number from 0 to {highest}")
    return int(text)
