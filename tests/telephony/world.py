"""A call together with a switch that does as it is told: any order of events can be lived through and judged."""

from collections import Counter
from collections.abc import Iterable, Mapping

import msgspec

from kernel.ids import BridgeId, ChannelId, PlaybackId
from telephony import commands as do
from telephony import events as ev
from telephony import facts as fact
from telephony import names
from telephony.call import begin, step
from telephony.listener import Place
from telephony.outcome import Direction, OfferEnd
from telephony.plan import ToAgent
from telephony.states import (
    Announcing,
    AnnouncingOut,
    Asking,
    AwaitingAgent,
    Choosing,
    Connecting,
    ConsultHeld,
    Consulting,
    DiallingOutside,
    Dismissing,
    Ended,
    OnHold,
    Returning,
    RingingAgent,
    RingingCustomer,
    State,
    TakenOver,
    Talking,
    TalkingOutside,
    Waiting,
)
from telephony.step import Step
from tests.telephony.lines import LINES, Lines

ENDS: Mapping[type[fact.Fact], type[fact.Fact]] = {
    fact.MenuBegan: fact.MenuEnded,
    fact.AnnouncementBegan: fact.AnnouncementEnded,
    fact.OutagePromptBegan: fact.OutagePromptEnded,
    fact.PlaceTold: fact.PromptEnded,
    fact.CallbackOffered: fact.PromptEnded,
    fact.CallbackAsked: fact.PromptEnded,
    fact.MessageBegan: fact.MessageEnded,
}


