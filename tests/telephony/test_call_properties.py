"""Whatever happens to a call, in whatever order, nobody is forgotten, bound, recorded untold or left in silence."""

from itertools import pairwise
from typing import NamedTuple

from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from kernel.ids import AgentId, ChannelId, PlaybackId, UserId
from telephony import events as ev
from telephony import facts as fact
from telephony import names
from telephony.due import deadline
from telephony.listener import Depth
from telephony.plan import Partner, Plan, Refusal, RefusalReason, Sound, ToAgent, ToNumber, ToQueue
from telephony.states import Ended, consulted, leg, playback, second
from telephony.states import agent as agent_of
from telephony.telling import APART, Place
from tests.telephony.kit import (
    ASKED,
    BRIDGE,
    CALL,
    CLOSED,
    MESSAGE,
    OFFER,
    OTHER_QUEUE,
    OTHER_WAY,
    OVERFLOWING,
    PLAN,
    UNANNOUNCED,
    WAY,
    arrived,
    at,
    dial_out,
)
from tests.telephony.lines import LINES
from tests.telephony.world import World, forward

CHANNEL_POKES = ("rings", "progresses", "answered", "gone", "in bridge", "holds", "resumes", "presses 1")
WHOSE = ("leg", "second", "customer", "earlier leg", "stranger")
CONSULTING = (
    *("agent asked first", "number asked first", "customer wanted", "asked one wanted"),
    *("complete asked", "return asked", "asked one's page gone"),
)
DEPTHS = {"listens": Depth.LISTEN, "whispers": Depth.WHISPER, "barges": Depth.BARGE, "takes over": Depth.TAKE_OVER}
JOINING = (
    *(f"somebody {depth}" for depth in DEPTHS),
    *("somebody leaves", "a line gone", "snoop answered", "snoop gone"),
)
POKES = (
    "forward",
    *(f"{whose} {what}" for whose in WHOSE for what in CHANNEL_POKES),
    *("message played", "message failed", "stale message played"),
    *("place seen", "closing seen"),
    *("agent assigned", "agent staffed", "agent's phone lost", "hold asked", "resume asked", "hang-up asked"),
    *("transfer to agent", "transfer to queue", "transfer to number"),
    *("customer rang in", "browser phone gone", "browser phone back"),
    *CONSULTING,
    *("mute asked", "unmute asked", "recording started", "recording refused"),
    *("deadline passed", "early deadline", "switch lost"),
    *JOINING,
)
QUEUE_POKES = (
    *("deadline passed", "customer presses 1", "message played", "message failed", "place seen", "closing seen"),
    *("agent assigned", "forward", "leg gone", "customer gone"),
)
CONSULT_POKES = (
    *(*CONSULTING, *CONSULTING, "forward", "forward"),
    *("second answered", "second gone", "second rings", "second holds", "second resumes", "second in bridge"),
    *("leg gone", "leg holds", "leg resumes", "customer gone", "hang-up asked", "switch lost"),
    *("browser phone gone", "browser phone back", "deadline passed", "hold asked", "resume asked"),
    *("transfer to agent", "agent assigned", "leg answered", "leg in bridge", "mute asked", "recording started"),
    *("somebody listens", "somebody whispers", "somebody barges", "somebody takes over", "somebody leaves"),
    *("snoop answered", "snoop gone"),
)
CONSULTED = (
    ("agent asked first",),
    ("agent asked first", "second answered"),
    ("somebody barges", "agent asked first", "second answered"),
    ("somebody barges", "browser phone gone"),
    ("somebody barges", "browser phone gone", "browser phone back"),
    ("number asked first", "second answered"),
    ("agent asked first", "second answered", "customer wanted"),
    ("somebody barges", "number asked first", "second answered", "customer wanted"),
    ("hold asked", "agent asked first", "second answered", "complete asked", "agent asked first", "second answered"),
)
WAY_POKES = (
    *("customer rings", "customer progresses", "customer gone", "customer gone", "customer answered"),
    *("deadline passed", "leg gone", "earlier leg rings", "earlier leg answered", "message played"),
    *("transfer to number", "number asked first", "leg rings", "leg progresses", "second gone", "second progresses"),
)
FATAL = frozenset({"customer gone", "hang-up asked", "switch lost"})
CAUSES = (None, 0, 1, 16, 17, 18, 19, 20, 21, 28, 34, 44, 127)


