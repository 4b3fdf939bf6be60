"""The least that can steer a call over ARI: the same requests as the service sends, the same events read, and nothing
decided, kept or checked. What the service's CPU is compared with.

`python -m bench.bare`, with ARI_URL, ARI_SIGN_IN, MANAGER_SIGN_IN (`user:password`), AGENTS, SOUND and RECORDINGS.
"""

import asyncio
import json
import os
from itertools import count

import aiohttp

from telephony.hear import WANTED

APP = "ringback"
ALLOWED = ("RESTResponse", "ApplicationReplaced", *(kind.__name__ for kind in WANTED))


class Bare:
    def __init__(self, socket: aiohttp.ClientWebSocketResponse, manager: aiohttp.ClientSession) -> None:
        self._socket = socket
        self._manager = manager
        self._numbers = count(1)
        self._agents = count()
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        await self._ask("PUT", f"applications/{APP}/eventFilter", {"allowed": [{"type": kind} for kind in ALLOWED]})
        async for message in self._socket:
            await self._hear(json.loads(message.data))

    async def _hear(self, event: dict[str, object]) -> None:
        channel = str((event.get("channel") or {}).get("id", ""))  # type: ignore[attr-defined]
        match event["type"]:
            case "StasisStart" if "~" in channel:
                await self._connect(channel.partition("~")[0], channel)
            case "StasisStart":
                await self._ask("POST", f"channels/{channel}/answer")
                await self._ask("POST", f"channels/{channel}/play/{channel}~p1?media=sound:{os.environ['SOUND']}")
            case "PlaybackFinished":
                await self._ring(str(event["playback"]["id"]).partition("~")[0])  # type: ignore[index]
            case "ChannelDestroyed" if "~" in channel:
                call = channel.partition("~")[0]
                await self._ask("DELETE", f"channels/{call}")
                await self._ask("DELETE", f"bridges/{call}~b1")
            case _:
                pass

    async def _ring(self, call: str) -> None:
        self._record(call)
        await self._ask("POST", f"channels/{call}/moh?mohClass=default")
        await self._ask("POST", f"bridges/{call}~b1?type=mixing,proxy_media")
        agent = next(self._agents) % int(os.environ["AGENTS"]) + 1
        entry = "context=from-service&extension=leg&priority=1"
        asked = f"endpoint=PJSIP/bench-{agent}&{entry}&callerId=bench&timeout=20&originator={call}"
        meanwhile = {"MUSIC": "default", "SORRY": "", "PATIENCE": "15"}
        await self._ask("POST", f"channels/{call}~a1?{asked}", {"variables": meanwhile})
        await self._ask("POST", f"applications/{APP}/subscription?eventSource=channel:{call}~a1")

    async def _connect(self, call: str, leg: str) -> None:
        await self._ask("DELETE", f"channels/{call}/moh")
        await self._ask("POST", f"bridges/{call}~b1/addChannel?channel={call},{leg}")

    def _record(self, call: str) -> None:
        task = asyncio.create_task(self._mix_monitor(call))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _mix_monitor(self, call: str) -> None:
        path = f"{os.environ['RECORDINGS']}/{call}"
        options = f"r({path}-in.sln)t({path}-out.sln)"
        fields = {"action": "MixMonitor", "Channel": call, "File": "", "options": options}
        async with self._manager.post(f"{os.environ['ARI_URL']}/rawman", data=fields) as answer:
            await answer.text()

    async def _ask(self, method: str, uri: str, body: object = None) -> None:
        asked = {"type": "RESTRequest", "transaction_id": "", "request_id": str(next(self._numbers))}
        asked |= {"method": method, "uri": uri}
        if body is not None:
            asked |= {"content_type": "application/json", "message_body": json.dumps(body)}
        await self._socket.send_str(json.dumps(asked))


async def main() -> None:
    url = os.environ["ARI_URL"]
    headers = {"Authorization": aiohttp.encode_basic_auth(*os.environ["ARI_SIGN_IN"].split(":"))}
    user, secret = os.environ["MANAGER_SIGN_IN"].split(":")
    async with aiohttp.ClientSession(headers=headers) as ari, aiohttp.ClientSession() as manager:
        async with manager.post(f"{url}/rawman", data={"action": "Login", "username": user, "secret": secret}) as login:
            cookie = f'mansession_id="{login.cookies["mansession_id"].value}"'
        jar = aiohttp.DummyCookieJar()
        async with (
            aiohttp.ClientSession(headers={"Cookie": cookie}, cookie_jar=jar) as signed_in,
            ari.ws_connect(f"{url}/ari/events?app={APP}&subscribeAll=false") as socket,
        ):
            await Bare(socket, signed_in).run()


if __name__ == "__main__":
    asyncio.run(main())
