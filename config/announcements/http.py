"""Announcements over HTTP: what callers hear, which versions there are, a new one, and from when it is in force."""

import asyncio
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from config.announcements import shelf, store, views
from config.announcements.desk import AnnouncementDesk
from config.announcements.model import Slot, lacks, languages_of, placed
from config.announcements.workshop import Workshop
from config.catalog import Catalog
from config.model import FALLBACK_LANGUAGE, AnnouncementKind, Project
from kernel.clock import Clock
from kernel.errors import BadInput, Conflict, NotFound, Unavailable
from kernel.http import BytesReply, Forbidden, Request, Route, Upload
from kernel.ids import ProjectId
from kernel.permissions import Permission
from store.pool import Database

LARGEST_FILE = 50_000_000
_WAV = "audio/wav"
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_PATH = "/api/announcements/{project}/{kind}/{language}"


class AnnouncementRoutes:
    """The handlers."""

    def __init__(
        self, database: Database, catalog: Callable[[], Catalog], desk: AnnouncementDesk, sounds: Path, clock: Clock
    ) -> None:
        self._database = database
        self._catalog = catalog
        self._desk = desk
        self._sounds = sounds
        self._clock = clock

    async def all(self, request: Request[views.AnnouncementsQuery, None]) -> views.AnnouncementsReply:
        catalog, asked = self._catalog(), request.query.project
        if asked is not None:
            request.expect(asked)
        mine = [each for each in catalog.projects.values() if request.sees(each.id) and asked in (None, each.id)]
        ids = None if asked is None and request.scope is None else [each.id for each in mine]
        found = placed(await store.versions(self._database, ids), self._clock.now())
        return views.AnnouncementsReply(
            kinds=views.kinds(),
            projects=[_project(catalog, each) for each in mine],
            versions=[views.version_view(each) for each in found],
        )

    async def preview(self, request: Request[None, Upload]) -> BytesReply:
        self._slot(request, "")
        return BytesReply(await self._desk.preview(request.body.path), _WAV)

    async def add(self, request: Request[views.UploadQuery, Upload]) -> views.AnnouncementVersion:
        query = request.query
        slot = self._slot(request, query.name.strip())
        file, by = request.body.path, request.actor.name
        made = await self._desk.add(slot, file, query.original, query.in_force_from, by)
        return views.version_view(made)

    async def hear(self, request: Request[None, None]) -> BytesReply:
        version = await store.version(self._database, request.number("id"))
        if version.slot.project is not None:
            request.expect(version.slot.project)
        return BytesReply(await asyncio.to_thread(_heard, self._sounds, version.file), _WAV)

    async def place(self, request: Request[None, views.PlaceBody]) -> views.AnnouncementVersion:
        version = await store.version(self._database, request.number("id"))
        request.expect(version.slot.project)
        body, by = request.body, request.actor.name
        if body.withdrawn:
            return views.version_view(await self._desk.withdraw(version.id, by))
        return views.version_view(await self._desk.put_in_force(version.id, body.in_force_from, by))

    def _slot(self, request: "Request[views.UploadQuery, Upload] | Request[None, Upload]", name: str) -> Slot:
        """What the path names, if the asker may change it."""
        project = None if request.path["project"] == store.EVERYBODYS else ProjectId(request.number("project"))
        request.expect(project)
        if project is not None:
            self._catalog().project(project)
        kind, language = _kind(request.path["kind"]), request.path["language"]
        if not _LANGUAGE.fullmatch(language):
            raise BadInput("language", language[:64], "a language, such as en")
        if name and kind is not AnnouncementKind.OUTAGE:
            raise BadInput("name", name, "nothing: only outage prompts have names")
        return Slot(project, kind, language, name)


def _kind(text: str) -> AnnouncementKind:
    try:
        return AnnouncementKind(text)
    except ValueError:
        raise BadInput("kind", text[:64], "a kind of announcement, such as qa_inbound") from None


def _project(catalog: Catalog, project: Project) -> views.ProjectAnnouncements:
    return views.ProjectAnnouncements(
        project_id=project.id,
        name=project.name,
        zone=project.zone.key,
        live=project.live,
        languages=list(languages_of(catalog, project)),
        heard=[views.heard_view(each) for each in lacks(catalog, project, FALLBACK_LANGUAGE)],
    )


def _heard(sounds: Path, file: str) -> bytes:
    return shelf.as_heard(shelf.read(sounds, file))


def routes(database: Database, catalog: Callable[[], Catalog], sounds: Path, clock: Clock) -> tuple[Route, ...]:
    """`catalog` gives the newest snapshot; `sounds` is the directory from which the switch plays."""
    desk = AnnouncementDesk(database, catalog, Workshop(), sounds, clock)
    on = AnnouncementRoutes(database, catalog, desk, sounds, clock)
    return (*_seen(on), *_changed(on))


def _seen(on: AnnouncementRoutes) -> Sequence[Route]:
    return (
        Route(
            "GET",
            "/api/announcements",
            Permission.SEE_SETTINGS,
            on.all,
            "What callers hear in each language, and all versions of it",
            response=views.AnnouncementsReply,
            query=views.AnnouncementsQuery,
            errors=(NotFound,),
        ),
        Route(
            "GET",
            "/api/announcements/{id}/audio",
            Permission.SEE_SETTINGS,
            on.hear,
            "A version as a caller hears it",
            response=BytesReply,
            errors=(NotFound,),
        ),
    )


def _changed(on: AnnouncementRoutes) -> Sequence[Route]:
    errors = (NotFound, Forbidden, BadInput, Unavailable)
    return (
        Route(
            "POST",
            _PATH,
            Permission.ADMINISTER,
            on.add,
            "A new version of an announcement, made of a WAV, MP3, OGG or FLAC; the project all is everybody",
            request=Upload,
            response=views.AnnouncementVersion,
            query=views.UploadQuery,
            status=201,
            largest_body=LARGEST_FILE,
            errors=errors,
        ),
        Route(
            "POST",
            f"{_PATH}/preview",
            Permission.ADMINISTER,
            on.preview,
            "What callers would hear of a file, which is not kept",
            request=Upload,
            response=BytesReply,
            largest_body=LARGEST_FILE,
            errors=errors,
        ),
        Route(
            "PUT",
            "/api/announcements/{id}",
            Permission.ADMINISTER,
            on.place,
            "From when a version is in force, or that it is withdrawn",
            request=views.PlaceBody,
            response=views.AnnouncementVersion,
            errors=(*errors, Conflict),
        ),
    )
