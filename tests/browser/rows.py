"""Cases, contacts and texts as the service itself makes them, without a call that takes its time."""

from datetime import timedelta

from callbacks.model import AttemptBegan, AttemptEnded, MissedCall, Result, TextCame
from kernel.ids import AgentId, CallId, CaseId, ProjectId
from kernel.phone import Phone
from tests.browser.site import Site

MOBILE = "+447400123456"
OTHER_MOBILE = "+447400654321"
PROJECT = ProjectId(1)

TEXT = """INSERT INTO texts (project_id, contact_id, case_id, direction, customer, ours, body, status, at)
SELECT 1, contact_id, id, $2, $3, '+442079460010', $4, $5, $6 FROM cases WHERE id = $1 RETURNING id"""

MISSED = """INSERT INTO missed_calls (call_id, project_id, case_id, number, at, reason)
VALUES ($1, 1, $2, $3, $4, 'queue_timeout')"""


async def missed(site: Site, number: str = MOBILE, *, name: str = "", ago: timedelta = timedelta(0)) -> CaseId:
    """The case of somebody who called so long ago and waited in vain."""
    story, ladder = site.story, site.story.house.ladder
    at = story.now() - ago
    call = MissedCall(
        call=CallId(f"{at.timestamp()}.{number[-3:]}"), at=at, reason="queue_timeout", number=Phone(number)
    )
    async with story.database.transaction() as tx:
        case = await ladder.cases.open_or_join(tx, ladder.projects.project(PROJECT), call)
        await tx.execute("UPDATE contacts SET name = $2 WHERE id = $1", case.contact, name)
        await tx.execute(MISSED, call.call, case.id, number, at)
    return case.id


async def answered_by_agent_1(site: Site, case: CaseId) -> None:
    """Agent 1 has dialled them by hand, they answered, and nobody has said what came of it."""
    story, call = site.story, CallId("out-1")
    began = AttemptBegan(at=story.now(), call=call, agent=AgentId(1))
    ended = AttemptEnded(at=story.now(), call=call, result=Result.ANSWERED)
    async with story.database.transaction() as tx:
        await story.house.ladder.cases.tell(tx, case, began, ended)


async def wrote(site: Site, case: CaseId, body: str, number: str = MOBILE) -> int:
    """The customer has sent us a text."""
    story = site.story
    async with story.database.transaction() as tx:
        text: int = await tx.fetchval(TEXT, case, "in", number, body, "received", story.now())
        await story.house.ladder.cases.tell(tx, case, TextCame(at=story.now()))
    return text


async def sent_in_doubt(site: Site, case: CaseId, body: str, number: str = MOBILE) -> int:
    """We have sent a text, and nobody knows whether it was accepted."""
    text: int = await site.story.database.fetchval(TEXT, case, "out", number, body, "unknown", site.story.now())
    return text