class Poke(NamedTuple):
    what: str
    after_s: float
    n: int
    unseen: bool


def pokes(what: st.SearchStrategy[str]) -> st.SearchStrategy[Poke]:
    pauses = st.sampled_from([0.0, 0.2, 4.0, 24.0, 700.0])
    return st.builds(Poke, what, pauses, st.integers(0, 12), st.booleans())


gentle = st.sampled_from([p for p in POKES if p not in FATAL])
any_poke = st.one_of(st.just("forward"), gentle, st.sampled_from(POKES))
lives = st.builds(
    list.__add__,
    st.integers(0, 9).flatmap(lambda n: st.lists(pokes(st.just("forward")), min_size=n, max_size=n)),
    st.lists(pokes(any_poke), max_size=30),
)
"""Some way along what is usual, then anything."""

plans = st.sampled_from(
    [
        PLAN,
        UNANNOUNCED,
        replace(PLAN, sorry=None),
        replace(PLAN, record=False),
        replace(PLAN, callback=True),
        replace(PLAN, callback_offer=OFFER),
        replace(UNANNOUNCED, callback=True, front=True),
        replace(OVERFLOWING, callback_offer=OFFER),
        ASKED,
        replace(ASKED, callback_offer=OFFER, announcement=None),
        replace(PLAN, serve_until=at(30)),
        replace(PLAN, queue=replace(PLAN.queue, wrap_up_s=0, timeout_s=20)),
    ]
)
refusals = st.builds(Refusal, st.sampled_from(RefusalReason), st.sampled_from([None, Sound("sound:closed", "closed")]))
many = settings(max_examples=150, deadline=None)


def live(world: World, life: list[Poke]) -> None:
    """Poke the call, end it, and poke it a little more: late events are part of every life."""
    now = 0.0
    for poke in life:
        now += poke.after_s
        world.hear(poked(world, poke, now))
    if not isinstance(world.state, Ended):
        world.hear(ev.HangUpAsked(at=at(now + 1)))
    for late in (*life[:5], Poke("agent assigned", 0, 3, False), Poke("transfer to agent", 0, 4, False)):
        world.hear(poked(world, late, now + 2))
    world.check_what_is_left()


def poked(world: World, poke: Poke, now: float) -> ev.Event:
    what = forward(world.state, poke.n) if poke.what == "forward" else poke.what
    if what in JOINING:
        return joining_event(world, what, poke, now)
    if what in CONSULTING:
        return consulting_event(world, what, poke, now)
    for whose in WHOSE:
        if what.startswith(f"{whose} ") and what.removeprefix(f"{whose} ") in CHANNEL_POKES:
            return channel_event(channel_of(world, whose, poke.n), what.removeprefix(f"{whose} "), poke, now)
    return other_event(world, what, poke, now)


def channel_of(world: World, whose: str, n: int) -> ChannelId:
    stranger = names.channel(CALL, names.Role.AGENT, 90 + n)
    match whose:
        case "leg":
            return leg(world.state) or stranger
        case "second":
            return second(world.state) or stranger
        case "customer":
            return world.customer or stranger
        case "earlier leg":
            return world.rung[n % len(world.rung)] if world.rung else stranger
        case _:
            return stranger


def channel_event(channel: ChannelId, what: str, poke: Poke, now: float) -> ev.Event:
    every: dict[str, ev.Event] = {
        "rings": ev.ChannelRinging(at=at(now), channel=channel),
        "progresses": ev.ChannelProgressed(at=at(now), channel=channel),
        "answered": ev.ChannelAnswered(at=at(now), channel=channel),
        "gone": ev.ChannelGone(at=at(now), channel=channel, cause=CAUSES[poke.n], unseen=poke.unseen),
        "in bridge": ev.ChannelBridged(at=at(now), channel=channel, bridge=BRIDGE),
        "holds": ev.PhoneHeld(at=at(now), channel=channel),
        "resumes": ev.PhoneResumed(at=at(now), channel=channel),
        "presses 1": ev.KeyPressed(at=at(now), channel=channel, key="1"),
    }
    return every[what]


