"""What is to be typed into a phone."""

import pytest

from telephony.provision.model import PhoneSpec
from telephony.provision.softphones import HIDDEN, Registrar, account_address, settings_for

PHONE = PhoneSpec(name="desk-1", codecs=("opus", "g729", "alaw"))
WHERE = Registrar("192.0.2.1", 5060)


def test_baresip_takes_one_line_with_the_codecs_that_it_has() -> None:
    [line] = [each.text for each in settings_for(PHONE, WHERE, "s3cret") if each.client == "baresip"]

    assert line == (
        "<sip:desk-1@192.0.2.1:5060;transport=udp>;auth_user=desk-1;auth_pass=s3cret;"
        "audio_codecs=opus/48000/2,PCMA/8000/1;regint=600"
    )


@pytest.mark.parametrize("client", ["linphone", "microsip", "zoiper", "desk_phone"])
def test_every_other_client_has_its_fields(client: str) -> None:
    [found] = [each for each in settings_for(PHONE, WHERE, None) if each.client == client]
    values = [each.value for each in found.settings]

    assert "192.0.2.1:5060" in values[0]
    assert values[1:4] == ["desk-1", HIDDEN, "UDP"]


def test_an_address_of_ipv6_stands_in_brackets() -> None:
    assert account_address(PHONE, Registrar("2001:db8::1", 5060, "tcp"), "x") == (
        "sip:desk-1:x@[2001:db8::1]:5060;transport=tcp"
    )
