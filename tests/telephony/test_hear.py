"""What the switch says, in the words of a call."""

from datetime import UTC, datetime
from typing import Any

import pytest

from kernel.ids import BridgeId, CallId, ChannelId, PlaybackId
from kernel.phone import CallerId
from telephony import events as ev
from telephony.ari import models
from telephony.hear import Arrival, Heard, arrival_of, hear

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
CALL = CallId("1.7")
SAID = "caller=%2B380441234567&shown=allowed&from=%3Csip%3A0441234567%40host%3E"


def channel(name: str, state: str = "Up", app_data: str = "ringback,inbound,100") -> models.Channel:
    nobody = models.CallerID(name="", number="")
    return models.Channel(
        id=name,
        protocol_id="",
        name=f"PJSIP/x-{name}",
        state=state,
        caller=nobody,
        connected=nobody,
        accountcode="",
        dialplan=models.DialplanCEP(context="", exten="", priority=1, app_name="Stasis", app_data=app_data),
        creationtime=AT,
        language="en",
    )


def bridge(name: str) -> models.Bridge:
    return models.Bridge(
        id=name,
        technology="simple_bridge",
        bridge_type="mixing",
        bridge_class="stasis",
        creator="Stasis",
        name="",
        channels=(),
        creationtime=AT,
    )


def playback(name: str, state: str) -> models.Playback:
    return models.Playback(id=name, media_uri="sound:x", target_uri="channel:1.7", state=state)


LEG, CUSTOMER = channel("1.7~a1"), channel("1.7")
ABOUT: dict[str, Any] = {"timestamp": AT, "application": "ringback"}
LEG_ID, CUSTOMER_ID = ChannelId("1.7~a1"), ChannelId("1.7")


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        (models.StasisStart(**ABOUT, args=("leg",), channel=LEG), ev.ChannelAnswered(at=AT, channel=LEG_ID)),
        (
            models.ChannelDestroyed(**ABOUT, cause=17, cause_txt="", channel=LEG),
            ev.ChannelGone(at=AT, channel=LEG_ID, cause=17),
        ),
        (
            models.ChannelDestroyed(**ABOUT, cause=34, cause_txt="", tech_cause=503, channel=LEG),
            ev.ChannelGone(at=AT, channel=LEG_ID, cause=34, sip=503),
        ),
        (models.Dial(**ABOUT, peer=LEG, dialstatus="PROGRESS"), ev.ChannelProgressed(at=AT, channel=LEG_ID)),
        (models.StasisEnd(**ABOUT, channel=CUSTOMER), ev.ChannelGone(at=AT, channel=CUSTOMER_ID, cause=16)),
        (
            models.ChannelHangupRequest(**ABOUT, cause=127, channel=CUSTOMER),
            ev.ChannelGone(at=AT, channel=CUSTOMER_ID, cause=127),
        ),
        (
            models.ChannelHangupRequest(**ABOUT, cause=1, soft=True, channel=channel("1.7~c1")),
            ev.ChannelGone(at=AT, channel=ChannelId("1.7~c1")),
        ),
        (
            models.ChannelStateChange(**ABOUT, channel=channel("1.7~a1", "Ringing")),
            ev.ChannelRinging(at=AT, channel=LEG_ID),
        ),
        (
            models.ChannelEnteredBridge(**ABOUT, bridge=bridge("1.7~b1"), channel=LEG),
            ev.ChannelBridged(at=AT, channel=LEG_ID, bridge=BridgeId("1.7~b1")),
        ),
        (
            models.PlaybackFinished(**ABOUT, playback=playback("1.7~p1", "done")),
            ev.PlaybackEnded(at=AT, playback=PlaybackId("1.7~p1"), ok=True),
        ),
        (
            models.PlaybackFinished(**ABOUT, playback=playback("1.7~p1", "failed")),
            ev.PlaybackEnded(at=AT, playback=PlaybackId("1.7~p1"), ok=False),
        ),
        (models.ChannelHold(**ABOUT, channel=LEG), ev.PhoneHeld(at=AT, channel=LEG_ID)),
        (models.ChannelUnhold(**ABOUT, channel=LEG), ev.PhoneResumed(at=AT, channel=LEG_ID)),
    ],
)
def test_what_the_switch_says_is_heard_by_the_call_it_is_about(said: models.AnyMessage, heard: ev.Event) -> None:
    assert Heard(CALL, heard) == hear(said)


@pytest.mark.parametrize(
    "said",
    [
        models.StasisEnd(**ABOUT, channel=LEG),  # ChannelDestroyed follows, and knows the cause
        models.ChannelHangupRequest(**ABOUT, cause=17, channel=LEG),  # the same
        models.ChannelHangupRequest(**ABOUT, cause=64, soft=True, channel=CUSTOMER),  # only taken out of a bridge
        models.ChannelStateChange(**ABOUT, channel=LEG),
        models.StasisStart(**ABOUT, args=(), channel=CUSTOMER),
        models.ChannelLeftBridge(**ABOUT, bridge=bridge("1.7~b1"), channel=LEG),
    ],
)
def test_what_says_nothing_about_a_call_is_not_heard(said: models.AnyMessage) -> None:
    assert hear(said) is None


@pytest.mark.parametrize(
    ("args", "dialled"),
    [(("inbound", SAID, "100"), "100"), (("inbound", SAID, ""), ""), (("inbound", SAID, "1", "2"), "1,2")],
)
def test_whatever_was_dialled_a_channel_that_arrives_is_let_in(args: tuple[str, ...], dialled: str) -> None:
    found = channel("1.7", app_data=",".join(("ringback", *args)))
    arrival = Arrival(found, "inbound", dialled, CallerId("0441234567", "+380441234567"))

    assert arrival == hear(models.StasisStart(**ABOUT, args=args, channel=found))
    assert arrival == arrival_of(found)