def joining_event(world: World, what: str, poke: Poke, now: float) -> ev.Event:
    """Of one of three people, each with a line."""
    user = UserId(1 + poke.n % len(LINES))
    line = LINES[poke.n % len(LINES)]
    snoops = [each.snoop for each in world.state.call.listeners if each.snoop] or [ChannelId("none")]
    snoop = snoops[poke.n % len(snoops)]
    match what:
        case "somebody leaves":
            return ev.LeaveAsked(at=at(now), user=user)
        case "a line gone":
            return ev.LineGone(at=at(now), line=line)
        case "snoop answered":
            return ev.ChannelAnswered(at=at(now), channel=snoop)
        case "snoop gone":
            return ev.ChannelGone(at=at(now), channel=snoop)
        case _:
            if line in world.lines.gone:  # Whose line is gone cannot ask.
                return ev.LeaveAsked(at=at(now), user=user)
            depth = DEPTHS[what.removeprefix("somebody ")]
            return ev.JoinAsked(at=at(now), user=user, name=f"Somebody {user}", line=line, depth=depth)


def consulting_event(world: World, what: str, poke: Poke, now: float) -> ev.Event:
    """Whoever is bound already cannot be reserved."""
    bound = (agent_of(world.state), consulted(world.state))
    free = next(AgentId(n + poke.n) for n in (30, 50, 70) if n + poke.n not in bound)
    every: dict[str, ev.Event] = {
        "agent asked first": ev.ConsultAsked(at=at(now), target=ToAgent(free, "PJSIP/agent")),
        "number asked first": ev.ConsultAsked(at=at(now), target=ToNumber("1••••", (WAY, OTHER_WAY))),
        "customer wanted": ev.AlternateAsked(at=at(now), partner=Partner.CUSTOMER),
        "asked one wanted": ev.AlternateAsked(at=at(now), partner=Partner.ASKED),
        "complete asked": ev.CompleteAsked(at=at(now)),
        "return asked": ev.ReturnAsked(at=at(now), by=bound[poke.n % 2]),
        "asked one's page gone": ev.BrowserPhoneGone(at=at(now), agent=consulted(world.state) or free),
    }
    return every[what]


def other_event(world: World, what: str, poke: Poke, now: float) -> ev.Event:
    current = playback(world.state) or PlaybackId("none")
    agent = AgentId(10 + poke.n)
    every: dict[str, ev.Event] = {
        "message played": ev.PlaybackEnded(at=at(now), playback=current, ok=True),
        "message failed": ev.PlaybackEnded(at=at(now), playback=current, ok=False),
        "stale message played": ev.PlaybackEnded(at=at(now), playback=names.playback(CALL, 50 + poke.n), ok=True),
        "agent assigned": ev.AgentAssigned(at=at(now), agent=agent, endpoint="PJSIP/agent"),
        "agent staffed": ev.AgentStaffed(at=at(now)),
        "place seen": ev.PlaceSeen(at=at(now), place=Place(12 - poke.n or 1), sounds=(Sound("sound:place", "place"),)),
        "closing seen": ev.ClosingSeen(at=at(now), serve_until=at(now + 60 * poke.n)),
        "agent's phone lost": ev.AgentPhoneLost(at=at(now), agent=agent_of(world.state) or agent),
        "browser phone gone": ev.BrowserPhoneGone(at=at(now), agent=agent_of(world.state) or agent),
        "browser phone back": ev.BrowserPhoneBack(at=at(now), agent=agent_of(world.state) or agent, endpoint="PJSIP/w"),
        "hold asked": ev.HoldAsked(at=at(now)),
        "resume asked": ev.ResumeAsked(at=at(now)),
        "hang-up asked": ev.HangUpAsked(at=at(now)),
        "transfer to agent": ev.TransferAsked(at=at(now), target=ToAgent(agent, "PJSIP/agent")),
        "transfer to queue": ev.TransferAsked(at=at(now), target=ToQueue(OTHER_QUEUE)),
        "transfer to number": ev.TransferAsked(at=at(now), target=ToNumber("1••••", (WAY, OTHER_WAY))),
        "customer rang in": ev.CustomerRangIn(at=at(now)),
        "mute asked": ev.MuteAsked(at=at(now), on=True),
        "unmute asked": ev.MuteAsked(at=at(now), on=False),
        "recording started": ev.RecordingStarted(at=at(now), path="/rec/1"),
        "recording refused": ev.RecordingRefused(at=at(now), why="The disk is full."),
        "deadline passed": ev.DeadlinePassed(at=deadline(world.state) or at(now)),
        "early deadline": ev.DeadlinePassed(at=at(now)),
        "switch lost": ev.SwitchLost(at=at(now)),
    }
    return every[what]


