"""Keeps the switch's trunks and phones as they were saved: compared at connect, after each change, every few minutes.

The database is the truth. What differs is mended and logged; a change that the switch takes half of is taken back; what
cannot be applied because the switch is away waits for it.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address

import structlog

from kernel.clock import Clock
from kernel.errors import Unavailable
from kernel.trouble import Trouble
from store.sealed import Seal, SealBroken
from telephony.ari.errors import AriError
from telephony.asterisk.route import is_of_this_machine
from telephony.provision import objects
from telephony.provision.addresses import Addresses
from telephony.provision.compare import Found, Key, Repair, as_it_was, hosts_of, owned, repair, with_namesakes
from telephony.provision.loops import IsOurs, back_here, leads_back
from telephony.provision.model import PhoneSpec, Sealed, TransportInForce, TrunkSpec
from telephony.provision.ports import Accounts, Resolve
from telephony.provision.state import InForce, Off, Pending, Refused, Standing
from telephony.provision.variables import variables_of
from telephony.provision.wire import SwitchSide
from telephony.safety import differences
from telephony.webphone import Part

log = structlog.get_logger()

LOOK_EVERY_S = 180.0
AGAIN_S = 5.0
"""A switch that is away is tried again so often, besides at each connect."""
UNRESOLVED_S = 30.0
"""Names that lead nowhere are asked for again after so long."""
REFUSED_AGAIN_S = 1800.0
"""What the switch has refused may have been a mood of its own."""
NOT_YET = Trouble("trunk_not_applied", "It is saved; the switch has not been told yet.")

Saved = Sealed[TrunkSpec] | Sealed[PhoneSpec]


@dataclass(frozen=True, slots=True)
class _Want:
    """`saved` as it is in the database, None for what is not there any more; `parts` what the switch is told of it."""

    saved: Saved | None
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class _Refusal:
    """`at` in seconds that never jump."""

    want: _Want
    why: Trouble
    at: float


class _Untellable(Exception):
    """The switch cannot be told of it."""

    def __init__(self, why: Trouble) -> None:
        super().__init__(why.sentence)
        self.why = why


class Provisioner:
    def __init__(
        self,
        switch: SwitchSide,
        accounts: Callable[[], Accounts],
        seal: Seal,
        resolve: Resolve,
        clock: Clock,
        is_ours: IsOurs = is_of_this_machine,
    ) -> None:
        self._switch, self._accounts, self._seal, self._clock = switch, accounts, seal, clock
        self._addresses, self.is_ours = Addresses(resolve, clock), is_ours
        self._hinted = asyncio.Event()
        self._applied: dict[str, _Want] = {}
        """By owner: what the switch has, as far as we know."""
        self._refused: dict[str, _Refusal] = {}
        self._transports: Mapping[str, TransportInForce] = {}
        self._touched = False
        self._away: Trouble | None = NOT_YET
        self.changed: Callable[[], None] = lambda: None
        """Called after each comparison that changed something on the switch."""

    @property
    def transports(self) -> Mapping[str, TransportInForce]:
        """Of the switch, by name. None while it has not been asked."""
        return self._transports

    @property
    def lingering(self) -> list[str]:
        """Trunks that were removed, or are out of use, and that the switch has until it can be told; by name."""
        trunks, prefix = self._accounts().trunks, objects.owner_of_trunk("")
        there = [owner for owner, want in self._applied.items() if owner.startswith(prefix) and want.parts]
        names = sorted(owner.removeprefix(prefix) for owner in there)
        return [name for name in names if name not in trunks or not trunks[name].spec.active]

    # ---- how they stand

    def trunk(self, name: str) -> Standing:
        saved = self._accounts().trunks.get(name)
        return Off() if saved is None or not saved.spec.active else self._standing(objects.owner_of_trunk(name), saved)

    def phone(self, name: str) -> Standing:
        saved = self._accounts().phones.get(name)
        return Off() if saved is None or saved.spec.locked else self._standing(objects.owner_of_phone(name), saved)

    def _standing(self, owner: str, saved: Saved) -> Standing:
        applied, refused = self._applied.get(owner), self._refused.get(owner)
        if refused is not None and refused.want.saved == saved:
            return Refused(refused.why)
        if applied is not None and applied.saved == saved:
            return InForce(self._amiss(saved.spec))
        return Pending(self._away or NOT_YET)

    def _amiss(self, spec: TrunkSpec | PhoneSpec) -> Trouble | None:
        """With a trunk that is in force all the same."""
        if isinstance(spec, PhoneSpec):
            return None
        if leads_back(spec, self._addresses.of(spec.host), self._transports.get(spec.transport), self.is_ours):
            return back_here(spec)
        return self._unresolved(spec)

    def _unresolved(self, spec: TrunkSpec) -> Trouble | None:
        """Of the names that its calls come from the first that has no answer."""
        names = objects.names_of_sources(spec)
        silent = next((name for name in names if name in self._addresses.silent), None)
        return None if silent is None else _without_answer(silent, self._addresses.of(silent))

    # ---- when it looks

    def hint(self) -> None:
        """Something was saved: compare now."""
        self._hinted.set()

    def renew(self) -> None:
        """The switch is another than before: compare now, also what was refused."""
        self._refused.clear()
        self._hinted.set()

    async def run(self) -> None:
        """Until cancelled. The switch may be away."""
        while True:
            pause = self.pause_s if await self._try() else AGAIN_S
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._hinted.wait()
            self._hinted.clear()

    @property
    def pause_s(self) -> float:
        """Until it looks again by itself."""
        return UNRESOLVED_S if self._addresses.silent else LOOK_EVERY_S

    async def _try(self) -> bool:
        try:
            await self.look()
        except AriError as error:
            self._away = _away(str(error))
            log.info("trunks_not_compared", why=str(error))
            return False
        self._away = None
        return True

    async def look(self) -> None:
        """Compares all, and mends what differs. Raises `AriError` where the switch cannot be asked."""
        accounts = self._accounts()
        self._transports = await self._switch.transports()
        found = await self._switch.found()
        await self._addresses.ask(_names_in(accounts), hosts_of(found))
        wanted = self._wanted(accounts)
        await self._keep_variables(accounts)
        self._touched = False
        try:
            await self._bring_all(wanted, found)
        finally:
            if self._touched:
                self.changed()

    async def _bring_all(self, wanted: Mapping[str, _Want | None], found: Found) -> None:
        have = owned(found)
        for owner in sorted(have.keys() - wanted.keys()):
            await self._bring(owner, _Want(None, ()), have[owner])
        for owner, want in wanted.items():
            if want is not None:
                await self._bring(owner, want, with_namesakes(have.get(owner, {}), found, want.parts))

    async def _keep_variables(self, accounts: Accounts) -> None:
        """Before a trunk is there, so that its first call finds them."""
        specs = [saved.spec for saved in accounts.trunks.values() if saved.spec.active]
        want = {f"{spec.name}/{name}": value for spec in specs for name, value in variables_of(spec).items()}
        written, removed = differences(await self._switch.variables(), want)
        for key, value in written:
            await self._switch.set_variable(key, value)
        for key in removed:
            await self._switch.forget_variable(key)

    # ---- what is wanted

    def _wanted(self, accounts: Accounts) -> dict[str, _Want | None]:
        """By owner."""
        saved: dict[str, Saved] = {objects.owner_of_trunk(name): it for name, it in accounts.trunks.items()}
        saved |= {objects.owner_of_phone(name): it for name, it in accounts.phones.items()}
        return {owner: self._want(owner, it) for owner, it in saved.items()}

    def _want(self, owner: str, saved: Saved) -> _Want | None:
        """None: it cannot be told to the switch, which is refused here; what is there is left as it is.

        Whatever is wrong with one is its own trouble: the others are brought to the switch.
        """
        if not _in_use(saved.spec):
            return _Want(saved, ())
        try:
            return _Want(saved, self._parts(owner, saved))
        except _Untellable as untellable:
            why = untellable.why
        except Exception as error:
            log.exception("trunk_or_phone_not_understood", owner=owner)
            why = _not_taken(str(error))
        self._refuse(owner, _Want(saved, ()), why)
        return None

    def _parts(self, owner: str, saved: Saved) -> tuple[Part, ...]:
        """Raises `_Untellable`, `ValueError`."""
        spec, password = saved.spec, self._password(owner, saved)
        if isinstance(spec, PhoneSpec):
            return objects.phone_parts(spec, password, self._media("udp"))
        if spec.transport not in self._transports:
            raise _Untellable(_no_transport(spec.transport))
        return objects.trunk_parts(spec, password, self._sources(spec), self._media(spec.transport))

    def _media(self, transport: str) -> str:
        """The address for audio: the one that signalling uses."""
        found = self._transports.get(transport)
        return "" if found is None else _host_of(found.address)

    def _password(self, owner: str, saved: Saved) -> str:
        """Empty where it has none. Raises `_Untellable` where that cannot be read."""
        try:
            return "" if saved.secret is None else self._seal.open(saved.secret, owner).decode()
        except SealBroken as broken:
            raise _Untellable(_unreadable(str(broken))) from broken

    def _sources(self, spec: TrunkSpec) -> dict[str, str]:
        """Addresses and networks, each with the name that led there, empty where it was given."""
        found: dict[str, str] = {}
        for name in objects.names_of_sources(spec):
            given = objects.is_address(name)
            found |= dict.fromkeys([name] if given else self._addresses.of(name), "" if given else name)
        return found

    # ---- what is done

    async def _bring(self, owner: str, want: _Want, have: Found) -> None:
        """Raises `Unavailable`. What was refused is tried again when it has changed, the switch has, or later."""
        if self._is_refused(owner, want):
            return
        mending = repair(have, want.parts)
        before = self._applied.get(owner)
        if mending:
            self._touched = True
            _tell(owner, mending, drifted=before is not None and before.parts == want.parts)
            if (why := await self._refusal(have, mending, want)) is not None:
                self._refuse(owner, want, why)
                return
        self._refused.pop(owner, None)
        if want.saved is None:
            self._applied.pop(owner, None)
        else:
            self._applied[owner] = want

    async def _refusal(self, have: Found, mending: Repair, want: _Want) -> Trouble | None:
        """Carries it out; why not, where the switch says no. Raises `Unavailable`."""
        try:
            await self._carry_out(have, mending, want)
        except Unavailable:
            raise
        except AriError as error:
            return _not_taken(str(error))
        return None

    async def _carry_out(self, have: Found, mending: Repair, want: _Want) -> None:
        done: list[Key] = []
        for name in mending.signed_out:
            await self._switch.forget_contacts(name)
        try:
            for key in mending.deletes:
                done.append(key)
                await self._switch.delete(key)
            for part in mending.puts:
                done.append(Key(part.kind, part.name))
                await self._switch.put(part)
        except Unavailable:
            raise
        except AriError:
            await self._take_back(as_it_was(have, done, want.parts))
            raise

    async def _take_back(self, back: Repair) -> None:
        """As far as the switch lets us: the next comparison sees the rest."""
        for key in back.deletes:
            with suppress(AriError):
                await self._switch.delete(key)
        for part in back.puts:
            with suppress(AriError):
                await self._switch.put(part)

    def _is_refused(self, owner: str, want: _Want) -> bool:
        """Each try takes away for a moment what works: it is not made at every look."""
        refused = self._refused.get(owner)
        lately = refused is not None and self._clock.monotonic() - refused.at < REFUSED_AGAIN_S
        return lately and refused is not None and refused.want == want

    def _refuse(self, owner: str, want: _Want, why: Trouble) -> None:
        before = self._refused.get(owner)
        if before is None or (before.want, before.why) != (want, why):
            log.error("trunk_or_phone_refused", owner=owner, why=why.sentence)
        self._refused[owner] = _Refusal(want, why, self._clock.monotonic())


def _in_use(spec: TrunkSpec | PhoneSpec) -> bool:
    return not spec.locked if isinstance(spec, PhoneSpec) else spec.active


def _names_in(accounts: Accounts) -> list[str]:
    """Hosts' names that calls of trunks come from."""
    specs = [saved.spec for saved in accounts.trunks.values() if saved.spec.active]
    names = [name for spec in specs for name in objects.names_of_sources(spec) if not objects.is_address(name)]
    return list(dict.fromkeys(names))


