"""Contacts as callbacks ask for them, and projects as contacts do."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from callbacks.ports import ContactCard, ProjectCard
from callbacks.rules import Customer, ZoneSource
from callbacks.sms.countries import one_way
from config.catalog import Catalog
from contacts import do_not_call, store
from contacts.model import Contact, Place
from contacts.standing import NO_PREFIXES, Standing, standing
from kernel.ids import ContactId, ProjectId
from kernel.numbering import LineType, country_of
from kernel.phone import Phone
from store.pool import Queryable


def no_prefixes(project: ProjectId) -> Mapping[str, LineType]:
    return NO_PREFIXES


def no_sender(project: ProjectId) -> str:
    return ""


class ContactBook:
    """Implements `callbacks.ports.Contacts` and `callbacks.sms.ports.LineTypes`.

    `known_prefixes` gives a project's `FraudRules.known_prefixes`, `sender` what its texts are sent from; both answer
    from memory.
    """

    def __init__(
        self,
        known_prefixes: Callable[[ProjectId], Mapping[str, LineType]] = no_prefixes,
        sender: Callable[[ProjectId], str] = no_sender,
    ) -> None:
        self._known_prefixes = known_prefixes
        self._sender = sender

    async def of_caller(self, tx: Queryable, project: ProjectCard, number: Phone, at: datetime) -> ContactId:
        return await store.of_caller(tx, project.id, number, at)

    async def card(
        self, tx: Queryable, project: ProjectCard, contact: ContactId, number: Phone, unclear_is_mobile: bool
    ) -> ContactCard:
        """Raises `NotFound`."""
        known = await store.one(tx, contact)
        found = standing(
            known,
            number,
            listed=await do_not_call.is_listed(tx, project.id, number),
            project_zone=project.hours.zone.key,
            unclear_is_mobile=unclear_is_mobile,
            known_prefixes=self._known_prefixes(project.id),
        )
        return card_of(known, found, self._sender(project.id))

    async def find(self, tx: Queryable, project: ProjectId, number: Phone) -> ContactId | None:
        return await store.find(tx, project, number)

    async def stop_texts(self, tx: Queryable, projects: Sequence[ProjectId], number: Phone, at: datetime) -> None:
        await store.stop_texts(tx, projects, number, at)

    async def allow_texts(self, tx: Queryable, projects: Sequence[ProjectId], number: Phone) -> bool:
        return await store.allow_texts(tx, projects, number)

    async def keep_line_type(self, tx: Queryable, project: ProjectId, number: Phone, found: LineType) -> None:
        await store.keep_line_type(tx, project, number, found)


def card_of(contact: Contact, found: Standing, sender: str) -> ContactCard:
    customer = Customer(
        number=found.number,
        zones=found.zones,
        zone_source=ZoneSource(found.zones_from.value),
        strict=found.strict,
        do_not_call=found.do_not_call,
        text_to=found.text_to,
        no_text=found.no_text.value if found.no_text else "",
        one_way=found.text_to is not None and one_way(country_of(found.text_to), sender),
    )
    return ContactCard(id=contact.id, name=contact.name, language=contact.language, customer=customer)


class ContactProjects:
    """Implements `contacts.ports.Projects`. `known_prefixes` is what `ContactBook` takes."""

    def __init__(
        self,
        catalog: Callable[[], Catalog],
        known_prefixes: Callable[[ProjectId], Mapping[str, LineType]] = no_prefixes,
    ) -> None:
        self._catalog = catalog
        self._known_prefixes = known_prefixes

    def places(self) -> Mapping[ProjectId, Place]:
        projects = self._catalog().projects.values()
        return {
            project.id: Place(project.region, project.zone.key, self._known_prefixes(project.id))
            for project in projects
        }
