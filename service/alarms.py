"""What is wrong now, and since when it has been: one alarm per cause."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from kernel.clock import Clock
from monitoring.board import Alarm


class Alarms:
    """`look` gives every cause by name, with a sentence where it is there and None where it is not."""

    def __init__(self, clock: Clock, look: Callable[[], Iterable[tuple[str, str | None]]]) -> None:
        self._clock = clock
        self._look = look
        self._since: dict[str, datetime] = {}

    def __call__(self) -> Sequence[Alarm]:
        now = self._clock.now()
        wrong = {cause: sentence for cause, sentence in self._look() if sentence is not None}
        self._since = {cause: self._since.get(cause, now) for cause in wrong}
        return [Alarm(cause, sentence, self._since[cause]) for cause, sentence in wrong.items()]
