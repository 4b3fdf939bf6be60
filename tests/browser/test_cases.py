"""Nobody is forgotten, as a supervisor and an agent see it."""

import re
from datetime import timedelta

import pytest
from playwright.async_api import expect

from kernel.ids import AgentId
from kernel.permissions import Role
from lab.behaviours import Answers
from tests.browser.conftest import Opening
from tests.browser.rows import MOBILE, OTHER_MOBILE, PROJECT, answered_by_agent_1, missed, wrote
from tests.browser.site import OLENA

pytestmark = [pytest.mark.browser, pytest.mark.switch]


async def test_where_everybody_was_reached_the_page_says_so(opening: Opening) -> None:
    async with opening() as site:
        maria = await site.supervisor("/cases")

        await expect(maria.text("Everyone reached.")).to_be_visible()


async def test_a_case_says_what_is_next_and_why_not_earlier(opening: Opening) -> None:
    async with opening() as site:
        await missed(site, name="Anna Smith")
        maria = await site.supervisor("/cases")
        await maria.page.get_by_role("button", name=re.compile("^Planned")).click()
        await maria.press("Open the case of Anna Smith")
        panel = maria.panel
        await expect(panel.get_by_role("heading", name="Anna Smith")).to_be_focused()
        await expect(panel).to_contain_text("was missed: Waited too long.")
        await expect(panel).to_contain_text("Why not earlier")
        await expect(panel).to_contain_text("people often redial")
        await expect(panel.get_by_role("region", name="What follows if nobody is reached")).to_contain_text("Text")
        assert "case=" in maria.page.url

        await panel.press("Escape")
        await expect(maria.page.get_by_role("button", name="Open the case of Anna Smith")).to_be_focused()


async def test_a_case_is_postponed_held_released_and_closed_with_a_note(opening: Opening) -> None:
    async with opening() as site:
        case = await missed(site, ago=timedelta(minutes=1))
        maria = await site.supervisor(f"/cases?case={case}")
        await maria.press("Postpone")
        await maria.field("Call at, your time").press("Escape")
        await expect(maria.panel.get_by_role("button", name="Postpone")).to_be_focused()
        await expect(maria.field("Call at, your time")).to_have_count(0)
        await maria.press("Postpone")
        await maria.fill("Call at, your time", f"{site.story.now() + timedelta(days=1):%Y-%m-%dT12:00}")
        await expect(maria.panel).to_contain_text("For the customer:")
        await maria.panel.locator("form.asked").get_by_role("button", name="Postpone").click()
        await expect(maria.panel).to_contain_text("maria put the call off until")
        await maria.press("Hold")
        await maria.fill("Why it waits", "Their lawyer calls us.")
        await maria.panel.locator("form.asked").get_by_role("button", name="Hold").click()
        await expect(maria.panel).to_contain_text("maria stopped the case: Their lawyer calls us.")
        await maria.press("Release")
        await expect(maria.panel.get_by_role("button", name="Hold", exact=True)).to_be_visible()
        await maria.press("Close the case")
        await maria.fill("Note", "Came by in person.")
        await maria.panel.locator("form.asked").get_by_role("button", name="Close the case").click()
        await expect(maria.panel).to_contain_text("Closed by a person, maria")
        await expect(maria.panel).to_contain_text("Came by in person.")

        assert await site.story.database.fetchval("SELECT close_reason FROM cases WHERE id = $1", case) == "by_person"


async def test_cases_are_found_by_digits_and_an_empty_list_names_what_hides_them(opening: Opening) -> None:
    async with opening() as site:
        await missed(site)
        await missed(site, OTHER_MOBILE)
        maria = await site.supervisor("/cases?group=planned")
        await expect(maria.row(OTHER_MOBILE)).to_be_visible()
        await maria.page.get_by_label("Find a number").fill("123 456")
        await expect(maria.row(OTHER_MOBILE)).to_have_count(0)
        await expect(maria.row(MOBILE)).to_be_visible()
        await maria.page.get_by_label("Find a number").fill("999999")
        await expect(maria.text("No case passes the search “999999”")).to_be_visible()
        await maria.press("Clear the filters")

        await maria.page.get_by_role("button", name=re.compile("^Planned")).click()
        await expect(maria.row(MOBILE)).to_be_visible()


async def test_an_agent_says_in_one_click_what_came_of_a_call(opening: Opening) -> None:
    async with opening() as site:
        case = await missed(site)
        await answered_by_agent_1(site, case)
        olena = await site.signed_in(OLENA, Role.AGENT, AgentId(1))
        await olena.open(f"/cases?case={case}")
        await olena.press("Spoke")
        await expect(olena.panel).to_contain_text("Spoken to")

        assert await site.story.database.fetchval("SELECT recovered_by FROM cases WHERE id = $1", case) == "team"


