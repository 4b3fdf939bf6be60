"""The switch's music, joined from the set-up in force and from what calls wait with."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from config.directory import Setup
from config.music import classes, configuration
from kernel.ids import CallId
from telephony.ari.client import AriClient
from telephony.music import Music
from telephony.states import State


class WantedMusic:
    """The file of the switch's classes. Music that was replaced stays in it while a live call waits with it.

    What was replaced before this process began is not known any more: those calls hear the switch's usual music.
    """

    def __init__(self, in_force: Callable[[], Mapping[str, str]], states: Callable[[], Mapping[CallId, State]]) -> None:
        self._in_force, self._states = in_force, states
        self._known: Mapping[str, str] = {}

    def __call__(self) -> str:
        now = self._in_force()
        if self._known.keys() - now.keys():
            named = frozenset(_named(self._states().values()))
            self._known = {name: path for name, path in self._known.items() if name in named}
        self._known = {**self._known, **now}
        return configuration(dict(sorted(self._known.items())))


def new_music(
    ari: AriClient, sounds: Path, setup: Callable[[], Setup], states: Callable[[], Mapping[CallId, State]]
) -> Music:
    return Music(ari, sounds, WantedMusic(lambda: _in_force(setup()), states))


def _in_force(setup: Setup) -> Mapping[str, str]:
    return classes(setup.catalog, setup.prompts)


def _named(states: Iterable[State]) -> Iterator[str]:
    for state in states:
        queue = state.call.plan.queue if state.call.plan else None
        while queue is not None:
            yield queue.music
            queue = queue.overflow.queue if queue.overflow else None
