"""The supervisors' lines: phones that called `line`, or were rung for it, and stay up: a click is heard at once.

A line is no call: nobody waits on it, and nothing is written of it. It is muted at the switch before anything else is
done to it, and lies in a bridge of its own until its owner joins a call.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import structlog

from kernel.clock import Clock
from kernel.errors import Conflict, Unavailable
from kernel.ids import ChannelId, UserId
from telephony import names, webphone
from telephony.ari import models, requests
from telephony.ari.client import AriClient
from telephony.ari.errors import AriError
from telephony.ari.outcomes import AlreadyGone, AlreadyThere
from telephony.hear import Arrival

log = structlog.get_logger()

CONTEXT, EXTENSION = "from-phones", "line"
RING_S = 30
CALLER = "Ringback <line>"
NO_PHONE = "You have no phone of your own that can be rung now: none is yours, or an agent has signed in at it."
NOT_RUNG = "The switch could not ring your phone: look whether it is registered."
UNSEEN_S = 10.0
"""A page registers before it dials, and is then asked whether it is there: who has not answered by then is gone."""
BRIDGE_KIND = "mixing,proxy_media"
_OWNER = re.compile(r"PJSIP/web-(\d{1,9})-[0-9a-f]+")


@dataclass(frozen=True, slots=True)
class OpenLine:
    user: UserId
    channel: ChannelId
    endpoint: str
    since: float
    """By the monotonic clock."""


def calls_for_a_line(arrival: Arrival) -> bool:
    return arrival.way == "phone" and arrival.dialled == EXTENSION


def page_owner(channel: models.Channel) -> UserId | None:
    """Whose browser this is, by the switch's word: the endpoint it signed in as."""
    found = _OWNER.fullmatch(channel.name)
    return UserId(int(found[1])) if found else None


def endpoint_of(channel: models.Channel) -> str:
    """Such as PJSIP/web-7, of the channel PJSIP/web-7-0000002a."""
    return channel.name.rpartition("-")[0]


