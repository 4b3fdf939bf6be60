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

from kernel.errors import Unavailable
from kernel.trouble import Trouble
from store.sealed import Seal, SealBroken
from telephony.ari.errors import AriError, ManagerRefused
from telephony.provision import objects
from telephony.provision.compare import Found, Key, Repair, as_it_was, objects_of, owners, repair
from telephony.provision.model import PhoneSpec, Sealed, TrunkSpec
from telephony.provision.ports import Accounts, Resolve
from telephony.provision.state import InForce, Off, Pending, Refused, Standing
from telephony.provision.variables import variables_of
from telephony.provision.wire import SwitchSide, TransportInForce
from telephony.safety import differences
from telephony.webphone import Part

log = structlog.get_logger()

LOOK_EVERY_S = 180.0
AGAIN_S = 5.0
"""A switch that is away is tried again so often, besides at each connect."""
RESOLVE_S = 3.0
NOT_YET = Trouble("trunk_not_applied", "It is saved; the switch has not been told yet.")

Saved = Sealed[TrunkSpec] | Sealed[PhoneSpec]


@dataclass(frozen=True, slots=True)
class _Want:
    """`saved` as it is in the database, None for what is not there any more; `parts` what the switch is told of it."""

    saved: Saved | None
    parts: tuple[Part, ...]