def _tell(owner: str, mending: Repair, *, drifted: bool) -> None:
    event = "switch_drift_mended" if drifted else "switch_object_set"
    differing = [str(each) for each in mending.differences]
    (log.warning if drifted else log.info)(event, owner=owner, differed=differing[:20])


def _host_of(bind: str) -> str:
    """Of `127.0.0.1:5060` or `[::1]:5060`; empty for one that is none."""
    host = bind.rpartition(":")[0].strip("[]")
    with suppress(ValueError):
        return str(ip_address(host))
    return ""


def _away(why: str) -> Trouble:
    return Trouble("trunk_switch_away", f"It is saved, and applied when the switch is back: {why}", {"why": why})


def _unreadable(why: str) -> Trouble:
    return Trouble("trunk_password_unreadable", f"Its password cannot be read; set it again. {why}", {"why": why})


def _no_transport(transport: str) -> Trouble:
    sentence = f"The switch has no transport {transport}: it is a setting, in force when the switch restarts."
    return Trouble("trunk_no_transport", sentence, {"transport": transport})


def _without_answer(host: str, known: Sequence[str]) -> Trouble:
    since_then = f"come in from what it led to: {', '.join(known)}" if known else "do not come in from there"
    sentence = f"The name {host} does not resolve just now; calls {since_then}."
    return Trouble("trunk_source_unresolved", sentence, {"host": host, "addresses": ", ".join(known)})


def _not_taken(why: str) -> Trouble:
    return Trouble("trunk_not_taken", f"The switch does not take it, so it has what it had before: {why}", {"why": why})
