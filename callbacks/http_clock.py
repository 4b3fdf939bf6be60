"""The machine's clock over HTTP: somebody has looked at it and says that it is right."""

from callbacks.clockwatch import ClockWatch
from kernel.http import Request, Route
from kernel.permissions import Permission


class ClockRoutes:
    def __init__(self, watch: ClockWatch) -> None:
        self._watch = watch

    async def acknowledge(self, request: Request[None, None]) -> None:
        """There is one clock for all projects. Calls and texts go on at once; nothing happens where it was trusted."""
        request.expect(None)
        self._watch.acknowledge(request.actor.name)


def routes(watch: ClockWatch) -> tuple[Route, ...]:
    return (
        Route(
            "POST",
            "/api/callbacks/clock/acknowledge",
            Permission.RUN_CASES,
            ClockRoutes(watch).acknowledge,
            "The clock is right: call back and text again",
            status=204,
        ),
    )
