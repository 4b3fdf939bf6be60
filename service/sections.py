"""Everything of the set-up that has a history: what pages save, and what a file sets besides."""

from collections.abc import Iterable
from typing import Any

from config.changes.model import Section
from config.changes.sections import all_sections
from service.ascode.blocked import BlockedSection
from service.ascode.sections import RulesSection, ScriptsSection


def sections_of(trunk: str, phones: Iterable[str] = ()) -> tuple[Section[Any], ...]:
    """Without announcements, which have versions of their own to go back to."""
    return (*all_sections(trunk, phones), ScriptsSection(), RulesSection(), BlockedSection())
