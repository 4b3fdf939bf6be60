"""Questions to a carrier as text, and what its answers mean."""

import pytest
from msgspec.structs import replace

from telephony.provision.model import TrunkSpec
from telephony.provision.sip import Question, Response, authorization, belongs, parse, text_of
from telephony.provision.verdict import Answered, Closed, Silent, Unresolved, of_options, of_registration

ASKED = Question(
    method="REGISTER",
    to="sip:sip.example.org:5060",
    user="sip:us@sip.example.org",
    via="192.0.2.1:4000",
    transport="udp",
    token="abc123",
)
TRUNK = TrunkSpec(name="acme", way="registration", host="sip.example.org", username="us")


def answered(*lines: str) -> Response:
    found = parse(("\r\n".join(lines) + "\r\n\r\n").encode())
    assert found is not None
    return found


def test_a_registration_is_asked_about_without_a_contact_so_that_nothing_changes() -> None:
    text = text_of(ASKED).decode()

    assert text.startswith("REGISTER sip:sip.example.org:5060 SIP/2.0\r\n")
    assert "\r\nContact:" not in text
    assert text.endswith("\r\n\r\n")


def test_what_is_provisional_or_somebody_elses_is_no_answer() -> None:
    mine = ("Call-ID: abc123", "CSeq: 1 REGISTER")

    assert belongs(answered("SIP/2.0 200 OK", *mine), ASKED)
    assert not belongs(answered("SIP/2.0 100 Trying", *mine), ASKED)
    assert not belongs(answered("SIP/2.0 200 OK", "Call-ID: other", "CSeq: 1 REGISTER"), ASKED)
    assert not belongs(answered("SIP/2.0 401 Unauthorized", "Call-ID: abc123", "CSeq: 2 REGISTER"), ASKED)
    assert parse(b"OPTIONS sip:us SIP/2.0\r\n\r\n") is None


def test_a_challenge_is_answered_as_the_standard_says() -> None:
    challenge = 'WWW-Authenticate: Digest realm="example", nonce="n0", qop="auth,auth-int", opaque="o", algorithm=MD5'
    header = authorization(ASKED, answered("SIP/2.0 401 Unauthorized", challenge), 'u"s', "p")

    assert header is not None
    assert header.startswith('Authorization: Digest username="u\\"s", realm="example", nonce="n0"')
    assert 'qop=auth, nc=00000001, cnonce="abc123"' in header
    assert 'opaque="o"' in header
    assert 'response="54a7d0da8bbed822403d10583364f075"' in header


@pytest.mark.parametrize(
    ("challenge", "expected"),
    [
        ('Digest realm="r", nonce="n"', "2959fbff98c6262697896b857e9630fe"),
        (
            'Digest realm="r", nonce="n", algorithm=SHA-256',
            "f5e0cdb05c5220596cd6982a1d886fda490f96ec98e2d808a672a5f2d3c78263",
        ),
        ('Digest realm="r", nonce="n", algorithm=AKAv1-MD5', None),
        ('Bearer authz_server="x"', None),
    ],
)
def test_a_challenge_is_answered_in_its_own_kind_and_one_that_is_not_known_is_not(
    challenge: str, expected: str | None
) -> None:
    header = authorization(ASKED, answered("SIP/2.0 407 Proxy", f"Proxy-Authenticate: {challenge}"), "us", "p")

    if expected is None:
        assert header is None
    else:
        assert header is not None
        assert header.startswith("Proxy-Authorization: ")
        assert f'response="{expected}"' in header


@pytest.mark.parametrize(
    ("result", "kind"),
    [
        (Answered(200, "OK", 12.3), "trunk_accepted"),
        (Answered(401, "Unauthorized", 9, proved=True), "trunk_wrong_password"),
        (Answered(403, "Forbidden", 9), "trunk_forbidden"),
        (Answered(404, "Not Found", 9), "trunk_not_known_there"),
        (Answered(488, "Not Acceptable Here", 9), "trunk_codec"),
        (Answered(503, "Service Unavailable", 9), "trunk_out_of_service"),
        (Silent(), "trunk_silent"),
        (Closed("Connection refused."), "trunk_closed"),
        (Unresolved("sip.example.org"), "trunk_unresolved"),
    ],
)
def test_each_answer_has_its_reason(result: Answered | Silent | Closed | Unresolved, kind: str) -> None:
    verdict = of_registration(TRUNK, result)

    assert verdict.said.kind == kind
    assert verdict.ok == (kind == "trunk_accepted")


def test_an_ipv6_address_stands_in_brackets_before_its_port() -> None:
    said = of_registration(replace(TRUNK, host="2001:db8::9"), Silent()).said

    assert said.sentence.startswith("[2001:db8::9]:5060 does not answer by UDP:")


def test_whoever_answers_at_all_is_there() -> None:
    assert of_options(TRUNK, Answered(404, "Not Found", 8.25)).ok
    assert not of_options(TRUNK, Answered(403, "Forbidden", 8)).ok
