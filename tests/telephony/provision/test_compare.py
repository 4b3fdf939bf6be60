"""What the switch has against what was saved: what is put, what is taken away, what is taken back."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telephony.provision.compare import (
    Difference,
    Key,
    Repair,
    as_it_was,
    kept_objects,
    owned,
    repair,
    said,
    with_namesakes,
)
from telephony.provision.model import PhoneSpec, TrunkSpec
from telephony.provision.objects import MARK, ORDER, phone_parts, trunk_parts
from telephony.webphone import Part

TRUNK = TrunkSpec(name="acme", way="registration", host="sip.example.org", username="us")
SOURCES = {"192.0.2.0/24": "", "192.0.2.9": "sip.example.org"}
PARTS = trunk_parts(TRUNK, "secret", SOURCES)


def on_the_switch(parts: tuple[Part, ...]) -> dict[Key, dict[str, str]]:
    return {Key(part.kind, part.name): dict(part.fields) for part in parts}


def carried_out(have: dict[Key, dict[str, str]], what: Repair) -> dict[Key, dict[str, str]]:
    after = {key: kept for key, kept in have.items() if key not in what.deletes}
    for part in what.puts:
        key = Key(part.kind, part.name)
        after[key] = {**after.get(key, {}), **dict(part.fields)}
    return after


def test_objects_are_put_before_what_refers_to_them_and_taken_away_after_it() -> None:
    fresh, gone = repair({}, PARTS), repair(on_the_switch(PARTS), ())

    assert [part.kind for part in fresh.puts] == ["auth", "aor", "endpoint", "registration", "identify", "identify"]
    assert [key.kind for key in gone.deletes] == ["identify", "identify", "registration", "endpoint", "aor", "auth"]
    assert not fresh.deletes
    assert not gone.puts


def test_what_is_as_it_should_be_is_left_alone() -> None:
    assert not repair(on_the_switch(PARTS), PARTS)


def test_a_password_that_differs_is_put_and_not_told() -> None:
    changed = repair(on_the_switch(PARTS), trunk_parts(TRUNK, "other", SOURCES))

    assert (Difference("auth", "acme", "password", "(hidden)", "(hidden)"),) == changed.differences


@pytest.mark.parametrize(("password", "host"), [("other", "192.0.2.8"), ("secret", "192.0.2.9")])
def test_what_the_carrier_is_asked_with_takes_the_registration_away_first(password: str, host: str) -> None:
    """The switch goes on asking where it did, with what it knew, for as long as its registration is there."""
    spec = TrunkSpec(name="acme", way="registration", host=host, username="us")
    asked = trunk_parts(TrunkSpec(name="acme", way="registration", host="192.0.2.8", username="us"), "secret", {})
    changed = repair(on_the_switch(asked), trunk_parts(spec, password, {}))

    assert Key("registration", "acme") in changed.deletes
    assert "registration" in {part.kind for part in changed.puts}


def test_an_address_that_differs_takes_the_old_one_away_first() -> None:
    """The switch would go on with the contact that it had."""
    moved = trunk_parts(TrunkSpec(name="acme", way="address", host="192.0.2.8"), "", {"192.0.2.8": ""})
    changed = repair(on_the_switch(PARTS), moved)

    assert Key("aor", "acme") in changed.deletes
    assert {"aor", "endpoint", "identify"} == {part.kind for part in changed.puts}


def test_what_others_made_is_not_ours_but_gives_way_where_it_has_a_name_of_ours() -> None:
    page, stranger = Key("endpoint", "web-7"), Key("aor", "acme")
    found = on_the_switch(PARTS[:1]) | {page: {"aors": "web-7"}, stranger: {"contact": "sip:elsewhere"}}

    own = owned(found)["trunk:acme"]
    assert {"trunk:acme"} == owned(found).keys()
    assert {Key("auth", "acme"), stranger} == with_namesakes(own, found, PARTS).keys()


@pytest.mark.parametrize(
    ("attribute", "told", "kept"),
    [
        ("allow", "alaw,ulaw", "(alaw|ulaw)"),
        ("direct_media", "no", "false"),
        ("qualify_timeout", "3.0", "3.000000"),
        ("qualify_timeout", "30", "30.000000"),
        ("match", "10.0.0.0/8", "10.0.0.0/255.0.0.0"),
        ("match", "192.0.2.9/32", "192.0.2.9/255.255.255.255"),
        ("match", "2001:db8::/32", "2001:db8::/ffff:ffff::"),
    ],
)
def test_the_switch_writes_some_things_otherwise(attribute: str, told: str, kept: str) -> None:
    assert said(attribute, told) == said(attribute, kept)


def test_a_password_that_looks_like_a_word_of_the_switch_is_a_password() -> None:
    assert said("password", "yes") != said("password", "true")


def test_what_cannot_be_read_is_as_if_it_were_not_there() -> None:
    tree = {"aor/acme": json.dumps({"contact": "sip:x", MARK: "trunk:acme"}), "aor/torn": '{"cont', "aor/odd": "[]"}

    assert {Key("aor", "acme"): {"contact": "sip:x", MARK: "trunk:acme"}} == kept_objects("aor", tree)


_SPECS = st.builds(
    TrunkSpec,
    name=st.just("acme"),
    way=st.sampled_from(["registration", "credentials", "address"]),
    host=st.sampled_from(["192.0.2.8", "sip.example.org", "2001:db8::9"]),
    transport=st.sampled_from(["udp", "tcp", "tls"]),
    codecs=st.sampled_from([("alaw",), ("opus", "alaw")]),
    outbound_proxy=st.sampled_from(["", "proxy.example.org:5070"]),
    active=st.booleans(),
)
_SOURCES = st.sampled_from(
    [{}, {"192.0.2.8": "sip.example.org"}, {"192.0.2.8": ""}, {"192.0.2.9": "", "10.0.0.0/8": ""}]
)


@given(_SPECS, _SPECS, _SOURCES, _SOURCES, st.integers(0, 20))
def test_a_change_makes_it_as_saved_and_a_half_made_one_can_be_taken_back(
    old: TrunkSpec, new: TrunkSpec, before: dict[str, str], after: dict[str, str], done: int
) -> None:
    have, wanted = on_the_switch(trunk_parts(old, "p", before)), trunk_parts(new, "q", after)
    change = repair(have, wanted)
    steps = [*change.deletes, *(Key(part.kind, part.name) for part in change.puts)]
    deletes = change.deletes[:done]
    half = Repair(deletes, change.puts[: max(0, done - len(change.deletes))], ())

    assert not repair(carried_out(have, change), wanted)
    torn = carried_out(have, half)
    mended = carried_out(torn, as_it_was(have, steps[:done], wanted))
    assert not repair(mended, trunk_parts(old, "p", before))


def test_a_phone_that_is_locked_is_not_there() -> None:
    assert phone_parts(PhoneSpec(name="desk-1", locked=True), "secret") == ()
    assert [part.kind for part in phone_parts(PhoneSpec(name="desk-1"), "secret")] == ["auth", "aor", "endpoint"]


@pytest.mark.parametrize("way", ["registration", "credentials", "address"])
def test_every_object_says_whose_it_is(way: str) -> None:
    spec = TrunkSpec(name="acme", way=way, host="192.0.2.8")  # type: ignore[arg-type]  # all of them
    parts = trunk_parts(spec, "secret", {"192.0.2.8": ""})

    assert {"trunk:acme"} == {dict(part.fields)[MARK] for part in parts}
    assert sorted(parts, key=lambda part: ORDER.index(part.kind)) == list(parts)
    assert (way != "address") == any(part.kind == "auth" for part in parts)
