"""What the switch's safety net is to do for each number while the service is away: from the set-up to values. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta
from functools import lru_cache, partial
from types import MappingProxyType

import phonenumbers
from msgspec.structs import replace

from config.catalog import Catalog
from config.dialled import WILD, wild_of
from config.directory import Setup
from config.hours import Closed, Open
from config.model import (
    FALLBACK_LANGUAGE,
    AgentRecord,
    AnnouncementKind,
    Number,
    Project,
    Queue,
    UnknownNumber,
)
from config.music import music_of
from config.prompts import Playable
from kernel.ids import AgentId, ProjectId, QueueId
from kernel.phone import Phone, parse_phone
from telephony.plan import Sound
from telephony.routing import BlockedCaller
from telephony.safety import NOBODY, Net, NetPlan, Span

AHEAD = timedelta(days=15)
"""Opening hours are worked out from the beginning of the (UTC) day for so long: a fortnight at the least."""
Outages = Mapping[QueueId, tuple[datetime | None, str]]
"""Until when the callers of a queue hear an outage prompt (None: for good), and its name. Nothing follows it."""
NO_OUTAGES: Outages = MappingProxyType({})
PATIENCE_S = 60
RINGS = 3
"""For so many times the queue's ring time, and no longer than `PATIENCE_S`, a free phone is waited for."""
REMEMBERED = 2**15
"""Blocked callers, each with its spellings."""
_APOLOGIES = (AnnouncementKind.SERVICE_DOWN, AnnouncementKind.QUEUE_TIMEOUT)


def net_of(
    setup: Setup,
    signed_in: Iterable[AgentId],
    now: datetime,
    outages: Outages = NO_OUTAGES,
    blocked: Iterable[BlockedCaller] = (),
    called: Mapping[str, str] | None = None,
) -> Net:
    """`signed_in` are rung before the others of their project. `outages` are told of until then, or for good.

    `called` is what `called_in` says of the catalog, where that is known already.
    """
    catalog, first = setup.catalog, frozenset(signed_in)
    plans: dict[str, NetPlan] = {}
    spans = {project: tuple(open_spans(catalog, project, now)) for project in catalog.projects}
    for number in catalog.numbers.values():
        if (name := _plan_of(number)) not in plans:
            plans[name] = _told(setup, number, spans[number.project], first, outages)
    unclaimed = catalog.unclaimed("")
    plans[NOBODY] = (
        _nobodys(setup) if unclaimed is None else _told(setup, unclaimed, spans[unclaimed.project], first, outages)
    )
    numbers = called_in(catalog) if called is None else called
    return Net(plans=plans, numbers=numbers, blocked=_blocked(catalog, blocked, now))


def called_in(catalog: Catalog) -> Mapping[str, str]:
    """The name of its plan by each spelling of each number. Of thousands that takes seconds."""
    return {text: _plan_of(number) for number in catalog.numbers.values() for text in spellings(catalog, number)}


def _plan_of(number: Number) -> str:
    return f"{number.queue}-{number.language}"


def _nobodys(setup: Setup) -> NetPlan:
    if setup.catalog.unknown.action is UnknownNumber.REJECT:
        return NetPlan(reject=True)
    return NetPlan(closed=_sound(setup, None, (FALLBACK_LANGUAGE,), AnnouncementKind.UNKNOWN_NUMBER))


def _told(
    setup: Setup, number: Number, spans: tuple[Span, ...], first: frozenset[AgentId], outages: Outages
) -> NetPlan:
    plan = _plan(setup, number, spans, first)
    return _telling(setup, number, plan, outages) if number.queue in outages else plan


def _plan(setup: Setup, number: Number, spans: tuple[Span, ...], first: frozenset[AgentId]) -> NetPlan:
    project, queue = setup.catalog.project(number.project), setup.catalog.queue(number.queue)
    say = partial(_sound, setup, project.id, (number.language, project.language, FALLBACK_LANGUAGE))
    return NetPlan(
        announcement=say(AnnouncementKind.QA_INBOUND) if project.announce_inbound else None,
        sorry=say(*_APOLOGIES),
        closed=say(AnnouncementKind.OUT_OF_HOURS),
        open=spans,
        phones=tuple(each.endpoint for each in _in_order(_team(setup.catalog, project, queue), first) if each.endpoint),
        ring_s=queue.ring_s,
        patience_s=min(queue.queue_timeout_s, RINGS * queue.ring_s, PATIENCE_S),
        music=music_of(setup.catalog, setup.prompts, queue),
        record=project.record and project.announce_inbound,
        project=project.id,
    )


