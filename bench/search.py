"""The highest rate of calls that each side holds, found by the same search for all, in turns."""

from collections.abc import Awaitable, Callable, Sequence

from bench.figures import note

LOWEST, HIGHEST, FINE = 4.0, 50.0, 1.08
"""Calls a second; neighbouring rates are 8 % apart."""
TRIES = 2
"""A rate is held if it holds once in so many tries: a hiccup of the machine is no limit of what runs on it."""

Holds = Callable[[str, float], Awaitable[bool]]


def rates() -> tuple[float, ...]:
    found = [LOWEST]
    while found[-1] * FINE <= HIGHEST:
        found.append(found[-1] * FINE)
    return tuple(found)


class Bisection:
    """`low` is known to hold, `high` not to; both are places in `rates`."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._rates = rates()
        self._low, self._high = -1, len(self._rates)

    @property
    def found(self) -> bool:
        return self._high - self._low <= 1

    @property
    def highest(self) -> float:
        """0 if not even the lowest rate was held."""
        return self._rates[self._low] if self._low >= 0 else 0.0

    async def narrow(self, holds: Holds) -> None:
        middle = (self._low + self._high) // 2
        rate = self._rates[middle]
        held = await _held(holds, self.name, rate)
        note(f"  {self.name} {'holds' if held else 'does not hold'} {rate:.1f} calls/s")
        if held:
            self._low = middle
        else:
            self._high = middle


async def _held(holds: Holds, name: str, rate: float) -> bool:
    for _ in range(TRIES):
        if await holds(name, rate):
            return True
    return False


async def search(names: Sequence[str], holds: Holds) -> dict[str, float]:
    """By name, the highest rate that is held."""
    bisections = [Bisection(name) for name in names]
    while not all(each.found for each in bisections):
        for each in bisections:
            if not each.found:
                await each.narrow(holds)
    return {each.name: each.highest for each in bisections}