async def test_a_word_is_put_right_later_with_a_note(opening: Opening) -> None:
    async with opening() as site:
        case = await missed(site)
        await answered_by_agent_1(site, case)
        olena = await site.signed_in(OLENA, Role.AGENT, AgentId(1))
        await olena.open(f"/cases?case={case}")
        await olena.press("Spoke")
        await olena.press("Put the word right")
        await olena.fill("What was said (may stay empty)", "They want no call.")
        await olena.press("Refused")
        await expect(olena.panel).to_contain_text("Does not want to be called")
        await expect(olena.panel).to_contain_text("They want no call.")

        assert await site.story.database.fetchval("SELECT close_reason FROM cases WHERE id = $1", case) == "refused"


async def test_a_case_whose_customer_wrote_is_settled_from_its_own_panel(opening: Opening) -> None:
    async with opening() as site:
        case = await missed(site, name="Anna")
        await wrote(site, case, "Please call me after five")
        maria = await site.supervisor(f"/cases?case={case}")
        await maria.panel.get_by_label("Whose it is").select_option("Agent 1")
        await expect(maria.panel.get_by_label("Whose it is")).to_have_value("1")
        await maria.press("Needs no answer")
        await expect(maria.panel).to_contain_text("dealt with by maria")


async def test_an_agent_who_calls_now_has_the_case_at_the_desk(opening: Opening) -> None:
    async with opening(phones=["agent-1"]) as site:
        site.story.phone["agent-1"].behaviour = Answers()
        case = await missed(site, name="Anna Smith")
        olena = await site.agent()
        await expect(olena.section("My state").get_by_role("status")).to_contain_text("Available")
        async with site.story.lab.callee(MOBILE, Answers()):
            await olena.open(f"/desk?case={case}")
            await olena.press("Call now")
            desk = olena.page.get_by_role("region", name="The case of this call")
            await expect(desk).to_contain_text("Anna Smith")
            await expect(olena.section("The call")).to_contain_text("Talking", timeout=20_000)
            await olena.press("Hang up")
            await expect(olena.section("My state").get_by_role("status")).to_contain_text("Wrap-up")
        await desk.get_by_role("button", name="Refused").click()
        await expect(desk).to_contain_text("Does not want to be called")

        assert await site.story.database.fetchval("SELECT close_reason FROM cases WHERE id = $1", case) == "refused"


async def test_a_figure_opens_the_cases_behind_it(opening: Opening) -> None:
    async with opening() as site:
        case = await missed(site, ago=timedelta(days=5))
        await site.story.database.execute(
            "UPDATE cases SET status = 'closed', closed_at = now(), close_reason = 'spoken_to', recovered_by = 'team',"
            " reached_at = first_missed_at + interval '10 minutes' WHERE id = $1",
            case,
        )
        maria = await site.supervisor("/cases")
        figures = maria.section("Recovery")
        await expect(figures).to_contain_text("100.0 %")
        await expect(figures).to_contain_text("Customers spoken to ÷ cases")
        await figures.get_by_role("button", name="Open the cases behind “by the team”").click()

        await expect(maria.row(MOBILE)).to_contain_text("Spoken to")
        assert "recovered_by=team" in maria.page.url


async def test_rules_saved_by_somebody_else_meanwhile_cost_nothing_that_was_typed(opening: Opening) -> None:
    async with opening() as site:
        await missed(site)
        ladder, story = site.story.house.ladder, site.story
        head = await site.signed_in("head", Role.ADMIN)
        head.expected.add("/api/callback-rules/1")
        await head.open("/callbacks")
        await head.fill("“Soon” begins after, seconds", "600")
        await head.press("Show what would happen")
        await expect(head.page.get_by_role("region", name="With these rules, now")).to_contain_text("0 of 1")
        await ladder.rulebook.save(PROJECT, ladder.rulebook.of(PROJECT), "another", story.now())
        await head.press("Save")
        await expect(head.text("Somebody else has saved in between.")).to_be_visible()
        await expect(head.field("“Soon” begins after, seconds")).to_have_value("600")
        await head.press("Keep mine: my next save replaces theirs")
        await head.press("Save")
        await expect(head.text("Saved: cases are worked by these rules now.")).to_be_visible()

        assert ladder.rulebook.of(PROJECT).policy.soon_after_s == 600


async def test_a_rule_that_cannot_be_is_told_at_its_field(opening: Opening) -> None:
    async with opening() as site:
        head = await site.signed_in("head", Role.ADMIN)
        head.expected.add("/api/callback-rules/1")
        await head.open("/callbacks")
        await head.fill("Attempts a case", "0")
        await head.press("Save")

        await expect(head.page.get_by_label("Attempts a case", exact=True)).to_have_attribute("aria-invalid", "true")
        await expect(head.page.locator(".rules")).to_contain_text("accepted is")