class OpenLines:
    """One for each person, the newest. `run` owns the work on those that have just come.

    `gone` is told of every line that no longer is; `used` says whether a live call has it: then it is left as it is;
    `may_have` whether this person may have a line at all, now. It may raise `Unavailable`: then there is none for now.
    `phones` gives the endpoints of people's own phones, of those at which they can be rung, such as PJSIP/desk-7.
    """

    def __init__(self, ari: AriClient, clock: Clock) -> None:
        self._ari = ari
        self._clock = clock
        self._lines: dict[UserId, OpenLine] = {}
        self._new: asyncio.Queue[models.Channel] = asyncio.Queue()
        self._coming: set[str] = set()
        self._reachable: set[str] = set()
        self._rung: dict[UserId, str] = {}
        """The channel by which each person's phone was rung last."""
        self._ringing = asyncio.Lock()
        self._barred: set[UserId] = set()
        """Whose right was taken away while their line was coming up."""
        self.gone: Callable[[ChannelId], None] = lambda _line: None
        self.used: Callable[[ChannelId], bool] = lambda _line: False
        self.may_have: Callable[[UserId], Awaitable[bool]] = _everybody
        self.phones: Callable[[], Mapping[UserId, str]] = dict

    def of(self, user: UserId) -> ChannelId | None:
        """The line of this person, up and muted; None where there is none."""
        line = self._lines.get(user)
        return line.channel if line else None

    def is_at_phone(self, user: UserId) -> bool:
        """Whether their line is at a phone of their own, and not in a page."""
        line = self._lines.get(user)
        return line is not None and not webphone.is_browser(line.endpoint)

    async def rings(self, user: UserId) -> bool:
        """Whether the switch still has the call to their phone: it rings, or was picked up. Raises `Unavailable`."""
        rung = self._rung.get(user)
        return rung is not None and not isinstance(await self._ari.send(requests.channels_get(rung)), AlreadyGone)

    async def ring(self, user: UserId) -> None:
        """Their own phone, unless it rings: their line once they pick up. Raises `Conflict`, `Unavailable`."""
        endpoint = self.phones().get(user)
        if endpoint is None:
            raise Conflict(NO_PHONE)
        async with self._ringing:
            if not await self.rings(user):
                self._rung[user] = await self._place(endpoint)

    async def _place(self, endpoint: str) -> str:
        """The channel. Raises as `ring`."""
        ring = requests.channels_originate(
            endpoint=endpoint, context=CONTEXT, extension=EXTENSION, priority=1, caller_id=CALLER, timeout=RING_S
        )
        try:
            rung = await self._ari.send(ring)
        except Unavailable:
            raise
        except AriError as error:
            raise Conflict(NOT_RUNG) from error
        if isinstance(rung, AlreadyThere):
            raise Conflict(NOT_RUNG)
        return rung.id

    def has(self, channel: str) -> bool:
        return any(line.channel == channel for line in self._lines.values())

    def arrived(self, channel: models.Channel) -> None:
        """A channel that called for a line, or was found waiting for one; a second time it changes nothing."""
        if not self.has(channel.id) and channel.id not in self._coming:
            self._coming.add(channel.id)
            self._new.put_nowait(channel)

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            channel = await self._new.get()
            try:
                await self._take(channel)
            except (AriError, Unavailable) as error:
                log.warning("line_not_taken", channel=channel.id, why=str(error))
                self._ari.ask(requests.channels_hangup(channel.id)).add_done_callback(_forget)
            finally:
                self._coming.discard(channel.id)

    async def _take(self, channel: models.Channel) -> None:
        user = self._owner_of(channel)
        if user is None or not await self._allowed(user):
            return await self._refuse(channel)
        id_ = ChannelId(channel.id)
        if self.has(id_) or (not self.used(id_) and not await self._prepare(id_)):
            return
        if user in self._barred:
            await self._refuse(channel)
            await self._ari.send(requests.bridges_destroy(names.line_bridge(id_)))
            return
        self._replace(OpenLine(user, id_, endpoint_of(channel), self._clock.monotonic()))
        log.info("line_opened", user_id=user)

    def _owner_of(self, channel: models.Channel) -> UserId | None:
        endpoint = endpoint_of(channel)
        owners = (user for user, phone in self.phones().items() if phone == endpoint)
        return page_owner(channel) or next(owners, None)

    async def _allowed(self, user: UserId) -> bool:
        self._barred.discard(user)
        return await self.may_have(user)

    async def _refuse(self, channel: models.Channel) -> None:
        """In such a way that the page does not dial again by itself."""
        log.warning("line_refused", channel=channel.name)
        await self._ari.send(requests.channels_hangup(channel.id, reason="rejected"))

    async def _prepare(self, line: ChannelId) -> bool:
        """Muted, answered, in its own bridge: in this order. False for one that hung up meanwhile."""
        bridge = names.line_bridge(line)
        muted = await self._ari.send(requests.channels_mute(line, direction="in"))
        if isinstance(muted, AlreadyGone):
            return False
        await self._ari.send(requests.channels_answer(line))
        await self._ari.send(requests.bridges_create_with_id(bridge, type=BRIDGE_KIND))
        await self._ari.send(requests.bridges_add_channel(bridge, channel=[line]))
        return not isinstance(await self._ari.send(requests.channels_get(line)), AlreadyGone)

    def _replace(self, line: OpenLine) -> None:
        """A page that was reloaded has a new line; the switch may not know yet that the old one is dead."""
        before = self._lines.get(line.user)
        self._lines[line.user] = line
        self._reachable.discard(line.endpoint)
        if before is not None:
            self._end(before)

    def ended(self, channel: str) -> None:
        """The switch says that this channel has ended."""
        for line in tuple(self._lines.values()):
            if line.channel == channel:
                del self._lines[line.user]
                self._end(line)

    def compared(self, channels: Iterable[str]) -> None:
        """After a gap: these channels are on the switch, and no others."""
        there = frozenset(channels)
        for line in tuple(self._lines.values()):
            if line.channel not in there:
                self.ended(line.channel)

    def heard_devices(self, devices: Mapping[str, bool]) -> None:
        """A tab that was killed leaves a channel behind for a while; its endpoint is offline at once.

        A phone that misses one answer is not gone: its line ends with its channel.
        """
        for line in [each for each in self._lines.values() if webphone.is_browser(each.endpoint)]:
            if devices.get(line.endpoint):
                self._reachable.add(line.endpoint)
            elif line.endpoint in self._reachable or self._clock.monotonic() - line.since > UNSEEN_S:
                self.lost(line.endpoint)

    def lost(self, endpoint: str) -> None:
        """The page with this phone has lost its connection to the switch."""
        self._reachable.discard(endpoint)
        for line in tuple(self._lines.values()):
            if line.endpoint == endpoint:
                self.ended(line.channel)

    def close(self, user: UserId) -> None:
        """They may have no line any more."""
        self._barred.add(user)
        line = self._lines.get(user)
        if line is not None:
            self.ended(line.channel)

    def page_closed(self, user: UserId) -> None:
        """Their page may have no line any more. One at a phone of their own stays."""
        if not self.is_at_phone(user):
            self.close(user)

    def channels(self) -> frozenset[str]:
        """Those that are up, or about to be: what bears their names is no leftover."""
        return frozenset(line.channel for line in self._lines.values()) | self._coming

    def _end(self, line: OpenLine) -> None:
        log.info("line_closed", user_id=line.user)
        self.gone(line.channel)
        for request in (
            requests.channels_hangup(line.channel),
            requests.bridges_destroy(names.line_bridge(line.channel)),
        ):
            self._ari.ask(request).add_done_callback(_forget)


async def _everybody(_user: UserId) -> bool:
    return True


def _forget(answer: "asyncio.Future[Any]") -> None:
    """What fails here is mended by the comparison after the next connect."""
    if not answer.cancelled() and answer.exception() is not None:
        log.info("line_not_cleared", why=str(answer.exception()))
