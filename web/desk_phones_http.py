"""Phones over HTTP: how they stand, what is to be typed into them, an echo test; and agents' PINs."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Protocol

import msgspec

from config.catalog import Catalog
from kernel.errors import BadInput, Conflict, NotFound, Unavailable
from kernel.http import Forbidden, Request, Route
from kernel.ids import AgentId
from kernel.permissions import Permission
from telephony.provision.model import PhoneSpec
from telephony.provision.softphones import ClientSettings, Registrar, account_address, settings_for
from web.desk_phones import AgentPhone, Colleague, Owner, PhoneRow, Shut, Switch, agent_phones, colleagues, phone_rows
from web.factors import picture
from web.pins import Pins
from workforce import model as m

Password = Annotated[str, msgspec.Meta(min_length=1, max_length=128)]


Registrars = Callable[[], Sequence[Registrar]]
"""Where phones reach the switch, by each transport that it has for them."""


class PhoneList(msgspec.Struct, frozen=True):
    phones: list[PhoneRow]
    agents: list[AgentPhone]


class ColleagueList(msgspec.Struct, frozen=True):
    colleagues: list[Colleague]


class SettingsBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`password` as it was shown once; null: a mark stands for it, and there is no picture."""

    password: Password | None = None


class PhoneWay(msgspec.Struct, frozen=True):
    """By one transport. `picture` is an SVG as a data address: the account as a `sip:` address, for clients that scan
    one.
    """

    server: str
    port: int
    transport: str
    clients: list[ClientSettings]
    picture: str | None


class PhoneSettings(msgspec.Struct, frozen=True):
    """`ways` are those in which phones reach the switch, the usual one first."""

    user: str
    ways: list[PhoneWay]


class OwnPin(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pin: Annotated[str, msgspec.Meta(max_length=64)]


class NewPin(msgspec.Struct, frozen=True):
    """Told once."""

    pin: str


class Phones(Protocol):
    """What is asked about phones, from memory but for the owners of pages."""

    def catalog(self) -> Catalog: ...

    def seats(self) -> Mapping[AgentId, m.Seat]: ...

    def switch(self) -> Switch: ...

    def shut(self) -> Shut: ...

    async def owners(self) -> list[Owner]: ...

    async def ring_for_echo(self, name: str) -> None:
        """One that the switch knows. Raises `Conflict`, `Unavailable`."""
        ...


class DeskPhoneRoutes:
    """The handlers."""

    def __init__(self, phones: Phones, pins: Pins, registrars: Registrars) -> None:
        self._phones, self._pins, self._registrars = phones, pins, registrars

    async def all(self, request: Request[None, None]) -> PhoneList:
        catalog, seats, shut, scope = self._phones.catalog(), self._phones.seats(), self._phones.shut(), request.scope
        owners, with_pin = await self._phones.owners(), await self._pins.having()
        return PhoneList(
            phone_rows(catalog, seats, self._phones.switch(), owners, scope, shut),
            agent_phones(catalog, seats, with_pin, scope, shut),
        )

    async def colleagues(self, request: Request[None, None]) -> ColleagueList:
        return ColleagueList(colleagues(self._phones.catalog(), self._phones.switch(), request.scope))

    async def settings(self, request: Request[None, SettingsBody]) -> PhoneSettings:
        spec, password = self._spec(request.path["name"]), request.body.password
        request.expect(None)
        return PhoneSettings(spec.name, [await _way(spec, where, password) for where in self._registrars()])

    def _spec(self, name: str) -> PhoneSpec:
        found = self._phones.catalog().phones.get(name)
        if found is None:
            raise NotFound("No phone of that name was saved here.")
        return found.spec

    async def echo(self, request: Request[None, None]) -> None:
        name = request.path["name"]
        if name not in self._phones.switch().accounts:
            raise NotFound("The switch knows no phone of that name.")
        request.expect(None)
        await self._phones.ring_for_echo(name)

    async def set_own_pin(self, request: Request[None, OwnPin]) -> None:
        agent = request.actor.agent_id
        if agent is None:
            raise Conflict("You are no agent, and need no PIN.")
        await self._pins.set(agent, request.body.pin)

    async def renew_pin(self, request: Request[None, None]) -> NewPin:
        agent = AgentId(request.number("id"))
        record = self._phones.catalog().agents.get(agent)
        if record is None or not request.sees_one(record.projects):
            raise NotFound(f"There is no agent {agent}.")
        return NewPin(await self._pins.renew(agent))


async def _way(spec: PhoneSpec, where: Registrar, password: str | None) -> PhoneWay:
    drawn = None
    if password is not None:
        drawn = await asyncio.to_thread(picture, account_address(spec, where, password))
    return PhoneWay(where.host, where.port, where.transport, list(settings_for(spec, where, password)), drawn)


def routes(phones: Phones, pins: Pins, registrars: Registrars) -> tuple[Route, ...]:
    on = DeskPhoneRoutes(phones, pins, registrars)
    return (*_phones(on), *_pins(on))


def _phones(on: DeskPhoneRoutes) -> tuple[Route, ...]:
    administer, one = Permission.ADMINISTER, "/api/phones/{name}"
    return (
        Route("GET", "/api/phones", Permission.SEE_HEALTH, on.all, "Phones, and how they stand", response=PhoneList),
        Route(
            "GET",
            "/api/colleagues",
            Permission.WORK_CALLS,
            on.colleagues,
            "Who is no agent and can be asked or given a call, at a phone of their own",
            response=ColleagueList,
        ),
        Route(
            "POST",
            f"{one}/settings",
            administer,
            on.settings,
            "What is to be typed into a phone so that it registers",
            request=SettingsBody,
            response=PhoneSettings,
            errors=(Forbidden, NotFound),
            in_person=True,
        ),
        Route(
            "POST",
            f"{one}/echo",
            administer,
            on.echo,
            "Ring a phone and let it hear itself",
            status=202,
            errors=(Forbidden, NotFound, Conflict, Unavailable),
        ),
    )


def _pins(on: DeskPhoneRoutes) -> tuple[Route, ...]:
    return (
        Route(
            "PUT",
            "/api/pin",
            Permission.SIGNED_IN,
            on.set_own_pin,
            "My PIN, with which I sign in at any phone",
            request=OwnPin,
            status=204,
            errors=(BadInput, Conflict, NotFound),
            in_person=True,
        ),
        Route(
            "POST",
            "/api/agents/{id}/pin",
            Permission.ADMINISTER,
            on.renew_pin,
            "A new PIN for an agent, told once",
            response=NewPin,
            status=201,
            errors=(NotFound,),
            in_person=True,
        ),
    )
