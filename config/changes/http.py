"""The routes of the set-up: the same few for every section, and those that only one of them has."""

from collections.abc import Callable
from typing import Any

from config.changes.asking import advice_on_menus
from config.changes.http_more import MoreRoutes
from config.changes.http_past import PastRoutes
from config.changes.model import Section
from config.changes.opening import Opening
from config.changes.resolving import Switch, advice_on
from config.changes.saving import Advice, Office, SectionRoutes
from config.changes.shapes import (
    AtQuery,
    ChangesQuery,
    CopyBody,
    DifferenceView,
    ImportBody,
    ImportView,
    KeyBody,
    KeyQuery,
    RemoveQuery,
    SavedView,
    SetupChanges,
    TodayBody,
    shapes_of,
)
from config.directory import Setup
from kernel.clock import Clock
from kernel.errors import BadInput, Conflict, NotFound
from kernel.http import Forbidden, Route
from kernel.permissions import Permission

NOUNS = {
    "trunks": "Trunk",
    "projects": "Project",
    "agents": "Agent",
    "phones": "Phone",
    "queues": "Queue",
    "hours": "Hours",
    "numbers": "Number",
    "installation": "Installation",
}
_STAY = frozenset({"hours", "installation"})
"""Of these there is always one, which is emptied rather than removed."""
_LARGEST_IMPORT = 2 * 1024 * 1024
_WRONG = (BadInput, NotFound, Forbidden, Conflict)
_SEE, _CHANGE = Permission.SEE_SETTINGS, Permission.ADMINISTER


def routes(
    office: Office,
    clock: Clock,
    copied: Callable[..., Any],
    switch: Callable[[], Switch],
    setup: Callable[[], Setup],
) -> tuple[Route, ...]:
    """`copied` copies what a project has besides, in the transaction that copies it: `Ledger.save` calls it.

    `setup` gives the newest catalog with its announcements checked.
    """
    advice: dict[str, Advice] = {"trunks": advice_on(switch), "numbers": advice_on_menus(setup)}
    sections = office.ledger.sections.values()
    found = tuple(
        route for each in sections if each.name in NOUNS for route in _of_section(office, each, advice.get(each.name))
    )
    return (*found, *_past_routes(office), *_more_routes(office, clock, copied))


def _of_section(office: Office, section: Section[Any], advice: Advice | None) -> tuple[Route, ...]:
    shapes = shapes_of(NOUNS[section.name], section.kind)
    on = SectionRoutes(office, section, shapes, advice, makes_secrets=section.name == "phones")
    path, tried = f"/api/setup/{section.name}", f"/api/setup/{section.name}/difference"
    look, try_ = f"The {section.name} that are set up", f"What saving this among the {section.name} would change"
    save, remove = f"Save one of the {section.name}", f"Remove one of the {section.name}"
    found = (
        Route("GET", path, _SEE, on.look, look, None, shapes.items, KeyQuery, errors=(NotFound, Forbidden)),
        Route("POST", tried, _CHANGE, on.difference, try_, shapes.attempt, DifferenceView, errors=_WRONG),
        Route("PUT", path, _CHANGE, on.save, save, shapes.save, SavedView, errors=_WRONG),
    )
    if section.name in _STAY:
        return found
    return (*found, Route("DELETE", path, _CHANGE, on.remove, remove, None, SavedView, RemoveQuery, errors=_WRONG))


def _past_routes(office: Office) -> tuple[Route, ...]:
    on, history = PastRoutes(office), "/api/setup/changes"
    look, undo = "Who has changed what of the set-up, latest first", "Take a change of the set-up back"
    return (
        Route("GET", history, _SEE, on.look, look, None, SetupChanges, ChangesQuery),
        Route("POST", f"{history}/{{id}}/undo", _CHANGE, on.undo, undo, None, SavedView, errors=_WRONG),
    )


def _more_routes(office: Office, clock: Clock, copied: Callable[..., Any]) -> tuple[Route, ...]:
    on = MoreRoutes(office, clock, copied)
    secret, copy = "/api/setup/phones/secret", "/api/setup/projects/copy"
    today, at, numbers = "/api/setup/hours/today", "/api/setup/hours/at", "/api/setup/numbers/import"
    return (
        Route(
            "POST", secret, _CHANGE, on.new_secret, "Another password for a phone", KeyBody, SavedView, errors=_WRONG
        ),
        Route("POST", copy, _CHANGE, on.copy, "A project like another one", CopyBody, SavedView, errors=_WRONG),
        Route("POST", today, _CHANGE, on.today, "Closed today, or not", TodayBody, SavedView, errors=_WRONG),
        Route("GET", at, _SEE, on.at, "Open at a moment, or not", None, Opening, AtQuery, errors=(NotFound, BadInput)),
        Route(
            "POST",
            numbers,
            _CHANGE,
            on.import_numbers,
            "Take numbers from a file, all or none",
            ImportBody,
            ImportView,
            largest_body=_LARGEST_IMPORT,
            errors=_WRONG,
        ),
    )
