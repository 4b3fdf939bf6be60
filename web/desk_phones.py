"""The phones there are, whose they are, and how they stand: put together from the set-up, the floor and the switch."""

from collections.abc import Iterable, Mapping, Set
from datetime import datetime
from types import MappingProxyType
from typing import Literal, NamedTuple

import msgspec

from config.catalog import Catalog
from config.colleagues import is_borrowed
from config.model import AgentRecord, PhoneOwner
from kernel.ids import AgentId, UserId
from kernel.permissions import Scope, within
from telephony import webphone
from telephony.registrations import Registration, Sound
from workforce import model as m

Kind = Literal["saved", "configured", "browser"]
_PJSIP = "PJSIP/"


class Owner(NamedTuple):
    """Whose page is a phone."""

    user: UserId
    name: str
    agent: AgentId | None


class Switch(NamedTuple):
    """What the switch says: which phones it knows, where they are, how their last calls sounded."""

    accounts: Set[str]
    registered: Mapping[str, Registration]
    sounds: Mapping[str, Sound]


class Shut(NamedTuple):
    """Until when nobody signs in by PIN, for wrong ones: at phones, by name, and with extensions."""

    phones: Mapping[str, datetime] = MappingProxyType({})
    extensions: Mapping[str, datetime] = MappingProxyType({})


NOBODY_SHUT = Shut()


class Registered(msgspec.Struct, frozen=True):
    """`address` is where the phone's packets come from. `since`: as far as we have seen; `before`: or longer."""

    address: str
    port: int | None
    user_agent: str
    reachable: bool
    round_trip_ms: float | None
    since: datetime
    before: bool


class PhoneRow(msgspec.Struct, frozen=True, kw_only=True):
    """`kind`: saved here, in the switch's own configuration, or in a page. `whose` is its owner's name, agent or not.

    `at` is the agent whose calls ring here now, `signed_in` whether they are. `known`: the switch has this account;
    one that is locked, or that was saved while the switch was away, it has not. `missing`: its agent is signed in, and
    it is not registered. `shut_until`: until then nobody signs in here with extension and PIN, for wrong ones.
    """

    name: str
    kind: Kind
    label: str
    whose: str | None
    at: str | None
    at_id: AgentId | None
    signed_in: bool
    locked: bool
    known: bool
    registered: Registered | None
    missing: bool
    sound: Sound | None
    shut_until: datetime | None = None


class AgentPhone(msgspec.Struct, frozen=True):
    """With what an agent signs in at any phone. `phone` is where their calls ring now; None: nowhere.

    `shut_until`: until then nobody signs in with the extension, for wrong PINs.
    """

    id: AgentId
    name: str
    extension: str | None
    has_pin: bool
    phone: str | None
    elsewhere: bool
    signed_in: bool
    shut_until: datetime | None = None


class Colleague(msgspec.Struct, frozen=True):
    """Somebody who is no agent, and is reached at a phone of their own.

    `there`: it is registered and answers the switch. `borrowed`: an agent has signed in at it, and is rung there.
    """

    phone: str
    name: str
    extension: str | None
    there: bool
    borrowed: bool


def phone_rows(
    catalog: Catalog,
    seats: Mapping[AgentId, m.Seat],
    switch: Switch,
    owners: Iterable[Owner],
    scope: Scope,
    shut: Shut = NOBODY_SHUT,
) -> list[PhoneRow]:
    """Those of agents in the scope; who may see all projects sees every phone. Pages last."""
    saved, own = set(catalog.phones), {_short(each.own_phone) for each in catalog.agents.values() if each.own_phone}
    desk = {name for name in saved | own | switch.accounts if not webphone.is_browser(_PJSIP + name)}
    rows = [_desk_row(name, catalog, seats, switch) for name in sorted(desk)]
    rows += [_page_row(owner, catalog, seats, switch) for owner in owners]
    seen = (row for row in rows if _seen(_agents_of(row, catalog), scope) or _owned(row, catalog, scope))
    return [msgspec.structs.replace(row, shut_until=shut.phones.get(row.name)) for row in seen]


