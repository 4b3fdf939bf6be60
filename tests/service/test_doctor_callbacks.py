"""What the doctor says of callbacks and texts, case by case, and that Twilio is asked."""

from pathlib import Path

import pytest

from lab.twilio import ACCOUNT, TOKEN, twilio_stand_in
from service import doctor_callbacks as c
from service.doctor_ask import look_at_account
from service.doctor_callbacks import Account, CasesFound, TextsFound
from service.doctor_verdicts import Level
from tests.service.kit import NOWHERE, settings_in

BAD, OK, WARN = Level.BAD, Level.OK, Level.WARN
NOBODY, BOTH = {"Travel": "", "Dental": ""}, {"Travel": "+447911000001", "Dental": "MG1"}


@pytest.mark.parametrize(
    ("account", "senders", "levels"),
    [
        (Account.NONE, NOBODY, [OK]),
        (Account.NONE, BOTH, [WARN]),
        (Account.TAKEN, BOTH, [OK, OK, OK]),
        (Account.TAKEN, {**BOTH, "Shop": ""}, [OK, OK, OK]),
        (Account.TAKEN, NOBODY, [OK, WARN, OK]),
        (Account.TAKEN, {}, [OK, OK]),
        (Account.REFUSED, BOTH, [BAD, OK, OK]),
        (Account.AWAY, BOTH, [WARN, OK, OK]),
    ],
)
def test_texts_are_judged_by_account_and_senders(
    account: Account, senders: dict[str, str], levels: list[Level]
) -> None:
    found = c.on_texts(TextsFound(account=account, webhooks="", senders=senders))

    assert levels == [verdict.level for verdict in found]
    assert all(bool(verdict.todo) == (verdict.level is not OK) for verdict in found)


@pytest.mark.parametrize(
    ("webhooks", "said"), [("https://calls.example.com", "https://calls.example.com"), ("", "is asked")]
)
def test_it_is_said_how_reports_come(webhooks: str, said: str) -> None:
    assert said in c.on_texts(TextsFound(account=Account.TAKEN, webhooks=webhooks))[-1].sentence


@pytest.mark.parametrize(
    ("cases", "service_answers", "levels"),
    [
        (CasesFound(0, 0, 0), True, [OK, OK]),
        (CasesFound(1, 0, 0), True, [WARN, OK]),
        (CasesFound(0, 3, 20), True, [WARN, OK]),
        (CasesFound(0, 0, 5000), True, [OK, BAD]),
        (CasesFound(0, 0, 5000), False, [OK, OK]),
    ],
)
def test_cases_are_judged_by_who_waits_and_what_is_unread(
    cases: CasesFound, service_answers: bool, levels: list[Level]
) -> None:
    assert levels == [verdict.level for verdict in c.on_cases(cases, service_answers=service_answers)]


async def test_twilio_is_asked_whether_it_takes_our_credentials(tmp_path: Path) -> None:
    async with twilio_stand_in() as stand:
        ours = {"TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_URL": stand.url}
        taken = await look_at_account(settings_in(tmp_path, **ours, TWILIO_AUTH_TOKEN=TOKEN))
        refused = await look_at_account(settings_in(tmp_path, **ours, TWILIO_AUTH_TOKEN="wrong"))

    assert (taken, refused) == (Account.TAKEN, Account.REFUSED)
    assert stand.outbox == []


async def test_a_twilio_that_is_away_or_not_set_is_told_apart(tmp_path: Path) -> None:
    ours = {"TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": TOKEN, "TWILIO_URL": NOWHERE}

    assert await look_at_account(settings_in(tmp_path, **ours)) is Account.AWAY
    assert await look_at_account(settings_in(tmp_path)) is Account.NONE
