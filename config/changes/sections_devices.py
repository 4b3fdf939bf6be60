"""Trunks, agents and phones as sections."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

import msgspec
from msgspec.structs import replace

from config.changes import checks, trunk_hosts
from config.changes.errors import InUse
from config.changes.model import Kept, Move, Warned, World
from config.changes.specs import AgentSpec
from kernel.errors import BadInput
from store.pool import Queryable, Record
from store.queries import load_queries
from telephony.provision.model import PhoneSpec, TrunkSpec

SQL = load_queries(__file__, "queries_sections.sql")
_PJSIP = "PJSIP/"
_RENAMED = Warned(
    "The calls that are up stay under the former name: they do not count against the limit, and what the trunk lists "
    "begins anew."
)


class Trunks:
    """`reserved` are names that the switch has from its settings."""

    name, kind = "trunks", TrunkSpec
    secret: Literal["trunk"] = "trunk"

    def __init__(self, reserved: Iterable[str]) -> None:
        self._reserved = frozenset(reserved)

    def key_of(self, spec: TrunkSpec) -> str:
        return spec.name

    def projects_of(self, _spec: TrunkSpec) -> None:
        return None

    def prepared(self, spec: TrunkSpec, _world: World) -> TrunkSpec:
        return trunk_hosts.bare(spec)

    def check(self, move: Move[TrunkSpec], world: World) -> Sequence[Warned]:
        if move.after is None:
            name = "" if move.before is None else move.before.spec.name
            _refuse_if_used(name, [each.name for each in world.projects.values() if name in each.trunks])
            return ()
        spec, before = move.after.spec, None if move.before is None else move.before.spec.name
        if spec.name != before:
            checks.on_the_switch(spec.name, (*world.phones, *self._reserved))
        if spec.active and spec.way != "address":
            checks.needed("username", spec.username, "the name that the carrier has given with the password")
            checks.needed("secret", "there" if move.after.secret else "", "the password that the carrier has given")
        checks.once("codecs", spec.codecs)
        checks.once("addresses", spec.addresses)
        trunk_hosts.check(spec)
        renamed = (_RENAMED,) if before not in (None, spec.name) else ()
        return (*renamed, *_exposed(spec), *trunk_hosts.open_doors(spec, world.trunks.values()))

    async def read(self, db: Queryable) -> Mapping[str, Kept[TrunkSpec]]:
        rows = await db.fetch(SQL["trunks"])
        return {row["name"]: Kept(msgspec.convert(row["spec"], TrunkSpec), row["secret"]) for row in rows}

    async def write(self, tx: Queryable, moves: Sequence[Move[TrunkSpec]]) -> None:
        for move in moves:
            match move:
                case Move(Kept(before), None):
                    await tx.execute(SQL["remove_trunk"], before.name)
                case Move(Kept(before), Kept(after)) if before.name != after.name:
                    await tx.execute(SQL["rename_trunk"], before.name, after.name)
                    await tx.execute(SQL["rename_trunk_in_orders"], before.name, after.name)
            if move.after is not None:
                await tx.execute(SQL["put_trunk"], move.after.spec.name, move.after.spec, move.after.secret)


class Agents:
    """`known` are phones that the switch has from its settings."""

    name, kind, secret = "agents", AgentSpec, None

    def __init__(self, known: Iterable[str] = ()) -> None:
        self._known = frozenset(known)

    def key_of(self, spec: AgentSpec) -> str:
        return spec.name

    def projects_of(self, _spec: AgentSpec) -> None:
        return None

    def prepared(self, spec: AgentSpec, world: World) -> AgentSpec:
        for name in spec.projects:
            checks.project(name, world.projects, "projects")
        lists = {name: tuple(sorted(set(getattr(spec, name)))) for name in ("skills", "languages", "projects")}
        return replace(spec, phone=spec.phone.removeprefix(_PJSIP), **lists)

    def check(self, move: Move[AgentSpec], world: World) -> Sequence[Warned]:
        if move.after is None:
            return ()
        spec = move.after.spec
        if move.before is None or move.before.spec.phone != spec.phone:
            checks.own_phone(spec.phone, world.trunks)
        others = [each for each in world.agents.values() if each.name != spec.name]
        _nobody_else("phone", spec.phone, [(each.phone, each.name) for each in others])
        _nobody_else("phone", spec.phone, [(each.name, each.person) for each in world.phones.values() if each.person])
        _nobody_else("extension", spec.extension or "", _extensions(others, world.phones.values()))
        if spec.phone and spec.phone not in world.phones and spec.phone not in self._known:
            return (Warned(f"The phone {spec.phone} is not set up here: the switch has to know it from its settings."),)
        return ()

    async def read(self, db: Queryable) -> Mapping[str, Kept[AgentSpec]]:
        specs = [_agent(row) for row in await db.fetch(SQL["agents"])]
        return {spec.name: Kept(spec) for spec in specs}

    async def write(self, tx: Queryable, moves: Sequence[Move[AgentSpec]]) -> None:
        changing = [move.before.spec.name for move in moves if move.before is not None]
        await tx.execute(SQL["free_agents"], changing)
        for move in moves:
            match move:
                case Move(Kept(before), None):
                    if known := await tx.fetch(SQL["known_of_agent"], before.name):
                        raise InUse(before.name, [row["what"] for row in known])
                    await tx.execute(SQL["remove_agent"], before.name)
                case Move(None, Kept(after)):
                    await tx.execute(SQL["add_agent"], *_agent_values(after))
                case Move(Kept(before), Kept(after)):
                    await tx.execute(SQL["change_agent"], *_agent_values(after), before.name)
        await tx.execute(SQL["phones_owned"])


class Phones:
    """`reserved` are names that the switch has from its settings."""

    name, kind = "phones", PhoneSpec
    secret: Literal["phone"] = "phone"

    def __init__(self, reserved: Iterable[str]) -> None:
        self._reserved = frozenset(reserved)

    def key_of(self, spec: PhoneSpec) -> str:
        return spec.name

    def projects_of(self, _spec: PhoneSpec) -> None:
        return None

    def prepared(self, spec: PhoneSpec, _world: World) -> PhoneSpec:
        return spec

    def check(self, move: Move[PhoneSpec], world: World) -> Sequence[Warned]:
        if move.after is None:
            name = "" if move.before is None else move.before.spec.name
            _refuse_if_used(name, [each.name for each in world.agents.values() if each.phone == name])
            return ()
        spec, before = move.after.spec, None if move.before is None else move.before.spec.name
        if spec.name != before:
            checks.on_the_switch(spec.name, (*world.trunks, *self._reserved))
        if spec.agent and spec.agent not in world.agents:
            raise BadInput("agent", spec.agent, "the name of an agent that there is")
        _of_one(spec)
        others = [each for each in world.phones.values() if each.name != spec.name]
        _nobody_else("extension", spec.extension or "", _extensions(world.agents.values(), others))
        if spec.person and (theirs := [each.name for each in others if each.person == spec.person]):
            raise BadInput("person", spec.person, f"somebody without a phone of their own: theirs is {theirs[0]}")
        checks.once("codecs", spec.codecs)
        return ()

    async def read(self, db: Queryable) -> Mapping[str, Kept[PhoneSpec]]:
        rows = await db.fetch(SQL["phones"])
        return {row["name"]: Kept(msgspec.convert(row["spec"], PhoneSpec), row["secret"]) for row in rows}

    async def write(self, tx: Queryable, moves: Sequence[Move[PhoneSpec]]) -> None:
        for move in moves:
            match move:
                case Move(Kept(before), None):
                    await tx.execute(SQL["remove_phone"], before.name)
                case Move(Kept(before), Kept(after)) if before.name != after.name:
                    await tx.execute(SQL["rename_phone"], before.name, after.name)
                    await tx.execute(SQL["rename_phone_of_agents"], before.name, after.name)
            if move.after is not None:
                spec = move.after.spec
                await tx.execute(SQL["put_phone"], spec.name, spec, move.after.secret, await _owner(tx, spec))
                await tx.execute(SQL["leave_phone"], spec.name, spec.agent)
                await tx.execute(SQL["own_phone"], spec.name, spec.agent)
        await tx.execute(SQL["phones_owned"])


async def _owner(tx: Queryable, spec: PhoneSpec) -> int | None:
    """The user's id; None: an agent's, or nobody's. Raises `BadInput`."""
    if not spec.person:
        return None
    found: int | None = await tx.fetchval(SQL["person"], spec.person)
    if found is None:
        raise BadInput("person", spec.person, "somebody who can sign in here and is no agent")
    return found


