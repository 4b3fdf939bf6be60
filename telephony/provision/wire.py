"""The switch's objects of trunks and phones, read and written: ARI's dynamic configuration, AstDB by the manager."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from telephony.ari import requests
from telephony.ari.client import AriClient
from telephony.ari.errors import ManagerRefused
from telephony.ari.manager import Manager
from telephony.ari.models import ConfigTuple
from telephony.ari.outcomes import AlreadyGone
from telephony.ari.rawman import Block
from telephony.provision.compare import Found, Kept, Key, kept_objects
from telephony.provision.model import TransportInForce
from telephony.provision.objects import ORDER
from telephony.webphone import Part

RES_PJSIP = "res_pjsip"
FAMILY = "trunk"
"""Of AstDB: what the dialplan needs to know of trunks, by `{trunk}/{variable}`."""
TESTS = "trunk-test"
REGISTRAR = "registrar"
"""Of AstDB: where phones have registered, by `contact/{aor};…`."""
WITHIN_S = 5.0
TRANSPORTS = ("udp", "tcp", "tls")


@dataclass(frozen=True, slots=True)
class Contact:
    """What the switch says of a carrier that it asks."""

    status: str
    round_trip_ms: float | None


class SwitchSide:
    """Every method may raise `AriError`. What the switch says holds passwords: none of it is logged."""

    def __init__(self, ari: AriClient, manager: Manager) -> None:
        self._ari, self._manager = ari, manager

    async def found(self) -> Found:
        """Every object that was made while it ran: ours, and others'."""
        objects: dict[Key, Kept] = {}
        for kind in ORDER:
            objects |= kept_objects(kind, await self._manager.database_tree(f"ps_{kind}"))
        return objects

    async def put(self, part: Part) -> None:
        fields = [ConfigTuple(attribute=name, value=value) for name, value in part.fields]
        await self._ari.send(
            requests.asterisk_update_object(RES_PJSIP, part.kind, part.name, fields=fields), within=WITHIN_S
        )

    async def delete(self, key: Key) -> None:
        """What is not there is gone already."""
        await self._ari.send(requests.asterisk_delete_object(RES_PJSIP, key.kind, key.name), within=WITHIN_S)

    async def forget_contacts(self, name: str) -> None:
        """Whoever has registered under this name has not. AstDB tells names apart by case."""
        for key in await self._manager.database_tree(REGISTRAR):
            if key.startswith(f"contact/{name};"):
                await self._manager.database_delete(REGISTRAR, key)

    # ---- what the dialplan needs

    async def variables(self) -> Mapping[str, str]:
        return await self._manager.database_tree(FAMILY)

    async def set_variable(self, key: str, value: str) -> None:
        await self._manager.database_put(FAMILY, key, value)

    async def forget_variable(self, key: str) -> None:
        await self._manager.database_delete(FAMILY, key)

    async def note_of_test(self, name: str) -> str | None:
        """What the dialplan has written down of a test call's end, such as `SIP 488 Not Acceptable Here`; once."""
        note = (await self._manager.database_tree(TESTS)).get(name)
        if note is not None:
            await self._manager.database_delete(TESTS, name)
        return note

    async def forget_notes_of_tests(self) -> None:
        """Those of calls that ended when nobody asked any more."""
        await self._manager.database_delete_tree(TESTS)

    # ---- how it is

    async def transports(self) -> Mapping[str, TransportInForce]:
        """Those for carriers that the switch has, by name."""
        found = {name: await self._transport(name) for name in TRANSPORTS}
        return {name: transport for name, transport in found.items() if transport is not None}

    async def _transport(self, name: str) -> TransportInForce | None:
        answer = await self._ari.send(requests.asterisk_get_object(RES_PJSIP, "transport", name), within=WITHIN_S)
        return None if isinstance(answer, AlreadyGone) else _transport(name, answer)

    async def registrations(self) -> Mapping[str, bool]:
        """Whether each is registered."""
        answer = await self._listed("PJSIPShowRegistrationsOutbound")
        return {block["ObjectName"]: block["Status"] == "Registered" for block in answer if "Status" in block}

    async def contact(self, endpoint: str) -> Contact | None:
        """Of a trunk's carrier; None where the switch has no such endpoint, or does not ask."""
        answer = await self._listed("PJSIPShowEndpoint", Endpoint=endpoint)
        found = next((block for block in answer if block.get("Event") == "ContactStatusDetail"), None)
        return None if found is None else _contact(found)

    async def _listed(self, action: str, **fields: str) -> tuple[Block, ...]:
        """An empty list is refused by the switch."""
        try:
            return (await self._manager.act(action, fields)).events
        except ManagerRefused:
            return ()


def _transport(name: str, fields: Sequence[ConfigTuple]) -> TransportInForce:
    of = {each.attribute: each.value for each in fields}
    return TransportInForce(
        name=name,
        address=of.get("bind", ""),
        outside_address=of.get("external_signaling_address", ""),
        local_networks=[each.value for each in fields if each.attribute == "local_net" and each.value],
        certificate=bool(of.get("cert_file")),
        verifies=of.get("verify_server", "").casefold() == "yes",
    )


def _contact(block: Block) -> Contact:
    microseconds = block.get("RoundtripUsec", "")
    trip = int(microseconds) / 1000 if microseconds.isdecimal() and int(microseconds) else None
    return Contact(block.get("Status", ""), trip)
