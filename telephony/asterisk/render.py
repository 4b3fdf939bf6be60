"""Settings in, configuration files out. The same for the lab, for production and for the container image."""

from functools import cache
from pathlib import Path
from string import Template

from telephony.asterisk.settings import MUSIC_FILE, PhoneAccount, SwitchSettings, Trunk
from telephony.longest import LONGEST_CALL_S

TEMPLATES = Path(__file__).parent / "templates"
PLAIN = (
    "asterisk.conf",
    "modules.conf",
    "ari.conf",
    "manager.conf",
    "extensions.conf",
    "musiconhold.conf",
    "sorcery.conf",
    "logger.conf",
    "cdr.conf",
    "cel.conf",
    "indications.conf",
)
DEFAULTS = (
    "acl.conf",
    "ccss.conf",
    "features.conf",
    "pjproject.conf",
    "stasis.conf",
    "udptl.conf",
    "websocket_client.conf",
)
"""Files that may be empty, but without which Asterisk starts with an error in its log."""
GUARDED = ("/ari", "/rawman", "/arawman", "/manager", "/amanager", "/mxml", "/amxml")
"""Paths of the HTTP server that only the service may use."""
CERTIFICATE, KEY = "socket.crt", "socket.key"
SIP_CERTIFICATE, SIP_KEY = "sip.crt", "sip.key"
"""Copies for the switch's own user, who may not read the service's."""
PULSE_STALE_S = 8
"""A service that has shown no sign of life for longer gets no more callers: the safety net takes them."""
PHONES_AT_ONCE = 8
"""How many phones the safety net rings for one caller."""


class _At(Template):
    """Placeholders are @name: a dollar sign belongs to the dialplan."""

    delimiter = "@"


def render(settings: SwitchSettings) -> dict[str, str]:
    """Every file of the configuration directory by its name. Some hold secrets: write them for one reader only."""
    values = _values(settings)
    files = {name: fill(name, values) for name in PLAIN}
    files |= dict.fromkeys(DEFAULTS, "; Asterisk's defaults.\n")
    around = {"secure": _secure(settings), "restrictions": _restrictions(settings)}
    files["http.conf"] = fill("http.conf", values | around)
    files["pjsip.conf"] = _pjsip(settings, values)
    files["rtp.conf"] = fill("rtp.conf", values | {"candidates": _candidates(settings)})
    if settings.secure is not None:
        files |= {CERTIFICATE: settings.secure.certificate, KEY: settings.secure.key}
    if settings.secure_sip is not None:
        files |= {SIP_CERTIFICATE: settings.secure_sip.certificate, SIP_KEY: settings.secure_sip.key}
    return files


def fill(name: str, values: dict[str, str], folder: Path = TEMPLATES) -> str:
    """One template with its placeholders filled in; a placeholder that nobody fills is a KeyError."""
    return _template(folder / name).substitute(values)


@cache
def _template(path: Path) -> Template:
    return _At(path.read_text("utf-8"))


def _values(settings: SwitchSettings) -> dict[str, str]:
    return {
        **_directories(settings),
        "app": settings.app,
        "ari_user": settings.ari_user,
        "ari_password": settings.ari_password,
        "manager_user": settings.manager_user,
        "manager_password": settings.manager_password,
        "manager_port": str(settings.manager_port),
        "http_address": settings.http_address,
        "http_port": str(settings.http_port),
        "permits": _permits(settings),
        "sip_address": settings.sip_address,
        "sip_port": str(settings.sip_port),
        "rtp_first_port": str(settings.rtp_ports[0]),
        "rtp_last_port": str(settings.rtp_ports[1]),
        "rtp_timeout": str(settings.rtp_timeout),
        "rtp_timeout_hold": str(settings.rtp_timeout_hold),
        "qualify_seconds": str(settings.qualify_seconds),
        "sorry": "&".join(settings.sorry),
        "pulse_stale": str(PULSE_STALE_S),
        "longest_call": str(LONGEST_CALL_S),
        "phones_at_once": str(PHONES_AT_ONCE),
        "verbose": str(settings.verbose),
    }


