"""Contacts over HTTP: found, changed, merged, imported, and the do-not-call list."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import msgspec
from msgspec import UNSET

from contacts import do_not_call, store, views
from contacts.history import history
from contacts.importing import Import
from contacts.model import Contact, Listed, NewNumber, Person, Place, checked_language, checked_zone
from contacts.people import NumberChange, People
from contacts.ports import Hooks, Projects
from contacts.search import runs_of
from contacts.standing import new_number
from contacts.table import MOST_BYTES
from kernel.clock import Clock
from kernel.errors import BadInput, Conflict, NotFound
from kernel.http import Request, Route
from kernel.ids import ContactId, ProjectId
from kernel.numbering import LineType
from kernel.permissions import Permission, Scope, narrowed, within
from kernel.phone import Phone, digits_of, parse_phone
from store.pool import Database

A_NUMBER = "a telephone number, such as +441632960111 or a national one"
A_NUMBER_OF_ALL = "a telephone number that begins with its country code, such as +441632960111"
_LARGEST_IMPORT = 2 * MOST_BYTES
"""As JSON the file is somewhat longer than it is."""


class _Seeing:
    """What a contact's project says of it."""

    def __init__(self, projects: Projects) -> None:
        self._projects = projects

    def place(self, project: ProjectId, scope: Scope = None) -> Place:
        """Raises `NotFound`."""
        found = self._projects.places().get(project)
        if found is None or not within(scope, project):
            raise NotFound("There is no such project.")
        return found

    def regions(self, chosen: Iterable[ProjectId] | None) -> list[str]:
        places = self._projects.places()
        return [places[each].region for each in (places if chosen is None else chosen) if each in places]

    def view(self, contact: Contact) -> views.ContactView:
        place = self._projects.places().get(contact.project) or Place("ZZ", "UTC")
        return views.contact_view(contact, place)


class ContactRoutes(_Seeing):
    """The handlers of what there is to know of contacts."""

    def __init__(self, database: Database, projects: Projects, people: People, clock: Clock) -> None:
        super().__init__(projects)
        self._database = database
        self._people = people
        self._clock = clock

    async def page(self, request: Request[views.ContactsQuery, None]) -> views.ContactsPage:
        asked = request.query
        chosen = narrowed(request.scope, asked.project)
        typed = (asked.q or "").strip()
        runs = runs_of(typed, self.regions(chosen)) if typed else None
        before = views.parse_id_cursor(asked.before)
        wanted = store.Filter(chosen, runs, typed or None, before, asked.limit + 1)
        found = await store.page(self._database, wanted)
        shown = found[: asked.limit]
        more = views.cursor(shown[-1].changed_at, shown[-1].id) if len(found) > asked.limit else None
        return views.ContactsPage([self.view(each) for each in shown], more)

    async def add(self, request: Request[None, views.ContactBody]) -> views.ContactView:
        body = request.body
        project = ProjectId(body.project_id)
        place = self.place(project, request.scope)
        numbers = [_new_number(each, place) for each in body.numbers]
        person = Person(
            name=body.name.strip(),
            language=checked_language(body.language),
            zone=checked_zone(body.zone),
            consent=body.consent,
            notes=body.notes,
        )
        return self.view(await self._people.add(project, person, numbers, self._clock.now()))

    async def one(self, request: Request[None, None]) -> views.ContactView:
        return self.view(await self._known(request))

    async def change(self, request: Request[None, views.ContactPatch]) -> views.ContactView:
        body = request.body
        given = {field: getattr(body, field) for field in body.__struct_fields__ if getattr(body, field) is not UNSET}
        checked_language(given.get("language"))
        checked_zone(given.get("zone"))

        def changed(known: Contact) -> Person:
            return msgspec.structs.replace(_person(known), **given)

        contact, scope = _id(request), request.scope
        return self.view(await self._people.change(contact, scope, changed, self._clock.now()))

    async def history(self, request: Request[views.HistoryQuery, None]) -> views.HistoryPage:
        contact, limit = await self._known(request), request.query.limit
        found = await history(self._database, contact, views.parse_cursor(request.query.before), limit + 1)
        shown = found[:limit]
        more = views.cursor(shown[-1][0].at, shown[-1][1]) if len(found) > limit else None
        return views.HistoryPage([then for then, _ in shown], more)

    async def merge(self, request: Request[None, views.MergeBody]) -> views.ContactView:
        into = ContactId(request.body.into)
        return self.view(await self._people.merge(_id(request), into, request.scope, self._clock.now()))

    async def _known(self, request: Request[Any, None]) -> Contact:
        return await self._people.one(_id(request), request.scope)


