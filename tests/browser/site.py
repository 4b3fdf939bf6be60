"""The whole service behind its own web server, and the people who may look at it."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from argon2 import PasswordHasher
from playwright.async_api import Browser

from kernel.ids import AgentId
from kernel.permissions import Role
from service.site import open_site
from tests.browser.viewer import Viewer
from tests.stories.story import Story
from web.auth import Auth
from web.passwords import Passwords

PASSWORD = "correct horse battery"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
MARIA, OLENA = "maria", "olena"


class Site:
    """One life of the service. `story` moves the calls, viewers look at them; nobody is told to look again."""

    def __init__(self, story: Story, auth: Auth, chromium: Browser, port: int, viewers: AsyncExitStack) -> None:
        self.story = story
        self.auth = auth
        self.port = port
        self.secure = story.house.base.settings.tls_certificate is not None
        self.url = f"{'https' if self.secure else 'http'}://127.0.0.1:{port}"
        self._chromium = chromium
        self._viewers = viewers

    async def person(self, name: str, role: Role, agent_id: AgentId | None = None) -> None:
        """Somebody who has set their password."""
        _, token = await self.auth.add_user(name, role, agent_id)
        await self.auth.set_up(token, None, PASSWORD, "test")

    async def visitor(self, **window: Any) -> Viewer:
        """A window in which nobody is signed in. It believes any certificate."""
        told = {"ignore_https_errors": self.secure} | window
        return await self._viewers.enter_async_context(Viewer.arrive(self._chromium, self.url, **told))

    async def signed_in(self, name: str, role: Role, agent_id: AgentId | None = None, **window: Any) -> Viewer:
        await self.person(name, role, agent_id)
        viewer = await self.visitor(**window)
        await viewer.sign_in(name, PASSWORD)
        return viewer

    async def supervisor(self, path: str, **window: Any) -> Viewer:
        """Maria, who looks at this page."""
        maria = await self.signed_in(MARIA, Role.SUPERVISOR, **window)
        await maria.open(path)
        return maria

    async def agent(self, script: str = "", **window: Any) -> Viewer:
        """Olena, who is agent 1, at her desk. `script` runs in her pages before their own."""
        olena = await self.signed_in(OLENA, Role.AGENT, AgentId(1), **window)
        await olena.page.add_init_script(script)
        await olena.open("/desk")
        return olena


@asynccontextmanager
async def serving(story: Story, chromium: Browser) -> AsyncIterator[Site]:
    """The story's service, which runs, gets its web server; viewers leave before it stops."""
    house = story.house
    auth = Auth(house.base.database, house.base.clock, Passwords(QUICK))
    async with open_site(house, auth) as port, AsyncExitStack() as viewers:
        yield Site(story, auth, chromium, port, viewers)
