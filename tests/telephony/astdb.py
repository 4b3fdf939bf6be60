"""The manager of a switch that has a database and nothing else, over real HTTP."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

from aiohttp import web
from aiohttp.test_utils import TestServer

from telephony.ari.access import Access
from telephony.ari.manager import Manager, open_manager

DONE = "Response: Success\r\nMessage: Done\r\n\r\n"
MISSING = "Response: Error\r\nMessage: Database entry not found\r\n\r\n"


class AstDb:
    """`entries` by family and key, as one path. `asked` are the actions that changed something, with their keys."""

    def __init__(self) -> None:
        self.entries: dict[str, str] = {}
        self.asked: list[tuple[str, str]] = []
        self.away = False
        self.refused = 0
        self.full = False

    async def rawman(self, request: web.Request) -> web.Response:
        if self.away:
            self.refused += 1
            return web.Response(status=503)
        fields = {name: str(value) for name, value in (await request.post()).items()}
        return web.Response(text="".join(self._answer(fields["action"], fields)))

    def _answer(self, action: str, fields: dict[str, str]) -> Iterator[str]:
        path = f"{fields.get('Family')}/{fields.get('Key', '')}"
        if action == "DBPut" and self.full:
            yield "Response: Error\r\nMessage: Failed to update entry\r\n\r\n"
            return
        if action in ("DBPut", "DBDel"):
            self.asked.append((action, fields["Key"]))
        if action == "DBPut":
            self.entries[path] = fields["Val"]
        if action == "DBDel" and self.entries.pop(path, None) is None:
            yield MISSING
            return
        yield DONE
        if action == "DBGetTree":
            for key, value in self.entries.items():
                if key.startswith(f"{fields['Family']}/"):
                    yield f"Event: DBGetTreeResponse\r\nKey: /{key}\r\nVal: {value}\r\n\r\n"


@asynccontextmanager
async def open_astdb(astdb: AstDb) -> AsyncIterator[Manager]:
    app = web.Application()
    app.router.add_post("/rawman", astdb.rawman)
    async with (
        TestServer(app) as server,
        open_manager(Access(str(server.make_url("")), "rb", "sec"), within=20) as found,
    ):
        yield found
