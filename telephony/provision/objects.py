"""What the switch is told of trunks and phones: its objects, in the order in which they are put. Pure.

Each carries a mark that says whose it is, so that what we made is told from the configuration file's objects and from
the accounts of pages. The switch keeps one value for each attribute (AstDB), so what may have several, such as the
addresses that a trunk's calls come from, are several objects, and an endpoint sets no variables: those that the
dialplan needs of a trunk lie in AstDB beside it.
"""

from collections.abc import Mapping, Sequence
from ipaddress import ip_network
from urllib.parse import quote

from telephony.provision.hosts import bracketed, host_and_port
from telephony.provision.model import PhoneSpec, TrunkSpec
from telephony.webphone import QUALIFY_PATIENCE_S, Part

MARK = "@ringback"
HOST = "@host"
"""Of an identify: the host's name that led to its address."""
ORDER = ("auth", "aor", "endpoint", "registration", "identify")
"""In which objects are put: the switch does not check references, so what is referred to comes first."""

RTP_TIMEOUT_S, RTP_TIMEOUT_HOLD_S = 30, 900
PHONE_QUALIFY_S = 15
EXPIRATION_S = 600
RETRY_S, REFUSED_RETRY_S = 30, 60
FOR_EVER = 1_000_000

Fields = tuple[tuple[str, str], ...]
_IN_A_USER = "-_.!~*'()&=+$,?/"
_ANYWHERE = ("0.0.0.0", "::", "")


def owner_of_trunk(name: str) -> str:
    return f"trunk:{name}"


def owner_of_phone(name: str) -> str:
    return f"phone:{name}"


def trunk_parts(spec: TrunkSpec, password: str, sources: Mapping[str, str], media: str = "") -> tuple[Part, ...]:
    """`sources` are the addresses and networks that its calls come from, each with the host's name that led there,
    empty where it was given. `media`: our address for audio.

    None for a trunk that is not active. Raises `ValueError` for a source that is no address.
    """
    if not spec.active:
        return ()
    parts = [Part("auth", spec.name, _auth(spec, password))] if shows_credentials(spec) else []
    parts += [Part("aor", spec.name, _aor(spec)), Part("endpoint", spec.name, _endpoint(spec, media))]
    if spec.way == "registration":
        parts.append(Part("registration", spec.name, _registration(spec)))
    parts += [_identify(spec.name, source, host) for source, host in sources.items()]
    return tuple(_marked(part, owner_of_trunk(spec.name)) for part in parts)


def phone_parts(spec: PhoneSpec, password: str, media: str = "") -> tuple[Part, ...]:
    """None for a phone that is locked."""
    if spec.locked:
        return ()
    parts = (
        Part("auth", spec.name, (("auth_type", "digest"), ("username", spec.name), ("password", password))),
        Part("aor", spec.name, _PHONE_AOR),
        Part("endpoint", spec.name, _phone_endpoint(spec, media)),
    )
    return tuple(_marked(part, owner_of_phone(spec.name)) for part in parts)


def shows_credentials(spec: TrunkSpec) -> bool:
    return spec.way != "address"


def _marked(part: Part, owner: str) -> Part:
    return part._replace(fields=(*part.fields, (MARK, owner)))


def _auth(spec: TrunkSpec, password: str) -> Fields:
    return (
        ("auth_type", "digest"),
        ("username", spec.username),
        ("password", password),
        ("realm", spec.realm),
    )


def _aor(spec: TrunkSpec) -> Fields:
    return (
        ("contact", uri(spec)),
        ("qualify_frequency", str(spec.qualify_s)),
        ("qualify_timeout", str(QUALIFY_PATIENCE_S)),
        ("outbound_proxy", _proxy(spec)),
    )


def _endpoint(spec: TrunkSpec, media: str) -> Fields:
    return (
        ("transport", spec.transport),
        ("context", "from-trunk"),
        ("aors", spec.name),
        ("outbound_auth", spec.name if shows_credentials(spec) else ""),
        ("outbound_proxy", _proxy(spec)),
        ("identify_by", "ip"),
        *_codecs(spec.codecs),
        ("dtmf_mode", "rfc4733"),
        ("from_user", spec.from_user),
        ("from_domain", spec.from_domain),
        ("trust_id_inbound", "yes"),
        ("trust_id_outbound", "yes"),
        ("send_pai", _yes(spec.caller_id_by == "p_asserted_identity")),
        ("send_rpid", _yes(spec.caller_id_by == "remote_party_id")),
        *_legs(media, encrypt=spec.encrypt_media),
    )


