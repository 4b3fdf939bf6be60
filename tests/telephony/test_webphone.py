from kernel.ids import UserId
from telephony.webphone import account, endpoint_of, is_browser, user_of


def test_an_endpoint_tells_whose_page_it_is() -> None:
    assert user_of(endpoint_of(UserId(7))) == 7
    assert [is_browser(each) for each in ("PJSIP/web-7", "PJSIP/agent-7", "PJSIP/web-7x", "PJSIP/web-")] == [
        *(True, False, False, False)
    ]


def test_the_account_is_told_in_an_order_in_which_nothing_is_referred_to_that_is_not_there() -> None:
    parts = account(UserId(7), "secret")

    assert [(part.kind, part.name) for part in parts] == [("auth", "web-7"), ("aor", "web-7"), ("endpoint", "web-7")]
    assert ("password", "secret") in parts[0].fields


def test_one_page_has_the_phone_it_may_transfer_nothing_itself_and_a_silent_one_is_noticed() -> None:
    _, aor, endpoint = (dict(part.fields) for part in account(UserId(7), "secret"))

    assert (aor["max_contacts"], aor["remove_existing"]) == ("1", "yes")
    assert (endpoint["webrtc"], endpoint["allow_transfer"], endpoint["rtp_timeout"]) == ("yes", "no", "30")
