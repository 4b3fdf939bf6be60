"""The phone in the page over HTTP: how it reaches the switch, that it is there, and where an agent's calls ring."""

from collections.abc import Callable
from typing import Literal, Protocol

import msgspec

from kernel.errors import Conflict, NotFound
from kernel.http import Actor, Request, Route
from kernel.ids import AgentId
from kernel.permissions import Permission
from telephony import webphone
from web.phones import BrowserPhones

NO_PHONE = "Nobody's calls ring here: you are no agent, and may not listen to calls either."
NO_DESK_PHONE = "You have no desk phone of your own: sign in at one by dialling *11 there."


class IceServer(msgspec.Struct, frozen=True, omit_defaults=True):
    """As a browser's RTCPeerConnection takes it: what is empty is left out."""

    urls: list[str]
    username: str = ""
    credential: str = ""


class PhoneAccess(msgspec.Struct, frozen=True):
    """All that a page needs to register. `line` is what it dials for a line that stays up. Holds a secret."""

    url: str
    uri: str
    password: str
    realm: str
    ice_servers: list[IceServer]
    line: str


class PhoneChoice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    phone: Literal["browser", "desk"]


class Phone(msgspec.Struct, frozen=True):
    """`phone` is where an agent's calls ring, None for who is no agent.

    `desk` is the desk phone at which they are, or else their own; None where they have none.
    """

    phone: Literal["browser", "desk"] | None
    desk: str | None


class Phoning(msgspec.Struct, frozen=True, kw_only=True):
    """Where browsers reach the switch. `host` is the SIP domain, which the switch does not look at."""

    url: str
    ice_servers: tuple[IceServer, ...] = ()
    realm: str = "asterisk"
    host: str = "ringback"


class Line(Protocol):
    """What the calls are told of the pages that are phones."""

    def idle(self, agent: AgentId) -> bool:
        """Whether the agent is on no call just now."""
        ...

    def reopened(self, agent: AgentId) -> None:
        """The agent's page asks for its phone: whatever line an earlier page had is dead."""
        ...

    async def here(self, agent: AgentId) -> None:
        """The page says that it has registered; the switch is asked. Raises `Unavailable`."""
        ...

    async def moved(self) -> None:
        """Where somebody's calls ring was changed."""
        ...


class PhoneRoutes:
    """The handlers."""

    def __init__(self, phones: BrowserPhones, line: Line, phoning: Callable[[], Phoning]) -> None:
        self._phones = phones
        self._line = line
        self._phoning = phoning

    async def open(self, request: Request[None, None]) -> PhoneAccess:
        actor, to = request.actor, self._phoning()
        if not _has_phone(actor):
            raise Conflict(NO_PHONE)
        if actor.agent_id is not None and (await self._phones.chosen(actor.agent_id))[0]:
            self._line.reopened(actor.agent_id)
        password = await self._phones.open(actor.user_id, request.session)
        return PhoneAccess(
            url=to.url,
            uri=f"sip:{webphone.name_of(actor.user_id)}@{to.host}",
            password=password,
            realm=to.realm,
            ice_servers=list(to.ice_servers),
            line=webphone.LINE,
        )

    async def here(self, request: Request[None, None]) -> None:
        if request.actor.agent_id is not None:
            await self._line.here(request.actor.agent_id)

    async def one(self, request: Request[None, None]) -> Phone:
        agent = request.actor.agent_id
        return Phone(None, None) if agent is None else await self._phone_of(agent)

    async def _phone_of(self, agent: AgentId) -> Phone:
        in_browser, endpoint = await self._phones.chosen(agent)
        return Phone("browser" if in_browser else "desk", endpoint.partition("/")[2] if endpoint else None)

    async def choose(self, request: Request[None, PhoneChoice]) -> Phone:
        agent = request.actor.agent_id
        if agent is None:
            raise Conflict(NO_PHONE)
        if not self._line.idle(agent):
            raise Conflict("The phone cannot be changed during a call.")
        if request.body.phone == "desk" and (await self._phones.chosen(agent))[1] is None:
            raise Conflict(NO_DESK_PHONE)
        await self._phones.choose(agent, browser=request.body.phone == "browser")
        await self._line.moved()
        return await self._phone_of(agent)


def _has_phone(actor: Actor) -> bool:
    return actor.agent_id is not None or actor.may(Permission.LISTEN)


def routes(phones: BrowserPhones, line: Line, phoning: Callable[[], Phoning]) -> tuple[Route, ...]:
    on, mine = PhoneRoutes(phones, line, phoning), Permission.SIGNED_IN
    path = "/api/phone"
    return (
        Route("GET", path, mine, on.one, "Where my calls ring", response=Phone, errors=(NotFound,)),
        Route(
            "POST",
            path,
            mine,
            on.open,
            "A phone for this page: how it registers with the switch",
            response=PhoneAccess,
            errors=(Conflict, NotFound),
            in_person=True,
        ),
        Route(
            "PUT",
            path,
            mine,
            on.choose,
            "Let my calls ring in the page, or at my desk phone",
            request=PhoneChoice,
            response=Phone,
            errors=(Conflict, NotFound),
        ),
        Route("POST", f"{path}/here", mine, on.here, "This page's phone has registered", status=204),
    )
