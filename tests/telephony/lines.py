"""Supervisors' lines on a switch that does as it is told, and what must hold of them after every command and step."""

from kernel.ids import BridgeId, ChannelId
from telephony import commands as do
from telephony import names
from telephony.listener import LOUD, WITH_EAR, Depth, Place
from telephony.states import Ended, State, TalkingOutside, leg
from telephony.supervision import in_conversation, of_line

LINES = (ChannelId("1772442001.1"), ChannelId("1772442001.2"), ChannelId("1772442001.3"))


class Lines:
    """Each begins muted, in its own bridge. `where` is the bridge it is in, `snoops` which channel an ear sits on."""

    def __init__(self) -> None:
        self.muted = set(LINES)
        self.where: dict[ChannelId, BridgeId] = {line: names.line_bridge(line) for line in LINES}
        self.snoops: dict[ChannelId, ChannelId] = {}
        self.made: set[ChannelId] = set()
        self.gone: set[ChannelId] = set()
        self.lost = False

    def carry_out(self, command: do.Command, state: State) -> None:
        """`state` is the one that the command's step led to."""
        match command:
            case do.MuteLine(line):
                self.muted.add(line)
            case do.UnmuteLine(line):
                self._unmute(line, state)
            case do.Snoop(snoop, on, whisper):
                self._snoop(snoop, on, state, whisper=whisper)
            case do.HangUp(channel):
                self.snoops.pop(channel, None)
            case do.AddToBridge(bridge, channels):
                self._move(bridge, channels, state)
            case _:
                pass

    def _unmute(self, line: ChannelId, state: State) -> None:
        listener = of_line(state.call, line)
        assert listener is not None
        assert listener.depth is not Depth.LISTEN, "who listens is never unmuted"
        assert listener.place in LOUD
        self.muted.discard(line)

    def _snoop(self, snoop: ChannelId, on: ChannelId, state: State, *, whisper: bool) -> None:
        assert snoop not in self.made, "names never repeat"
        assert on == leg(state), "the ear sits where the conversation is"
        assert not (whisper and isinstance(state, TalkingOutside)), "nobody whispers to an outside number"
        self.made.add(snoop)
        self.snoops[snoop] = on

    def _move(self, bridge: BridgeId, channels: tuple[ChannelId, ...], state: State) -> None:
        for line in set(channels) & set(LINES):
            listener = of_line(state.call, line)
            if bridge == state.call.bridge:
                assert listener is not None
                assert listener.depth in (Depth.BARGE, Depth.TAKE_OVER), "only who speaks to all is inside"
            elif listener is None or listener.place is not Place.WHISPERING:
                assert line in self.muted, "muted before it is moved"
            self.where[line] = bridge

    def check(self, state: State) -> None:
        for listener in () if self.lost else state.call.listeners:
            ears = [snoop for snoop in self.snoops if snoop == listener.snoop]
            assert (listener.line in self.muted) == (listener.place not in LOUD)
            assert len(ears) == (listener.place in WITH_EAR and listener.snoop is not None)
            assert (listener.place is Place.INSIDE) == (self.where[listener.line] == state.call.bridge)
            assert listener.place is Place.APART or in_conversation(state)
        self._check_the_others(state)

    def _check_the_others(self, state: State) -> None:
        if self.lost:
            return
        wanted = {listener.snoop for listener in state.call.listeners}
        assert set(self.snoops) <= wanted, "never two ears of one listener, and none of nobody"
        spoken = any(listener.place in LOUD for listener in state.call.listeners)
        assert state.call.fill is not None or not spoken
        assert state.call.fill is None or in_conversation(state)
        for line in set(LINES) - self.gone - {listener.line for listener in state.call.listeners}:
            assert line in self.muted
            assert self.where[line] == names.line_bridge(line)
        assert not (isinstance(state, Ended) and state.call.listeners)
