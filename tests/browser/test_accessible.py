"""Every page, in light and in dark, with calls on it: nothing that keeps somebody from using it."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Locator, expect

from kernel.ids import AgentId
from kernel.permissions import Role
from lab.behaviours import Answers
from service.site import CONSOLE
from telephony.states import Talking, Waiting
from tests.browser.conftest import Opening
from tests.browser.rows import missed, wrote
from tests.browser.site import MARIA, OLENA, PASSWORD, Site
from tests.browser.viewer import Viewer
from tests.stories.seeds import CUSTOMER
from web.people_http import link_to

pytestmark = [pytest.mark.browser, pytest.mark.switch]

AXE = CONSOLE.parent / "node_modules" / "axe-core" / "axe.min.js"
ANNA = "anna"
WAITING, ENDED = "+380441230001", "+380441230002"
CALLED_IN_VAIN, WROTE, WRITTEN = "+447400123456", "+447400654321", "Please call me after five"
WINDOWS: tuple[dict[str, Any], ...] = (
    {"color_scheme": "light"},
    {"color_scheme": "dark", "viewport": {"width": 390, "height": 844}},
)
GRAVE = ("serious", "critical")
LOOK = """async () => {
    const { violations } = await axe.run(document, { resultTypes: ['violations'] });
    return violations.map(({ id, impact, nodes }) => ({ id, impact, at: nodes.map((node) => node.target.join(' ')) }));
}"""


@pytest.fixture(scope="session")
def axe() -> str:
    if not AXE.exists():
        pytest.fail("axe-core is not installed: run `make console-check`.", pytrace=False)
    return Path(AXE).read_text()


class Inspector:
    """Collects what axe finds, page by page."""

    def __init__(self, axe: str) -> None:
        self._axe = axe
        self.found: list[tuple[str, Any]] = []

    async def look(self, viewer: Viewer, page: str) -> None:
        """Through the debugger, which the page's content policy does not concern."""
        await viewer.page.evaluate(self._axe)
        violations = await viewer.page.evaluate(LOOK)
        self.found += [(page, each) for each in violations if each["impact"] in GRAVE]
        await no_sideways_scrolling(viewer, page)


async def no_sideways_scrolling(viewer: Viewer, page: str) -> None:
    root = "document.documentElement"
    assert await viewer.page.evaluate(f"{root}.scrollWidth <= {root}.clientWidth"), f"{page} scrolls sideways"


async def inspect_floor(viewer: Viewer, inspector: Inspector) -> None:
    for path, sight in floor_of(viewer).items():
        await viewer.open(path)
        await expect(sight.first).to_be_visible()
        await inspector.look(viewer, path)
    await viewer.press("Change the state of Agent 1")
    await viewer.choose("Send to a break")
    await expect(viewer.page.get_by_role("dialog")).to_be_visible()
    await inspector.look(viewer, "the question before a break")


def floor_of(viewer: Viewer) -> dict[str, Locator]:
    """Each page with what is to be seen on it before it is looked at."""
    return {
        "/wall": viewer.section("Live calls").get_by_role("row").filter(has_text=CUSTOMER),
        "/wall?show=screen": viewer.page.locator(".screen-queues").get_by_text("Orders"),
        "/calls": viewer.row(ENDED),
        "/calls?q=999999": viewer.text("No call passes"),
        "/calls/blocked": viewer.text("Nobody is blocked"),
        "/recordings": viewer.row(CUSTOMER),
        "/cases?group=planned": viewer.row("Anna Smith"),
        "/cases?q=999999": viewer.text("No case passes"),
        "/contacts": viewer.row(CALLED_IN_VAIN),
        "/contacts?name=zoe": viewer.text("No contact passes"),
        "/contacts?show=new": viewer.field("Notes"),
        "/contacts?show=listed": viewer.text("No number is on the list."),
        "/texts": viewer.row(WRITTEN),
        "/texts?show=templates": viewer.text("Placeholders"),
        "/callbacks": viewer.text("Customers may be called from"),
        "/agents": viewer.row("Talking"),
    }


async def inspect_wall(viewer: Viewer, inspector: Inspector) -> None:
    """What is opened from the wall."""
    await viewer.open("/wall")
    for name, sight in (
        ("Outage prompt", "They hear it after"),
        ("Broadcast", "Nothing yet."),
        ("Thresholds", "Longest wait, s"),
    ):
        await viewer.press(name)
        dialog = viewer.page.get_by_role("dialog")
        await expect(dialog.get_by_text(sight)).to_be_visible()
        await inspector.look(viewer, name)
        await dialog.get_by_role("button", name="Close").first.click()
        await expect(dialog).to_have_count(0)


async def inspect_panels(viewer: Viewer, inspector: Inspector, live: str, ended: str) -> None:
    await viewer.open(f"/wall?call={live}")
    await expect(viewer.panel.get_by_role("button", name="Hold")).to_be_visible()
    await inspector.look(viewer, "a live call")
    await viewer.open(f"/recordings?call={ended}")
    await viewer.press("Load and play")
    await expect(viewer.panel.locator(".waves-body")).to_be_visible()
    await viewer.panel.get_by_role("button", name=re.compile("^Mark ")).click()
    await viewer.press("Save the mark")
    await expect(viewer.panel.get_by_role("button", name=re.compile("^Go to ")).first).to_be_visible()
    await viewer.panel.get_by_role("button", name=re.compile("^Mark ")).click()
    await inspector.look(viewer, "the player")
    await viewer.press("Legal hold")
    await expect(viewer.page.get_by_role("dialog").get_by_label("Why, and whose matter it is")).to_be_visible()
    await inspector.look(viewer, "the question before a legal hold")