class NumberRoutes(_Seeing):
    """The handlers of what is done to a contact's numbers."""

    def __init__(self, projects: Projects, people: People, clock: Clock) -> None:
        super().__init__(projects)
        self._people = people
        self._clock = clock

    async def add(self, request: Request[None, views.NumberBody]) -> views.ContactView:
        contact, scope = _id(request), request.scope
        known = await self._people.one(contact, scope)
        number = _new_number(request.body, self.place(known.project))
        return self.view(await self._people.add_number(contact, scope, number, self._clock.now()))

    async def remove(self, request: Request[None, None]) -> None:
        contact, scope = _id(request), request.scope
        await self._people.remove_number(contact, scope, _number_in_path(request), self._clock.now())

    async def change(self, request: Request[None, views.NumberPatch]) -> views.ContactView:
        contact, scope, body = _id(request), request.scope, request.body
        changed = NumberChange(
            line_type=LineType(body.line_type) if isinstance(body.line_type, str) else body.line_type,
            main=body.main is True,
            texts=body.texts if isinstance(body.texts, bool) else None,
        )
        number = _number_in_path(request)
        return self.view(await self._people.change_number(contact, scope, number, changed, self._clock.now()))


class ImportRoutes(_Seeing):
    def __init__(self, projects: Projects, imports: Import, clock: Clock) -> None:
        super().__init__(projects)
        self._imports = imports
        self._clock = clock

    async def take(self, request: Request[None, views.ImportBody]) -> views.ImportReply:
        body, by = request.body, request.actor.name
        project = ProjectId(body.project_id)
        place = self.place(project, request.scope)
        joining = await self._imports.take(project, place, body.text, by, self._clock.now(), body.dry_run)
        return views.import_reply(joining, body.dry_run)

    async def running(self, request: Request[None, None]) -> views.ImportsReply:
        return views.imports_reply([each for each in self._imports.running if request.sees(each.project)])


class ListRoutes(_Seeing):
    """The handlers of the do-not-call list."""

    def __init__(self, database: Database, projects: Projects, hooks: Hooks, clock: Clock) -> None:
        super().__init__(projects)
        self._database = database
        self._hooks = hooks
        self._clock = clock

    async def page(self, request: Request[views.ListedQuery, None]) -> views.ListedPage:
        asked = request.query
        chosen = narrowed(request.scope, asked.project)
        before = views.parse_id_cursor(asked.before)
        wanted = do_not_call.ListFilter(chosen, digits_of("q", asked.q), before, asked.limit + 1)
        found = await do_not_call.page(self._database, wanted)
        shown = found[: asked.limit]
        more = views.cursor(shown[-1].added_at, shown[-1].id) if len(found) > asked.limit else None
        return views.ListedPage([views.listed_view(each) for each in shown], more)

    async def put(self, request: Request[None, views.ListBody]) -> views.ListedView:
        body = request.body
        project = None if body.project_id is None else ProjectId(body.project_id)
        request.expect(project)
        region = "" if project is None else self.place(project).region
        number = _parsed("number", body.number, region, A_NUMBER if region else A_NUMBER_OF_ALL)
        return views.listed_view(await self._put(project, number, body.why, request.actor.name))

    async def _put(self, project: ProjectId | None, number: Phone, why: str, by: str) -> Listed:
        async with self._database.transaction() as tx:
            return await do_not_call.put(tx, project, number, why, by, self._clock.now(), self._hooks)

    async def remove(self, request: Request[None, None]) -> None:
        async with self._database.transaction() as tx:
            removed = await do_not_call.remove(tx, request.number("id"))
            do_not_call.check_seen(removed, request.scope)
            request.expect(removed.project)


def _id(request: Request[Any, Any]) -> ContactId:
    return ContactId(request.number("id"))


