"""How the trunks are by the switch's word, since when, and why not."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

import msgspec
import structlog

from kernel.clock import Clock
from kernel.errors import Conflict
from kernel.trouble import Trouble
from store.sealed import Seal, SealBroken
from telephony.ari.errors import AriError
from telephony.provision.model import Sealed, TrunkSpec
from telephony.provision.objects import owner_of_trunk
from telephony.provision.ports import Accounts, Load
from telephony.provision.sip import Method
from telephony.provision.state import (
    CALLS_FAIL,
    InForce,
    Reach,
    Registration,
    Standing,
    TrunkState,
    first_trouble,
    is_up,
    latest,
    word,
)
from telephony.provision.verdict import Result, Verdict, of_options, of_registration
from telephony.provision.wire import Contact, SwitchSide

log = structlog.get_logger()

LOOK_EVERY_S, SOON_S = 10.0, 2.0
UNSETTLED = timedelta(seconds=30)
"""For so long a trunk that is not up is looked at more often: it may just have been saved."""
EXPLAIN_EVERY_S, TURNED_AWAY_S = 60.0, 900.0
"""Seconds after which a carrier is asked again why not; and one that did not accept us, who may shut us out for it."""
TURNED_AWAY = frozenset({"trunk_wrong_password", "trunk_forbidden"})
UNASKED = frozenset({"NonQualified", "Created", "Unknown", "Removed", ""})
"""States of a contact of which the switch has no word yet."""


class Asks(Protocol):
    async def ask(self, method: Method, spec: TrunkSpec, password: str) -> Result:
        """Asks the carrier itself; see `telephony.provision.probe`."""
        ...


class Provision(Protocol):
    def trunk(self, name: str) -> Standing: ...

    def hint(self) -> None:
        """Something has changed: compare now."""
        ...


@dataclass(frozen=True, slots=True)
class _Why:
    """What asking the carrier ourselves gave, of this version of the trunk; `again_at` in seconds that never jump."""

    of: Sealed[TrunkSpec]
    again_at: float
    said: Trouble | None


@dataclass(frozen=True, slots=True)
class _Seen:
    """`of` is what the switch had as it was saved when it was asked; None: something else, or one of the settings."""

    of: Sealed[TrunkSpec] | None = None
    registration: Registration | None = None
    reach: Reach | None = None


class TrunkWatch:
    """`fixed` is the trunk that the settings name. `load` joins what the calls say of the trunks."""

    def __init__(
        self,
        switch: SwitchSide,
        provision: Provision,
        accounts: Callable[[], Accounts],
        seal: Seal,
        asks: Asks,
        clock: Clock,
        *,
        fixed: str = "",
    ) -> None:
        self._switch, self._provision, self._accounts = switch, provision, accounts
        self._seal, self._asks, self._clock, self._fixed = seal, asks, clock, fixed
        self._seen: dict[str, _Seen] = {}
        self._why: dict[str, _Why] = {}
        self._testing: set[str] = set()
        self._hinted = asyncio.Event()
        self._looked = False
        self.load: Load | None = None

    # ---- how they are

    @property
    def looked(self) -> bool:
        """The switch has said how they are, and can still be asked."""
        return self._looked

    def states(self) -> list[TrunkState]:
        """Those that were saved, by rank and name, and then the settings' own."""
        saved = sorted(self._accounts().trunks.values(), key=lambda each: (each.spec.rank, each.spec.name))
        states = [self._state(each, self._provision.trunk(each.spec.name)) for each in saved]
        return states + [self._fixed_state(seen) for seen in [self._seen.get(self._fixed)] if seen is not None]

    def _state(self, saved: Sealed[TrunkSpec], standing: Standing) -> TrunkState:
        spec, seen = saved.spec, self._seen_of(saved)
        applied = isinstance(standing, InForce)
        reach = seen.reach if applied and spec.qualify_s else None
        registration = seen.registration if applied else None
        up = None if applied and self._unknown(spec, seen) else is_up(standing, registration, reach)
        made = None if up is None else latest(registration, reach, up=up)
        state = TrunkState(
            name=spec.name,
            standing=word(standing),
            up=up,
            since=made.since if made else None,
            before=made is not None and made.before,
            why=first_trouble(standing, registration, reach) or self._why_calls_fail(spec),
            registration=registration,
            reach=reach,
            channels=spec.channels,
        )
        return self._with_load(state)

    def _seen_of(self, saved: Sealed[TrunkSpec]) -> _Seen:
        """Of what was seen of it as it was before, only what is good."""
        seen = self._seen.get(saved.spec.name, _Seen())
        if seen.of == saved:
            return seen
        registration, reach = seen.registration, seen.reach
        good = registration if registration is not None and _good(registration) else None
        return _Seen(None, good, reach if reach is not None and _good(reach) else None)

    def _why_calls_fail(self, spec: TrunkSpec) -> Trouble | None:
        """Of a trunk of which only its calls say anything."""
        return (self._known_why(spec.name) or CALLS_FAIL) if self._only_calls_tell(spec) else None

    def _only_calls_tell(self, spec: TrunkSpec) -> bool:
        asked = spec.way == "registration" or spec.qualify_s > 0
        return spec.active and not asked and self.load is not None and self.load.fails(spec.name)

    def _unknown(self, spec: TrunkSpec, seen: _Seen) -> bool:
        """Whether the switch has not said yet what it is asked of such a trunk."""
        if spec.way == "registration":
            return not self._looked or seen.registration is None
        return not self._looked or (spec.qualify_s > 0 and seen.reach is None)

    def _fixed_state(self, seen: _Seen) -> TrunkState:
        reach = seen.reach
        state = TrunkState(
            name=self._fixed,
            from_settings=True,
            standing="in_force",
            up=reach.up if reach else None,
            since=reach.since if reach else None,
            before=reach is not None and reach.before,
            why=first_trouble(InForce(), None, reach),
            reach=reach,
        )
        return self._with_load(state)

    def _with_load(self, state: TrunkState) -> TrunkState:
        if self.load is None:
            return state
        calls, failures = self.load.calls_now(state.name), list(self.load.failures(state.name))
        return msgspec.structs.replace(state, calls=calls, failures=failures)

    def online(self) -> Mapping[str, bool]:
        """Whether calls can go by those that were saved, by endpoint (`PJSIP/name`); those of which it is known."""
        return {f"PJSIP/{s.name}": s.up for s in self.states() if not s.from_settings and s.up is not None}

    # ---- looking

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                await self.look()
                await self.explain()
            except AriError as error:
                self._seen.clear()
                self._looked = False
                log.info("trunks_not_looked_at", why=str(error))
            with suppress(TimeoutError):
                async with asyncio.timeout(SOON_S if self._unsettled() else LOOK_EVERY_S):
                    await self._hinted.wait()
            self._hinted.clear()

    def _unsettled(self) -> bool:
        now = self._clock.now()
        parts = [part for seen in self._seen.values() for part in (seen.registration, seen.reach) if part is not None]
        return any(now - part.since < UNSETTLED for part in parts if not _good(part))

    def renew(self) -> None:
        """Something was changed: look now."""
        self._hinted.set()

    async def look(self) -> None:
        """Asks the switch. Raises `AriError`."""
        registered = await self._switch.registrations()
        names = [name for name, saved in self._accounts().trunks.items() if saved.spec.active]
        seen: dict[str, _Seen] = {}
        for name in (*names, *([self._fixed] if self._fixed and self._fixed not in names else [])):
            of = self._in_force(name)
            contact = await self._switch.contact(name)
            if contact is not None or name in registered:
                seen[name] = self._noted(name, of, registered.get(name), contact)
        if any(each.reach and not (name in seen and seen[name].reach) for name, each in self._seen.items()):
            self._provision.hint()  # The switch does not know it any more.
        self._seen, self._looked = seen, True

    def _in_force(self, name: str) -> Sealed[TrunkSpec] | None:
        return self._accounts().trunks.get(name) if isinstance(self._provision.trunk(name), InForce) else None

    def _noted(
        self, name: str, of: Sealed[TrunkSpec] | None, registered: bool | None, contact: Contact | None
    ) -> _Seen:
        before, now = self._seen.get(name, _Seen()), self._clock.now()
        why = self._known_why(name)
        first = not self._looked
        return _Seen(
            of,
            None if registered is None else _registration(before.registration, now, registered, why, first=first),
            None if contact is None else _reach(before.reach, now, contact, why, first=first),
        )

    def _known_why(self, name: str) -> Trouble | None:
        found = self._why.get(name)
        return found.said if found is not None and found.of == self._accounts().trunks.get(name) else None

    # ---- why not

    async def explain(self) -> None:
        """Asks the carriers of trunks that are not up why not, each once a minute at most, see `TURNED_AWAY_S`."""
        asked = [self._explain(name, saved) for name, saved in self._accounts().trunks.items() if self._unclear(name)]
        if asked:
            await asyncio.gather(*asked)
            self._tell_why()

    def _unclear(self, name: str) -> bool:
        seen, known = self._seen.get(name, _Seen()), self._why.get(name)
        saved = self._accounts().trunks[name]
        if known is not None and known.of == saved and self._clock.monotonic() < known.again_at:
            return False
        if self._only_calls_tell(saved.spec):
            return True
        unregistered = seen.registration is not None and not seen.registration.registered
        return unregistered or (seen.reach is not None and seen.reach.up is False)

    async def _explain(self, name: str, saved: Sealed[TrunkSpec]) -> None:
        said = await self._said(name, saved)
        pause = TURNED_AWAY_S if said is not None and said.kind in TURNED_AWAY else EXPLAIN_EVERY_S
        self._why[name] = _Why(saved, self._clock.monotonic() + pause, said)

    async def _said(self, name: str, saved: Sealed[TrunkSpec]) -> Trouble | None:
        """None where nothing is wrong, or nobody can tell: one carrier leaves the others explained."""
        try:
            verdict = await self.test("REGISTER" if saved.spec.way == "registration" else "OPTIONS", saved)
        except Exception:
            log.exception("trunk_not_explained", trunk=name)
            return None
        return None if verdict.ok else verdict.said

    async def asked_for(self, method: Method, saved: Sealed[TrunkSpec]) -> Verdict:
        """A test that somebody wants, one at a time for each trunk. Raises `Conflict`."""
        name = saved.spec.name
        if name in self._testing:
            raise Conflict("A test of this trunk is on its way already.")
        self._testing.add(name)
        try:
            return await self.test(method, saved)
        finally:
            self._testing.discard(name)

    async def test(self, method: Method, saved: Sealed[TrunkSpec]) -> Verdict:
        """Asks the carrier now, from here."""
        result = await self._asks.ask(method, saved.spec, self._password(saved))
        return of_registration(saved.spec, result) if method == "REGISTER" else of_options(saved.spec, result)

    def _password(self, saved: Sealed[TrunkSpec]) -> str:
        try:
            return self._seal.open(saved.secret, owner_of_trunk(saved.spec.name)).decode() if saved.secret else ""
        except SealBroken:
            return ""

    def _tell_why(self) -> None:
        self._seen = {name: _with_why(seen, self._known_why(name)) for name, seen in self._seen.items()}


def _registration(
    before: Registration | None, now: datetime, registered: bool, why: Trouble | None, *, first: bool
) -> Registration:
    same = before if before is not None and before.registered is registered else None
    since, earlier = (same.since, same.before) if same else (now, first)
    return Registration(registered, since, None if registered else why, earlier)


def _reach(before: Reach | None, now: datetime, contact: Contact, why: Trouble | None, *, first: bool) -> Reach:
    up = None if contact.status in UNASKED else contact.status == "Reachable"
    same = before if before is not None and before.up is up else None
    since, earlier = (same.since, same.before) if same else (now, first)
    return Reach(up, since, contact.round_trip_ms if up else None, why if up is False else None, earlier)


def _good(part: Registration | Reach) -> bool:
    return part.registered if isinstance(part, Registration) else part.up is True


def _with_why(seen: _Seen, why: Trouble | None) -> _Seen:
    registration, reach = seen.registration, seen.reach
    if registration is not None and not registration.registered:
        registration = msgspec.structs.replace(registration, why=why)
    if reach is not None and reach.up is False:
        reach = msgspec.structs.replace(reach, why=why)
    return replace(seen, registration=registration, reach=reach)
