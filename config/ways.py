"""By which trunks a project's calls go out, in the order in which they are tried. Pure."""

from collections.abc import Mapping

from config.catalog import Catalog
from config.model import Project
from kernel.phone import Phone
from telephony.plan import Way
from telephony.provision.dialling import way_by
from telephony.provision.model import Sealed, TrunkSpec

Trunks = Mapping[str, Sealed[TrunkSpec]]


def ways_out(project: Project, number: Phone, trunks: Trunks, settings_trunk: str) -> tuple[Way, ...]:
    """In the order of `trunks_of`."""
    return tuple(_way(name, project, number, trunks) for name in trunks_of(project, trunks, settings_trunk))


def trunks_of(project: Project, trunks: Trunks, settings_trunk: str) -> tuple[str, ...]:
    """The project's own order, or else all trunks that are in use, by rank and name. The one of the settings is last.

    `settings_trunk` empty: there is none. A name that is no trunk's any more, or one out of use, is passed over.
    """
    in_use = {name for name, kept in trunks.items() if kept.spec.active}
    if settings_trunk and settings_trunk not in trunks:
        in_use.add(settings_trunk)
    names = dict.fromkeys((*(project.trunks or _by_rank(trunks)), settings_trunk))
    return tuple(name for name in names if name in in_use)


def channels_of(catalog: Catalog, trunk: str) -> int | None:
    """How many calls a trunk carries at once; None: no limit, as of the one that the settings name."""
    kept = catalog.trunks.get(trunk)
    return kept.spec.channels if kept is not None else None


def _by_rank(trunks: Trunks) -> tuple[str, ...]:
    return tuple(sorted(trunks, key=lambda name: (trunks[name].spec.rank, name)))


def _way(name: str, project: Project, number: Phone, trunks: Trunks) -> Way:
    if name in trunks:
        return way_by(trunks[name].spec, number, project.caller_id, project.region)
    shown = project.caller_id.e164 if project.caller_id else ""
    return Way(trunk=name, endpoint=f"PJSIP/{number.e164}@{name}", caller_id=shown)
