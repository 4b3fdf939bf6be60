"""The trunks as the switch sees them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from kernel.clock import Clock
from monitoring.beside import LiveTrunk


class Trunks:
    """`names` are their endpoints' on the switch, as they are now. One that it does not know is not shown.

    `away` says that the switch cannot be asked: then nobody knows. `load` gives a trunk's calls now, and its limit.
    """

    def __init__(self, names: Callable[[], Iterable[str]], away: Callable[[], bool], clock: Clock) -> None:
        self._names, self._away, self._clock = names, away, clock
        self._seen: dict[str, tuple[bool | None, datetime]] = {}
        self.load: Callable[[str], tuple[int, int | None]] = lambda _name: (0, None)

    def heard_devices(self, online: Mapping[str, bool]) -> None:
        """The switch's word on every endpoint, by `PJSIP/name`."""
        self._note({name: online[f"PJSIP/{name}"] for name in self._names() if f"PJSIP/{name}" in online})

    def now(self) -> Sequence[LiveTrunk]:
        if self._away():
            self._note(dict.fromkeys(self._seen))
        return [LiveTrunk(name, up, since, *self.load(name)) for name, (up, since) in self._seen.items()]

    def carries(self, name: str) -> bool:
        """Whether one more call could go by it. Of one that nobody knows anything of it is tried."""
        up = None if self._away() else self._seen.get(name, (None, None))[0]
        calls, limit = self.load(name)
        return up is not False and (limit is None or calls < limit)

    def _note(self, states: Mapping[str, bool | None]) -> None:
        now, before = self._clock.now(), self._seen
        self._seen = {
            name: before[name] if name in before and before[name][0] is up else (up, now) for name, up in states.items()
        }
