"""Servers for the phone in the page, as an admin may write them."""

import pytest

from config.ice import IceServer, read_ice_servers


@pytest.mark.parametrize(
    ("text", "servers"),
    [
        ("", ()),
        (
            " stun:one.example:3478, stuns:two.example ,",
            (IceServer(("stun:one.example:3478",)), IceServer(("stuns:two.example",))),
        ),
        ("[]", ()),
        ('[{"urls": "stun:one.example"}]', (IceServer(("stun:one.example",)),)),
        (
            '[{"urls": ["turn:r.example:3478?transport=udp", "turns:r.example"], "username": "u", "credential": "p"}]',
            (IceServer(("turn:r.example:3478?transport=udp", "turns:r.example"), "u", "p"),),
        ),
    ],
)
def test_servers_are_read_from_addresses_or_json(text: str, servers: tuple[IceServer, ...]) -> None:
    assert read_ice_servers(text) == servers


@pytest.mark.parametrize(
    "text",
    [
        "one.example",
        "https://one.example",
        "stun:",
        "stun:one example",
        "turn:r.example",
        '[{"urls": "turn:r.example", "username": "u"}]',
        '[{"urls": []}]',
        '[{"url": "stun:one.example"}]',
        '["stun:one.example"]',
        "[",
    ],
)
def test_what_a_browser_could_not_read_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="addresses such as stun:"):
        read_ice_servers(text)
