"""Running the floor from the wall: what supervisors press, and what agents and callers have of it."""

from datetime import timedelta

import pytest
from playwright.async_api import expect

from config.model import AnnouncementKind
from kernel.ids import ProjectId
from kernel.permissions import Role
from lab.behaviours import Answers
from monitoring import alarms
from tests.browser.conftest import Opening
from tests.browser.site import MARIA, PASSWORD, Site
from tests.stories.seeds import CUSTOMER, Seed
from tests.waiting import until
from web.people import Assigned

pytestmark = [pytest.mark.browser, pytest.mark.switch]

TOLD = Seed(spoken={AnnouncementKind.QA_INBOUND: 0.7, AnnouncementKind.OUTAGE: 3.0})


async def test_one_click_tells_callers_of_an_outage_until_it_is_taken_off(opening: Opening) -> None:
    async with opening(TOLD) as site:
        maria = await site.supervisor("/wall")
        await maria.press("Outage prompt")
        await expect(maria.page.get_by_role("dialog")).to_contain_text("the one for all projects")
        await maria.field("It ends").select_option("30")
        await maria.press("Put it on")
        banner = maria.page.get_by_role("region", name="Outage prompts that are on")
        await expect(banner).to_contain_text("Callers are told of an outage: Story. Put on by maria")
        await expect(banner).to_contain_text("Ends in")
        async with site.story.customer():
            await expect(maria.row(CUSTOMER)).to_contain_text("Outage prompt")
            await expect(maria.row(CUSTOMER)).to_contain_text("Waiting")
        await maria.press("Take off")
        await expect(banner).to_have_count(0)
        assert list(site.story.house.wall.outages.on()) == []


async def test_a_supervisor_chooses_among_outage_prompts_and_hears_one_before_callers_do(opening: Opening) -> None:
    named = """INSERT INTO announcements (project_id, kind, language, file, sha256, seconds, name)
        SELECT 1, kind, language, file, sha256, seconds, 'Long waits' FROM announcements WHERE kind = 'outage'"""
    async with opening(TOLD) as site:
        await site.story.database.execute(named)
        await until(lambda: bool(site.story.house.setup.catalog().outage_prompts))
        maria = await site.supervisor("/wall")
        await maria.press("Outage prompt")
        await maria.field("Prompt").select_option("Long waits")
        sound = maria.page.get_by_label("Listen to it in English")
        await sound.evaluate("audio => audio.play()")
        assert await sound.evaluate("audio => audio.duration") == pytest.approx(3.0, abs=0.1)
        await maria.press("Put it on")
        banner = maria.page.get_by_role("region", name="Outage prompts that are on")
        await expect(banner).to_contain_text("Long waits")
        assert [each.prompt for each in site.story.house.wall.outages.on()] == ["Long waits"]


async def test_a_broadcast_is_on_the_desk_at_once_and_says_who_has_read_it(opening: Opening) -> None:
    async with opening() as site:
        maria, olena = await site.supervisor("/wall"), await site.agent()
        await maria.press("Broadcast")
        await maria.fill("Text", "The carrier is slow.\nSay sorry.")
        await maria.press("Send")
        said = olena.page.get_by_role("log", name="Broadcasts to you")
        await expect(said).to_contain_text("The carrier is slow.")
        await expect(maria.text("Read by 0 of 3")).to_be_visible()
        await olena.press("I have read it")
        await expect(said).to_be_empty()
        await maria.open("/wall")
        await maria.press("Broadcast")
        await maria.text("Read by 1 of 3").click()
        await expect(maria.text("Agent 2: not yet")).to_be_visible()
        await maria.press("Withdraw")
        await expect(maria.text("Withdrawn by maria")).to_be_visible()


async def test_who_has_looked_at_the_clock_says_that_it_is_right(opening: Opening) -> None:
    async with opening() as site:
        maria, watch = await site.supervisor("/wall"), site.story.house.ladder.worker.watch
        site.story.expected.add("clock_jumped")
        watch._offset -= 120
        alarm = maria.page.get_by_role("log", name="Alarms")
        await expect(alarm).to_contain_text("The clock jumped by +120 seconds")
        await maria.press("The clock is right")
        await expect(alarm).not_to_contain_text("The clock jumped")
        assert watch.alarm is None


