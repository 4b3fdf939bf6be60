"""Is it alive, is it ready, and how is it doing: for supervisors that are programs."""

from collections.abc import Sequence
from typing import Protocol

import msgspec
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from kernel.http import Answer, Request, Route, TextReply
from kernel.permissions import Permission


class Check(msgspec.Struct, frozen=True):
    """One thing that readiness depends on. `sentence` says how it is and, where it is bad, what to do."""

    name: str
    ok: bool
    sentence: str


class Readiness(Protocol):
    async def checks(self) -> Sequence[Check]:
        """The switch, the database, the journal and what else must work; answers quickly and does not raise."""
        ...


class Alive(msgspec.Struct, frozen=True):
    alive: bool


class Ready(msgspec.Struct, frozen=True):
    ready: bool
    checks: list[Check]


class Probes:
    """The handlers, around one readiness and one registry of metrics."""

    def __init__(self, readiness: Readiness, registry: CollectorRegistry) -> None:
        self._readiness, self._registry = readiness, registry

    async def alive(self, request: Request[None, None]) -> Alive:
        return Alive(True)

    async def ready(self, request: Request[None, None]) -> Answer:
        checks = list(await self._readiness.checks())
        ready = all(check.ok for check in checks)
        return Answer(Ready(ready, checks), status=200 if ready else 503)

    async def metrics(self, request: Request[None, None]) -> TextReply:
        return TextReply(generate_latest(self._registry).decode(), CONTENT_TYPE_LATEST)


def routes(readiness: Readiness, registry: CollectorRegistry) -> tuple[Route, ...]:
    """Health, readiness and metrics; all of them public, so keep them behind the proxy where that matters."""
    handle, public = Probes(readiness, registry), Permission.PUBLIC
    return (
        Route("GET", "/healthz", public, handle.alive, "The process answers", response=Alive),
        Route("GET", "/readyz", public, handle.ready, "Calls can be taken; 503 where not", response=Ready, also=(503,)),
        Route("GET", "/metrics", public, handle.metrics, "Metrics for Prometheus", response=TextReply),
    )