class Provisioner:
    def __init__(self, switch: SwitchSide, accounts: Callable[[], Accounts], seal: Seal, resolve: Resolve) -> None:
        self._switch, self._accounts, self._seal, self._resolve = switch, accounts, seal, resolve
        self._hinted = asyncio.Event()
        self._applied: dict[str, _Want] = {}
        """By owner: what the switch has, as far as we know."""
        self._refused: dict[str, tuple[_Want, Trouble]] = {}
        self._known: dict[str, tuple[str, ...]] = {}
        """Addresses of hosts by their names, as they were last found."""
        self._transports: Mapping[str, TransportInForce] = {}
        self._touched = False
        self._away: Trouble | None = NOT_YET
        self.changed: Callable[[], None] = lambda: None
        """Called after each comparison that changed something on the switch."""

    @property
    def transports(self) -> Mapping[str, TransportInForce]:
        """Of the switch, by name. None while it has not been asked."""
        return self._transports

    # ---- how they stand

    def trunk(self, name: str) -> Standing:
        saved = self._accounts().trunks.get(name)
        return Off() if saved is None or not saved.spec.active else self._standing(objects.owner_of_trunk(name), saved)

    def phone(self, name: str) -> Standing:
        saved = self._accounts().phones.get(name)
        return Off() if saved is None or saved.spec.locked else self._standing(objects.owner_of_phone(name), saved)

    def _standing(self, owner: str, saved: Saved) -> Standing:
        applied, refused = self._applied.get(owner), self._refused.get(owner)
        if refused is not None and refused[0].saved == saved:
            return Refused(refused[1])
        if applied is not None and applied.saved == saved:
            return InForce()
        return Pending(self._away or NOT_YET)

    # ---- when it looks

    def renew(self) -> None:
        """The switch may be another than before, or something was saved: compare now, also what was refused."""
        self._refused.clear()
        self._hinted.set()

    async def run(self) -> None:
        """Until cancelled. The switch may be away."""
        while True:
            pause = LOOK_EVERY_S if await self._try() else AGAIN_S
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._hinted.wait()
            self._hinted.clear()

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
        wanted = await self._wanted(accounts)
        await self._keep_variables(accounts)
        found = await self._switch.found()
        self._touched = False
        for owner in sorted(owners(found) - wanted.keys()):
            await self._bring(owner, _Want(None, ()), found)
        for owner, want in wanted.items():
            if want is not None:
                await self._bring(owner, want, found)
        if self._touched:
            self.changed()

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

    async def _wanted(self, accounts: Accounts) -> dict[str, _Want | None]:
        """By owner. None: it cannot be told to the switch, which is refused here; what is there is left as it is."""
        wanted = {objects.owner_of_trunk(name): await self._want_trunk(it) for name, it in accounts.trunks.items()}
        return wanted | {objects.owner_of_phone(name): self._want_phone(it) for name, it in accounts.phones.items()}

    async def _want_trunk(self, saved: Sealed[TrunkSpec]) -> _Want | None:
        owner, spec = objects.owner_of_trunk(saved.spec.name), saved.spec
        password = self._open(owner, saved)
        if spec.active and spec.transport not in self._transports:
            self._refuse(owner, _Want(saved, ()), _no_transport(spec.transport))
            return None
        sources = await self._sources(spec) if spec.active else ()
        media = self._media(spec.transport)
        return None if password is None else _Want(saved, objects.trunk_parts(spec, password, sources, media))

    def _want_phone(self, saved: Sealed[PhoneSpec]) -> _Want | None:
        password = self._open(objects.owner_of_phone(saved.spec.name), saved)
        media = self._media("udp")
        return None if password is None else _Want(saved, objects.phone_parts(saved.spec, password, media))

    def _media(self, transport: str) -> str:
        """The address for audio: the one that signalling uses."""
        found = self._transports.get(transport)
        return "" if found is None else _host_of(found.address)

    def _open(self, owner: str, saved: Saved) -> str | None:
        """Its password, empty where it has none; None where that cannot be read."""
        try:
            return "" if saved.secret is None else self._seal.open(saved.secret, owner).decode()
        except SealBroken as broken:
            self._refuse(owner, _Want(saved, ()), _unreadable(str(broken)))
            return None

    async def _sources(self, spec: TrunkSpec) -> Sequence[str]:
        found: list[str] = []
        for name in objects.names_of_sources(spec):
            found += [name] if objects.is_address(name) else await self._addresses(name)
        return found

    async def _addresses(self, name: str) -> Sequence[str]:
        """Looked up here, once for all its calls: the switch would ask the name server at each of them.

        Those that were found last where there is no answer now.
        """
        try:
            async with asyncio.timeout(RESOLVE_S):
                self._known[name] = tuple(sorted(set(await self._resolve(name))))
        except (OSError, TimeoutError) as error:
            log.warning("trunk_host_not_resolved", host=name, why=str(error) or "no answer in time")
        return self._known.get(name, ())

    # ---- what is done

    async def _bring(self, owner: str, want: _Want, found: Found) -> None:
        """Raises `Unavailable`. What was refused is tried again when something has changed, or is hinted."""
        if owner in self._refused and self._refused[owner][0] == want:
            return
        have = objects_of(found, owner, want.parts)
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
        await self._register_anew(mending, want)

    async def _take_back(self, back: Repair) -> None:
        """As far as the switch lets us: the next comparison sees the rest."""
        for key in back.deletes:
            with suppress(AriError):
                await self._switch.delete(key)
        for part in back.puts:
            with suppress(AriError):
                await self._switch.put(part)

    async def _register_anew(self, mending: Repair, want: _Want) -> None:
        """The switch does so by itself for a registration that was changed, but not for another password."""
        if mending.credentials_changed and not mending.registers_anew:
            for part in want.parts:
                if part.kind == "registration":
                    await self._register(part.name)

    async def _register(self, name: str) -> None:
        """A switch that does not want to now does so by itself when the registration runs out."""
        try:
            await self._switch.register(name)
        except ManagerRefused as refused:
            log.warning("trunk_not_registered_anew", trunk=name, why=str(refused))

    def _refuse(self, owner: str, want: _Want, why: Trouble) -> None:
        if self._refused.get(owner) != (want, why):
            log.error("trunk_or_phone_refused", owner=owner, why=why.sentence)
        self._refused[owner] = (want, why)


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


def _not_taken(why: str) -> Trouble:
    return Trouble("trunk_not_taken", f"The switch does not take it, so it has what it had before: {why}", {"why": why})
