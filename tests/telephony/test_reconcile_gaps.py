"""A call that lives through a gap of any length and the switch agree again after it."""

from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from kernel.ids import ChannelId
from telephony import commands as do
from telephony import events as ev
from telephony.plan import Plan
from telephony.reconcile import Repair, Seen, compare
from telephony.states import Ended, State, channels
from tests.telephony.kit import CUSTOMER_OUT, LEG, OFFER, OTHER_WAY, PLAN, START, TO_NUMBER, WAY, arrived, at, dial_out
from tests.telephony.test_call_properties import Poke, lives, plans, poked
from tests.telephony.world import World

NOW = at(500)


class CutOff(World):
    """While `cut`, nothing that the call wants reaches the switch, and nothing that happens there reaches the call."""

    cut = False
    coming: frozenset[ChannelId] = frozenset()
    hidden = frozenset(
        {
            *(ev.ChannelAnswered, ev.ChannelGone, ev.PlaybackEnded, ev.ChannelRinging, ev.ChannelProgressed),
            ev.ChannelBridged,
        }
    )

    def hear(self, event: ev.Event) -> None:
        if not self.cut:
            super().hear(event)
        elif type(event) in self.hidden:
            if isinstance(event, ev.ChannelAnswered) and event.channel not in self.up:
                self.coming |= {event.channel}
            self._on_the_switch(event)
        else:
            super().hear(event)

    def _carry_out(self, command: do.Command) -> None:
        never_made = isinstance(command, do.DestroyBridge) and command.bridge not in self.bridges
        if not self.cut and not never_made:
            super()._carry_out(command)

    def check_nothing_is_said_to(self, channels: Iterable[ChannelId]) -> None:
        """That it was to stop may have been lost; the switch joins them when it has been said."""

    def _start_recording(self) -> None:
        """The executor knows by the file whether it had begun."""
        self.recordings = 0
        super()._start_recording()

    def check_the_customer_hears_something(self, state: State) -> None:
        if not self.cut:
            super().check_the_customer_hears_something(state)

    def seen(self) -> Seen:
        return Seen(
            at=NOW,
            channels={c: c in self.up for c in sorted(self.exists)},
            bridges={b: frozenset(members) for b, members in self.bridges.items()},
            playbacks=frozenset(self.messages.values()),
            restarted_at=at(-1000),
            gone={},
            coming=self.coming & self.exists,
        )

    def arrive(self) -> None:
        """Whoever picked up in the gap comes from the dialplan to us."""
        arriving, self.coming = self.coming & self.exists, frozenset()
        for channel in sorted(arriving):
            super().hear(ev.ChannelAnswered(at=NOW, channel=channel))

    def reconnect(self) -> Repair:
        """One comparison. Its commands go out before the call hears of the events."""
        self.cut = False
        repair = compare(self.state, self.seen())
        for command in repair.commands:
            self._repeat(command)
        for event in repair.events:
            super().hear(event)
        return repair

    def _repeat(self, command: do.Command) -> None:
        match command:
            case do.Play(playback=playback):
                self.played = [each for each in self.played if each != playback]
                self._carry_out(command)
            case _:
                self._carry_out(command)

    def on_the_switch(self) -> tuple[object, ...]:
        members = {b: frozenset(m) for b, m in self.bridges.items()}
        return self.state, members, frozenset(self.exists), frozenset(self.music), dict(self.messages)


UNSEEN = st.lists(
    st.builds(
        Poke,
        st.sampled_from(
            [
                *("leg answered", "leg gone", "customer gone", "customer answered", "message played"),
                *("agent assigned", "hold asked", "resume asked", "mute asked", "deadline passed"),
                *("transfer to agent", "transfer to queue", "transfer to number"),
                *("agent asked first", "complete asked", "return asked", "second answered", "second gone"),
            ]
        ),
        st.just(0.1),
        st.integers(0, 12),
        st.booleans(),
    ),
    max_size=5,
)


