"""A phone is rung for its echo only where nobody is in a call on it."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from config.catalog import Catalog
from kernel.errors import Conflict
from kernel.ids import AgentId, CallId
from service.desk_phones import DeskPhones, registrars
from telephony.feature_codes import Prompt
from telephony.provision.model import TransportInForce
from telephony.provision.softphones import Registrar
from tests.clocks import HandClock
from tests.service.kit import settings_in
from tests.telephony.kit import START
from workforce import model as m
from workforce.floor import Floor

ANNA = AgentId(1)


class Switch:
    def __init__(self) -> None:
        self.asked: list[object] = []

    async def send(self, request: object) -> None:
        self.asked.append(request)

    def sound(self, _endpoint: str, _prompt: Prompt) -> None:
        return None


async def test_a_phone_is_not_rung_into_a_call() -> None:
    floor, switch = Floor(HandClock(START)), Switch()
    floor.staff([m.Agent(id=ANNA, name="Anna", endpoint="PJSIP/agent-1")], {})
    watch: Any = SimpleNamespace(registered={"agent-1": None}, accounts=frozenset(), sounds={})
    around: Any = switch
    phones = DeskPhones(Catalog, floor, watch, around, around, around)

    await phones.ring_for_echo("agent-1")
    floor.happened(ANNA, m.ReadyAsked(at=START))
    floor.reserve(ANNA, CallId("c1"), START)
    with pytest.raises(Conflict, match="in a call"):
        await phones.ring_for_echo("agent-1")

    assert len(switch.asked) == 1
    floor.close()


def test_phones_are_told_of_tls_where_the_switch_speaks_it(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, PUBLIC_URL="https://calls.example.com", SIP_HOST="192.0.2.9", SIP_PORT=5070)
    udp = TransportInForce(name="udp", address="0.0.0.0:5070")
    tls = TransportInForce(name="tls", address="[::]:5071", certificate=True)

    assert registrars(settings, {"udp": udp}) == (Registrar("192.0.2.9", 5070),)
    assert registrars(settings, {"udp": udp, "tls": tls}) == (
        Registrar("192.0.2.9", 5070),
        Registrar("calls.example.com", 5071, "tls"),
    )
