"""What goes on the wire, operation by operation, and what each answer means."""

from typing import Any

import pytest

from telephony.ari import models, requests
from telephony.ari.errors import AriGarbled, AriRefused, AriUnauthorized
from telephony.ari.outcomes import AlreadyGone, AlreadyThere, Outcome, WrongState
from telephony.ari.replies import understand
from telephony.ari.request import Request, channel_made_by

FIELD = models.ConfigTuple(attribute="max_contacts", value="1")


@pytest.mark.parametrize(
    ("request_", "target", "body"),
    [
        (requests.channels_list(), "GET /channels", None),
        (requests.channels_answer("1795330715.37"), "POST /channels/1795330715.37/answer", None),
        (requests.channels_get("a/b?c~a1"), "GET /channels/a%2Fb%3Fc~a1", None),
        (requests.channels_hangup("c", reason_code="17"), "DELETE /channels/c?reason_code=17", None),
        (requests.bridges_add_channel("b", channel=["x", "y"]), "POST /bridges/b/addChannel?channel=x%2Cy", None),
        (requests.bridges_add_channel("b", channel="x"), "POST /bridges/b/addChannel?channel=x", None),
        (
            requests.bridges_add_channel("b", channel="x", mute=True),
            "POST /bridges/b/addChannel?channel=x&mute=true",
            None,
        ),
        (
            requests.channels_originate_with_id(
                "i~a1", endpoint="PJSIP/7", app="ringback", app_args="a,b & c", timeout=15
            ),
            "POST /channels/i~a1?endpoint=PJSIP%2F7&app=ringback&appArgs=a%2Cb%20%26%20c&timeout=15",
            None,
        ),
        (
            requests.channels_originate_with_id("i", endpoint="PJSIP/7", variables={"CALLERID(name)": "Алиса"}),
            "POST /channels/i?endpoint=PJSIP%2F7",
            '{"variables":{"CALLERID(name)":"Алиса"}}',
        ),
        (
            requests.applications_filter("ringback", filter={"allowed": [{"type": "Dial"}]}),
            "PUT /applications/ringback/eventFilter",
            '{"allowed":[{"type":"Dial"}]}',
        ),
        (
            requests.asterisk_update_object("res_pjsip", "aor", "7", fields=[FIELD]),
            "PUT /asterisk/config/dynamic/res_pjsip/aor/7",
            '{"fields":[{"attribute":"max_contacts","value":"1"}]}',
        ),
    ],
)
def test_a_request_is_written_as_the_switch_reads_it(request_: Request[Any], target: str, body: str | None) -> None:
    written = f"{request_.method} {request_.target}"

    assert target == written
    assert (body.encode() if body else None) == request_.body


def test_a_list_becomes_typed_values() -> None:
    body = b'[{"name":"res_ari.so","description":"d","use_count":0,"status":"Running","support_level":"core","new":1}]'

    answer = understand(requests.asterisk_list_modules(), 200, "OK", body)

    module = models.Module(name="res_ari.so", description="d", use_count=0, status="Running", support_level="core")
    assert (module,) == answer


@pytest.mark.parametrize(
    ("request_", "status", "expected"),
    [
        (requests.channels_hangup("c"), 404, AlreadyGone("said")),
        (requests.bridges_destroy("b"), 404, AlreadyGone("said")),
        (requests.playbacks_stop("p"), 404, AlreadyGone("said")),
        (requests.channels_answer("c"), 409, WrongState("said")),
        (requests.channels_answer("c"), 412, WrongState("said")),
        (requests.bridges_add_channel("b", channel="c"), 422, WrongState("said")),
        (requests.bridges_create_with_id("b"), 409, AlreadyThere("said")),
        (requests.channels_originate_with_id("c", endpoint="e"), 409, AlreadyThere("said")),
        (requests.applications_subscribe("a", event_source="channel:c"), 422, AlreadyGone("said")),
    ],
)
def test_what_is_expected_is_a_value(request_: Request[Any], status: int, expected: Outcome) -> None:
    assert expected == understand(request_, status, "Reason", b'{"message":"said"}')


def test_a_channel_missing_from_a_bridge_request_is_gone_although_the_status_is_400() -> None:
    request = requests.bridges_add_channel("b", channel="c")

    assert AlreadyGone("Channel not found") == understand(request, 400, "", b'{"message":"Channel not found"}')
    with pytest.raises(AriRefused, match="bad body"):
        understand(request, 400, "", b'{"message":"bad body"}')


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b'{"message":"Allocation failed"}', "Allocation failed"),
        (b'{"error":"Allocation failed."}', "Allocation failed"),
        (b"<html>", "Internal Server Error"),
        (b"", "Internal Server Error"),
    ],
)
def test_a_refusal_says_what_the_switch_said(body: bytes, message: str) -> None:
    with pytest.raises(AriRefused) as refusal:
        understand(requests.channels_originate(endpoint="PJSIP/x"), 500, "Internal Server Error", body)

    assert f"The switch refused POST /channels with 500: {message}." == str(refusal.value)


def test_a_wrong_password_has_an_error_of_its_own() -> None:
    with pytest.raises(AriUnauthorized):
        understand(requests.channels_list(), 401, "Unauthorized", b"")


def test_an_answer_of_another_shape_is_garbled() -> None:
    with pytest.raises(AriGarbled):
        understand(requests.channels_list(), 200, "OK", b'[{"id":7}]')


@pytest.mark.parametrize(
    ("request_", "channel"),
    [
        (requests.channels_originate_with_id("a/b", endpoint="e"), "a/b"),
        (requests.channels_originate(endpoint="e", channel_id="c"), "c"),
        (requests.channels_create(endpoint="e", app="a", channel_id="c"), "c"),
        (requests.channels_originate(endpoint="e"), None),
        (requests.bridges_create(bridge_id="b"), None),
    ],
)
def test_a_request_knows_the_channel_that_it_makes(request_: Request[Any], channel: str | None) -> None:
    assert channel == channel_made_by(request_)