class World:
    """Carries a call's commands out, checks after every step what must always hold, keeps every fact."""

    def __init__(self, first: ev.CallArrived | ev.DialOutAsked) -> None:
        self.facts: list[fact.Fact] = []
        self.rung: list[ChannelId] = []
        self.played: list[PlaybackId] = []
        self.exists: set[ChannelId] = set()
        self.up: set[ChannelId] = set()
        self.hung_up: set[ChannelId] = set()
        self.gone: set[ChannelId] = set()
        self.music: set[ChannelId] = set()
        self.messages: dict[ChannelId, PlaybackId] = {}
        self.bridges: dict[BridgeId, set[ChannelId]] = {}
        self.bridges_made = 0
        self.recordings = 0
        self.signed: set[ChannelId] = set()
        """Legs to customers and outside numbers whose far end has rung or was heard."""
        self.reserved: Counter[int] = Counter()
        self.lost = False
        self.lines = Lines()
        caller = first.channel if isinstance(first, ev.CallArrived) else first.phone_channel
        if caller is not None:
            self.exists.add(caller)
            self.up.add(caller)
        if isinstance(first, ev.DialOutAsked):
            self.reserved[first.agent] += 1
        self.state: State = self._live_through(begin(first))

    @property
    def customer(self) -> ChannelId | None:
        return self.state.call.customer

    def alive(self, channel: ChannelId) -> bool:
        return channel in self.up & self.exists

    def hear(self, event: ev.Event) -> None:
        """Let the event be true on the switch, then tell the call."""
        before = self.state
        self._on_the_switch(event)
        match event:
            case ev.AgentAssigned(agent=agent):
                self.reserved[agent] += 1
            case ev.TransferAsked(target=ToAgent(agent=agent)) | ev.ConsultAsked(target=ToAgent(agent=agent)):
                self.reserved[agent] += 1
            case _:
                pass
        done = step(before, event)
        if isinstance(before, Ended):
            assert before == done.state, "an ended call stays as it is"
            assert not any(isinstance(each, fact.CallEnded) for each in done.facts)
        if before.call.answered_at != done.state.call.answered_at:
            assert any(isinstance(each, fact.AgentConnected) for each in done.facts)
        if any(isinstance(each, fact.TrunkFailed) for each in done.facts):
            assert tried(before) not in {None, *self.signed}, "whoever gave a sign did so by a trunk that works"
        self.state = self._live_through(done)

    def _on_the_switch(self, event: ev.Event) -> None:
        match event:
            case ev.ChannelAnswered(channel=channel):
                self.up.add(channel)
            case ev.ChannelRinging(channel=channel) | ev.ChannelProgressed(channel=channel) if channel in self.exists:
                if _role(channel) in (names.Role.CUSTOMER, names.Role.OUTSIDE):
                    self.signed.add(channel)
            case ev.ChannelGone(channel=channel):
                self._forget(channel)
                self.gone.add(channel)
                self.lines.gone.add(channel)
            case ev.PlaybackEnded(playback=playback):
                self.messages = {c: p for c, p in self.messages.items() if p != playback}
            case ev.SwitchLost():
                self.lost = self.lines.lost = True
            case ev.LineGone(line=line):
                self.lines.gone.add(line)
                self._forget(line)
            case _:
                pass

    def _live_through(self, done: Step) -> State:
        self.facts.extend(done.facts)
        for command in done.commands:
            self.lines.carry_out(command, done.state)
            self._carry_out(command)
        self.lines.check(done.state)
        assert done.state == msgspec.json.decode(msgspec.json.encode(done.state), type=State)
        self.check_the_customer_hears_something(done.state)
        return done.state

    def _carry_out(self, command: do.Command) -> None:
        match command:
            case do.Ring(leg=leg):
                assert leg not in self.rung, "names never repeat"
                self.check_nobody_is_rung_again(leg)
                self.rung.append(leg)
                self.exists.add(leg)
            case do.Play(channel=channel, playback=playback):
                assert playback not in self.played, "names never repeat"
                self.played.append(playback)
                self.messages[channel] = playback
            case do.StopPlaying(playback=playback):
                self.messages = {c: p for c, p in self.messages.items() if p != playback}
            case do.StartMusic(channel=channel):
                assert not any(channel in members for members in self.bridges.values()), "no music into a conversation"
                self.music.add(channel)
            case do.StopMusic(channel=channel):
                self.music.discard(channel)
            case do.HangUp(channel=channel) | do.Reject(channel=channel):
                self._forget(channel)
                self.hung_up.add(channel)
            case do.StartRecording():
                self._start_recording()
            case do.CreateBridge() | do.AddToBridge() | do.RemoveFromBridge() | do.DestroyBridge():
                self._bridge(command)
            case _:
                pass

    def _bridge(self, command: do.CreateBridge | do.AddToBridge | do.RemoveFromBridge | do.DestroyBridge) -> None:
        match command:
            case do.CreateBridge(bridge=bridge):
                assert bridge not in self.bridges
                self.bridges[bridge] = set()
                self.bridges_made += 1
            case do.AddToBridge(bridge=bridge) if bridge not in self.bridges:
                assert bridge in self.lines.where.values() or bridge in map(names.line_bridge, LINES)
            case do.AddToBridge(bridge=bridge, channels=channels):
                assert not self.music & set(channels), "music stops before the conversation begins"
                self.check_nothing_is_said_to(channels)
                for members in self.bridges.values():
                    members -= set(channels)
                self.bridges[bridge] |= self.exists & set(channels)
            case do.RemoveFromBridge(bridge=bridge, channel=channel):
                self.bridges[bridge].discard(channel)
            case do.DestroyBridge(bridge=bridge):
                del self.bridges[bridge]

    def check_nobody_is_rung_again(self, leg: ChannelId) -> None:
        """The customer of an outbound call, whose phone has given a sign of itself."""
        if _role(leg) is names.Role.CUSTOMER:
            assert names.Role.CUSTOMER not in map(_role, self.signed)

    def check_nothing_is_said_to(self, channels: Iterable[ChannelId]) -> None:
        """Before a conversation begins."""
        assert not self.messages.keys() & set(channels)

    def _start_recording(self) -> None:
        self.recordings += 1
        announced = [each for each in self.facts if isinstance(each, fact.AnnouncementEnded) and each.complete]
        assert announced, "nobody is recorded untold"
        assert self.recordings == 1

    def _forget(self, channel: ChannelId) -> None:
        self.lines.snoops.pop(channel, None)
        self.exists.discard(channel)
        self.music.discard(channel)
        self.messages.pop(channel, None)
        for members in self.bridges.values():
            members.discard(channel)

    def check_the_customer_hears_something(self, state: State) -> None:
        customer = state.call.customer
        if isinstance(state, Ended) or customer is None or not self.alive(customer):
            return
        match state:
            case Connecting() | Talking() | TalkingOutside() | TakenOver():
                assert state.call.bridge is not None
                assert customer in self.bridges[state.call.bridge]
            case AwaitingAgent(kept_company=True) | Returning(kept_company=True):
                assert state.call.bridge is not None
                assert customer in self.bridges[state.call.bridge]
                assert any(each.place is Place.INSIDE for each in state.call.listeners)
                assert customer not in self.music
            case Announcing() | AnnouncingOut() | Dismissing():
                assert self.messages.get(customer) == state.playback
            case Waiting(playback=playback) | Choosing(playback=playback) if playback is not None:
                assert self.messages.get(customer) == playback
            case RingingAgent() | RingingCustomer():
                pass
            case Asking() | Consulting():
                self._check_a_consultation_is_between_two(state, customer)
            case ConsultHeld():
                self._check_whoever_is_asked_waits(state, customer)
            case _:
                assert customer in self.music, "a customer who waits is never in silence"

    def _check_a_consultation_is_between_two(self, state: Asking | Consulting, customer: ChannelId) -> None:
        inside = {state.leg} if isinstance(state, Asking) else {state.leg, state.second}
        assert customer in self.music, "a customer who waits is never in silence"
        assert not any(customer in members for members in self.bridges.values())
        assert self.bridges[state.room] - set(LINES) == {channel for channel in inside if self.alive(channel)}

    def _check_whoever_is_asked_waits(self, state: ConsultHeld, customer: ChannelId) -> None:
        assert state.call.bridge is not None
        together = {channel for channel in (customer, state.leg) if self.alive(channel)}
        assert self.bridges[state.call.bridge] == together, "nobody else hears the customer"
        assert not self.bridges[state.room]
        assert state.second in self.music or not self.alive(state.second), "nobody who waits is in silence"

    def check_what_is_left(self) -> None:
        """After the call has ended."""
        assert isinstance(self.state, Ended)
        self._check_the_switch_is_clean()
        self._check_agents_are_given_back()
        self._check_the_queue_balances()
        assert [each for each in self.facts if isinstance(each, fact.CallEnded)] == [
            fact.CallEnded(at=self.state.at, outcome=self.state.outcome)
        ]
        began = [each for each in map(type, self.facts) if each in ENDS]
        heard = [each for each in map(type, self.facts) if each in ENDS.values()]
        assert [ENDS[each] for each in began][: len(heard)] == heard, "what was begun to be said has one end"
        assert len(began) == len(heard) or (self.lost and len(began) == len(heard) + 1)

    def _check_the_switch_is_clean(self) -> None:
        if self.lost:
            return
        assert not self.bridges
        known = set(self.rung) | ({self.customer} if self.customer else set())
        assert known <= self.gone | self.hung_up

    def _check_agents_are_given_back(self) -> None:
        """Each reservation is answered once; who said yes is released once."""
        answered = Counter(each.agent for each in self.facts if isinstance(each, fact.OfferEnded))
        assert self.reserved == answered
        yes = Counter(
            each.agent for each in self.facts if isinstance(each, fact.OfferEnded) and each.how is OfferEnd.ANSWERED
        )
        connected = Counter(each.agent for each in self.facts if isinstance(each, fact.AgentConnected))
        assert yes == Counter(each.agent for each in self.facts if isinstance(each, fact.AgentReleased))
        assert connected <= yes
        if self.state.call.direction is Direction.INBOUND:
            assert connected + self._asked_in_vain() == yes
        self._check_connections_are_released_in_turn()

    def _asked_in_vain(self) -> Counter[int]:
        """Agents who were asked, said yes, and never spoke with the customer."""
        asked = Counter(int(each.to) for each in self.facts if isinstance(each, fact.ConsultAnswered) and _agent(each))
        came = Counter(int(each.to) for each in self.facts if isinstance(each, fact.ConsultCompleted) and _agent(each))
        return asked - came

    def _check_connections_are_released_in_turn(self) -> None:
        talking: int | None = None
        asked: set[int] = set()
        for each in self.facts:
            match each:
                case fact.ConsultAnswered(kind="agent", to=to):
                    asked.add(int(to))
                case fact.ConsultCompleted(kind="agent", to=to):
                    asked.remove(int(to))
                case fact.AgentReleased(agent=agent) if agent in asked:
                    asked.remove(agent)
                case fact.AgentConnected(agent=agent):
                    assert talking is None
                    talking = agent
                case fact.AgentReleased(agent=agent):
                    assert talking in (agent, None)
                    talking = None
                case _:
                    pass
        assert talking is None
        assert not asked

    def _check_the_queue_balances(self) -> None:
        inside: int | None = None
        for each in self.facts:
            match each:
                case fact.Queued(queue=queue):
                    assert inside is None
                    inside = queue.id
                case fact.LeftQueue(queue=queue_id):
                    assert inside == queue_id
                    inside = None
                case _:
                    pass
        assert inside is None


