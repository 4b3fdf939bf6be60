"""The built console: hashed assets that never change, and one page for every address the console draws itself."""

from pathlib import Path

from aiohttp import hdrs, web

HASHED = "/assets/"
_FOREVER = "public, max-age=31536000, immutable"
_ASK_AGAIN = "no-cache"
_NOT_BUILT = (
    "<!doctype html><meta charset=utf-8><title>Ringback</title>"
    "<p>The console has not been built: run <code>make console</code>, then start Ringback again. The API works."
)


class Console:
    """The files of `dist` as they are when made. Only these are ever sent, so no address leads out of it."""

    def __init__(self, dist: Path) -> None:
        found = (path for path in dist.rglob("*") if path.is_file())
        self._files = {f"/{path.relative_to(dist).as_posix()}": path for path in found}

    def page(self, path: str) -> web.StreamResponse:
        """What the browser gets for `path`, which no route of the API has taken."""
        if path in self._files:
            return self._file(path)
        if path.startswith(HASHED):
            raise web.HTTPNotFound
        return self._file("/index.html") if "/index.html" in self._files else _not_built()

    def _file(self, path: str) -> web.FileResponse:
        cache = _FOREVER if path.startswith(HASHED) else _ASK_AGAIN
        return web.FileResponse(self._files[path], headers={hdrs.CACHE_CONTROL: cache})


def _not_built() -> web.Response:
    return web.Response(text=_NOT_BUILT, content_type="text/html", charset="utf-8", status=503)
