"""A slice's door to HTTP, as plain values: which path, what goes in and out, who may.

A slice's `http.py` exports `Route`s; `web/` turns them into handlers and into the OpenAPI description. Nothing here
knows an HTTP library.
"""

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Generic, Literal, TypeVar

import msgspec

from kernel.errors import BadInput, NotFound, RingbackError
from kernel.ids import AgentId, UserId
from kernel.permissions import Grant, Permission, Role, Scope, granted, scope_of, within

QueryT = TypeVar("QueryT")
BodyT = TypeVar("BodyT")
Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]

LARGEST_ID = 2**31 - 1
"""Of the ids that Postgres counts, which are `integer`s."""

Lines = Annotated[str, msgspec.Meta(extra={"lines": True})]
"""Text of several lines, such as a note: it may hold line breaks and tabs; a plain `str` holds no control character."""

_PARAMETER = re.compile(r"{(\w+)}")


class NotSignedIn(RingbackError):
    """The route needs a session and the request has none that is still valid. Becomes 401."""


class Forbidden(RingbackError):
    """Signed in, but not allowed to do this to that. Becomes 403; `str(error)` says what is needed."""


@dataclass(frozen=True, slots=True)
class Actor:
    """The signed-in person who asks, with the roles they have. `agent_id` is set for those who take calls.

    `limit` is set where a program asks with their token: at most these permissions of theirs.
    """

    user_id: UserId
    name: str
    grants: frozenset[Grant]
    agent_id: AgentId | None
    limit: frozenset[Permission] | None = None

    @property
    def roles(self) -> list[Role]:
        """Each once, whatever the projects, the one that says most first."""
        return [role for role in Role if any(grant.role is role for grant in self.grants)]

    @property
    def permissions(self) -> frozenset[Permission]:
        """All that they may in one project at least."""
        own = granted(self.grants)
        return own if self.limit is None else own & self.limit

    def may(self, permission: Permission) -> bool:
        """Whether they may anywhere."""
        return permission in self.permissions

    def may_in(self, permission: Permission, project: int | None) -> bool:
        """Whether they may in this project; what belongs to none takes a role in all projects."""
        return self.may(permission) and within(self.projects(permission), project)

    def may_in_one(self, permission: Permission, projects: Iterable[int]) -> bool:
        """Whether they may in one of these: what an agent of several projects is, each of them sees."""
        scope = self.projects(permission)
        return self.may(permission) and (scope is None or any(within(scope, each) for each in projects))

    def projects(self, permission: Permission) -> Scope:
        """Where they may; None is everywhere."""
        return scope_of(self.grants, permission) if self.may(permission) else frozenset()