@settings(max_examples=150, deadline=None)
@given(plans, st.booleans(), lives, UNSEEN)
def test_after_a_gap_the_call_and_the_switch_agree_and_a_second_look_changes_nothing(
    plan: Plan, inbound: bool, life: list[Poke], unseen: list[Poke]
) -> None:
    world = CutOff(arrived(plan) if inbound else dial_out(plan, ways=(WAY, OTHER_WAY)))
    for poke in life:
        world.hear(poked(world, poke, 1.0))
    world.cut = True
    for poke in unseen:
        world.hear(poked(world, poke, 400.0))

    world.reconnect()
    world.arrive()
    for _ in range(2):
        world.reconnect()
    settled = world.on_the_switch()
    again = world.reconnect()

    assert again.events == ()
    assert settled == world.on_the_switch()
    if not isinstance(world.state, Ended):
        world.check_the_customer_hears_something(world.state)
        assert channels(world.state) == world.exists


def test_who_may_have_been_heard_in_the_gap_is_not_dialled_by_another_trunk_after_it() -> None:
    world = CutOff(dial_out(ways=(WAY, OTHER_WAY)))
    world.hear(ev.ChannelAnswered(at=at(3), channel=LEG))
    world.cut = True
    world.hear(ev.ChannelProgressed(at=at(9), channel=CUSTOMER_OUT))

    world.reconnect()
    world.hear(ev.ChannelGone(at=NOW, channel=CUSTOMER_OUT, cause=34, sip=503))

    assert isinstance(world.state, Ended)
    assert world.rung == [LEG, CUSTOMER_OUT]


def test_who_picked_up_in_the_gap_and_is_still_with_the_dialplan_is_not_dialled_by_another_trunk() -> None:
    world = CutOff(dial_out(ways=(WAY, OTHER_WAY)))
    world.hear(ev.ChannelAnswered(at=at(3), channel=LEG))
    world.cut = True
    world.hear(ev.ChannelAnswered(at=at(9), channel=CUSTOMER_OUT))

    world.reconnect()
    world.hear(ev.DeadlinePassed(at=NOW))

    assert world.rung == [LEG, CUSTOMER_OUT]


def test_nothing_of_a_transfer_asked_for_in_the_gap_is_lost() -> None:
    world = CutOff(dial_out(replace(PLAN, announcement=None)))
    for event in (ev.ChannelAnswered(at=at(3), channel=LEG), ev.ChannelAnswered(at=at(9), channel=CUSTOMER_OUT)):
        world.hear(event)
    world.cut = True
    world.hear(ev.TransferAsked(at=at(20), target=TO_NUMBER))

    world.reconnect()

    assert world.music == {CUSTOMER_OUT}
    assert world.exists == {CUSTOMER_OUT}
    assert START < NOW


def _poke(what: str, n: int = 0) -> Poke:
    return Poke(what, 0.1, n, unseen=False)


FORWARD, ASK = (_poke("forward"),), _poke("forward", n=1)


@pytest.mark.parametrize(
    ("begun", "life", "unseen"),
    [
        # Whoever barged in goes on with a customer whose agent left while asking somebody first.
        (
            dial_out(PLAN),
            (*FORWARD * 3, _poke("forward", n=1), _poke("somebody barges")),
            ("leg gone", "deadline passed"),
        ),
        # The agent was put through, and the customer was to hear something else, twice.
        (arrived(replace(PLAN, callback_offer=OFFER)), FORWARD * 3, ("deadline passed", "deadline passed")),
        # The agent left, and the announcement ended.
        (dial_out(PLAN), FORWARD * 2, ("leg gone", "message played")),
    ],
)
def test_a_customer_is_never_left_where_a_lost_step_had_put_them(
    begun: ev.CallArrived | ev.DialOutAsked, life: tuple[Poke, ...], unseen: tuple[str, ...]
) -> None:
    world = CutOff(begun)
    for poke in life:
        world.hear(poked(world, poke, 1.0))
    world.cut = True
    for what in unseen:
        world.hear(poked(world, _poke(what), 400.0))

    world.reconnect()

    world.check_the_customer_hears_something(world.state)