async def test_an_administrator_says_whether_agents_are_told_who_hears_them(opening: Opening) -> None:
    async with opening() as site:
        root = await site.signed_in("root", Role.ADMIN)
        await root.open("/wall")
        await root.press("Thresholds")
        told = root.page.get_by_role("checkbox", name="Agents see on their page who hears their call")
        await expect(told).to_be_checked()
        await told.click()
        await expect(told).not_to_be_checked()
        tells = "SELECT tell_agents_heard FROM projects WHERE id = 1"
        await until(lambda: _is_false(site, tells))


async def _is_false(site: Site, sql: str) -> bool:
    return await site.story.database.fetchval(sql) is False


async def test_help_is_on_the_wall_at_once_taken_by_name_and_gone_with_the_call(opening: Opening) -> None:
    async with opening(phones=["agent-1"]) as site:
        site.story.phone["agent-1"].behaviour = Answers()
        maria, olena = await site.supervisor("/wall"), await site.agent()
        wanted = maria.page.get_by_role("log", name="Alarms")
        async with site.story.customer() as caller:
            await olena.press("Help me")
            await expect(wanted).to_contain_text("Agent 1 asks for help.")
            await maria.press("I help")
            await expect(wanted).to_contain_text("maria helps, since")
            await expect(olena.section("Help")).to_contain_text("maria sees to it.")
            await maria.press("Open the call")
            await expect(maria.panel).to_contain_text("Talking")
            await caller.hang_up()
        await expect(wanted).not_to_contain_text("asks for help")
        await expect(olena.page.get_by_role("button", name="Help me")).to_have_count(0)


async def test_an_alarm_that_lasts_is_acknowledged_by_name(opening: Opening, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alarms, "LASTING", timedelta(0))
    async with opening(phones=["agent-1"]) as site:
        maria = await site.supervisor("/wall")
        shown = maria.page.get_by_role("log", name="Alarms")
        site.story.sign_out("agent-1")
        await expect(shown).to_contain_text("Nobody is there who could take the callers of Orders.")
        await maria.press("I see it")
        await expect(shown).to_contain_text("maria has seen it")
        site.story.ready("agent-1")
        await expect(shown).to_be_empty()


async def test_an_agent_is_lent_and_signed_out_with_a_word_and_sees_both(opening: Opening) -> None:
    async with opening(phones=["agent-1"]) as site:
        await _second_project(site)
        maria, olena = await site.supervisor("/agents"), await site.agent()
        await maria.press("Change the state of Agent 1")
        await maria.choose("Lend to another project")
        await expect(maria.field("Project").last).to_be_visible()
        await maria.page.get_by_role("dialog").get_by_role("button", name="Lend to another project").click()
        await expect(maria.row("Agent 1")).to_contain_text("from Story, on loan to Other until")
        await expect(olena.section("My state")).to_contain_text("You take the calls of Other until")
        await maria.press("Change the state of Agent 1")
        await maria.choose("Sign out")
        await maria.fill("Why", "The client closes early.")
        await maria.page.get_by_role("dialog").get_by_role("button", name="Sign out").click()
        await expect(maria.row("Agent 1")).to_contain_text("by maria: The client closes early.")
        await expect(olena.section("My state")).to_contain_text("maria has set this state: The client closes early.")
        await maria.press("Change the state of Agent 1")
        await maria.choose("Take back from the loan")
        await expect(maria.row("Agent 1")).not_to_contain_text("on loan")


async def _second_project(site: Site) -> None:
    async with site.story.database.transaction() as db:
        await db.execute("INSERT INTO projects (id, name, zone, region) VALUES (2, 'Other', 'Europe/London', 'GB')")
        await db.execute("INSERT INTO queues (id, project_id, name) VALUES (9, 2, 'Other')")

    async def loaded() -> bool:
        return 2 in site.story.house.setup.catalog().projects

    await until(loaded, within=20)


async def test_the_wall_screen_shows_figures_and_nothing_to_press_until_escape(opening: Opening) -> None:
    async with opening(phones=["agent-1"]) as site:
        maria = await site.supervisor("/wall?show=screen")
        await expect(maria.page.locator(".screen-queues")).to_contain_text("Orders")
        await expect(maria.page.get_by_role("navigation")).not_to_be_visible()
        await expect(maria.page.get_by_role("button")).to_have_count(0)
        await maria.page.keyboard.press("Escape")
        await expect(maria.page.get_by_role("navigation")).to_be_visible()
        await expect(maria.section("Trunks")).to_contain_text("Up")


