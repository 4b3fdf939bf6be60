"""The smallest service there can be: connects every caller to one endpoint, and hangs both up together."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from lab.lab import Lab
from lab.waiting import Story
from telephony.ari import models, requests
from telephony.ari.access import Access
from telephony.ari.client import AriClient, open_client
from telephony.ari.signals import Connected, Event

_WANTED: tuple[type[models.AnyMessage], ...] = (
    models.StasisStart,
    models.StasisEnd,
    models.ChannelDestroyed,
    models.ChannelDtmfReceived,
    models.ChannelHold,
    models.ChannelUnhold,
)


class Switchboard:
    def __init__(self, client: AriClient) -> None:
        self.target: str | None = "PJSIP/agent-1"
        """None lets the caller hear it ring, for ever."""
        self.story = Story("switchboard")
        self.keys = ""
        self.callers: list[models.CallerID] = []
        self._client = client

    async def run(self) -> None:
        async for signal in self._client.signals():
            match signal:
                case Connected():
                    self.story.tell("connected")
                case Event(event=event):
                    await self._on(event)
                case _:
                    pass

    async def seen(self, what: str, within: float = 5.0) -> None:
        """It has come to pass: `hold`, `unhold`, or keys."""
        await self.story.until(
            lambda: True if any(h.what == what for h in self.story.happenings) else None, what, within
        )

    async def _on(self, event: models.AnyMessage) -> None:
        match event:
            case models.StasisStart(args=("inbound" | "phone", *_), channel=caller):
                await self._connect(caller)
            case models.StasisStart(args=("agent", caller_id), channel=agent):
                await self._client.send(requests.bridges_add_channel(f"b-{caller_id}", channel=[agent.id]))
            case models.ChannelDtmfReceived(digit=digit):
                self.keys += digit
                self.story.tell(f"keys {self.keys}")
            case models.ChannelHold():
                self.story.tell("hold")
            case models.ChannelUnhold():
                self.story.tell("unhold")
            case models.StasisEnd(channel=channel) | models.ChannelDestroyed(channel=channel):
                await self._part(channel.id.removeprefix("a-"))
            case _:
                pass

    async def _connect(self, caller: models.Channel) -> None:
        self.callers.append(caller.caller)
        if self.target is None:
            await self._client.send(requests.channels_ring(caller.id))
            return
        bridge = f"b-{caller.id}"
        await self._client.send(requests.channels_answer(caller.id))
        await self._client.send(requests.bridges_create_with_id(bridge, type="mixing,proxy_media"))
        await self._client.send(requests.bridges_add_channel(bridge, channel=[caller.id]))
        await self._client.send(
            requests.channels_originate_with_id(
                f"a-{caller.id}",
                endpoint=self.target,
                app="ringback",
                app_args=f"agent,{caller.id}",
                caller_id=caller.caller.number,
            )
        )

    async def _part(self, caller_id: str) -> None:
        for channel in (f"a-{caller_id}", caller_id):
            await self._client.send(requests.channels_hangup(channel))
        await self._client.send(requests.bridges_destroy(f"b-{caller_id}"))


@asynccontextmanager
async def open_switchboard(lab: Lab) -> AsyncIterator[Switchboard]:
    access = Access(lab.access.ari_url, lab.access.ari_user, lab.access.ari_password)
    async with open_client(access, lab.access.app, _WANTED, random.random) as client:
        board = Switchboard(client)
        running = asyncio.create_task(board.run())
        try:
            await board.seen("connected")
            yield board
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
