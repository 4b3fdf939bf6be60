"""What telephony asks of the set-up: whose number this is, whether it is open, what the project wants.

Implements `telephony.ports.Directory` from one immutable snapshot; nothing here waits.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product

import structlog
from msgspec.structs import replace

from config import colleagues
from config.catalog import Catalog
from config.hours import GRACE, Closed, Open
from config.model import FALLBACK_LANGUAGE, AgentRecord, AnnouncementKind, Number, Project, Queue, UnknownNumber
from config.music import music_of
from config.prompts import Playable, Prompts, Unplayable
from config.ways import trunks_of, ways_out
from kernel.errors import BadInput, Conflict
from kernel.ids import AgentId, ProjectId, QueueId, UserId
from kernel.numbering import is_emergency
from kernel.phone import Caller, CallerId, Known, Phone, identify, parse_phone
from telephony.longest import LONGEST_CALL_S
from telephony.plan import (
    CallbackOffer,
    LanguageMenu,
    Overflow,
    Plan,
    QueuePlan,
    Refusal,
    RefusalReason,
    Sound,
    Spoken,
    ToNumber,
    Way,
)
from telephony.ports import DialOut
from telephony.routing import is_turned_away
from telephony.states import State
from telephony.step import plan_of, shown_to_agent
from telephony.telling import FARTHEST, Place, Wait

log = structlog.get_logger()

EMERGENCY = (
    "Emergency services are not called through Ringback: they would take the place of the trunk for yours. Use a mobile"
    " phone, or a telephone with a line of its own."
)
NO_WAY_OUT = "There is no trunk in use by which this call could go out: set one up, or take one into use, under Trunks."
_OFFER = (AnnouncementKind.CALLBACK_OFFER, AnnouncementKind.CALLBACK_CONFIRM, AnnouncementKind.CALLBACK_TAKEN)

_POSITIONS = (
    *(AnnouncementKind(f"position_{place}") for place in range(1, FARTHEST)),
    AnnouncementKind.POSITION_MORE,
)
_WAITS = {
    Wait.UNDER_2: AnnouncementKind.WAIT_UNDER_2,
    Wait.FROM_2_TO_5: AnnouncementKind.WAIT_2_5,
    Wait.FROM_5_TO_10: AnnouncementKind.WAIT_5_10,
    Wait.OVER_10: AnnouncementKind.WAIT_OVER_10,
}


@dataclass(frozen=True)
class Setup:
    """One catalog and its announcements, checked."""

    catalog: Catalog
    prompts: Prompts


class Directory:
    """`setup` gives the newest snapshot; `trunk` is the one that the settings name, tried last; empty: there is none.

    `refusal` says why a project must not dial a number that somebody typed; None where nothing speaks against it.
    `outage` names the outage prompt that callers of a queue are to hear: empty for the usual one, None for none.
    `blocked` says whether a project turns a number away at a moment.
    """

    def __init__(self, setup: Callable[[], Setup], trunk: str, longest_s: int = LONGEST_CALL_S) -> None:
        self._setup = setup
        self._trunk = trunk
        self._longest_s = longest_s
        self.refusal: Callable[[ProjectId, Phone], str | None] = lambda _project, _number: None
        self.blocked: Callable[[ProjectId, Phone, datetime], bool] = lambda _project, _number, _at: False
        self.carries: Callable[[str], bool] = lambda _trunk: True
        """Whether a trunk could carry one more call."""
        self.outage: Callable[[ProjectId, QueueId, datetime], str | None] = lambda _project, _queue, _at: None

    def admit(
        self, dialled: str, said: CallerId, at: datetime, in_queue: Mapping[QueueId, int]
    ) -> tuple[Caller, Plan | Refusal]:
        setup = self._setup()
        number = setup.catalog.dialled(dialled) or setup.catalog.unclaimed(dialled)
        if number is None:
            return identify(said, ""), Refusal(RefusalReason.UNKNOWN_NUMBER, self._not_in_use(setup))
        project = setup.catalog.project(number.project)
        caller = identify(said, project.region)
        if is_turned_away(caller, lambda shown: self.blocked(project.id, shown, at)):
            return caller, _refusal(RefusalReason.BLOCKED, None, project, setup.catalog.queue(number.queue))
        return caller, self._decide(setup, project, number, at, in_queue)

    def place_sounds(self, plan: Plan, place: Place) -> tuple[Sound, ...]:
        setup = self._setup()
        project = setup.catalog.projects.get(plan.project)
        languages = (plan.language, project.language if project else FALLBACK_LANGUAGE, FALLBACK_LANGUAGE)
        found = [setup.prompts.find(plan.project, kind, *languages) for kind in _kinds_of(place)]
        sounds = tuple(each.sound for each in found if isinstance(each, Playable))
        return sounds if len(sounds) == len(found) else ()

    def serve_until(self, plan: Plan, at: datetime) -> datetime | None:
        """From when it is seen to be closed, earlier than it was to be or for good, the grace begins."""
        catalog = self._setup().catalog
        opening = catalog.is_open(plan.project, at) if plan.project in catalog.projects else Closed(None)
        return opening.serve_until if isinstance(opening, Open) else at + GRACE

    def _not_in_use(self, setup: Setup) -> Sound | None:
        if setup.catalog.unknown.action is UnknownNumber.REJECT:
            return None
        return self._sound(setup, None, AnnouncementKind.UNKNOWN_NUMBER, FALLBACK_LANGUAGE)

    def _decide(
        self, setup: Setup, project: Project, number: Number, at: datetime, in_queue: Mapping[QueueId, int]
    ) -> Plan | Refusal:
        opening = setup.catalog.is_open(project.id, at)
        called = setup.catalog.queue(number.queue)
        languages = (number.language, project.language, FALLBACK_LANGUAGE)
        if not isinstance(opening, Open):
            message = self._sound(setup, project.id, AnnouncementKind.OUT_OF_HOURS, *languages)
            return _refusal(RefusalReason.OUT_OF_HOURS, message, project, called)
        queue = _with_room(setup.catalog, called, in_queue)
        if queue is None:
            message = self._sound(setup, project.id, AnnouncementKind.QUEUE_FULL, *languages)
            return _refusal(RefusalReason.QUEUE_FULL, message, project, called)
        told = self.outage(project.id, queue.id, at)
        plan = self._plan(setup, project, queue, _announced(project), languages, opening.serve_until)
        return replace(
            plan,
            queue=_overflowing(setup, queue) if queue is called else queue_plan(setup, queue),
            overflowed=None if queue is called else called.name,
            language=number.language,
            callback_offer=self._callback_offer(setup, project.id, *languages),
            outage=self._told(setup, project.id, told, *languages),
            menu=self._menu(setup, project, number, told),
        )

    def _menu(self, setup: Setup, project: Project, number: Number, told: str | None) -> LanguageMenu | None:
        """None where the number has none, or where it cannot be said."""
        if not number.menu:
            return None
        languages = (number.language, project.language, FALLBACK_LANGUAGE)
        prompt = self._sound(setup, project.id, AnnouncementKind.LANGUAGE_MENU, *languages)
        if prompt is None:
            return None
        return LanguageMenu(prompt, tuple(self._spoken(setup, project, each, told) for each in number.menu))

    def _spoken(self, setup: Setup, project: Project, language: str, told: str | None) -> Spoken:
        languages = (language, project.language, FALLBACK_LANGUAGE)
        return Spoken(
            language=language,
            announcement=self._announcement(setup, project.id, _announced(project), *languages),
            outage=self._told(setup, project.id, told, *languages),
            sorry=self._sound(setup, project.id, AnnouncementKind.QUEUE_TIMEOUT, *languages),
            callback_offer=self._callback_offer(setup, project.id, *languages),
        )

    def _plan(
        self,
        setup: Setup,
        project: Project,
        queue: Queue,
        announcements: Sequence[AnnouncementKind],
        languages: tuple[str, ...],
        serve_until: datetime | None,
    ) -> Plan:
        return Plan(
            project=project.id,
            project_name=project.name,
            queue=queue_plan(setup, queue),
            announcement=self._announcement(setup, project.id, announcements, *languages),
            sorry=self._sound(setup, project.id, AnnouncementKind.QUEUE_TIMEOUT, *languages),
            record=project.record,
            short_abandon_s=project.short_abandon_s,
            serve_until=serve_until,
            tell_agents_heard=project.tell_agents_heard,
            longest_s=self._longest_s,
        )

    def dial_out(self, agent: AgentId, number: str, project: ProjectId | None = None) -> DialOut:
        setup = self._setup()
        of, queue = self._working_place(setup.catalog, setup.catalog.agent(agent), project)
        kinds = (AnnouncementKind.QA_OUTBOUND,) if of.announce_outbound else ()
        plan = self._plan(setup, of, queue, kinds, (of.language, FALLBACK_LANGUAGE), None)
        return self._to(self._callable(number, of), of, plan)

    def call_back(self, project: ProjectId, queue: QueueId | None, number: Phone, language: str | None) -> DialOut:
        setup = self._setup()
        of = setup.catalog.project(project)
        kinds = (AnnouncementKind.QA_CALLBACK, AnnouncementKind.QA_OUTBOUND) if of.announce_outbound else ()
        languages = (language or of.language, of.language, FALLBACK_LANGUAGE)
        plan = self._plan(setup, of, _queue_of(setup.catalog, of, queue), kinds, languages, None)
        return self._to(number, of, replace(plan, callback=True))

    def outside(self, call: State, number: str) -> ToNumber:
        project = self._setup().catalog.project(plan_of(call.call).project)
        phone = self._callable(number, project)
        return ToNumber(phone.masked, self._ways(project, phone))

    def at_phone(self, call: State, phone: str) -> ToNumber:
        project = plan_of(call.call).project
        return colleagues.at_phone(self._setup().catalog, phone, project, shown_to_agent(call.call))

    def inside(self, call: State, typed: str) -> AgentId | ToNumber | None:
        catalog = self._setup().catalog
        if is_emergency(typed, catalog.project(plan_of(call.call).project).region):
            return None
        found = colleagues.with_extension(catalog, typed.strip())
        return self.at_phone(call, found) if isinstance(found, str) else found

    def phones_of_people(self) -> Mapping[UserId, str]:
        """The endpoints of the phones of people who are no agents, but for those at which an agent has signed in."""
        return colleagues.endpoints(self._setup().catalog)

    def queue(self, name: str, call: State) -> QueuePlan:
        setup = self._setup()
        return queue_plan(setup, setup.catalog.queue_named(plan_of(call.call).project, name))

    def agent_of_endpoint(self, endpoint: str) -> AgentId:
        return self._setup().catalog.agent_of_endpoint(endpoint).id

    def _working_place(self, catalog: Catalog, agent: AgentRecord, wanted: ProjectId | None) -> tuple[Project, Queue]:
        """An agent's calls of their own belong to the project that they dial for, and to its first queue."""
        if wanted is not None and wanted not in agent.projects:
            raise Conflict(f"{agent.name} does not work for the project {wanted}.")
        for project in catalog.dialling(agent):
            if wanted in (None, project):
                return catalog.project(project), catalog.queues_of(project)[0]
        raise Conflict(f"{agent.name} belongs to no project with a queue, so a call of theirs would be nobody's.")

    def _to(self, phone: Phone, of: Project, plan: Plan) -> DialOut:
        return DialOut(customer=Known(phone), ways=self._ways(of, phone), dialled=phone.e164, plan=plan)

    def _callable(self, number: str, project: Project) -> Phone:
        phone = parse_phone(number, project.region)
        if phone is None and is_emergency(number, project.region):
            raise Conflict(EMERGENCY)
        if phone is None:
            raise BadInput("number", number[:64], "a telephone number, such as +441632960111 or a national one")
        if (why := self.refusal(project.id, phone)) is not None:
            raise Conflict(why)
        return phone

    def has_way_out(self, project: ProjectId) -> bool:
        """Whether a call of the project's could go out now. Raises `NotFound`."""
        catalog = self._setup().catalog
        return any(self.carries(trunk) for trunk in trunks_of(catalog.project(project), catalog.trunks, self._trunk))

    def _ways(self, of: Project, phone: Phone) -> tuple[Way, ...]:
        """One at least. Raises `Conflict` where there is none."""
        ways = ways_out(of, phone, self._setup().catalog.trunks, self._trunk)
        if not ways:
            raise Conflict(NO_WAY_OUT)
        return ways

    def _announcement(
        self, setup: Setup, project: ProjectId, kinds: Sequence[AnnouncementKind], *languages: str
    ) -> Sound | None:
        """The first there is, best language first; where there is none, that is told in the log."""
        for language, kind in product(languages, kinds):
            if isinstance(found := setup.prompts.find(project, kind, language), Playable):
                return found.sound
        return self._sound(setup, project, kinds[-1], *languages) if kinds else None

    def _callback_offer(self, setup: Setup, project: ProjectId, *languages: str) -> CallbackOffer | None:
        """None unless all of it can be said."""
        found = [setup.prompts.find(project, kind, *languages) for kind in _OFFER]
        sounds = [each.sound for each in found if isinstance(each, Playable)]
        if len(sounds) < len(_OFFER):
            return None
        offer, confirm, taken = sounds
        return CallbackOffer(offer=offer, confirm=confirm, taken=taken)

    def _sound(self, setup: Setup, project: ProjectId | None, kind: AnnouncementKind, *languages: str) -> Sound | None:
        return _heard(setup.prompts.find(project, kind, *languages), project, kind)

    def _told(self, setup: Setup, project: ProjectId, name: str | None, *languages: str) -> Sound | None:
        """The outage prompt of that name; None: nothing is wrong."""
        if name is None:
            return None
        return _heard(setup.prompts.outage(project, name, *languages), project, AnnouncementKind.OUTAGE)


