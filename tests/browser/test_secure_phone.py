"""The console by https, with a certificate by file: its phone reaches the switch by TLS, on the switch's own socket."""

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser

from service.doctor_look import shown_at
from service.doctor_socket import Shown
from service.phones import phoning
from telephony.asterisk.settings import LOOPBACK
from tests.browser.site import serving
from tests.browser.talking import PAGE_HZ, SEED, at_the_desk, in_a_call
from tests.certificates import GOOD
from tests.stories.conftest import Stage

pytestmark = [pytest.mark.browser, pytest.mark.switch, pytest.mark.sound]


async def test_a_page_that_came_by_https_talks_over_the_switchs_own_tls_socket(
    stage: Stage, speaking: Browser, tmp_path: Path
) -> None:
    certificate, key = GOOD.written(tmp_path / "tls")
    secure = stage.lab.switches.switch.settings.secure
    assert secure is not None
    by_file: dict[str, Any] = {"tls_certificate": certificate, "tls_key": key, "phone_port": secure.port}
    async with stage.prepare(SEED, ()) as story, story.service(**by_file), serving(story, speaking) as site:
        await story.database.execute("ALTER TABLE users ALTER COLUMN id RESTART WITH 101")
        olena = await at_the_desk(site)
        async with in_a_call(site, olena) as (call, caller):
            await caller.hears(PAGE_HZ)
            await caller.hang_up()
        await story.ended(call)
        await story.ends_clean()

        assert phoning(story.house.base.settings).url == f"wss://{LOOPBACK}:{secure.port}/ws"
        assert await shown_at(LOOPBACK, secure.port, certificate) is Shown.OURS
