"""What the API says of what a project lacks before it takes calls."""

from collections.abc import Callable

import msgspec

from config.directory import Setup
from config.golive import Code, Item, checklist
from kernel.errors import NotFound
from kernel.http import Request, Route
from kernel.ids import ProjectId
from kernel.permissions import Permission

_PAGES: dict[Code, str] = {
    "hours": "/hours",
    "queue": "/projects",
    "agents": "/phones",
    "number": "/numbers",
    "announcement": "/announcements",
    "out_of_hours": "/announcements",
    "menu": "/announcements",
}


class ChecklistItem(msgspec.Struct, frozen=True):
    """`sentence` is in English and of what is open, empty where it is done.

    `code` and `values` are for pages in other languages. `page` is the console's address where it is mended.
    """

    code: Code
    values: dict[str, str]
    done: bool
    sentence: str
    page: str


class ChecklistReply(msgspec.Struct, frozen=True):
    """`open` is how many items are; `live`: the project takes calls."""

    items: list[ChecklistItem]
    open: int
    live: bool


def routes(setup: Callable[[], Setup]) -> tuple[Route, ...]:
    """`setup` gives the newest catalog with its announcements checked."""

    async def items(request: Request[None, None]) -> ChecklistReply:
        found, project = setup(), ProjectId(request.number("id"))
        request.expect(project)
        shown = [_shown(item) for item in checklist(found.catalog, found.prompts, project)]
        opened = sum(not item.done for item in shown)
        return ChecklistReply(shown, opened, found.catalog.project(project).live)

    return (
        Route(
            "GET",
            "/api/projects/{id}/checklist",
            Permission.SEE_SETTINGS,
            items,
            "What a project needs before it takes calls: done, and still open",
            response=ChecklistReply,
            errors=(NotFound,),
        ),
    )


def _shown(item: Item) -> ChecklistItem:
    return ChecklistItem(item.code, dict(item.values), item.done, "" if item.done else item.sentence, _PAGES[item.code])