@dataclass(frozen=True, slots=True)
class Request(Generic[QueryT, BodyT]):
    """What a handler is given: all of it parsed and allowed, as its route declares.

    `query` and `body` are the route's structs, None where it declares none: annotate a handler's argument as
    `Request[CallsQuery, None]`. `peer` is the asker's IP address. `session` identifies the session and cannot be used
    to take it over. `secure` is whether the browser came by https. `permission` is the route's, which the asker has.
    """

    path: Mapping[str, str]
    query: QueryT = field(repr=False)
    body: BodyT = field(repr=False)
    visitor: Actor | None = None
    peer: str = ""
    session: bytes = field(default=b"", repr=False)
    secure: bool = False
    user_agent: str = ""
    half: str = field(default="", repr=False)
    """The token of a sign-in that lacks its second step; it is nobody's session."""
    permission: Permission = Permission.PUBLIC
    remarks: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)
    """What the handler adds to the request's row in the trail: its `project_id`, and what was done, without secrets."""

    @property
    def actor(self) -> Actor:
        """Who asks. Never fails on a route whose permission is not PUBLIC."""
        if self.visitor is None:
            raise NotSignedIn("Sign in first.")
        return self.visitor

    @property
    def scope(self) -> Scope:
        """The projects in which the asker may do what the route does; None is all. Whatever else there is, is not for
        them, and is answered as if it were not there.
        """
        return self.actor.projects(self.permission)

    def sees(self, project: int | None) -> bool:
        """Whether what belongs to this project is in the scope."""
        return within(self.scope, project)

    def about(self, project: int | None) -> bool:
        """As `sees`, of the one thing that the request is about: its row in the trail then names the project."""
        if project is not None:
            self.remarks["project_id"] = project
        return self.sees(project)

    def sees_one(self, projects: Iterable[int]) -> bool:
        """Whether one of these is in the scope, as of an agent's projects; everything is in that of all."""
        return self.scope is None or any(self.sees(each) for each in projects)

    def expect(self, project: int | None) -> None:
        """As `about`, but raises `NotFound` for a project outside the scope, and `Forbidden` for all of them (None)."""
        if project is None and self.scope is not None:
            raise Forbidden(f"This concerns all projects, and you have the permission {self.permission} in some.")
        if not self.about(project):
            raise NotFound("There is no such project.")

    def number(self, name: str) -> int:
        """The path parameter `name` as an id; BadInput where it is not a whole number that a row could have."""
        text = self.path[name]
        if not (text.isascii() and text.isdigit() and len(text) < 20 and int(text) <= LARGEST_ID):
            raise BadInput(name, text[:64], "a whole number")
        return int(text)


@dataclass(frozen=True, slots=True)
class Posted:
    """A form that another machine posts, exactly as it came: as a route's `request`, it replaces the JSON body.

    No header against forged requests is asked for: the handler has to prove by the sender's signature that it is
    genuine. `address` is the path with its query, as asked for; the names of `headers` are in lower case.
    """

    address: str
    fields: Mapping[str, str]
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that is sent as the body, whatever it holds: as a route's `request`, it replaces the JSON body.

    `path` is gone once the handler has returned. `size` in bytes is at most the route's `largest_body`.
    """

    path: Path
    size: int


@dataclass(frozen=True, slots=True)
class FileReply:
    """A file sent as it is; Range and If-Range are honoured. `filename` is what the browser would save it as, and where
    it is `attached` it does so at once.
    """

    path: Path
    content_type: str
    filename: str
    attached: bool = False


@dataclass(frozen=True, slots=True)
class BytesReply:
    """What was made for this request alone, such as a sound to be judged."""

    data: bytes = field(repr=False)
    content_type: str


@dataclass(frozen=True, slots=True)
class TextReply:
    """Text that is not JSON, such as metrics."""

    text: str
    content_type: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A JSON reply with its own headers, or with another status than the route's. `body` None sends none."""

    body: object = None
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int | None = None


Reply = object
"""Anything msgspec can encode, None for an empty body, or one of FileReply, BytesReply, TextReply, Answer."""

Handler = Callable[[Request[Any, Any]], Awaitable[Reply]]


@dataclass(frozen=True, slots=True)
class Route:
    """One operation of the HTTP API.

    `path` is `/api/calls/{id}/hold`; `request` and `response` are the JSON bodies' types, `query` a msgspec Struct
    whose fields are the query's keys (a list field takes a repeated key). `response` may also be FileReply, BytesReply
    or TextReply. `largest_body` is in bytes, where it may be larger than elsewhere. `also` are other statuses with
    which the same body comes. `errors` are those `handler` raises on purpose; what every route may answer is added by
    `web/`.
    `sensitive`: a read that leaves a row in the trail, as every change does. `in_person`: not with an API token.
    """

    method: Method
    path: str
    permission: Permission
    handler: Handler
    summary: str
    request: type | None = None
    response: type | None = None
    query: type | None = None
    status: int = 200
    also: tuple[int, ...] = ()
    largest_body: int | None = None
    errors: tuple[type[RingbackError], ...] = ()
    sensitive: bool = False
    in_person: bool = False

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names in the path's braces, in order."""
        return tuple(_PARAMETER.findall(self.path))
