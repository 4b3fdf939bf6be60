"""Whether callers of a number are asked which language they speak."""

from collections.abc import Awaitable, Callable

from config.changes.model import Warned
from config.changes.specs import NumberSpec
from config.directory import Setup
from config.golive import can_ask, no_menu


def advice_on_menus(setup: Callable[[], Setup]) -> Callable[[NumberSpec], Awaitable[tuple[Warned, ...]]]:
    """`setup` gives the newest catalog with its announcements checked."""

    async def advice(spec: NumberSpec) -> tuple[Warned, ...]:
        found = setup()
        project = next((each for each in found.catalog.projects.values() if each.name == spec.project), None)
        if not spec.menu or project is None:
            return ()
        language = spec.language or project.language
        return () if can_ask(found.prompts, project, language) else (Warned(no_menu(language)),)

    return advice