def _kinds_of(place: Place) -> tuple[AnnouncementKind, ...]:
    position = () if place.position is None else (_POSITIONS[min(place.position, len(_POSITIONS)) - 1],)
    return position if place.wait is None else (*position, _WAITS[place.wait])


def _announced(project: Project) -> tuple[AnnouncementKind, ...]:
    return (AnnouncementKind.QA_INBOUND,) if project.announce_inbound else ()


def _heard(found: Playable | Unplayable, project: ProjectId | None, kind: AnnouncementKind) -> Sound | None:
    if isinstance(found, Unplayable):
        log.warning("announcement_unplayable", project=project, kind=kind.value, why=found.why)
        return None
    return found.sound


def _refusal(reason: RefusalReason, message: Sound | None, project: Project, queue: Queue) -> Refusal:
    return Refusal(reason, message, project.id, queue.id, project.name, queue.name)


def _with_room(catalog: Catalog, called: Queue, in_queue: Mapping[QueueId, int]) -> Queue | None:
    """The queue that was called, or the one into which it overflows, if there is room; None where both are full."""
    other = _overflow(catalog, called)
    either = (called,) if other is None else (called, other)
    return next((queue for queue in either if in_queue.get(queue.id, 0) < queue.max_waiting), None)


def _overflow(catalog: Catalog, queue: Queue) -> Queue | None:
    return None if queue.overflow is None else catalog.queues.get(queue.overflow)


def _overflowing(setup: Setup, queue: Queue) -> QueuePlan:
    """With where its callers go on to. That has no overflow of its own, so that nobody is sent in circles."""
    other = _overflow(setup.catalog, queue)
    there = None if other is None else Overflow(queue_plan(setup, other), queue.overflow_after_s)
    return replace(queue_plan(setup, queue), overflow=there)


def _queue_of(catalog: Catalog, project: Project, queue: QueueId | None) -> Queue:
    """That queue if it is still the project's, or else its first. Raises `Conflict` where it has none."""
    queues = catalog.queues_of(project.id)
    if not queues:
        raise Conflict(f"{project.name} has no queue, so nobody could call for it.")
    return next((each for each in queues if each.id == queue), queues[0])


def queue_plan(setup: Setup, queue: Queue) -> QueuePlan:
    return QueuePlan(
        id=queue.id,
        name=queue.name,
        skills=queue.skills,
        ring_s=queue.ring_s,
        timeout_s=queue.queue_timeout_s,
        max_waiting=queue.max_waiting,
        wrap_up_s=queue.wrap_up_s,
        music=music_of(setup.catalog, setup.prompts, queue),
        tell_position=queue.tell_position,
        tell_wait=queue.tell_wait,
    )
