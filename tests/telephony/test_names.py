"""Every object on the switch says by its name whose it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.ids import CallId, ChannelId
from telephony import names

CALLS = st.text(min_size=1).map(CallId)


@given(CALLS, st.sampled_from([names.Role.AGENT, names.Role.CUSTOMER, names.Role.OUTSIDE]), st.integers(0, 9999))
def test_a_name_gives_back_what_it_was_made_of(call: CallId, role: names.Role, n: int) -> None:
    name = names.channel(call, role, n)

    assert names.Named(call, role, n) == names.parse(name)
    assert call == names.call_of(name)
    assert name.startswith(names.prefix(call))


@given(CALLS, st.integers(0, 9999))
def test_bridges_and_playbacks_are_found_by_their_call_too(call: CallId, n: int) -> None:
    assert call == names.call_of(names.bridge(call, n)) == names.call_of(names.playback(call, n))


@pytest.mark.parametrize("name", ["", "~", "1.7", "1.7~", "1.7~a", "1.7~1", "1.7~z1", "1.7~a²", "1.7~a-1", "a1"])
def test_a_name_that_is_not_ours_is_nobody_s(name: str) -> None:
    assert names.parse(name) is None
    assert name == names.call_of(ChannelId(name))


@given(st.text())
def test_any_name_can_be_looked_at(name: str) -> None:
    names.parse(name)