async def test_a_supervisor_sees_the_thresholds_that_an_administrator_sets(opening: Opening) -> None:
    async with opening() as site:
        maria = await site.supervisor("/wall")
        await maria.press("Thresholds")
        await expect(maria.field("Longest wait, s")).to_have_value("120")
        await expect(maria.field("Longest wait, s")).not_to_be_editable()
        await expect(maria.text("Administrators change them.")).to_be_visible()


async def test_thresholds_stay_as_they_were_typed_and_only_what_is_accepted_is_saved(opening: Opening) -> None:
    async with opening() as site:
        root = await site.signed_in("root", Role.ADMIN)
        await root.open("/wall")
        await root.press("Thresholds")
        level, wait = root.field("Service level below, %"), root.field("Longest wait, s")
        await expect(root.text("a whole number from 5 to 3600")).to_be_visible()
        await level.fill("500")
        await wait.fill("")
        await root.press("Save")
        await expect(root.text("Got 500, accepted is a whole number from 1 to 100.")).to_be_visible()
        await expect(root.text("Got nothing, accepted is a whole number from 5 to 3600.")).to_be_visible()
        await expect(level).to_have_value("500")
        await level.fill("75")
        await wait.fill("60")
        await root.press("Save")
        await expect(root.text("Saved.")).to_be_visible()
        saved = site.story.house.wall.alarms.thresholds(ProjectId(1))
        assert (saved.service_level_percent, saved.longest_wait_s) == (75, 60)


SECOND = """INSERT INTO projects (id, name, zone, region) VALUES (2, 'Theirs', 'Europe/Kyiv', 'UA');
INSERT INTO queues (id, project_id, name) VALUES (22, 2, 'Their queue');
INSERT INTO agents (id, name, endpoint, project_ids) VALUES (22, 'Their agent', 'PJSIP/agent-22', '{2}')"""


async def test_who_runs_one_project_and_sees_another_is_offered_nothing_that_is_always_refused(
    opening: Opening,
) -> None:
    async with opening(TOLD) as site:
        await site.story.database.execute(SECOND)
        await until(lambda: ProjectId(2) in site.story.house.setup.catalog().projects)
        roles = {Assigned(Role.SUPERVISOR, ProjectId(1)), Assigned(Role.QUALITY, ProjectId(2))}
        _, link = await site.auth.invite(None, MARIA, frozenset(roles), None)
        await site.auth.set_up(link, None, PASSWORD, "test")
        house = site.story.house
        for project in (1, 2):
            await house.wall.outages.begin(ProjectId(project), None, None, "root", "")
        maria = await site.visitor()
        await maria.sign_in(MARIA, PASSWORD)
        await maria.open("/wall")
        banner = maria.page.get_by_role("region", name="Outage prompts that are on")
        await expect(banner).to_contain_text("Theirs")
        await expect(banner.get_by_role("button", name="Take off")).to_have_count(1)
        await expect(maria.section("Agents")).to_contain_text("Their agent")
        steers = maria.page.get_by_role("button", name="Change the state of")
        await expect(steers.and_(maria.page.get_by_label("Agent 1"))).to_have_count(1)
        await expect(steers.and_(maria.page.get_by_label("Their agent"))).to_have_count(0)
        for form, field in FORMS.items():
            await maria.press(form)
            dialog = maria.page.get_by_role("dialog")
            await expect(dialog.get_by_label(field, exact=True).locator("option")).to_have_text(["Story"])
            await dialog.get_by_role("button", name="Close", exact=True).first.click()
            await expect(dialog).to_have_count(0)
        await maria.press("Broadcast")
        await maria.fill("Text", "Say sorry.")
        await maria.press("Send")
        await expect(maria.text("Read by 0 of")).to_be_visible()


FORMS = {"Outage prompt": "Project", "Thresholds": "Project", "Scripts": "Project", "Broadcast": "To"}
"""What is opened from the wall, and where it asks for a project."""
