"""A recording's picture over HTTP."""

from kernel.errors import NotFound
from kernel.http import Request, Route
from kernel.permissions import Permission
from recordings import http
from recordings.errors import NothingToHear, NothingToSee
from recordings.picture.pictures import Pictures
from recordings.picture.shape import Picture
from store.pool import Queryable


class Seen:
    """The handler."""

    def __init__(self, db: Queryable, pictures: Pictures) -> None:
        self._db = db
        self._pictures = pictures

    async def picture(self, request: Request[None, None]) -> Picture:
        """Nobody is written down for it: nothing is heard."""
        file = await http.known_file(self._db, request)
        if file.path is None:
            raise NothingToHear(file.detail)
        return await self._pictures.of(file.id, file.path)


def routes(db: Queryable, pictures: Pictures) -> tuple[Route, ...]:
    """For who may hear it."""
    return (
        Route(
            "GET",
            "/api/recordings/{id}/picture",
            Permission.HEAR_RECORDINGS,
            Seen(db, pictures).picture,
            "How loud both sides are along it, and where neither speaks; the first time it takes a while",
            response=Picture,
            errors=(NotFound, NothingToHear, NothingToSee),
        ),
    )