def _desk_row(name: str, catalog: Catalog, seats: Mapping[AgentId, m.Seat], switch: Switch) -> PhoneRow:
    spec = catalog.phones[name].spec if name in catalog.phones else None
    owner = next((each for each in catalog.agents.values() if each.own_phone == _PJSIP + name), None)
    whose = owner or catalog.people.get(name)
    return _row(
        name,
        "configured" if spec is None else "saved",
        "" if spec is None else spec.label,
        None if whose is None else whose.name,
        *(catalog, seats, switch),
        locked=spec is not None and spec.locked,
    )


def _page_row(owner: Owner, catalog: Catalog, seats: Mapping[AgentId, m.Seat], switch: Switch) -> PhoneRow:
    return _row(webphone.name_of(owner.user), "browser", "", owner.name, catalog, seats, switch)


def _row(
    name: str,
    kind: Kind,
    label: str,
    whose: str | None,
    catalog: Catalog,
    seats: Mapping[AgentId, m.Seat],
    switch: Switch,
    *,
    locked: bool = False,
) -> PhoneRow:
    at = next((each for each in catalog.agents.values() if each.endpoint == _PJSIP + name), None)
    registered, signed_in = switch.registered.get(name), at is not None and _signed_in(at, seats)
    return PhoneRow(
        name=name,
        kind=kind,
        label=label,
        whose=whose,
        at=None if at is None else at.name,
        at_id=None if at is None else at.id,
        signed_in=signed_in,
        locked=locked,
        known=name in switch.accounts,
        registered=None if registered is None else _registered(registered),
        missing=signed_in and (registered is None or not registered.reachable),
        sound=switch.sounds.get(name),
    )


def _registered(found: Registration) -> Registered:
    return Registered(
        found.address,
        found.port,
        found.user_agent,
        found.reachable,
        found.round_trip_ms,
        found.since,
        found.before,
    )


def agent_phones(
    catalog: Catalog,
    seats: Mapping[AgentId, m.Seat],
    with_pin: Set[AgentId],
    scope: Scope,
    shut: Shut = NOBODY_SHUT,
) -> list[AgentPhone]:
    """By name."""
    mine = (each for each in catalog.agents.values() if _seen((each,), scope))
    return [
        AgentPhone(
            each.id,
            each.name,
            each.extension or None,
            each.id in with_pin,
            _short(each.endpoint) or None,
            each.elsewhere,
            _signed_in(each, seats),
            shut.extensions.get(each.extension or ""),
        )
        for each in sorted(mine, key=lambda each: each.name)
    ]


def colleagues(catalog: Catalog, switch: Switch, scope: Scope) -> list[Colleague]:
    """Those with a role in the scope, by name."""
    mine = ((phone, owner) for phone, owner in catalog.people.items() if _works_in(owner, scope))
    return [
        Colleague(
            phone, owner.name, catalog.phones[phone].spec.extension, _there(phone, switch), is_borrowed(catalog, phone)
        )
        for phone, owner in sorted(mine, key=lambda each: each[1].name)
        if not catalog.phones[phone].spec.locked
    ]


def _there(phone: str, switch: Switch) -> bool:
    registered = switch.registered.get(phone)
    return registered is not None and registered.reachable


def _agents_of(row: PhoneRow, catalog: Catalog) -> tuple[AgentRecord, ...]:
    """Who owns it or sits there."""
    return tuple(
        each for each in catalog.agents.values() if each.id == row.at_id or each.own_phone == _PJSIP + row.name
    )


def _seen(agents: Iterable[AgentRecord], scope: Scope) -> bool:
    return scope is None or any(within(scope, project) for each in agents for project in each.projects)


def _owned(row: PhoneRow, catalog: Catalog, scope: Scope) -> bool:
    """By somebody who is no agent and works in the scope."""
    owner = catalog.people.get(row.name)
    return owner is not None and _works_in(owner, scope)


def _works_in(owner: PhoneOwner, scope: Scope) -> bool:
    return scope is None or owner.projects is None or bool(owner.projects & scope)


def _signed_in(agent: AgentRecord, seats: Mapping[AgentId, m.Seat]) -> bool:
    seat = seats.get(agent.id)
    return seat is not None and not isinstance(seat.state, m.SignedOut)


def _short(endpoint: str) -> str:
    return endpoint.removeprefix(_PJSIP)
