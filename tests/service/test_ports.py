"""What cannot be listened on is found before anything is started."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from service import doctor_verdicts as v
from service.doctor_look import look_at_sip
from service.ports import CannotBind, check_free, page_spot, phone_spot, sip_spot
from tests.service.kit import ended, environment, settings_in


@pytest.fixture(params=[socket.SOCK_STREAM, socket.SOCK_DGRAM], ids=["tcp", "udp"])
def taken_port(request: pytest.FixtureRequest) -> Iterator[int]:
    with socket.socket(socket.AF_INET, request.param) as taken:
        taken.bind(("127.0.0.1", 0))
        if request.param == socket.SOCK_STREAM:
            taken.listen()
        yield taken.getsockname()[1]


def test_either_half_of_a_sip_port_in_use_is_said(tmp_path: Path, taken_port: int) -> None:
    settings = settings_in(tmp_path, SIP_PORT=taken_port)

    with pytest.raises(CannotBind, match=f"listens on 127.0.0.1:{taken_port}, .*RINGBACK_SIP_PORT .*RINGBACK_SIP_HOST"):
        check_free(sip_spot(settings))
    assert look_at_sip(settings) is v.Port.TAKEN


@pytest.mark.parametrize("host", ["192.0.2.1", "no-such-host.invalid"])
def test_an_address_that_is_not_this_machines_is_said(tmp_path: Path, host: str) -> None:
    with pytest.raises(CannotBind, match=r"the switch cannot listen on .*: set RINGBACK_SIP_HOST"):
        check_free(sip_spot(settings_in(tmp_path, SIP_HOST=host)))


def test_pages_find_their_phones_socket_where_the_page_is_unless_told(tmp_path: Path) -> None:
    assert str(phone_spot(settings_in(tmp_path, HTTP_HOST="::1"))) == "[::1]:8089"
    assert str(phone_spot(settings_in(tmp_path, PHONE_HOST="0.0.0.0", PHONE_PORT="443"))) == "0.0.0.0:443"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0.0.0.0"])
def test_what_is_free_is_let_through(tmp_path: Path, host: str) -> None:
    check_free(page_spot(settings_in(tmp_path, HTTP_HOST=host)))


@pytest.mark.switch
async def test_a_sip_port_in_use_ends_the_start(tmp_path: Path, taken_port: int) -> None:
    end = await ended("run", environment(tmp_path, SIP_PORT=taken_port))

    assert end.code == 1
    assert f"ringback: Another program listens on 127.0.0.1:{taken_port}, where the switch is to be" in end.complained
    assert not (tmp_path / "switch" / "log").exists()