def _person(contact: Contact) -> Person:
    return Person(**{field: getattr(contact, field) for field in Person.__struct_fields__})


def _new_number(body: views.NumberBody, place: Place) -> NewNumber:
    phone = _parsed("number", body.number, place.region, A_NUMBER)
    return new_number(phone, LineType(body.line_type) if body.line_type else None)


def _number_in_path(request: Request[None, Any]) -> Phone:
    """The plus may be left out: in a path it is easily taken for a space."""
    text = request.path["number"].strip()
    return _parsed("number", text if text.startswith("+") else f"+{text}", "", A_NUMBER_OF_ALL)


def _parsed(field: str, text: str, region: str, accepted: str) -> Phone:
    phone = parse_phone(text, region)
    if phone is None:
        raise BadInput(field, text[:64], accepted)
    return phone


def routes(database: Database, projects: Projects, clock: Clock, hooks: Hooks | None = None) -> tuple[Route, ...]:
    """`hooks` hear of what is done to contacts, in its transaction."""
    told = hooks or Hooks()
    people = People(database, told)
    return (
        *_contact_routes(ContactRoutes(database, projects, people, clock)),
        *_number_routes(NumberRoutes(projects, people, clock)),
        *_import_routes(ImportRoutes(projects, Import(database, told), clock)),
        *_list_routes(ListRoutes(database, projects, told, clock)),
    )


def _contact_routes(on: ContactRoutes) -> tuple[Route, ...]:
    see, work, run = Permission.SEE_CASES, Permission.WORK_CASES, Permission.RUN_CASES
    every, one = "/api/contacts", "/api/contacts/{id}"
    view, missing, refused = views.ContactView, (BadInput, NotFound), (BadInput, NotFound, Conflict)
    listed = Route("GET", every, see, on.page, "Contacts, by number or name", response=views.ContactsPage)
    then = Route("GET", f"{one}/history", see, on.history, "Calls, cases and texts", response=views.HistoryPage)
    return (
        replace(listed, query=views.ContactsQuery, errors=(BadInput,)),
        Route("POST", every, work, on.add, "A new contact", views.ContactBody, view, status=201, errors=refused),
        Route("GET", one, see, on.one, "One contact", response=view, errors=missing, sensitive=True),
        Route("PATCH", one, work, on.change, "Change a contact", views.ContactPatch, view, errors=missing),
        replace(then, query=views.HistoryQuery, errors=missing),
        Route("POST", f"{one}/merge", run, on.merge, "Two are one", views.MergeBody, view, errors=refused),
    )


def _number_routes(on: NumberRoutes) -> tuple[Route, ...]:
    work, view, refused = Permission.WORK_CASES, views.ContactView, (BadInput, NotFound, Conflict)
    every, one = "/api/contacts/{id}/numbers", "/api/contacts/{id}/numbers/{number}"
    return (
        Route("POST", every, work, on.add, "Add a number", views.NumberBody, view, errors=refused),
        Route("PATCH", one, work, on.change, "What a number is", views.NumberPatch, view, errors=refused),
        Route("DELETE", one, work, on.remove, "Remove a number", status=204, errors=refused),
    )


def _import_routes(on: ImportRoutes) -> tuple[Route, ...]:
    run, path = Permission.RUN_CASES, "/api/contacts/import"
    take = Route("POST", path, run, on.take, "Contacts from a CSV file: shown first, then taken", views.ImportBody)
    take = replace(take, response=views.ImportReply, largest_body=_LARGEST_IMPORT, errors=(BadInput, NotFound))
    return take, Route("GET", path, run, on.running, "Files that are being taken", response=views.ImportsReply)


def _list_routes(on: ListRoutes) -> tuple[Route, ...]:
    run, path = Permission.RUN_CASES, "/api/do-not-call"
    listed = Route("GET", path, run, on.page, "Whom nobody calls", response=views.ListedPage, errors=(BadInput,))
    put = Route("POST", path, run, on.put, "Put a number on the list", views.ListBody, views.ListedView)
    return (
        replace(listed, query=views.ListedQuery),
        replace(put, errors=(BadInput, NotFound)),
        Route("DELETE", f"{path}/{{id}}", run, on.remove, "Take it off", status=204, errors=(BadInput, NotFound)),
    )