def _registration(spec: TrunkSpec) -> Fields:
    """A carrier that refuses is asked again: a password may be mended there, too."""
    domain = spec.from_domain or bracketed(spec.host)
    return (
        ("transport", spec.transport),
        ("server_uri", uri(spec)),
        ("client_uri", f"sip:{user(spec)}@{domain}"),
        ("outbound_auth", spec.name),
        ("outbound_proxy", _proxy(spec)),
        ("contact_user", user(spec)),
        ("line", "yes"),
        ("endpoint", spec.name),
        ("expiration", str(EXPIRATION_S)),
        ("retry_interval", str(RETRY_S)),
        ("forbidden_retry_interval", str(REFUSED_RETRY_S)),
        ("fatal_retry_interval", str(REFUSED_RETRY_S)),
        ("auth_rejection_permanent", "no"),
        ("max_retries", str(FOR_EVER)),
        ("max_random_initial_delay", "0"),
    )


def _identify(name: str, source: str, host: str) -> Part:
    network = ip_network(source, strict=False)
    shown = str(network.network_address) if network.num_addresses == 1 else str(network).replace("/", "-")
    found = ((HOST, host),) if host else ()
    return Part("identify", f"{name}~{shown}", (("endpoint", name), ("match", str(network)), *found))


_PHONE_AOR: Fields = (
    ("max_contacts", "1"),
    ("remove_existing", "yes"),
    ("qualify_frequency", str(PHONE_QUALIFY_S)),
    ("qualify_timeout", str(QUALIFY_PATIENCE_S)),
)


def _phone_endpoint(spec: PhoneSpec, media: str) -> Fields:
    return (
        ("context", "from-phones"),
        ("aors", spec.name),
        ("auth", spec.name),
        ("identify_by", "username,auth_username"),
        ("callerid", f"<{spec.name}>"),
        *_codecs(spec.codecs),
        ("dtmf_mode", "auto"),
        *_legs(media, encrypt=spec.encrypt_media),
    )


def _codecs(codecs: Sequence[str]) -> Fields:
    return (("disallow", "all"), ("allow", ",".join(codecs)))


def _legs(media: str, *, encrypt: bool) -> Fields:
    bound = media not in _ANYWHERE
    return (
        ("media_encryption", "sdes" if encrypt else "no"),
        ("media_address", media if bound else ""),
        ("bind_rtp_to_media_address", _yes(bound)),
        ("direct_media", "no"),
        ("allow_transfer", "no"),
        ("rtp_symmetric", "yes"),
        ("force_rport", "yes"),
        ("rewrite_contact", "yes"),
        ("rtp_timeout", str(RTP_TIMEOUT_S)),
        ("rtp_timeout_hold", str(RTP_TIMEOUT_HOLD_S)),
    )


def user(spec: TrunkSpec) -> str:
    """As it stands in an address of SIP: a user name may be one of e-mail."""
    return quote(spec.username, safe=_IN_A_USER)


def uri(spec: TrunkSpec) -> str:
    """Where the carrier is asked."""
    return f"sip:{bracketed(spec.host)}:{spec.port}{_by(spec)}"


def _proxy(spec: TrunkSpec) -> str:
    if not spec.outbound_proxy:
        return ""
    host, port = host_and_port(spec.outbound_proxy)
    return f"sip:{bracketed(host)}{'' if port is None else f':{port}'}{_by(spec)};lr"


def _by(spec: TrunkSpec) -> str:
    return "" if spec.transport == "udp" else f";transport={spec.transport}"


def _yes(it: bool) -> str:
    return "yes" if it else "no"


def names_of_sources(spec: TrunkSpec) -> tuple[str, ...]:
    """Where its calls come from, as it was told: addresses, networks and host names."""
    return spec.addresses or (spec.host,)


def is_address(text: str) -> bool:
    """An address or a network, as against a host's name."""
    try:
        ip_network(text, strict=False)
    except ValueError:
        return False
    return True