def _directories(settings: SwitchSettings) -> dict[str, str]:
    places = settings.directories
    return {
        "config_dir": str(places.config),
        "modules_dir": str(places.modules),
        "lib_dir": str(places.lib),
        "data_dir": str(places.data),
        "spool_dir": str(places.spool),
        "run_dir": str(places.run),
        "log_dir": str(places.log),
        "music_dir": str(settings.music or places.data / "moh"),
        "own_music": f'#tryinclude "{settings.sounds / MUSIC_FILE}"' if settings.sounds else "",
    }


def _permits(settings: SwitchSettings) -> str:
    return "\n".join(f"permit = {network}" for network in settings.control_networks)


def _restrictions(settings: SwitchSettings) -> str:
    permits = _permits(settings)
    return "".join(fill("http.restriction.conf", {"prefix": prefix, "permits": permits}) for prefix in GUARDED)


def _secure(settings: SwitchSettings) -> str:
    secure = settings.secure
    if secure is None:
        return ""
    host = f"[{secure.address}]" if ":" in secure.address else secure.address
    places = {name: str(settings.directories.config / name) for name in (CERTIFICATE, KEY)}
    own = {"address": f"{host}:{secure.port}", "certificate": places[CERTIFICATE], "key": places[KEY]}
    return fill("http.secure.conf", own)


def _pjsip(settings: SwitchSettings, values: dict[str, str]) -> str:
    parts = [fill("pjsip.conf", values | {"nat": _nat(settings)}), _secure_sip(settings)]
    parts += [_trunk(trunk, settings, values) for trunk in settings.trunks]
    parts += [_phone(phone, settings, values) for phone in settings.phones]
    return "".join(parts)


def _secure_sip(settings: SwitchSettings) -> str:
    secure, places = settings.secure_sip, settings.directories
    if secure is None:
        return ""
    own = {
        "address": f"{settings.sip_address}:{secure.port}",
        "certificate": str(places.config / SIP_CERTIFICATE),
        "key": str(places.config / SIP_KEY),
        "authorities": str(secure.authorities),
        "nat": _nat(settings),
    }
    return fill("pjsip.secure.conf", own)


def _nat(settings: SwitchSettings) -> str:
    if settings.public_address is None:
        return ""
    lines = [f"{key} = {settings.public_address}" for key in ("external_media_address", "external_signaling_address")]
    lines += [f"local_net = {network}" for network in settings.local_networks]
    return "\n".join(lines) + "\n"


def _candidates(settings: SwitchSettings) -> str:
    """Browsers are told where audio goes by candidates, which `external_media_address` does not change."""
    if settings.public_address is None or settings.own_address is None:
        return ""
    both = f"{settings.own_address} => {settings.public_address},include_local_address"
    return f"\n[ice_host_candidates]\n{both}\n"


def media_lines(address: str) -> str:
    """Binds a leg's audio to the address that signalling uses; with a wildcard the kernel's routes decide."""
    if address in ("0.0.0.0", "::"):
        return ""
    return f"media_address = {address}\nbind_rtp_to_media_address = yes\n"


def _trunk(trunk: Trunk, settings: SwitchSettings, values: dict[str, str]) -> str:
    own = {
        "name": trunk.name,
        "transport": trunk.transport,
        "contact": trunk.contact,
        "codecs": ",".join(trunk.codecs),
        "matches": "\n".join(f"match = {match}" for match in trunk.match),
        "media": media_lines(settings.sip_address),
    }
    return fill("pjsip.trunk.conf", values | own)


def _phone(phone: PhoneAccount, settings: SwitchSettings, values: dict[str, str]) -> str:
    own = {
        "name": phone.name,
        "secret": phone.secret,
        "codecs": ",".join(phone.codecs),
        "kind": "webrtc = yes" if phone.browser else "rtp_symmetric = yes\nforce_rport = yes\nrewrite_contact = yes",
        "media": "" if phone.browser else media_lines(settings.sip_address),
    }
    return fill("pjsip.phone.conf", values | own)
