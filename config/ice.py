"""Servers that help the phone in the page find a way for its audio, as the setting `ice_servers` names them. Pure."""

from typing import NamedTuple

import msgspec

PLAIN, RELAY = ("stun:", "stuns:"), ("turn:", "turns:")
ACCEPTED = (
    "addresses such as stun:stun.example.com:3478 by commas, or JSON such as "
    '[{"urls": "turn:turn.example.com:3478", "username": "…", "credential": "…"}]'
)


class IceServer(NamedTuple):
    """As browsers take it. Name and credential are empty for STUN, which asks for none."""

    urls: tuple[str, ...]
    username: str = ""
    credential: str = ""


class _Told(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    urls: str | list[str]
    username: str = ""
    credential: str = ""


def read_ice_servers(text: str) -> tuple[IceServer, ...]:
    """Raises `ValueError` with what is accepted: a browser with a server that it cannot read makes no call at all."""
    if text.lstrip().startswith("["):
        servers = tuple(_server(told) for told in _decoded(text))
    else:
        servers = tuple(IceServer((part.strip(),)) for part in text.split(",") if part.strip())
    if not all(_fits(server) for server in servers):
        raise ValueError(ACCEPTED)
    return servers


def _decoded(text: str) -> list[_Told]:
    try:
        return msgspec.json.decode(text, type=list[_Told])
    except msgspec.MsgspecError as error:
        raise ValueError(ACCEPTED) from error


def _server(told: _Told) -> IceServer:
    urls = (told.urls,) if isinstance(told.urls, str) else tuple(told.urls)
    return IceServer(urls, told.username, told.credential)


def _fits(server: IceServer) -> bool:
    """A relay lets nobody in without name and credential, and browsers refuse one that has none."""
    known = bool(server.urls) and all(_is_address(url) for url in server.urls)
    relays = any(url.startswith(RELAY) for url in server.urls)
    return known and (not relays or bool(server.username and server.credential))


def _is_address(url: str) -> bool:
    scheme, _, rest = url.partition(":")
    return f"{scheme}:" in (*PLAIN, *RELAY) and bool(rest) and not any(each.isspace() for each in rest)