def _role(channel: ChannelId) -> names.Role | None:
    named = names.parse(channel)
    return named.role if named else None


def _agent(each: fact.ConsultAnswered | fact.ConsultCompleted) -> bool:
    return each.kind == "agent"


ONWARDS = (
    "hold asked",
    "agent asked first",
    "number asked first",
    "transfer to agent",
    "transfer to queue",
    "transfer to number",
    "leg gone",
    "browser phone gone",
)


CONSULTED = (
    *("customer wanted", "asked one wanted", "complete asked", "return asked"),
    *("second gone", "leg gone", "browser phone gone"),
)


def tried(state: State) -> ChannelId | None:
    """The leg by which one trunk after the other is asked for somebody outside."""
    match state:
        case RingingCustomer():
            return state.customer
        case DiallingOutside():
            return state.leg
        case Asking():
            return state.second
        case _:
            return None


def forward(state: State, n: int) -> str:
    """The name of an event that carries a call onwards; `n` chooses where there is a choice."""
    match state:
        case Announcing() | AnnouncingOut() | Dismissing():
            return "message played"
        case Choosing():
            return ("message played", "customer presses 1", "deadline passed")[n % 3]
        case Waiting():
            return "deadline passed" if n == 12 else "agent assigned"
        case Connecting():
            return "leg in bridge"
        case AwaitingAgent():
            return "browser phone back"
        case RingingCustomer():
            return "customer answered"
        case Talking():
            return ONWARDS[n % len(ONWARDS)]
        case Asking():
            return "complete asked" if n == 12 else "second answered"
        case Consulting() | ConsultHeld():
            return CONSULTED[n % len(CONSULTED)]
        case OnHold():
            return ("resume asked", *ONWARDS[1:])[n % len(ONWARDS)]
        case _:
            return "leg answered"
