"""The containers and the units are told the same of the switch as one of our own, and know what they are told."""

import json
import runpy
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.settings import read_settings
from kernel.errors import RingbackError
from service.switch import switch_settings
from telephony.asterisk.settings import SwitchSettings
from tests.certificates import ANOTHER, GOOD
from tests.service.kit import settings_in

ROOT = Path(__file__).parents[2]
PASSWORDS = {"RINGBACK_ARI_PASSWORD": "0" * 24, "RINGBACK_MANAGER_PASSWORD": "1" * 24}
Services = Mapping[str, Mapping[str, Any]]


@pytest.fixture(scope="module")
def rendered() -> Callable[[Mapping[str, str]], SwitchSettings]:
    """What `deploy/switch.py` makes of an environment."""
    script = runpy.run_path(str(ROOT / "deploy/switch.py"))
    made: Callable[[Mapping[str, str]], SwitchSettings] = script["settings_from"]
    return made


@pytest.fixture(scope="module")
def services() -> Services:
    found: Services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    return found


def told(folder: Path) -> dict[str, str]:
    certificate, key = GOOD.written(folder)
    return {
        "RINGBACK_TLS_CERTIFICATE": str(certificate),
        "RINGBACK_TLS_KEY": str(key),
        "RINGBACK_SIP_TLS_PORT": "5071",
        "RINGBACK_SIP_CA_FILE": str(certificate),
        "RINGBACK_PUBLIC_ADDRESS": "127.0.0.9",
        "RINGBACK_LOCAL_NETWORKS": "10.0.0.0/8, 127.0.0.0/8",
        "RINGBACK_TRUNK_HOST": "sip.example.com",
        "RINGBACK_TRUNK_NETWORKS": "192.0.2.0/24",
    }


def test_a_container_and_a_switch_of_our_own_make_the_same_of_the_same_settings(
    rendered: Callable[[Mapping[str, str]], SwitchSettings], tmp_path: Path
) -> None:
    environ = told(tmp_path)

    there = rendered({**environ, **PASSWORDS})
    own = switch_settings(settings_in(tmp_path, **{key.removeprefix("RINGBACK_"): environ[key] for key in environ}))

    parts = ("secure_sip", "public_address", "local_networks", "own_address", "trunks")
    assert there.secure_sip is not None
    assert there.secure_sip.port == 5071
    assert [getattr(there, part) for part in parts] == [getattr(own, part) for part in parts]


def test_files_that_the_switch_could_not_use_are_refused_by_name(
    rendered: Callable[[Mapping[str, str]], SwitchSettings], tmp_path: Path
) -> None:
    environ, other = told(tmp_path), ANOTHER.written(tmp_path / "other")[1]
    bad = [
        ({"RINGBACK_TLS_KEY": str(other)}, "with the key .* cannot be used"),
        ({"RINGBACK_TLS_KEY": ""}, "are set together"),
        ({"RINGBACK_SIP_CA_FILE": str(tmp_path / "none.pem")}, r"none\.pem cannot be used"),
        ({"RINGBACK_SIP_TLS_PORT": "tls"}, "RINGBACK_SIP_TLS_PORT"),
    ]

    for more, sentence in bad:
        with pytest.raises(RingbackError, match=sentence):
            rendered({**environ, **PASSWORDS, **more})


def test_the_service_in_its_container_knows_each_setting(services: Services) -> None:
    names = [name for name in services["ringback"]["environment"] if not name.startswith("DATABASE")]

    read_settings(dict.fromkeys(names, ""), root=True, home=Path("/root"))


def test_both_containers_are_told_of_certificate_and_outside_address_alike(services: Services) -> None:
    switch, service = services["asterisk"], services["ringback"]
    both = ("TLS_CERTIFICATE", "TLS_KEY", "SIP_CA_FILE", "PUBLIC_ADDRESS")
    keys = [f"RINGBACK_{name}" for name in both]

    assert [switch["environment"][key] for key in keys] == [service["environment"][key] for key in keys]
    assert [[each for each in part["volumes"] if each.endswith("/tls:ro")] for part in (switch, service)] == [
        ["${RINGBACK_TLS_DIR:-tls}:/etc/ringback/tls:ro"]
    ] * 2


def test_each_port_of_sip_is_published(services: Services) -> None:
    published = json.dumps(services["asterisk"]["ports"])

    assert [port for port in ("5060:5060/udp", "5060:5060/tcp", "5061:5061/tcp") if port not in published] == []
