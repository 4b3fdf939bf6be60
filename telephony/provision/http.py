"""Trunks over HTTP: how they are, what may be filled in for known carriers, how the switch speaks, and their tests.

What a trunk is, is saved elsewhere; here is what the switch and the carriers say of it.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated, Any

import msgspec

from kernel.errors import BadInput, Conflict, NotFound, Unavailable
from kernel.http import Request, Route
from kernel.numbering import is_emergency_anywhere
from kernel.permissions import Permission
from kernel.phone import parse_phone
from telephony.provision.dialling import way_by
from telephony.provision.loop_call import NO_WAY, NOT_PLACED, REFUSED_AT_ONCE, LoopCalls
from telephony.provision.model import Sealed, TransportInForce, TrunkSpec
from telephony.provision.ports import Accounts
from telephony.provision.presets import PRESETS, Preset
from telephony.provision.provisioner import Provisioner
from telephony.provision.state import InForce, Off, Pending, Refused, TrunkState
from telephony.provision.verdict import OUT_OF_SERVICE, Verdict
from telephony.provision.watch import TrunkWatch

RESTART = (
    "Transports, their certificates, the outside address and local networks are settings: a change is in force when "
    "the switch restarts."
)
_PERHAPS_NOT_SENT = frozenset({NOT_PLACED.kind, REFUSED_AT_ONCE.kind, NO_WAY.kind, OUT_OF_SERVICE})
"""What a call's end says also where nothing could be sent to the carrier: the switch gives a 503 of its own then."""
_DIALLED = "[+]?[0-9*#]{1,30}"


class TrunkStates(msgspec.Struct, frozen=True):
    """`lingering`: those that were removed, or are out of use, and that the switch has until it can be told.

    `switch_away_since` is null while the switch can be asked.
    """

    trunks: list[TrunkState]
    lingering: list[str]
    switch_away_since: datetime | None


class Transports(msgspec.Struct, frozen=True):
    """Those that the switch has; none while it cannot be asked. `note` is when a change of them is in force."""

    transports: list[TransportInForce]
    note: str


class Presets(msgspec.Struct, frozen=True):
    presets: list[Preset]


class LoopCallBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A number that echoes what it hears: E.164, or what the carrier has for it, such as `*43`."""

    number: Annotated[
        str,
        msgspec.Meta(pattern=f"^{_DIALLED}$", extra={"words": "1 to 30 digits, * and #, perhaps with + before them"}),
    ]


class TrunkRoutes:
    """The handlers. `regions` are those of the projects; `away_since` is when the switch was lost, None: it is not."""

    def __init__(
        self,
        accounts: Callable[[], Accounts],
        provisioner: Provisioner,
        watch: TrunkWatch,
        calls: LoopCalls,
        regions: Callable[[], Sequence[str]],
        away_since: Callable[[], datetime | None],
    ) -> None:
        self._accounts, self._provisioner, self._watch = accounts, provisioner, watch
        self._calls, self._regions, self._away_since = calls, regions, away_since

    async def all(self, request: Request[None, None]) -> TrunkStates:
        request.expect(None)
        return TrunkStates(self._watch.states(), self._provisioner.lingering, self._away_since())

    async def transports(self, request: Request[None, None]) -> Transports:
        request.expect(None)
        return Transports(list(self._provisioner.transports.values()), RESTART)

    async def presets(self, request: Request[None, None]) -> Presets:
        return Presets(list(PRESETS))

    async def options(self, request: Request[None, None]) -> Verdict:
        return await self._watch.asked_for("OPTIONS", self._known(request))

    async def registration(self, request: Request[None, None]) -> Verdict:
        saved = self._known(request)
        if saved.spec.way == "address":
            raise Conflict("This trunk has no user and password: carrier and switch know each other by address.")
        return await self._watch.asked_for("REGISTER", saved)

    async def call(self, request: Request[None, LoopCallBody]) -> Verdict:
        saved, number = self._known(request), request.body.number
        endpoint, shown = self._leg(saved.spec, number)
        if any(is_emergency_anywhere(each) for each in (number, _dialled_in(endpoint))):
            raise BadInput("number", number, "no emergency number: it would be a real call for help")
        self._check_in_force(saved.spec)
        self._check_room(saved.spec)
        verdict = await self._calls.place(saved.spec, endpoint, shown)
        if verdict.said.kind == NOT_PLACED.kind:
            self._provisioner.hint()
        return await self._explained(verdict, saved)

    def _leg(self, spec: TrunkSpec, number: str) -> tuple[str, str]:
        """Where it is dialled, and the number that is shown."""
        phone = parse_phone(number, "")
        if phone is None:
            return f"PJSIP/{number}@{spec.name}", spec.caller_id
        way = way_by(spec, phone, None, self._region())
        return way.endpoint, way.caller_id

    def _check_room(self, spec: TrunkSpec) -> None:
        states = (each for each in self._watch.states() if each.name == spec.name and not each.from_settings)
        calls = next((each.calls for each in states), None)
        if spec.channels is not None and calls is not None and calls >= spec.channels:
            raise Conflict("Every channel of this trunk is taken: a test would be one call too many.")

    async def _explained(self, verdict: Verdict, saved: Sealed[TrunkSpec]) -> Verdict:
        """Where the call may not have got as far as a reason of the carrier's, why."""
        if verdict.said.kind not in _PERHAPS_NOT_SENT:
            return verdict
        asked = await self._watch.test("OPTIONS" if saved.spec.way == "address" else "REGISTER", saved)
        return verdict if asked.ok else asked

    def _region(self) -> str:
        """In which a national number is one: that of the projects, where they have but one."""
        regions = self._regions()
        return regions[0] if len(regions) == 1 else ""

    def _check_in_force(self, spec: TrunkSpec) -> None:
        match self._provisioner.trunk(spec.name):
            case InForce():
                return
            case Off():
                raise Conflict("This trunk is not active, so the switch does not know it.")
            case Pending():
                raise Unavailable("This trunk is saved, and not on the switch yet: try again when it is.")
            case Refused():
                raise Conflict("The switch does not take this trunk: the reason stands beside it.")

    def _known(self, request: Request[None, Any]) -> Sealed[TrunkSpec]:
        request.expect(None)
        saved = self._accounts().trunks.get(request.path["name"])
        if saved is None:
            raise NotFound("There is no such trunk.")
        return saved


def _dialled_in(endpoint: str) -> str:
    """Of `PJSIP/{number}@{trunk}`, as the trunk's rules have made it."""
    return endpoint.partition("/")[2].partition("@")[0]


def routes(on: TrunkRoutes) -> tuple[Route, ...]:
    health, settings, administer = Permission.SEE_HEALTH, Permission.SEE_SETTINGS, Permission.ADMINISTER
    test, errors = "/api/trunks/{name}/test", (NotFound, Conflict, Unavailable)
    return (
        Route("GET", "/api/trunks", health, on.all, "How the trunks are", response=TrunkStates),
        Route("GET", "/api/trunks/transports", health, on.transports, "How the switch speaks SIP", response=Transports),
        Route("GET", "/api/trunks/presets", settings, on.presets, "Trunks of known carriers", response=Presets),
        Route(
            *("POST", f"{test}/options", health, on.options, "Ask a trunk's carrier whether it is there"),
            response=Verdict,
            errors=errors,
        ),
        Route(
            *("POST", f"{test}/registration", health, on.registration, "Ask a trunk's carrier whether it knows us"),
            response=Verdict,
            errors=errors,
        ),
        Route(
            *("POST", f"{test}/call", administer, on.call, "Call a number that echoes, and measure the sound"),
            LoopCallBody,
            response=Verdict,
            errors=(BadInput, *errors),
        ),
    )
