"""An agent's phone: a line of the carrier's that registers at the switch, with a codec of its own."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from types import TracebackType
from typing import Self

from lab.behaviours import Behaviour
from lab.carrier import Carrier
from lab.leg import SOON, Gone, Leg
from lab.tones import Heard
from lab.waiting import NotSeen, Story
from telephony.ari import requests
from telephony.ari.request import Request, json_of, segment
from telephony.asterisk.settings import PhoneAccount

_POLL_SECONDS = 0.02
_CLASS = "res_pjsip"


class Phone:
    """Registered on entering, gone on leaving. What it does when it rings is its `behaviour`, to be changed at will.

    `state` asks the switch what it thinks of the phone: `online`, `offline` or `unknown`.
    """

    def __init__(
        self,
        carrier: Carrier,
        account: PhoneAccount,
        codecs: tuple[str, ...],
        behaviour: Behaviour,
        state: Callable[[str], Awaitable[str]],
    ) -> None:
        self.name = account.name
        self.behaviour = behaviour
        self.calls: list[Leg] = []
        """Every call it has had, in and out."""
        self._carrier = carrier
        self._account = account
        self._codecs = codecs
        self._state = state
        self.vanished = False
        self._story = Story(f"phone {self.name}")

    async def __aenter__(self) -> Self:
        self._carrier.lines[self.name] = self
        for kind, fields in self._line().items():
            await self._carrier.send(_put(kind, self.name, fields))
        await self.register()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.vanished:
            return
        for leg in self.calls:
            await leg.end()
            self._carrier.forget(leg)
        await self.unregister()
        for part in ("endpoint", "aor", "auth"):
            await self._carrier.send(requests.asterisk_delete_object(_CLASS, part, self.name))
        self._carrier.lines.pop(self.name, None)

    # ---- the line

    async def register(self, within: float = SOON) -> None:
        """Signs in at the switch, and waits until the switch knows where it is: a second, Asterisk is not faster."""
        await self._carrier.send(_put("registration", self.name, self._registration()))
        await self._until_state(within, "online")

    async def unregister(self, within: float = SOON) -> None:
        """Signs out, as a phone that is switched off properly does; calls in progress go on."""
        await self._carrier.send(requests.asterisk_delete_object(_CLASS, "registration", self.name))
        await self._until_state(within, "offline", "unknown")

    async def vanish(self) -> None:
        """It dies: no BYE, no more audio, no sign-out. Only a phone made with `mortal=True` can; it stays dead."""
        raise NotSeen(f"{self.name} cannot vanish: make it with lab.phone(..., mortal=True).")

    async def _until_state(self, within: float, *wanted: str) -> None:
        try:
            async with asyncio.timeout(within):
                while await self._state(self.name) not in wanted:  # noqa: ASYNC110 - the switch sets no Event of ours
                    await asyncio.sleep(_POLL_SECONDS)
        except TimeoutError:
            raise self._story.missed(f"to be {wanted[0]} at the switch", f" within {within:g} s") from None

    # ---- the calls

    def arrived(self, leg: Leg) -> None:
        self.calls.append(leg)
        self._story.tell(f"called by {leg.caller or 'nobody known'}")

    async def ringing(self, within: float = SOON) -> Leg:
        """It rings; gives the call. One that rings already counts, one that was answered or has ended does not."""
        return await self._story.until(self._unanswered, "to be rung", within)

    async def dial(self, number: str) -> Leg:
        """Its owner dials; what the switch makes of it, the leg will tell."""
        leg = await self._carrier.dial(f"PJSIP/{number}@{self.name}", f"phone {self.name}", f"<{self.name}>")
        self.calls.append(leg)
        self._story.tell(f"dialled {number}")
        return leg

    @property
    def leg(self) -> Leg:
        """The call it has now, or had last."""
        if not self.calls:
            raise self._story.missed("to have a call")
        return self.calls[-1]

    def _unanswered(self) -> Leg | None:
        found = (leg for leg in self.calls if leg.incoming and not leg.up and not leg.over)
        return next(found, None)

    async def answer(self) -> Leg:
        """Answers the call that rings, waiting for one if need be."""
        leg = await self.ringing()
        await leg.answer()
        return leg

    async def decline(self) -> Gone:
        """Refuses the call that rings."""
        return await (await self.ringing()).hang_up(cause=21)

    async def answered(self, within: float = SOON) -> Leg:
        """It has a call that is up: gives it."""
        leg = await self._story.until(self._latest, "a call", within)
        await leg.answered(within)
        return leg

    def _latest(self) -> Leg | None:
        return next((leg for leg in reversed(self.calls) if not leg.over), None)

    async def speak(self, hertz: float) -> None:
        await self.leg.speak(hertz)

    async def hear(self, seconds: float) -> Heard:
        return await self.leg.hear(seconds)

    async def hears(self, hertz: float, within: float = SOON) -> None:
        await self.leg.hears(hertz, within)

    async def hold(self) -> None:
        await self.leg.hold()

    async def resume(self) -> None:
        await self.leg.resume()

    async def hang_up(self) -> Gone:
        return await self.leg.hang_up()

    async def gone(self, within: float = SOON) -> Gone:
        return await self.leg.gone(within)

    # ---- its configuration at the carrier

    def _line(self) -> dict[str, Mapping[str, str]]:
        place = self._carrier.place
        return {
            "auth": {"auth_type": "userpass", "username": self.name, "password": self._account.secret},
            "aor": {"contact": f"sip:{place.switch}"},
            "endpoint": {
                "transport": "phones",
                "context": "to-phones",
                "aors": self.name,
                "outbound_auth": self.name,
                "from_user": self.name,
                "identify_by": "auth_username",
                "disallow": "all",
                "allow": ",".join(self._codecs),
                "direct_media": "no",
                "moh_passthrough": "yes",
                "media_address": place.phones_address,
                "bind_rtp_to_media_address": "yes",
            },
        }

    def _registration(self) -> Mapping[str, str]:
        switch = self._carrier.place.switch
        return {
            "transport": "phones",
            "outbound_auth": self.name,
            "server_uri": f"sip:{switch}",
            "client_uri": f"sip:{self.name}@{switch}",
            "contact_user": self.name,
            "line": "yes",
            "endpoint": self.name,
            "max_random_initial_delay": "0",
            "expiration": "3600",
            "retry_interval": "1",
        }


def _put(kind: str, name: str, fields: Mapping[str, str]) -> Request[None]:
    """Asterisk wants a list of attributes here, which its own description does not say."""
    listed = [{"attribute": key, "value": value} for key, value in fields.items()]
    path = f"/asterisk/config/dynamic/{_CLASS}/{kind}/{segment(name)}"
    return Request("PUT", path, body=json_of({"fields": listed}))
