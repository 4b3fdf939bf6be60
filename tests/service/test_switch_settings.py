"""What a switch of our own is told of the service's settings."""

from pathlib import Path

import pytest

from service.switch import switch_settings
from telephony.asterisk.given import UnfitCertificate
from tests.certificates import ANOTHER, GOOD
from tests.service.kit import settings_in


def by_file(folder: Path) -> dict[str, object]:
    certificate, key = GOOD.written(folder)
    return {"TLS_CERTIFICATE": certificate, "TLS_KEY": key}


def test_with_a_certificate_by_file_pages_reach_their_phones_by_tls(tmp_path: Path) -> None:
    secure = switch_settings(settings_in(tmp_path, **by_file(tmp_path), HTTP_HOST="::1", PHONE_PORT=9443)).secure

    assert secure is not None
    assert (secure.address, secure.port) == ("::1", 9443)
    assert (secure.certificate, secure.key) == (GOOD.certificate, GOOD.key)


def test_behind_a_proxy_or_without_a_certificate_they_do_not(tmp_path: Path) -> None:
    assert switch_settings(settings_in(tmp_path)).secure is None
    assert switch_settings(settings_in(tmp_path, **by_file(tmp_path), BEHIND_PROXY="yes")).secure is None


def test_a_key_of_another_certificate_is_refused_before_the_switch_is_started(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    told = by_file(tmp_path) | {"TLS_KEY": ANOTHER.written(tmp_path / "other")[1]}

    with pytest.raises(UnfitCertificate, match="cannot be used"):
        switch_settings(settings_in(tmp_path, **told))


def test_behind_address_translation_browsers_are_told_of_both_addresses(tmp_path: Path) -> None:
    told = switch_settings(settings_in(tmp_path, PUBLIC_ADDRESS="127.0.0.9", LOCAL_NETWORKS="10.0.0.0/8, 127.0.0.0/8"))

    assert (told.public_address, told.own_address) == ("127.0.0.9", "127.0.0.1")
    assert told.local_networks == ("10.0.0.0/8", "127.0.0.0/8")
