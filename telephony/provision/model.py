"""What a trunk and a phone are: values that admins save, and that the switch's objects are made of."""

from typing import Annotated, Generic, Literal, TypeVar

import msgspec

NAME = r"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,39}$"
"""A name that the switch knows something by: it stands in dial strings and in the dialplan's variables."""

Name = Annotated[
    str,
    msgspec.Meta(
        pattern=NAME,
        extra={"words": "up to 40 letters from a to z, digits, underscores, dots and dashes, the first no dot or dash"},
    ),
]
Host = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^[^\s;@\[\]\"'<>,]{1,255}$",
        extra={"words": "an address or a host's name, such as sip.example.com"},
    ),
]
Word = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^[^\s;\"<>]{0,128}$",
        extra={"words": "up to 128 characters without spaces, semicolons, quotation marks and angle brackets"},
    ),
]
Digits = Annotated[
    str, msgspec.Meta(pattern=r"^\+?[0-9]{0,20}$", extra={"words": "up to 20 digits, perhaps with + before them"})
]
Codec = Literal["opus", "g722", "alaw", "ulaw", "g729"]
Way = Literal["registration", "credentials", "address"]
Transport = Literal["udp", "tcp", "tls"]

Extension = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{2,10}$", extra={"words": "2 to 10 digits"})]
SpecT = TypeVar("SpecT", "TrunkSpec", "PhoneSpec")


class Rewriting(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A number that begins with `begins` has `becomes` in its place. Of several rules the first that fits is used.

    An empty `begins` fits every number.
    """

    begins: Digits
    becomes: Digits


Rewritings = Annotated[tuple[Rewriting, ...], msgspec.Meta(max_length=20)]


class TrunkSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A way to a carrier. Its password is kept apart.

    `way`: we register with the carrier and are called where we registered; or we show the credentials only when we
    call; or carrier and we know each other by address. `addresses` are where its calls come from (addresses, networks,
    host names); empty: where `host` leads to. `realm` empty: whatever the carrier asks for. `from_user` and
    `from_domain` empty: our number, and the carrier's host. `qualify_s`: seconds between two questions (OPTIONS)
    whether it is there; 0: it is not asked.

    `dialled` rewrites the number that a caller has dialled, `callers` the number that they show, both before anything
    is looked up; `outgoing` the E.164 number that we call, before `number_format`. `number_format`: how numbers that we
    call, and ours that we show, are written; `caller_id_by` is the header that shows ours.

    `channels` is how many calls it carries at once, in and out together; None: no limit. `rank` orders the trunks of
    projects that have no order of their own, the least first.
    """

    name: Name
    way: Way
    host: Host
    port: Annotated[int, msgspec.Meta(ge=1, le=65535)] = 5060
    transport: Transport = "udp"
    encrypt_media: bool = False
    username: Word = ""
    realm: Word = ""
    from_user: Word = ""
    from_domain: Word = ""
    outbound_proxy: Word = ""
    addresses: Annotated[tuple[Host, ...], msgspec.Meta(max_length=50)] = ()
    codecs: Annotated[tuple[Codec, ...], msgspec.Meta(min_length=1, max_length=5)] = ("alaw", "ulaw")
    number_format: Literal["e164", "without_plus", "national"] = "e164"
    caller_id_by: Literal["from", "p_asserted_identity", "remote_party_id"] = "p_asserted_identity"
    caller_id: Digits = ""
    """Shown where the project has none of its own."""
    dialled: Rewritings = ()
    callers: Rewritings = ()
    outgoing: Rewritings = ()
    channels: Annotated[int, msgspec.Meta(ge=1, le=10_000)] | None = None
    qualify_s: Annotated[int, msgspec.Meta(ge=0, le=3600)] = 15
    rank: Annotated[int, msgspec.Meta(ge=0, le=1000)] = 100
    active: bool = True
    note: Annotated[str, msgspec.Meta(max_length=500)] = ""


class PhoneSpec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A desk phone or softphone that registers. Its password is kept apart.

    `agent` is whose it is, by name, or `person`, the name of a user who is no agent; neither: nobody's own, such as one
    at a desk where people sign in. `extension` is what colleagues type to reach that person; an agent has their own.
    `locked`: the switch does not know it until it is unlocked.
    """

    name: Name
    label: Annotated[str, msgspec.Meta(max_length=80)] = ""
    agent: Annotated[str, msgspec.Meta(max_length=200)] = ""
    person: Annotated[str, msgspec.Meta(max_length=64)] = ""
    extension: Extension | None = None
    codecs: Annotated[tuple[Codec, ...], msgspec.Meta(min_length=1, max_length=5)] = ("opus", "g722", "alaw", "ulaw")
    encrypt_media: bool = False
    locked: bool = False


class TransportInForce(msgspec.Struct, frozen=True, kw_only=True):
    """How the switch speaks SIP with carriers, since it started.

    `address` is where it listens, with its port. `outside_address` is what carriers are told in its place, except in
    `local_networks`; empty: the same. `certificate`: it has one of its own. `verifies`: a carrier whose certificate is
    not good is not spoken with.
    """

    name: str
    address: str
    outside_address: str = ""
    local_networks: list[str] = []
    certificate: bool = False
    verifies: bool = False


class Sealed(msgspec.Struct, Generic[SpecT], frozen=True):
    """A trunk or phone as it is kept: `secret` is sealed for `trunk:{name}` or `phone:{name}`; None: it has none."""

    spec: SpecT
    secret: bytes | None
