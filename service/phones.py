"""The phones in people's pages, joined to the calls: what a page says and what the switch says of it."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from urllib.parse import urlsplit

from config.ice import read_ice_servers
from config.settings import Settings
from kernel.clock import Clock
from kernel.ids import AgentId, CallId
from service.ports import phone_spot, serves_phones
from telephony import events as ev
from telephony import webphone
from web.phone_http import IceServer, Phoning
from workforce import model as m
from workforce.floor import Floor

SEEN_TRIES, SEEN_EVERY_S = 20, 0.1
"""A phone that has just registered counts as there when it has answered the switch's first question, some ms later."""

Deliver = Callable[[CallId, ev.Event], bool]
Look = Callable[[], Awaitable[None]]


class PhoneLine:
    """Implements `web.phone_http.Line`. `look` asks the switch for every phone; `load` takes in who has which."""

    def __init__(self, floor: Floor, deliver: Deliver, look: Look, load: Look, clock: Clock) -> None:
        self._floor = floor
        self._deliver = deliver
        self._look = look
        self._load = load
        self._clock = clock

    def idle(self, agent: AgentId) -> bool:
        return not isinstance(self._floor.seat(agent).state, m.Reserved | m.Ringing | m.Talking)

    def reopened(self, agent: AgentId) -> None:
        call = m.call_of(self._floor.seat(agent).state)
        if call is not None and webphone.is_browser(self._floor.agent(agent).endpoint):
            self._deliver(call, ev.BrowserPhoneGone(at=self._clock.now(), agent=agent))

    async def here(self, agent: AgentId) -> None:
        """A hint: the switch's word is what counts."""
        if not webphone.is_browser(self._floor.agent(agent).endpoint):
            return
        for _ in range(SEEN_TRIES):
            await self._look()
            if self._floor.seat(agent).device:
                break
            await asyncio.sleep(SEEN_EVERY_S)
        self._tell_back(agent)

    def _tell_back(self, agent: AgentId) -> None:
        seat, endpoint = self._floor.seat(agent), self._floor.agent(agent).endpoint
        call = m.call_of(seat.state)
        if call is not None and seat.device:
            self._deliver(call, ev.BrowserPhoneBack(at=self._clock.now(), agent=agent, endpoint=endpoint))

    def lost(self, endpoint: str) -> None:
        """A page has lost its connection: at once where there is a call. Who has none may just be loading it again."""
        for agent, seat in self._floor.seats():
            if agent.endpoint == endpoint and m.call_of(seat.state) is not None:
                self._floor.happened(agent.id, m.DeviceGone(at=self._clock.now()))

    def closed(self, endpoint: str) -> None:
        """The session that this page's phone was for has ended: nobody can be rung there, in a call or not."""
        for agent, _ in self._floor.seats():
            if agent.endpoint == endpoint:
                self._floor.happened(agent.id, m.DeviceGone(at=self._clock.now()))

    async def moved(self) -> None:
        await self._load()

    def seen(self, agent: m.Agent, before: m.Seat, after: m.Seat) -> None:
        """The switch's word on a phone has changed in a call."""
        call = m.call_of(after.state)
        if call is None or before.device == after.device:
            return
        at = self._clock.now()
        if not after.device:
            self._deliver(call, ev.AgentPhoneLost(at=at, agent=agent.id))
        if webphone.is_browser(agent.endpoint):
            self._deliver(call, _browser_event(agent, there=after.device, at=at))


def _browser_event(agent: m.Agent, *, there: bool, at: datetime) -> ev.Event:
    if there:
        return ev.BrowserPhoneBack(at=at, agent=agent.id, endpoint=agent.endpoint)
    return ev.BrowserPhoneGone(at=at, agent=agent.id)


def phoning(settings: Settings) -> Phoning:
    """Where pages reach the switch: as told, or else its own socket by TLS, or else our proxy's, or else in clear."""
    servers = read_ice_servers(settings.ice_servers.reveal())
    return Phoning(
        url=settings.phone_url or _derived(settings),
        ice_servers=tuple(IceServer(list(each.urls), each.username, each.credential) for each in servers),
    )


def _derived(settings: Settings) -> str:
    page = urlsplit(settings.public_url)
    if serves_phones(settings):
        host = _bracketed(page.hostname or phone_spot(settings).host)
        return f"wss://{host}:{settings.phone_port}/ws"
    if page.scheme == "https":
        return f"wss://{page.netloc}/ws"
    return f"ws://{urlsplit(settings.ari_url).netloc}/ws"


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