def _telling(setup: Setup, number: Number, plan: NetPlan, outages: Outages) -> NetPlan:
    languages = (number.language, setup.catalog.project(number.project).language, FALLBACK_LANGUAGE)
    until, name = outages[number.queue]
    found = setup.prompts.outage(number.project, name, *languages)
    prompt = found.sound if isinstance(found, Playable) else None
    return replace(plan, outage=prompt, outage_until=until)


def _sound(setup: Setup, project: ProjectId | None, languages: Sequence[str], *kinds: AnnouncementKind) -> Sound | None:
    found = (setup.prompts.find(project, kind, *languages) for kind in kinds)
    return next((one.sound for one in found if isinstance(one, Playable)), None)


def _team(catalog: Catalog, project: Project, queue: Queue) -> Iterator[AgentRecord]:
    return (one for one in catalog.agents.values() if project.id in one.projects and queue.skills <= one.skills)


def _in_order(team: Iterable[AgentRecord], first: frozenset[AgentId]) -> Sequence[AgentRecord]:
    return sorted(team, key=lambda agent: (agent.id not in first, agent.id))


def open_spans(catalog: Catalog, project: ProjectId, now: datetime) -> Iterator[Span]:
    """Opening hours as instants. They stay the same for a whole day, so that little has to be written."""
    at = datetime.combine(now.date(), time(), now.tzinfo)
    end = at + AHEAD
    while at < end:
        match catalog.is_open(project, at):
            case Open(until=until):
                closes = min(until or end, end)
                yield at, closes
                at = closes
            case Closed(until=until):
                at = until or end


def spellings(catalog: Catalog, number: Number) -> Iterator[str]:
    """Every way in which carriers may send the number, so far as we would read it as this one ourselves.

    Of a pattern they are patterns too. It is tried with other digits where a number of its own has those.
    """
    if not (wild := wild_of(number.did)):
        seen = dict.fromkeys((number.did, *_forms(number.did)))
        yield from (text for text in seen if catalog.dialled(text) == number)
        return
    examples = (number.did[:-wild] + digit * wild for digit in "0123456789")
    example = next((each for each in examples if catalog.dialled(each) == number), number.did)
    for text in dict.fromkeys((example, *_forms(example))):
        if text[-wild:] == example[-wild:] and catalog.dialled(text) == number:
            yield text[:-wild] + WILD * wild


def _blocked(
    catalog: Catalog, blocked: Iterable[BlockedCaller], now: datetime
) -> Mapping[tuple[int, str], datetime | None]:
    """Of two entries that cover a caller the later end counts. Those that are over are left out."""
    ends: dict[tuple[int, str], datetime | None] = {}
    for caller in blocked:
        if caller.until is None or now < caller.until:
            for place in _where(catalog, caller):
                ends[place] = _later(ends.get(place, caller.until), caller.until)
    return ends


def _where(catalog: Catalog, caller: BlockedCaller) -> Iterator[tuple[int, str]]:
    """What holds for all is written for each: the project that is called decides how a national spelling is read."""
    for project in catalog.projects.values():
        if caller.project in (None, project.id):
            yield from ((project.id, text) for text in caller_spellings(caller.number, project.region))


def caller_spellings(number: Phone, region: str) -> Sequence[str]:
    """Every way in which carriers may send a caller's number, so far as it is read as this one in `region`.

    What comes without a country code is read as a number of the region, so that abroad nothing has to be tried.
    """
    if number.e164.startswith(f"+{phonenumbers.country_code_for_region(region)}"):
        return _at_home(number.e164, region)
    return number.e164, f"00{number.e164[1:]}"


@lru_cache(maxsize=REMEMBERED)
def _at_home(e164: str, region: str) -> Sequence[str]:
    """Remembered, as it takes 0.2 ms and is asked for every blocked caller whenever the net changes."""
    spelled = dict.fromkeys((e164, *_forms(e164)))
    return tuple(text for text in spelled if parse_phone(text, region) == Phone(e164))


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return None if one is None or other is None else max(one, other)


def _forms(did: str) -> Iterator[str]:
    if not did.startswith("+"):
        return
    yield did[1:]
    yield "00" + did[1:]
    try:
        parsed = phonenumbers.parse(did)
    except phonenumbers.NumberParseException:
        return
    written = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
    yield "".join(character for character in written if character.isdigit())
    yield phonenumbers.national_significant_number(parsed)
