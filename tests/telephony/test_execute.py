import pytest

from kernel.ids import ChannelId
from telephony import commands as do
from telephony.ari.errors import AriError, AriRefused, AriTimeout
from telephony.execute import too_late

CALLER, AGENT = ChannelId("1795000000.1"), ChannelId("1795000000.1~a1")
FOR_A_CALLER = do.Ring(AGENT, "PJSIP/agent-1", "+380441234567", 20, CALLER)
OF_OUR_OWN = do.Ring(AGENT, "PJSIP/agent-1", "+380441234567", 20)


@pytest.mark.parametrize(
    ("command", "error", "expected"),
    [
        (do.Answer(CALLER), AriRefused("POST /channels/1/answer", 500, "Failed to answer channel"), True),
        (do.Answer(CALLER), AriTimeout("POST /channels/1/answer", 5), False),
        (FOR_A_CALLER, AriRefused("POST /channels", 400, "Provided originator channel was not found"), True),
        (FOR_A_CALLER, AriRefused("POST /channels", 400, "Invalid endpoint"), False),
        (OF_OUR_OWN, AriRefused("POST /channels", 400, "Provided originator channel was not found"), False),
        (do.StartMusic(CALLER, "default"), AriRefused("POST /channels/1/moh", 500, "Failed"), False),
    ],
)
def test_only_a_caller_who_has_just_hung_up_comes_too_late_for_a_command(
    command: do.Command, error: AriError, expected: bool
) -> None:
    assert too_late(command, error) is expected
