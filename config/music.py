"""The music of a project's own, which its callers hear while they wait: a sound that the switch plays in rounds.

The switch knows a sound to wait with by the name of a class. Each version has a class of its own, so that calls keep
what they began with.
"""

import re
from collections.abc import Iterator, Mapping

from config.catalog import Catalog
from config.model import AnnouncementKind, Queue
from config.prompts import Playable, Prompts

FALLBACK = "en"
USUAL = "default"
_PREFIX = "ringback-"
_NAME = re.compile(r"[\w.-]+", re.ASCII)
_PATH = re.compile(r"/[\w./ -]*")


def music_of(catalog: Catalog, prompts: Prompts, queue: Queue) -> str:
    """The class of a queue's music: what the switch has under the queue's name for it, or else the project's own."""
    project = catalog.projects.get(queue.project)
    if project is None or queue.music_class != USUAL:
        return queue.music_class
    found = prompts.find(project.id, AnnouncementKind.MUSIC, project.language, FALLBACK)
    return class_of(found) if isinstance(found, Playable) and _fits(found) else queue.music_class


def class_of(playable: Playable) -> str:
    return f"{_PREFIX}{playable.path.name}"


def classes(catalog: Catalog, prompts: Prompts) -> Mapping[str, str]:
    """Every class there has to be, with the path of its sound."""
    return dict(sorted(_classes(catalog, prompts)))


def _classes(catalog: Catalog, prompts: Prompts) -> Iterator[tuple[str, str]]:
    for one in catalog.announcements.values():
        if one.kind is AnnouncementKind.MUSIC:
            found = prompts.of(one)
            if isinstance(found, Playable) and _fits(found):
                yield class_of(found), str(found.path)


def _fits(playable: Playable) -> bool:
    """Whether the switch's configuration can hold it as it is."""
    return bool(_NAME.fullmatch(playable.path.name) and _PATH.fullmatch(str(playable.path)))


def configuration(wanted: Mapping[str, str]) -> str:
    """As Asterisk's `musiconhold.conf` has it."""
    return "".join(f"[{name}]\nmode = playlist\nentry = {path}\n\n" for name, path in wanted.items())
