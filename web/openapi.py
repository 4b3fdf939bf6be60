"""The API's description, OpenAPI 3.1, made from the routes and their types."""

import asyncio
import re
from collections.abc import Sequence
from functools import cache
from http import HTTPStatus
from typing import Any

import msgspec

from kernel.errors import BadInput, NotFound, Unavailable
from kernel.http import BytesReply, FileReply, Forbidden, NotSignedIn, Posted, Request, Route, TextReply, Upload
from kernel.permissions import Permission
from web.door import COOKIE, FORM, JSON
from web.problems import CONTENT_TYPE, Malformed, Problem, TooManyTries, status_of
from web.server import LIVE_PATH

PATH = "/api/openapi.json"
_REF = "#/components/schemas/{name}"
_NO_JSON = (FileReply, BytesReply, TextReply, Posted, Upload)
_BYTES = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
_OURS = {"$ref": "#/components/parameters/Ringback"}

_LIVE = """A websocket, over which the floor is told as it changes. The server says
`{"type": "snapshot", "seq": n, "board": ...}` first, then `{"type": "delta", "seq": n + 1, "changes": [...]}` for each
change, where a change is `{"kind": "call" | "agent" | "queue" | "alarm", "id": ..., "value": ... | null}` and replaces
what was known of that id; null removes it. A client that misses a `seq` says `{"type": "snapshot"}`, the only thing it
may say, and gets one. Close code 4401: the session has ended, sign in again."""

Json = dict[str, Any]


def with_description(routes: Sequence[Route], version: str) -> tuple[Route, ...]:
    """The routes and one more, which answers with the description of them all, made when it is first asked for."""

    @cache
    def described() -> Json:
        return openapi(every, version)

    async def describe(request: Request[None, None]) -> Json:
        return await asyncio.to_thread(described)

    every = (*routes, Route("GET", PATH, Permission.PUBLIC, describe, "This description", response=dict))
    return every


def openapi(routes: Sequence[Route], version: str) -> Json:
    """The description of all routes. `x-permission` of an operation is the permission that it needs."""
    schemas, components = _schemas(routes)
    paths: Json = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, schemas, components)
    paths[LIVE_PATH] = {"get": _live(schemas)}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Ringback",
            "version": version,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "schemas": components,
            "parameters": {"Ringback": _header()},
            "securitySchemes": {
                "session": {"type": "apiKey", "in": "cookie", "name": COOKIE},
                "token": {"type": "http", "scheme": "bearer", "description": "An API token, which begins with rb_."},
            },
        },
    }


def _schemas(routes: Sequence[Route]) -> tuple[dict[type, Json], Json]:
    """The schema of each type the routes name, and the components these refer to."""
    named = [kind for route in routes for kind in (route.request, route.response, route.query) if kind]
    kinds = list(dict.fromkeys(kind for kind in (*named, Problem) if kind not in _NO_JSON))
    schemas, components = msgspec.json.schema_components(kinds, ref_template=_REF)
    return dict(zip(kinds, schemas, strict=True)), dict(components)


def _operation(route: Route, schemas: dict[type, Json], components: Json) -> Json:
    operation: Json = {
        "operationId": _operation_id(route),
        "summary": route.summary,
        "tags": [route.path.split("/")[2] if route.path.startswith("/api/") else "probes"],
        "x-permission": str(route.permission),
        "security": _security(route.permission, in_person=route.in_person),
        "responses": _responses(route, schemas),
    }
    if parameters := [*_in_path(route), *_in_query(route, schemas, components), *_headers(route)]:
        operation["parameters"] = parameters
    if route.request:
        operation["requestBody"] = {"required": True, "content": _asked(route.request, schemas)}
    return operation


def _security(permission: Permission, *, in_person: bool = False) -> list[Json]:
    """What lets somebody in: either of them is enough."""
    if permission is Permission.PUBLIC:
        return []
    in_person = in_person or permission is Permission.MANAGE_PEOPLE
    return [{"session": []}] if in_person else [{"session": []}, {"token": []}]


def _asked(kind: type, schemas: dict[type, Json]) -> Json:
    if kind is Upload:
        return _BYTES
    return {FORM: {"schema": {"type": "object"}}} if kind is Posted else {JSON: {"schema": schemas[kind]}}


def _live(schemas: dict[type, Json]) -> Json:
    """The one operation that is no route, because it is no question with an answer."""
    upgraded: Json = {"101": {"description": HTTPStatus(101).phrase}}
    return {
        "operationId": "get_live",
        "summary": "The floor, live",
        "description": _LIVE,
        "tags": ["live"],
        "x-permission": str(Permission.SIGNED_IN),
        "security": _security(Permission.SEE_FLOOR),
        "responses": upgraded | {str(status): _refused(status, schemas) for status in (400, 401, 403, 500, 503)},
    }


def _operation_id(route: Route) -> str:
    words = re.findall(r"\w+", route.path.removeprefix("/api/"))
    return "_".join([route.method.lower(), *words])


def _in_path(route: Route) -> list[Json]:
    schema = {"type": "string"}
    return [{"name": name, "in": "path", "required": True, "schema": schema} for name in route.parameters]


def _in_query(route: Route, schemas: dict[type, Json], components: Json) -> list[Json]:
    if route.query is None:
        return []
    struct = components[schemas[route.query]["$ref"].rpartition("/")[2]]
    required = struct.get("required", [])
    properties = struct.get("properties", {}).items()
    return [{"name": name, "in": "query", "required": name in required, "schema": kind} for name, kind in properties]


def _headers(route: Route) -> list[Json]:
    return [] if route.method == "GET" or route.request is Posted else [_OURS]


def _header() -> Json:
    return {
        "name": "X-Ringback",
        "in": "header",
        "required": True,
        "description": "Shows that no other site's form has sent the request. Not needed with an API token.",
        "schema": {"type": "string", "const": "1"},
    }


def _responses(route: Route, schemas: dict[type, Json]) -> Json:
    content = _content(route, schemas)
    good = {str(each): {"description": HTTPStatus(each).phrase, **content} for each in (route.status, *route.also)}
    statuses = sorted({status_of(error) for error in (*route.errors, *_usual(route))} | {500})
    return {str(status): _refused(status, schemas) for status in statuses} | good


def _content(route: Route, schemas: dict[type, Json]) -> Json:
    if route.response is None:
        return {}
    if route.response in (FileReply, BytesReply):
        return {"content": _BYTES}
    if route.response is TextReply:
        return {"content": {"text/plain": {"schema": {"type": "string"}}}}
    return {"content": {"application/json": {"schema": schemas[route.response]}}}


def _usual(route: Route) -> tuple[type[Exception], ...]:
    """The errors that `web/` itself raises for a route of this shape, and what is told while the database is away."""
    signed_in = () if route.permission is Permission.PUBLIC else (NotSignedIn, Forbidden, TooManyTries)
    forged = () if route.method == "GET" else (Forbidden,)
    body = (Malformed, BadInput) if route.request else ()
    query = (BadInput,) if route.query else ()
    path = (NotFound, BadInput) if route.parameters else ()
    away = (Unavailable,) if route.path.startswith("/api/") and route.path != PATH else ()
    return (*signed_in, *forged, *body, *query, *path, *away)


def _refused(status: int, schemas: dict[type, Json]) -> Json:
    return {"description": HTTPStatus(status).phrase, "content": {CONTENT_TYPE: {"schema": schemas[Problem]}}}
