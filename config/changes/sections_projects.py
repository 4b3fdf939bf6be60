"""Projects and queues as sections, and what holds for the whole installation."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from msgspec.structs import replace

from config.changes import checks
from config.changes.errors import InUse
from config.changes.model import Kept, Move, Warned, World
from config.changes.specs import InstallationSpec, ProjectSpec, QueueSpec
from config.music import USUAL
from kernel.errors import BadInput
from store.pool import Queryable, Record
from store.queries import load_queries

SQL = load_queries(__file__, "queries_sections.sql")
INSTALLATION = "installation"
_PUT_AWAY = Warned("The project takes calls: in the archive, its numbers are as nobody's.")
_UNTOLD = Warned("Calls that go out are not recorded, as who is called is not told of it beforehand.")


class Projects:
    """`known` is the trunk that the settings name, which is in no table."""

    name, kind, secret = "projects", ProjectSpec, None

    def __init__(self, known: str) -> None:
        self._known = known

    def key_of(self, spec: ProjectSpec) -> str:
        return spec.name

    def projects_of(self, spec: ProjectSpec) -> Sequence[str]:
        return (spec.name,)

    def prepared(self, spec: ProjectSpec, _world: World) -> ProjectSpec:
        zone, region = checks.zone(spec.zone), checks.region(spec.region)
        return replace(spec, zone=zone, region=region, caller_id=checks.caller_id(spec.caller_id, region))

    def check(self, move: Move[ProjectSpec], world: World) -> Sequence[Warned]:
        if move.after is None:
            _refuse_if_used(move, _users_of_project(move, world))
            return ()
        for field in ("trunks", "dispositions", "break_reasons"):
            checks.once(field, getattr(move.after.spec, field))
        for trunk in move.after.spec.trunks:
            checks.one_of("trunks", trunk, (*world.trunks, self._known))
        spec, before = move.after.spec, None if move.before is None else move.before.spec
        put_away = before is not None and _takes_calls(before) and not spec.active
        untold = _goes_unrecorded(spec) and (before is None or not _goes_unrecorded(before))
        return (*((_PUT_AWAY,) if put_away else ()), *((_UNTOLD,) if untold else ()))

    async def read(self, db: Queryable) -> Mapping[str, Kept[ProjectSpec]]:
        return _by_key(self, [_project(row) for row in await db.fetch(SQL["projects"])])

    async def write(self, tx: Queryable, moves: Sequence[Move[ProjectSpec]]) -> None:
        for move in moves:
            match move:
                case Move(Kept(before), None):
                    if known := await tx.fetch(SQL["known_of_project"], before.name):
                        raise InUse(before.name, [row["what"] for row in known])
                    await tx.execute(SQL["remove_project"], before.name)
                case Move(None, Kept(after)):
                    await tx.execute(SQL["add_project"], *_values(after))
                case Move(Kept(before), Kept(after)):
                    await tx.execute(SQL["change_project"], *_values(after), before.name)


class Queues:
    name, kind, secret = "queues", QueueSpec, None

    def key_of(self, spec: QueueSpec) -> str:
        return f"{spec.project}/{spec.name}"

    def projects_of(self, spec: QueueSpec) -> Sequence[str]:
        return (spec.project,)

    def prepared(self, spec: QueueSpec, world: World) -> QueueSpec:
        checks.project(spec.project, world.projects)
        return replace(spec, skills=tuple(sorted(set(spec.skills))))

    def check(self, move: Move[QueueSpec], world: World) -> Sequence[Warned]:
        if move.after is None:
            _refuse_if_used(move, _users_of_queue(move, world))
            return ()
        spec, before = move.after.spec, None if move.before is None else move.before.spec
        if before is not None and before.project != spec.project:
            raise BadInput("project", spec.project, f"{before.project}: a queue stays with its project")
        if spec.overflow is None and spec.overflow_after_s is not None:
            raise BadInput("overflow_after_s", spec.overflow_after_s, "nothing as long as there is no overflow")
        _check_overflow(spec, before, world.queues)
        return [*_of_music(spec, before), *_doubts(spec, world)]

    async def read(self, db: Queryable) -> Mapping[str, Kept[QueueSpec]]:
        return _by_key(self, [_queue(row) for row in await db.fetch(SQL["queues"])])

    async def write(self, tx: Queryable, moves: Sequence[Move[QueueSpec]]) -> None:
        for move in moves:
            match move:
                case Move(Kept(before), None):
                    await tx.execute(SQL["remove_queue"], before.project, before.name)
                case Move(None, Kept(after)):
                    await tx.execute(SQL["add_queue"], *_queue_values(after))
                case Move(Kept(before), Kept(after)):
                    await tx.execute(SQL["change_queue"], *_queue_values(after), before.name)
        for move in moves:
            if move.after is not None:
                spec = move.after.spec
                await tx.execute(SQL["queue_overflow"], spec.project, spec.name, spec.overflow)


class Installation:
    name, kind, secret = INSTALLATION, InstallationSpec, None

    def key_of(self, _spec: InstallationSpec) -> str:
        return INSTALLATION

    def projects_of(self, _spec: InstallationSpec) -> None:
        return None

    def prepared(self, spec: InstallationSpec, _world: World) -> InstallationSpec:
        if spec.unknown_number != "queue":
            return InstallationSpec(unknown_number=spec.unknown_number)
        return spec

    def check(self, move: Move[InstallationSpec], world: World) -> Sequence[Warned]:
        if move.after is None:
            raise InUse(INSTALLATION, ["calls"])
        spec = move.after.spec
        if spec.unknown_number == "queue":
            checks.project(spec.unknown_project or "", world.projects, "unknown_project")
            queues = (each.name for each in world.queues.values() if each.project == spec.unknown_project)
            checks.one_of("unknown_queue", spec.unknown_queue or "", queues)
        return ()

    async def read(self, db: Queryable) -> Mapping[str, Kept[InstallationSpec]]:
        row = await db.fetchrow(SQL["installation"])
        told = {} if row is None else {name: value for name, value in dict(row).items() if value is not None}
        return {INSTALLATION: Kept(msgspec.convert(told, InstallationSpec))}

    async def write(self, tx: Queryable, moves: Sequence[Move[InstallationSpec]]) -> None:
        for move in moves:
            if move.after is not None:
                spec = move.after.spec
                place = (spec.unknown_project, spec.unknown_queue)
                await tx.execute(SQL["change_installation"], spec.unknown_number, *place)


def _goes_unrecorded(spec: ProjectSpec) -> bool:
    return spec.record and not spec.announce_outbound


def _takes_calls(spec: ProjectSpec) -> bool:
    return spec.live and spec.active


def _by_key(section: Any, specs: Sequence[Any]) -> dict[str, Kept[Any]]:
    return {section.key_of(spec): Kept(spec) for spec in specs}


def _refuse_if_used(move: Move[Any], users: Sequence[str]) -> None:
    if users and move.before is not None:
        raise InUse(move.before.spec.name, sorted(users))


def _users_of_project(move: Move[ProjectSpec], world: World) -> list[str]:
    name = "" if move.before is None else move.before.spec.name
    queues = [key for key, each in world.queues.items() if each.project == name]
    return [*queues, *(each.name for each in world.agents.values() if name in each.projects)]


def _users_of_queue(move: Move[QueueSpec], world: World) -> list[str]:
    if move.before is None:
        return []
    gone, told = move.before.spec, world.installation
    mine = (gone.project, gone.name)
    numbers = [did for did, each in world.numbers.items() if (each.project, each.queue) == mine]
    queues = [key for key, each in world.queues.items() if (each.project, each.overflow) == mine]
    return [*numbers, *queues, *([INSTALLATION] if (told.unknown_project, told.unknown_queue) == mine else [])]


def _check_overflow(spec: QueueSpec, before: QueueSpec | None, queues: Mapping[str, QueueSpec]) -> None:
    """Follows it from queue to queue; who calls the queue by the name that it had so far means it still."""
    mine = {each.name: each for each in queues.values() if each.project == spec.project}
    if before is not None:
        mine.setdefault(before.name, spec)
    way, following = [spec.name], spec.overflow
    if following is not None:
        checks.one_of("overflow", following, (name for name in mine if name != spec.name))
    while following is not None and following in mine:
        way.append(mine[following].name)
        if way[-1] in way[:-1]:
            raise BadInput("overflow", " → ".join(way), "a queue from which no caller comes back here")
        following = mine[following].overflow


def _of_music(spec: QueueSpec, before: QueueSpec | None) -> Sequence[Warned]:
    """Which classes the switch has of its own is not known here."""
    name = spec.music_class
    if name in (USUAL, before and before.music_class):
        return ()
    return [Warned(f"Where the switch's own configuration has no music {name}, callers hear the usual one.")]


def _doubts(spec: QueueSpec, world: World) -> list[Warned]:
    found = []
    if spec.overflow_after_s is not None and spec.overflow_after_s >= spec.queue_timeout_s:
        found.append(Warned("Callers leave the queue before they would flow over."))
    able = [each for each in world.agents.values() if each.active and spec.project in each.projects]
    if not able:
        found.append(Warned("No agent works for the project yet: nobody takes the calls of its queues."))
    elif not any(set(spec.skills) <= set(each.skills) for each in able):
        found.append(Warned("No agent of the project has all of these skills."))
    return found


def _values(spec: ProjectSpec) -> tuple[object, ...]:
    """In the order of the fields, which is that of the query."""
    return msgspec.structs.astuple(spec)


def _project(row: Record) -> ProjectSpec:
    lists = {name: tuple(row[name]) for name in ("dispositions", "break_reasons", "trunks")}
    return ProjectSpec(**dict(row) | lists)


def _queue_values(spec: QueueSpec) -> tuple[object, ...]:
    """All but where it flows over to."""
    return tuple(getattr(spec, name) for name in spec.__struct_fields__ if name != "overflow")


def _queue(row: Record) -> QueueSpec:
    return QueueSpec(**dict(row) | {"skills": tuple(sorted(row["skills"]))})
