"""The lab: a real switch, and a second Asterisk that plays everybody else. Scripted from Python.

async with Lab() as lab:
    async with lab.phone("agent-1"), lab.customer("+380441234567", dials="+380800000001") as caller:
        await caller.answered()
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from lab.account import Account
from lab.behaviours import Behaviour, Manual
from lab.carrier import Carrier, open_carrier
from lab.carrier_config import AUTHORITY, free_place
from lab.customer import Callee, Customer
from lab.phone import Phone
from lab.switches import Switches, carrier_instance, installed
from lab.waiting import NotSeen
from telephony.ari import requests
from telephony.ari.access import Access, new_session
from telephony.ari.http import HttpTransport
from telephony.ari.outcomes import AlreadyGone
from telephony.asterisk.settings import NARROW, PhoneAccount

_SECONDS = 20.0


class SwitchAccess(msgspec.Struct, frozen=True, kw_only=True):
    """All that a service needs to know of the switch. Holds secrets: never log it."""

    ari_url: str
    """Root of the switch's HTTP server, without a slash at the end; `/ari`, `/rawman` and `/ws` lie below it."""
    ari_user: str
    ari_password: str
    manager_user: str
    manager_password: str
    app: str
    trunk: str
    phones: tuple[str, ...]
    spool: Path
    recordings: Path
    """Belongs to the switch's user: what MixMonitor writes."""
    sounds: Path
    """Where the switch can read announcements: `sound:{sounds}/name` plays `name.wav` from here."""
    authority: Path | None = None
    """The certificate to which those of the carrier lead."""

    def __repr__(self) -> str:
        return f"SwitchAccess({self.ari_url})"


class Lab:
    """`switches` that run already are used and left running; otherwise two are started, and stopped at the end."""

    def __init__(self, switches: Switches | None = None) -> None:
        self._given = switches is not None
        self.switches = switches or Switches(installed())
        self._closing = AsyncExitStack()
        self._carrier: Carrier | None = None
        self._http: HttpTransport | None = None

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as opening:
            if not self._given:
                await opening.enter_async_context(self.switches)
            self._http = HttpTransport(self._access(), await opening.enter_async_context(new_session()))
            self._carrier = await opening.enter_async_context(open_carrier(self.switches.carrier, self.switches.place))
            self._closing = opening.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._closing.__aexit__(kind, error, trace)

    # ---- who takes part

    def customer(
        self, number: str, dials: str, name: str = "", headers: Mapping[str, str] | None = None, by: str = ""
    ) -> Customer:
        """Somebody who calls `dials`. `number` is what the caller id says: E.164, `anonymous`, or any nonsense.

        The carrier asserts the same, unless `headers` are given: then they say it all besides From. `by` is another of
        the carrier's ways to the switch: an account's user, `other`, or `secure`.
        """
        return Customer(self.carrier, number, dials, name, headers or {}, by)

    def account(
        self,
        user: str,
        password: str,
        *,
        codecs: tuple[str, ...] = NARROW,
        transport: str = "trunk",
        encrypted: bool = False,
    ) -> Account:
        """A user of the carrier's, with a password. `transport` is `trunk`, or `secure` for TLS."""
        return Account(self.carrier, user, password, codecs, transport=transport, encrypted=encrypted)

    def callee(self, number: str, behaviour: Behaviour) -> Callee:
        """Somebody outside who is called at `number`. Numbers that nobody has are answered 404."""
        return Callee(self.carrier, number, behaviour)

    def phone(
        self, name: str, *, codec: str = "alaw", behaviour: Behaviour | None = None, mortal: bool = False
    ) -> Phone:
        """An agent's phone. A `mortal` one has an Asterisk of its own (1 s, 60 MB), so that it can vanish."""
        account = self._account(name)
        if mortal:
            return _MortalPhone(self, account, (codec,), behaviour or Manual())
        return Phone(self.carrier, account, (codec,), behaviour or Manual(), self.phone_state)

    @asynccontextmanager
    async def phones(
        self, *names: str, codec: str = "alaw", behaviour: Behaviour | None = None
    ) -> AsyncIterator[tuple[Phone, ...]]:
        """Several phones at once: signing in takes each a second, and they do not wait for each other."""
        made = tuple(self.phone(name, codec=codec, behaviour=behaviour) for name in names)
        async with AsyncExitStack() as stack:
            await asyncio.gather(*(stack.enter_async_context(phone) for phone in made))
            yield made

    # ---- the switch

    @property
    def access(self) -> SwitchAccess:
        settings, home = self.switches.switch.settings, self.switches.switch.home
        return SwitchAccess(
            ari_url=self.switches.switch.url,
            ari_user=settings.ari_user,
            ari_password=settings.ari_password,
            manager_user=settings.manager_user,
            manager_password=settings.manager_password,
            app=settings.app,
            trunk=settings.trunks[0].name,
            phones=tuple(phone.name for phone in settings.phones),
            spool=settings.directories.spool,
            recordings=settings.directories.spool / "monitor",
            sounds=home / "sounds",
            authority=settings.directories.config / AUTHORITY,
        )

    @property
    def manager_access(self) -> Access:
        """For telephony.ari.manager."""
        settings = self.switches.switch.settings
        return Access(self.switches.switch.url, settings.manager_user, settings.manager_password)

    async def phone_state(self, name: str) -> str:
        """What the switch thinks: `online`, `offline` or `unknown`."""
        found = await self.http.send(requests.endpoints_get("PJSIP", name), within=_SECONDS)
        return "unknown" if isinstance(found, AlreadyGone) else found.state or "unknown"

    @property
    def http(self) -> HttpTransport:
        """The switch's ARI for looking, beside whatever service uses it."""
        if self._http is None:
            raise NotSeen("The lab is not open.")
        return self._http

    @property
    def carrier(self) -> Carrier:
        if self._carrier is None:
            raise NotSeen("The lab is not open.")
        return self._carrier

    def _access(self) -> Access:
        settings = self.switches.switch.settings
        return Access(self.switches.switch.url, settings.ari_user, settings.ari_password)

    def _account(self, name: str) -> PhoneAccount:
        for account in self.switches.switch.settings.phones:
            if account.name == name:
                return account
        raise NotSeen(f"The switch knows no phone {name!r}; it knows {', '.join(self.access.phones)}.")


class _MortalPhone(Phone):
    """Brings an Asterisk of its own, whose sudden end is the phone's."""

    def __init__(self, lab: Lab, account: PhoneAccount, codecs: tuple[str, ...], behaviour: Behaviour) -> None:
        super().__init__(lab.carrier, account, codecs, behaviour, lab.phone_state)
        self._lab = lab
        self._own = AsyncExitStack()
        self._script = AsyncExitStack()

    async def __aenter__(self) -> Self:
        settings = self._lab.switches.switch.settings
        place = free_place(settings.sip_address, settings.sip_port)
        instance = carrier_instance(self._lab.switches.asterisk, place)
        await self._own.enter_async_context(instance)
        self._carrier = await self._script.enter_async_context(open_carrier(instance, place))
        return await super().__aenter__()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            await super().__aexit__(kind, error, trace)
        finally:
            await self._script.aclose()
            await self._own.aclose()

    async def vanish(self) -> None:
        self.vanished = True
        self._carrier.abandon()
        await self._script.aclose()
        await self._carrier.instance.kill()
