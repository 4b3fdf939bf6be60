"""People outside: those who call the company, and those whom it calls."""

from collections.abc import Mapping
from types import TracebackType
from typing import Self

from lab.behaviours import Behaviour
from lab.carrier import Carrier, digits
from lab.leg import SOON, Leg
from lab.waiting import Story


class Customer:
    """Somebody who calls. The call is placed on entering, and hung up on leaving if it still lasts.

    Everything a `Leg` can do: `answered, speak, say, press, hear, hang_up, gone …`.
    """

    def __init__(
        self, carrier: Carrier, number: str, dials: str, name: str, headers: Mapping[str, str], by: str = ""
    ) -> None:
        self.number = number
        self.dials = dials
        self._name = name.replace('"', "")
        self._headers = headers
        self._by = by
        self._carrier = carrier
        self._leg: Leg | None = None

    async def __aenter__(self) -> Leg:
        caller_id = f'"{self._name}" <{self.number}>'
        trunk = self._by or ("bare" if self._headers else "switch")
        endpoint, who = f"PJSIP/{self.dials}@{trunk}", f"customer {self.number}"
        self._leg = await self._carrier.dial(endpoint, who, caller_id, self._headers)
        return self._leg

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._leg is not None:
            await self._leg.end()
            self._carrier.forget(self._leg)


class Callee:
    """Somebody who is called, at a number that is theirs for as long as the block lasts."""

    def __init__(self, carrier: Carrier, number: str, behaviour: Behaviour) -> None:
        self.number = number
        self.behaviour = behaviour
        self.calls: list[Leg] = []
        """Every call that has come so far."""
        self._carrier = carrier
        self._story = Story(f"callee {number}")
        self._seen = 0

    async def __aenter__(self) -> Self:
        self._carrier.numbers[digits(self.number)] = self
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        del self._carrier.numbers[digits(self.number)]
        for leg in self.calls:
            await leg.end()
            self._carrier.forget(leg)

    def arrived(self, leg: Leg) -> None:
        self.calls.append(leg)
        self._story.tell(f"called by {leg.caller or 'nobody known'}")

    async def called(self, within: float = SOON) -> Leg:
        """The next call that comes, or has come and was not asked for yet."""
        found = await self._story.until(self._next, "a call", within)
        self._seen += 1
        return found

    def _next(self) -> Leg | None:
        return self.calls[self._seen] if len(self.calls) > self._seen else None
