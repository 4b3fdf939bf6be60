"""Trunks of known carriers and of the usual kinds, with what is left to fill in. Pure."""

from typing import Any

import msgspec


class Preset(msgspec.Struct, frozen=True, kw_only=True):
    """`spec` are the fields of a trunk that it sets; `fill` those that are the company's own. `id` is for the console's
    words, `note` says in English where to find what is to be filled in, and what to set at the carrier.
    """

    id: str
    label: str
    spec: dict[str, Any]
    fill: list[str]
    note: str


TWILIO_SIGNALLING = (
    *("54.172.60.0/30", "54.244.51.0/30", "54.171.127.192/30", "35.156.191.128/30", "54.65.63.192/30"),
    *("54.169.127.128/30", "54.252.254.64/30", "177.71.206.192/30"),
)
"""Where Elastic SIP Trunking calls from, by Twilio's own list: North America (Virginia, Oregon), Ireland, Frankfurt,
Tokyo, Singapore, Sydney, São Paulo."""

PRESETS = (
    Preset(
        id="twilio",
        label="Twilio Elastic SIP Trunking",
        spec={
            "way": "credentials",
            "host": "example.pstn.twilio.com",
            "port": 5061,
            "transport": "tls",
            "encrypt_media": True,
            "addresses": list(TWILIO_SIGNALLING),
            "codecs": ["ulaw", "alaw"],
            "number_format": "e164",
            "caller_id_by": "from",
        },
        fill=["name", "host", "username", "secret", "caller_id"],
        note=(
            "host is the trunk's Termination SIP URI; user and password are of its credential list. At Twilio: set the "
            "Origination URI to sip:this switch's address:5061;transport=tls, switch Secure Trunking on, and compare "
            "the addresses with Twilio's list. Without a TLS transport here: transport udp, port 5060, no encryption, "
            "Secure Trunking off."
        ),
    ),
    Preset(
        id="registration",
        label="A carrier where we register",
        spec={"way": "registration", "port": 5060, "transport": "udp", "codecs": ["alaw", "ulaw"]},
        fill=["name", "host", "username", "secret"],
        note="As for a telephone: host, user and password are on the carrier's letter or page.",
    ),
    Preset(
        id="credentials",
        label="A carrier that asks for a password when we call",
        spec={"way": "credentials", "port": 5060, "transport": "udp", "codecs": ["alaw", "ulaw"]},
        fill=["name", "host", "username", "secret", "addresses"],
        note="The carrier is told our address, so that it calls us there; addresses are where its calls come from.",
    ),
    Preset(
        id="address",
        label="A carrier or a PBX known by its address",
        spec={"way": "address", "port": 5060, "transport": "udp", "codecs": ["alaw", "ulaw"]},
        fill=["name", "host", "addresses"],
        note="No password: each side knows the other by its address, so both addresses must be fixed.",
    ),
)