async def inspect_cases(viewer: Viewer, inspector: Inspector) -> None:
    await viewer.open("/cases?group=planned")
    await viewer.press("Open the case of Anna Smith")
    await viewer.press("Postpone")
    await expect(viewer.panel.get_by_label("Call at, your time")).to_be_visible()
    await viewer.panel.get_by_text("Every decision so far").click()
    await inspector.look(viewer, "a case")
    await viewer.press("Open the contact")
    await expect(viewer.panel.get_by_role("heading", name="History")).to_be_visible()
    await inspector.look(viewer, "a contact")
    await viewer.open("/texts")
    await viewer.press(f"Open the thread with {WROTE}")
    await expect(viewer.panel.get_by_role("button", name="Needs no answer")).to_be_visible()
    await inspector.look(viewer, "a thread")
    await viewer.open("/callbacks")
    await viewer.press("Show what would happen")
    await expect(viewer.page.get_by_role("heading", name="With these rules, now")).to_be_visible()
    await inspector.look(viewer, "a dry run")


async def inspect_contacts(viewer: Viewer, inspector: Inspector) -> None:
    await viewer.open("/contacts?name=Anna")
    await viewer.press("Open the contact Anna Smith")
    await viewer.press("Put on the do-not-call list")
    await expect(viewer.page.get_by_role("dialog")).to_be_visible()
    await inspector.look(viewer, "the question before the do-not-call list")
    await viewer.press("Cancel")
    await viewer.panel.get_by_role("combobox", name="Time zone").fill("new york")
    await expect(viewer.page.get_by_role("option", name="America/New_York")).to_be_visible()
    await inspector.look(viewer, "the zones")
    await viewer.open("/contacts?show=import")
    await viewer.fill("Or its text", f"name,number\nOlga,{ENDED}\nNobody,12")
    await viewer.press("Show what would happen")
    await expect(viewer.page.get_by_role("region", name="Lines that are refused")).to_be_visible()
    await inspector.look(viewer, "a file of contacts")


async def inspect_desk(viewer: Viewer, inspector: Inspector) -> None:
    await viewer.open("/desk")
    await viewer.press("Transfer")
    await inspector.look(viewer, "/desk")


def skills(viewer: Viewer) -> Locator:
    """The field; what it suggests has the same name."""
    return viewer.page.get_by_role("combobox", name="Skills that an agent needs")


async def inspect_setup(viewer: Viewer, inspector: Inspector) -> None:
    """As an admin sees it, who may change it."""
    for path, sight in setup_of(viewer).items():
        await viewer.open(path)
        await expect(sight.first).to_be_visible()
        await inspector.look(viewer, path)
    await skills(viewer).fill("sales")
    await viewer.press("Save…")
    await expect(viewer.page.get_by_role("dialog").get_by_role("row", name="sales")).to_be_visible()
    await inspector.look(viewer, "a difference")


def setup_of(viewer: Viewer) -> dict[str, Locator]:
    return {
        "/health": viewer.text("The service is connected to it."),
        "/hours": viewer.text("Wednesday"),
        "/numbers?make=number&show=import": viewer.panel.get_by_label("Note"),
        "/phones?open=agent-1": viewer.panel.get_by_text("Registered"),
        "/trunks?make=trunk": viewer.panel.get_by_label("Begin with"),
        "/projects?open=Story&show=queues&part=Orders": skills(viewer),
    }


async def inspect_doors(viewer: Viewer, inspector: Inspector) -> None:
    for path, sight in (("/sign-in", "Sign in"), (link_to("none"), "Set your password"), ("/nowhere", "Ringback")):
        await viewer.open(path)
        await expect(viewer.page.get_by_role("heading", name=sight)).to_be_visible()
        await inspector.look(viewer, path)


@asynccontextmanager
async def busy(site: Site) -> AsyncIterator[tuple[str, str]]:
    """One call has ended and is stored, one is talked on, one waits; gives the second and the first."""
    story = site.story
    story.phone["agent-1"].behaviour = Answers(speaks=1000)
    async with story.customer(ENDED) as caller:
        ended = await story.call(ENDED)
        await story.reaches(ended, Talking)
        await caller.hang_up()
    await story.recording(ended)
    async with story.customer():
        live = await story.call()
        await story.reaches(live, Talking)
        async with story.customer(WAITING):
            await story.reaches(await story.call(WAITING), Waiting)
            await missed(site, CALLED_IN_VAIN, name="Anna Smith")
            await wrote(site, await missed(site, WROTE), WRITTEN, WROTE)
            yield live, ended


async def walk(viewer: Viewer, inspector: Inspector, live: str, ended: str) -> None:
    await inspect_doors(viewer, inspector)
    await viewer.sign_in(MARIA, PASSWORD)
    await inspect_floor(viewer, inspector)
    await inspect_wall(viewer, inspector)
    await inspect_panels(viewer, inspector, live, ended)
    await inspect_cases(viewer, inspector)
    await inspect_contacts(viewer, inspector)
    await viewer.sign_in(ANNA, PASSWORD)
    await inspect_setup(viewer, inspector)
    await viewer.sign_in(OLENA, PASSWORD)
    await inspect_desk(viewer, inspector)


async def test_no_page_keeps_anybody_out(opening: Opening, axe: str) -> None:
    inspector = Inspector(axe)
    async with opening(phones=["agent-1"]) as site, busy(site) as (live, ended):
        await site.story.database.execute("UPDATE queues SET ring_s = 20")
        await site.person(MARIA, Role.SUPERVISOR)
        await site.person(ANNA, Role.ADMIN)
        await site.person(OLENA, Role.AGENT, AgentId(1))
        viewers = [await site.visitor(**window) for window in WINDOWS]
        async with asyncio.TaskGroup() as group:
            for viewer in viewers:
                group.create_task(walk(viewer, inspector, live, ended))

    assert inspector.found == []