@many
@given(plans, lives)
def test_an_inbound_call_survives_every_order_of_events(plan: Plan, life: list[Poke]) -> None:
    live(World(arrived(plan)), life)


@many
@given(plans, st.sampled_from([None, ChannelId(CALL)]), lives)
def test_an_outbound_call_survives_every_order_of_events(plan: Plan, phone: ChannelId | None, life: list[Poke]) -> None:
    live(World(dial_out(plan, phone)), life)


SILENT_NUMBER = ("customer rings", "customer answered", "deadline passed", "transfer to number", "deadline passed")
"""The customer has spoken with the agent; whoever is to talk with them next gives no sign."""


@many
@example([Poke(what, 0.0, 0, False) for what in SILENT_NUMBER])
@given(st.lists(pokes(st.sampled_from(WAY_POKES)), max_size=20))
def test_a_customer_who_has_given_a_sign_is_never_dialled_by_another_trunk(life: list[Poke]) -> None:
    usual = ("leg rings", "leg answered")
    world = World(dial_out(ways=(WAY, OTHER_WAY, WAY)))
    live(world, [*(Poke(what, 0.2, 3, False) for what in usual), *life])


@settings(max_examples=60, deadline=None)
@given(refusals, lives)
def test_a_refused_call_survives_every_order_of_events(refusal: Refusal, life: list[Poke]) -> None:
    live(World(arrived(refusal)), life)


@many
@given(plans, st.lists(pokes(st.sampled_from((*JOINING, "forward"))), max_size=40))
def test_a_call_that_people_join_survives_every_order_of_what_they_do(plan: Plan, life: list[Poke]) -> None:
    usual = ("forward", "agent assigned", "leg answered", "leg in bridge")
    live(World(arrived(plan)), [*(Poke(what, 0.2, 3, False) for what in usual), *life])


@many
@given(plans, st.sampled_from(CONSULTED), st.lists(pokes(st.sampled_from(CONSULT_POKES)), max_size=20))
def test_a_consultation_survives_every_order_of_events(plan: Plan, begun: tuple[str, ...], life: list[Poke]) -> None:
    usual = ("forward", "agent assigned", "leg answered", "leg in bridge", *begun)
    live(World(arrived(plan)), [*(Poke(what, 0.2, 3, False) for what in usual), *life])


@many
@given(st.lists(pokes(st.sampled_from(QUEUE_POKES)), max_size=20))
def test_a_caller_who_may_be_called_back_survives_every_order_of_what_a_queue_brings(life: list[Poke]) -> None:
    world = World(arrived(replace(PLAN, callback_offer=OFFER)))
    world.hear(ev.PlaybackEnded(at=at(0), playback=MESSAGE, ok=True))
    live(world, life)
    told = [each for each in world.facts if isinstance(each, fact.PlaceTold)]
    assert all(later.at - earlier.at >= APART for earlier, later in pairwise(told))
    assert all((later.position or 0) < (earlier.position or 0) for earlier, later in pairwise(told))


def test_a_caller_out_of_hours_is_told_and_then_hung_up() -> None:
    world = World(arrived(CLOSED))

    live(world, [Poke("forward", 6.0, 0, False)])

    assert world.customer in world.hung_up
