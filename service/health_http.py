"""The page Health over HTTP: what is wrong with the installation, each with the next thing to do."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal

import msgspec

from kernel.errors import BadInput, NotFound
from kernel.http import Request, Route, TextReply
from kernel.permissions import Permission
from service.health import Checked, Health, Report, lines

LONGEST_H = 168
Id = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class SilencedBy(msgspec.Struct, frozen=True):
    by: str
    until: datetime


class CheckView(msgspec.Struct, frozen=True, kw_only=True):
    """`what` it is about, in one word; `about` which of them, such as a trunk's name. `todo` is empty where nothing is
    to be done. Sentences are in English. Where they were made of a trouble, `kind` and `data` are it.
    """

    id: str
    level: Literal["ok", "warn", "bad"]
    what: str
    about: str
    sentence: str
    todo: str
    kind: str | None
    data: Mapping[str, str]
    silenced: SilencedBy | None


class HealthReply(msgspec.Struct, frozen=True):
    """Worst first. `red` and `amber` leave out what is silenced."""

    checked_at: datetime
    red: int
    amber: int
    checks: list[CheckView]


class SilenceBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`check` is the id of one that is amber or red."""

    check: Id
    hours: Annotated[int, msgspec.Meta(ge=1, le=LONGEST_H)]


class TellAgainQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    check: Id


class HealthRoutes:
    """All of it is the installation's, and for who sees all of that."""

    def __init__(self, health: Health) -> None:
        self._health = health

    async def look(self, request: Request[None, None]) -> HealthReply:
        request.expect(None)
        return shown(await self._health.report())

    async def run(self, request: Request[None, None]) -> HealthReply:
        request.expect(None)
        return shown(await self._health.run())

    async def text(self, request: Request[None, None]) -> TextReply:
        request.expect(None)
        report = await self._health.report()
        head = f"Ringback, {report.at:%Y-%m-%d %H:%M:%S} UTC"
        return TextReply("\n".join((head, "", *lines(report), "")), "text/plain; charset=utf-8")

    async def silence(self, request: Request[None, SilenceBody]) -> HealthReply:
        request.expect(None)
        body = request.body
        request.remarks.update(check=body.check, hours=body.hours)
        return shown(await self._health.silence(body.check, body.hours, request.actor.name))

    async def tell_again(self, request: Request[TellAgainQuery, None]) -> HealthReply:
        request.expect(None)
        request.remarks["check"] = request.query.check
        return shown(await self._health.tell_again(request.query.check))


def shown(report: Report) -> HealthReply:
    results = report.results
    red, amber = sum(each.red for each in results), sum(each.amber for each in results)
    return HealthReply(report.at, red, amber, [_view(each) for each in results])


def _view(checked: Checked) -> CheckView:
    verdict, silence, trouble = checked.verdict, checked.silence, checked.verdict.trouble
    return CheckView(
        id=verdict.id,
        level=verdict.level.value,
        what=verdict.what,
        about=verdict.about,
        sentence=verdict.sentence,
        todo=verdict.todo,
        kind=None if trouble is None else trouble.kind,
        data={} if trouble is None else trouble.data,
        silenced=None if silence is None else SilencedBy(silence.by, silence.until),
    )


def routes(health: Health) -> tuple[Route, ...]:
    on, see, run = HealthRoutes(health), Permission.SEE_HEALTH, Permission.RUN_FLOOR
    text, reply, errors = "How the installation is, as text", HealthReply, (BadInput, NotFound)
    return (
        Route("GET", "/api/health", see, on.look, "How the installation is, worst first", response=reply),
        Route("GET", "/api/health.txt", see, on.text, text, response=TextReply),
        Route("POST", "/api/health/run", see, on.run, "Make the checks now", response=reply),
        Route(
            *("POST", "/api/health/silence", run, on.silence),
            *("Not count a check that is amber or red for some hours", SilenceBody, reply),
            errors=errors,
        ),
        Route(
            *("DELETE", "/api/health/silence", run, on.tell_again),
            "Count a check again that was silenced",
            response=reply,
            query=TellAgainQuery,
        ),
    )
