"""The history of the set-up over HTTP."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from config.changes.difference import past_changes
from config.changes.ledger import PAGE
from config.changes.model import Change, Kept
from config.changes.saving import Office, saved_view
from config.changes.shapes import ChangesQuery, SavedView, SetupChange, SetupChanges
from config.changes.store import Past, kept_in
from kernel.errors import NotFound
from kernel.http import Request
from kernel.permissions import narrowed

_OF_PROJECTS = frozenset({"queues", "hours", "scripts", "callback_rules", "blocked_callers"})
"""Sections of which a key names the project."""


class PastRoutes:
    def __init__(self, office: Office) -> None:
        self._office = office

    async def look(self, request: Request[ChangesQuery, None]) -> SetupChanges:
        query, ledger = request.query, self._office.ledger
        projects = narrowed(request.scope, query.project)
        found = await ledger.history(query.before, query.section, query.key, projects)
        shown, known = found[:PAGE], ledger.sections
        now = {name: await ledger.things(name) for name in {each.section for each in shown} if name in known}
        return SetupChanges([self._view(each, now.get(each.section, {})) for each in shown], len(found) > PAGE)

    async def undo(self, request: Request[None, None]) -> SavedView:
        past = await self._office.ledger.past(request.number("id"))
        section = self._office.ledger.sections.get(past.section)
        if section is None:
            raise NotFound(f"There is no change {past.id}.")
        kept = (kept_in(row, section.kind) for row in (past.before, past.after))
        await self._office.expect(request, section, [each.spec for each in kept if each is not None])
        saved = await self._office.ledger.undo(past.id, request.actor.name)
        await self._office.kept(request, [saved])
        return saved_view(saved)

    def _view(self, past: Past, now: Mapping[str, Kept[Any]]) -> SetupChange:
        changes = past_changes(past.before, past.after)
        return SetupChange(
            id=past.id,
            at=past.at,
            by=past.by,
            section=past.section,
            key=past.key,
            project_id=past.project,
            added=past.before is None,
            removed=past.after is None,
            changes=changes,
            undoes=past.undoes,
            undone_by=past.undone_by,
            can_undo=past.undone_by is None and not _followed(past, changes) and self._stands(past, now.get(past.key)),
        )

    def _stands(self, past: Past, now: Kept[Any] | None) -> bool:
        """Whether what it made is what there is."""
        section = self._office.ledger.sections.get(past.section)
        try:
            return section is not None and kept_in(past.after, section.kind) == now
        except msgspec.ValidationError:
            return False


def _followed(past: Past, changes: Sequence[Change]) -> bool:
    """Whether only its project got another name, which is undone there."""
    fields = {each.field for each in changes}
    return past.section in _OF_PROJECTS and None not in (past.before, past.after) and fields == {"project"}
