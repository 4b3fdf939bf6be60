"""Trunks made while the switch runs live beside those of its configuration file, and outlive a restart."""

import pytest

from lab.install import Asterisk
from lab.instance import AsteriskInstance
from lab.switches import private_settings
from telephony.ari import requests
from telephony.ari.access import Access, new_session
from telephony.ari.http import HttpTransport
from telephony.ari.request import Request, json_of
from telephony.asterisk.settings import Trunk

pytestmark = pytest.mark.switch

PARTS = {
    "auth": {"auth_type": "userpass", "username": "us", "password": "secret"},
    "aor": {"contact": "sip:192.0.2.9"},
    "endpoint": {"aors": "made", "context": "from-trunk", "disallow": "all", "allow": "alaw", "outbound_auth": "made"},
    "identify": {"endpoint": "made", "match": "192.0.2.9"},
    "registration": {"server_uri": "sip:192.0.2.9", "client_uri": "sip:us@192.0.2.9", "outbound_auth": "made"},
}


def _put(kind: str, fields: dict[str, str]) -> Request[None]:
    listed = [{"attribute": key, "value": value} for key, value in fields.items()]
    path = f"/asterisk/config/dynamic/res_pjsip/{kind}/made"
    return Request("PUT", path, body=json_of({"fields": listed}))


async def _endpoints(instance: AsteriskInstance) -> set[str]:
    access = Access(instance.url, instance.settings.ari_user, instance.settings.ari_password)
    async with new_session() as session:
        found = await HttpTransport(access, session).send(requests.endpoints_list(), within=20)
    return {endpoint.resource for endpoint in found}


async def test_a_trunk_made_live_stands_beside_the_configured_one_and_outlives_a_restart(asterisk: Asterisk) -> None:
    settings = private_settings(trunks=(Trunk(name="fixed", contact="192.0.2.7", match=("192.0.2.7",)),))
    async with AsteriskInstance(asterisk, settings) as instance:
        access = Access(instance.url, settings.ari_user, settings.ari_password)
        async with new_session() as session:
            for kind, fields in PARTS.items():
                await HttpTransport(access, session).send(_put(kind, fields), within=20)

        assert {"fixed", "made"} == await _endpoints(instance)
        await instance.restart()
        assert {"fixed", "made"} == await _endpoints(instance)
