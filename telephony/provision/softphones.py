"""What is to be typed into a softphone or desk phone so that it registers. Pure; nothing of it is kept."""

from collections.abc import Sequence
from typing import Literal

import msgspec

from telephony.provision.model import PhoneSpec

EXPIRES_S = 600
HIDDEN = "…"
"""Stands for the password where it is not at hand."""

Client = Literal["linphone", "baresip", "microsip", "zoiper", "desk_phone"]
Transport = Literal["udp", "tcp", "tls"]
_LINPHONE = {"opus": "opus", "g722": "G722", "alaw": "PCMA", "ulaw": "PCMU", "g729": "G729"}
_BARESIP = {"opus": "opus/48000/2", "g722": "G722/16000/1", "alaw": "PCMA/8000/1", "ulaw": "PCMU/8000/1"}
_PLAIN = {"opus": "Opus", "g722": "G.722", "alaw": "G.711 A-law", "ulaw": "G.711 µ-law", "g729": "G.729"}


class Registrar(msgspec.Struct, frozen=True):
    """Where phones reach the switch."""

    host: str
    port: int
    transport: Transport = "udp"

    @property
    def address(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"


class Setting(msgspec.Struct, frozen=True):
    """`field` as the client itself calls it, in English."""

    field: str
    value: str


class ClientSettings(msgspec.Struct, frozen=True):
    """`text` is a line of a file where the client is set up by one, else empty."""

    client: Client
    settings: tuple[Setting, ...]
    text: str = ""


def settings_for(spec: PhoneSpec, where: Registrar, password: str | None) -> tuple[ClientSettings, ...]:
    """For each client that we know; `password` None: a mark stands for it."""
    secret = HIDDEN if password is None else password
    return (
        _client("linphone", spec, where, secret),
        ClientSettings("baresip", (), _baresip(spec, where, secret)),
        _client("microsip", spec, where, secret),
        _client("zoiper", spec, where, secret),
        _client("desk_phone", spec, where, secret),
    )


_FIELDS: dict[str, tuple[str, str, str, str, str, str]] = {
    "linphone": ("SIP address", "Username", "Password", "Transport", "Audio codecs, in this order", "Media encryption"),
    "microsip": (
        "SIP server",
        "Username",
        "Password",
        "Transport",
        "Enabled codecs, in this order",
        "Media encryption",
    ),
    "zoiper": ("Domain", "Username", "Password", "Transport", "Audio codecs, in this order", "Media encryption"),
    "desk_phone": ("SIP server", "User name", "Password", "Transport", "Codec priority", "SRTP"),
}


def _client(client: Client, spec: PhoneSpec, where: Registrar, secret: str) -> ClientSettings:
    server, user, password, transport, codecs, encryption = _FIELDS[client]
    address = f"sip:{spec.name}@{where.address}" if client == "linphone" else where.address
    names = _LINPHONE if client == "linphone" else _PLAIN
    return ClientSettings(
        client,
        (
            Setting(server, address),
            Setting(user, spec.name),
            Setting(password, secret),
            Setting(transport, where.transport.upper()),
            Setting(codecs, ", ".join(names[each] for each in spec.codecs)),
            Setting(encryption, "SRTP (SDES)" if spec.encrypt_media else "None"),
        ),
    )


def _baresip(spec: PhoneSpec, where: Registrar, secret: str) -> str:
    """A line of its file `accounts`."""
    parameters = [
        f"auth_user={spec.name}",
        f"auth_pass={secret}",
        f"audio_codecs={','.join(_codecs(spec.codecs))}",
        f"regint={EXPIRES_S}",
    ]
    if spec.encrypt_media:
        parameters.append("mediaenc=srtp")
    return f"<sip:{spec.name}@{where.address};transport={where.transport}>;{';'.join(parameters)}"


def _codecs(codecs: Sequence[str]) -> list[str]:
    return [_BARESIP[each] for each in codecs if each in _BARESIP]


def account_address(spec: PhoneSpec, where: Registrar, password: str) -> str:
    """The whole account as a `sip:` address, for clients that scan one. Holds the password."""
    return f"sip:{spec.name}:{password}@{where.address};transport={where.transport}"
