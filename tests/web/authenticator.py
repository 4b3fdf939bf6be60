"""Somebody's phone with an authenticator application, and the ways in which it is used."""

from datetime import timedelta
from typing import Any

import pyotp

from tests.web.house import PASSWORD, Browser, House, sign_in

MINE, STEP = "/api/second_factor", "/api/session/code"
SET_UP = "/api/session/second_factor"


class Phone:
    """An authenticator application that goes by the house's clock."""

    def __init__(self, house: House, key: str) -> None:
        self._house, self.key = house, key

    def code(self, **off: float) -> str:
        return pyotp.TOTP(self.key).at(self._house.clock.now() + timedelta(**off))

    def next_code(self) -> str:
        """One that was not used yet."""
        self._house.clock.advance(seconds=30)
        return self.code()


async def post(browser: Browser, path: str, **body: object) -> tuple[int, Any]:
    response = await browser.post(path, json=body)
    return response.status, await response.json() if response.status != 204 else None


async def turned_on(house: House, browser: Browser) -> tuple[Phone, list[str]]:
    """The phone, and the recovery codes."""
    status, shown = await post(browser, MINE, password=PASSWORD)
    assert status == 200, shown
    phone = Phone(house, shown["key"])
    status, made = await post(browser, f"{MINE}/confirm", code=phone.code())
    assert status == 200, made
    return phone, made["codes"]


async def waiting(house: House, name: str = "supervisor", **headers: str) -> Browser:
    """Somebody whose password was right, and who owes a code."""
    browser = await house.visitor(**headers)
    assert await sign_in(browser, name) == 202
    return browser


async def status(browser: Browser, path: str = "/api/session") -> int:
    return (await browser.get(path)).status