def _of_one(spec: PhoneSpec) -> None:
    if spec.agent and spec.person:
        raise BadInput("person", spec.person, "nothing: the phone is an agent's")
    if spec.agent and spec.extension is not None:
        raise BadInput("extension", spec.extension, "nothing: the agent whose phone it is has one of their own")


def _extensions(agents: Iterable[AgentSpec], phones: Iterable[PhoneSpec]) -> list[tuple[str | None, str]]:
    """With whose each is, or at which phone."""
    return [
        *((each.extension, each.name) for each in agents),
        *((each.extension, each.person or each.name) for each in phones),
    ]


def _refuse_if_used(name: str, users: Sequence[str]) -> None:
    if users:
        raise InUse(name, sorted(users))


def _exposed(spec: TrunkSpec) -> Sequence[Warned]:
    """What a carrier or an admin may well mean, and what costs others their privacy."""
    if spec.encrypt_media and spec.transport != "tls":
        return (Warned("The keys of the encrypted media go in clear: the transport is not TLS."),)
    return ()


def _nobody_else(field: str, value: str, others: Iterable[tuple[str | None, str]]) -> None:
    whose = next((name for taken, name in others if value and taken == value), None)
    if whose is not None:
        raise BadInput(field, value, f"one that is nobody else's: it is {whose}'s")


def _agent_values(spec: AgentSpec) -> tuple[object, ...]:
    endpoint = None if not spec.phone else spec.phone if "/" in spec.phone else f"{_PJSIP}{spec.phone}"
    return spec.name, spec.skills, spec.languages, endpoint, spec.extension, spec.active, spec.projects


def _agent(row: Record) -> AgentSpec:
    return AgentSpec(
        name=row["name"],
        skills=tuple(sorted(row["skills"])),
        languages=tuple(sorted(row["languages"])),
        projects=tuple(sorted(row["projects"])),
        phone=row["endpoint"].removeprefix(_PJSIP),
        extension=row["extension"],
        active=row["active"],
    )
