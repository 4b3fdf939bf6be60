"""What a participant needs of the carrier: to send requests, to start small errands, to find sound files."""

from collections.abc import Awaitable, Coroutine
from pathlib import Path
from typing import Any, Protocol, TypeVar

from telephony.ari.request import Request

T = TypeVar("T")


class Commands(Protocol):
    app: str
    """The Stasis app that every channel of the carrier enters."""

    async def send(self, request: Request[T]) -> T:
        """Carries out a request. Raises telephony.ari's errors."""
        ...

    def entrance(self, channel: str) -> Awaitable[None]:
        """Done when that channel, of an id we are about to use, has come into the script."""
        ...

    def errand(self, coroutine: Coroutine[Any, Any, object]) -> None:
        """Runs it beside; it ends with the carrier at the latest, and its failure ends the lab."""
        ...

    def tone_file(self, hertz: float) -> Path:
        """A minute of that tone, or of silence at 0 Hz, where the carrier can read it. Without its ending."""
        ...

    def sound_file(self, path: Path) -> Path:
        """A copy of a sound file where the carrier can read it. Without its ending."""
        ...
