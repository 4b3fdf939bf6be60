"""What a project needs before it takes calls: what of it there is, and what is still open. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from config.catalog import Catalog
from config.model import FALLBACK_LANGUAGE, AnnouncementKind, Interval, Project, Queue
from config.prompts import Playable, Unplayable
from kernel.ids import ProjectId

Code = Literal["queue", "number", "hours", "agents", "announcement", "out_of_hours", "menu"]
_ALL_DAY = (Interval(0, 1440),)
_WEEK = range(1, 8)


class Sounds(Protocol):
    """Which announcements can be played, as `config.prompts.Prompts` knows them."""

    def find(self, project: ProjectId | None, kind: AnnouncementKind, *languages: str) -> Playable | Unplayable: ...


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is needed. `values` are what it is about, such as the queue's name; `sentence` says it in English.

    The sentence is of what is open, and of no use once it is done.
    """

    code: Code
    sentence: str
    values: Mapping[str, str]
    done: bool = False


@dataclass(frozen=True, slots=True, order=True)
class Silence:
    """What a project must announce and has nothing for."""

    project: ProjectId
    kind: AnnouncementKind
    language: str

    @property
    def sentence(self) -> str:
        return f"The announcement {self.kind.value} is missing in {self.language}."


def unannounced(catalog: Catalog) -> frozenset[Silence]:
    """What the projects that take calls must announce, and nothing is set up for; the files are not looked at."""
    live = (project for project in catalog.projects.values() if project.live)
    needed = ((each.id, *one) for each in live for one in _to_announce(each, languages_of(catalog, each)))
    return frozenset(Silence(*one) for one in needed if not _is_set_up(catalog, *one))


def _is_set_up(catalog: Catalog, project: ProjectId, kind: AnnouncementKind, language: str) -> bool:
    kinds = _doing(catalog.projects[project], kind, language)
    return any(catalog.announcement(project, each, (language,)) for each in kinds)


def can_ask(prompts: Sounds, project: Project, language: str) -> bool:
    """Whether callers of a number in this language, which has a menu of languages, are asked for theirs."""
    languages = (language, project.language, FALLBACK_LANGUAGE)
    return isinstance(prompts.find(project.id, AnnouncementKind.LANGUAGE_MENU, *languages), Playable)


def languages_of_menus(catalog: Catalog, project: ProjectId) -> tuple[str, ...]:
    """In which callers are asked for theirs."""
    return tuple(dict.fromkeys(each.language for each in catalog.numbers_of(project) if each.menu))


def open_items(catalog: Catalog, prompts: Sounds, project: ProjectId) -> tuple[Item, ...]:
    """What keeps the project from going live; none: nothing does. Raises `NotFound`."""
    return tuple(item for item in checklist(catalog, prompts, project) if not item.done)


def checklist(catalog: Catalog, prompts: Sounds, project: ProjectId) -> tuple[Item, ...]:
    """All that the project needs, in the order in which it is set up. Raises `NotFound`."""
    return tuple(_items(catalog, prompts, catalog.project(project)))


def _items(catalog: Catalog, prompts: Sounds, project: Project) -> Iterator[Item]:
    queues = catalog.queues_of(project.id)
    yield Item("hours", "It has no opening hours.", {}, done=_opens(project))
    yield Item("queue", "It has no queue.", {}, done=bool(queues))
    for queue in queues:
        yield _agents(catalog, project, queue)
    yield Item("number", "No number leads to it.", {}, done=bool(catalog.numbers_of(project.id)))
    yield from _announcements(catalog, prompts, project)
    for language in languages_of_menus(catalog, project.id):
        yield Item("menu", no_menu(language), {"language": language}, done=can_ask(prompts, project, language))


def no_menu(language: str) -> str:
    return f"The menu of languages cannot be said: the announcement language_menu is missing in {language}."


def _opens(project: Project) -> bool:
    days = (*project.hours.weekly.values(), *project.hours.exceptions.values())
    return any(days)


def _agents(catalog: Catalog, project: Project, queue: Queue) -> Item:
    able = any(project.id in agent.projects and queue.skills <= agent.skills for agent in catalog.agents.values())
    skills = ", ".join(sorted(queue.skills))
    wanted = f" with the skills {skills}" if skills else ""
    sentence = f"No agent of the project{wanted} can answer the queue {queue.name}."
    return Item("agents", sentence, {"queue": queue.name, "skills": skills}, done=able)


def _announcements(catalog: Catalog, prompts: Sounds, project: Project) -> Iterator[Item]:
    def needed(code: Code, kind: AnnouncementKind, language: str, sentence: str) -> Item:
        found = (prompts.find(project.id, each, language) for each in _doing(project, kind, language))
        there = any(isinstance(each, Playable) for each in found)
        return Item(code, sentence, {"kind": kind.value, "language": language}, done=there)

    languages = languages_of(catalog, project)
    for kind, language in _to_announce(project, languages):
        yield needed("announcement", kind, language, Silence(project.id, kind, language).sentence)
    if not _always_open(project):
        for language in languages:
            sentence = f"What callers hear out of hours is missing in {language}."
            yield needed("out_of_hours", AnnouncementKind.OUT_OF_HOURS, language, sentence)


def _to_announce(project: Project, languages: tuple[str, ...]) -> Iterator[tuple[AnnouncementKind, str]]:
    """Who calls hears it in the number's language or the one that they chose, and when they are called back too."""
    if project.announce_inbound:
        for language in languages:
            yield AnnouncementKind.QA_INBOUND, language
    if project.announce_outbound:
        for language in languages:
            yield AnnouncementKind.QA_OUTBOUND, language


def _doing(project: Project, kind: AnnouncementKind, language: str) -> tuple[AnnouncementKind, ...]:
    """Any of which will do: in another language than the project's own nobody is called but back."""
    if kind is AnnouncementKind.QA_OUTBOUND and language != project.language:
        return AnnouncementKind.QA_CALLBACK, kind
    return (kind,)


def languages_of(catalog: Catalog, project: Project) -> tuple[str, ...]:
    """In which its callers are spoken to: the project's own first, then its numbers' and those of their menus."""
    numbers = catalog.numbers_of(project.id)
    told = (language for number in numbers for language in (number.language, *number.menu))
    return tuple(dict.fromkeys((project.language, *sorted(told))))


def _always_open(project: Project) -> bool:
    weekly = project.hours.weekly
    days = (*(weekly.get(day) for day in _WEEK), *project.hours.exceptions.values())
    return all(day == _ALL_DAY for day in days)
