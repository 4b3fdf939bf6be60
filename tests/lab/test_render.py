"""The configuration as a pure function of its settings."""

import re
from pathlib import Path
from typing import Any

import pytest

from kernel.errors import BadInput
from telephony.asterisk.render import render
from telephony.asterisk.settings import Directories, PhoneAccount, SecureSocket, SwitchSettings, Trunk

SECRET = "s" * 24
PHONE = PhoneAccount(name="agent-1", secret=SECRET)
TRUNK = Trunk(name="carrier", contact="192.0.2.7:5070", match=("192.0.2.7", "198.51.100.0/24"))


def settings(**overrides: Any) -> SwitchSettings:
    places = Directories.below(Path("/srv/switch"), modules=Path("/m"), data=Path("/d"))
    chosen: dict[str, Any] = {"directories": places, "ari_password": SECRET, "manager_password": SECRET}
    return SwitchSettings(**(chosen | overrides))


def test_every_placeholder_is_filled() -> None:
    files = render(settings(phones=(PHONE,), trunks=(TRUNK,), public_address="203.0.113.5"))

    assert [name for name, text in files.items() if re.search(r"@\w", text)] == []


def test_everything_binds_to_loopback_unless_told_otherwise() -> None:
    files = render(settings())

    assert "bindaddr = 127.0.0.1" in files["http.conf"]
    assert "bindaddr = 127.0.0.1" in files["manager.conf"]
    assert files["pjsip.conf"].count("bind = 127.0.0.1:5060") == 4
    assert "0.0.0.0" not in files["pjsip.conf"]


def test_ari_and_the_manager_are_closed_to_all_but_the_named_networks() -> None:
    http = render(settings(control_networks=("10.1.0.0/16",)))["http.conf"]

    for path in ("/ari", "/rawman", "/manager", "/mxml"):
        section = http.split(f"[{path}]")[1].split("[")[0]
        assert "deny = 0.0.0.0/0" in section
        assert "permit = 10.1.0.0/16" in section
    assert "[/ws]" not in http


def test_a_trunk_is_known_by_its_addresses() -> None:
    pjsip = render(settings(trunks=(TRUNK,)))["pjsip.conf"]

    assert "match = 192.0.2.7\nmatch = 198.51.100.0/24" in pjsip
    assert "contact = sip:192.0.2.7:5070" in pjsip
    assert "endpoint_identifier_order = username,ip" in pjsip


def test_no_endpoint_may_transfer_by_itself_or_send_media_past_us() -> None:
    pjsip = render(settings(phones=(PHONE,), trunks=(TRUNK,)))["pjsip.conf"]

    assert pjsip.count("allow_transfer = no") == 2
    assert pjsip.count("direct_media = no") == 2


def test_a_browsers_phone_is_webrtc_and_a_desk_phone_is_not() -> None:
    browser = PhoneAccount(name="web-1", secret=SECRET, browser=True, codecs=("opus", "ulaw"))

    assert "webrtc = yes" in render(settings(phones=(browser,)))["pjsip.conf"]
    assert "webrtc" not in render(settings(phones=(PHONE,)))["pjsip.conf"]


def test_a_wildcard_address_leaves_the_audios_address_to_the_routes() -> None:
    assert "media_address" not in render(settings(sip_address="0.0.0.0", phones=(PHONE,)))["pjsip.conf"]


def test_by_tls_the_same_paths_are_served_with_copies_for_the_switch_alone() -> None:
    files = render(settings(secure=SecureSocket(address="::", port=8089, certificate="C", key="K")))

    assert "tlsbindaddr = [::]:8089\n" in files["http.conf"].split("[/ari]")[0]
    assert "tlsprivatekey = /srv/switch/etc/socket.key\n" in files["http.conf"]
    assert (files["socket.crt"], files["socket.key"]) == ("C", "K")


def test_without_a_certificate_nothing_speaks_tls() -> None:
    files = render(settings())

    assert "tls" not in files["http.conf"]
    assert "socket.key" not in files


def test_browsers_are_told_of_the_public_address_beside_our_own() -> None:
    behind = settings(public_address="203.0.113.5", own_address="10.0.0.2")

    assert "10.0.0.2 => 203.0.113.5,include_local_address" in render(behind)["rtp.conf"]
    assert "ice_host_candidates" not in render(settings(public_address="203.0.113.5"))["rtp.conf"]


def test_the_sorry_message_can_be_the_companys_own() -> None:
    assert "Playback(/srv/sorry)" in render(settings(sorry=("/srv/sorry",)))["extensions.conf"]


def test_a_secret_shows_in_no_representation() -> None:
    told = settings(phones=(PHONE,), secure=SecureSocket(address="::", port=8089, certificate="C", key=SECRET))

    assert SECRET not in repr(told)


@pytest.mark.parametrize("secret", ["", "short", "s" * 20 + ";", "s" * 20 + "\npermit=all"])
def test_a_secret_that_could_break_out_of_its_line_is_refused(secret: str) -> None:
    with pytest.raises(BadInput, match="accepted is 16 to 128 letters"):
        settings(ari_password=secret)


def test_a_name_that_could_open_a_section_is_refused() -> None:
    with pytest.raises(BadInput, match="phone name"):
        PhoneAccount(name="a]\n[b", secret=SECRET)


def test_two_endpoints_cannot_share_a_name() -> None:
    with pytest.raises(BadInput, match="agent-1"):
        settings(phones=(PHONE, PHONE))
