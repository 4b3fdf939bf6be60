"""Who somebody is: one-time links, passwords, sessions. Of a token or a password only a hash is kept."""

import base64
import secrets
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from kernel.clock import Clock
from kernel.errors import BadInput, Conflict, NotFound
from kernel.http import Actor, NotSignedIn
from kernel.ids import AgentId, UserId
from kernel.permissions import Permission, Role
from store.pool import Database, Queryable
from web import people, store
from web.door import LONGEST_AGENT, Guest, Place, key_of
from web.guessing import LONGEST_NAME, Guessing
from web.halves import Half, Halves, Needs, Owing
from web.passwords import Passwords, PasswordWrong, acceptable
from web.people import Assigned, User
from web.sessions import end_others, known_here
from web.store import Link

TOKEN_BYTES = 32
LINK_LASTS = timedelta(hours=24)
IDLE = timedelta(hours=12)
LONGEST = timedelta(days=7)
SLIDES_EVERY = timedelta(minutes=1)
NOT_GOOD = "This link is not good: it was used, has expired, or a newer one was made."

WRONG = "The name or the password is wrong."

Randomness = Callable[[int], bytes]
Ended = Callable[[bytes], None]
Changed = Callable[[UserId, Actor | None], None]


@dataclass(frozen=True, slots=True)
class SignedIn:
    """`token` goes into the cookie and is kept nowhere else."""

    actor: Actor
    token: str


@dataclass(frozen=True, slots=True)
class Named:
    """A user, of whom no more is needed."""

    user_id: UserId
    name: str


def name_of(text: str) -> str:
    """A user's name as it is kept, or BadInput."""
    name = unicodedata.normalize("NFKC", text).strip()
    if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable():
        raise BadInput("name", text[:LONGEST_NAME], f"1 to {LONGEST_NAME} printable characters")
    return name


class Auth:
    """The sign-in of one installation. Every method raises Unavailable while the database is away.

    `random_bytes` must be fit for secrets.
    """

    def __init__(
        self, db: Database, clock: Clock, passwords: Passwords, random_bytes: Randomness = secrets.token_bytes
    ) -> None:
        self._db, self._clock, self._passwords, self._random = db, clock, passwords, random_bytes
        self._guessing = Guessing(partial(known_here, db))
        self._halves = Halves(db, clock, random_bytes)
        self._ended: list[Ended] = []
        self._changed: list[Changed] = []

    def when_ended(self, callback: Ended) -> None:
        """`callback` gets the key of each session that a sign-out or a new password ends."""
        self._ended.append(callback)

    def when_changed(self, callback: Changed) -> None:
        """`callback` gets each person whose roles change, as they are now: None once they are deactivated."""
        self._changed.append(callback)

    async def first_link(self) -> str | None:
        """At start: a new token for `/setup?token=…` while no admin has a password. It replaces the one before."""
        async with self._db.transaction() as db:
            await store.retire_first_links(db)
            if await store.admin_exists(db):
                return None
            return await self._add_link(db, Link(None))

    async def set_up(self, token: str, name: str | None, password: str, peer: str) -> Named:
        """Uses a one-time link, and returns whose it was. A first admin's needs the `name` to make; a user's takes
        theirs or none.

        Raises BadInput, NotFound for a link that is not good (any more), TooManyTries for one too many of these, and
        Conflict for a name that is taken.
        """
        now = self._clock.now()
        if not await store.link_is_good(self._db, key_of(token), now):
            self._guessing.bad_link(peer, self._clock.monotonic())
            raise NotFound(NOT_GOOD)
        password_hash = await self._passwords.hash(acceptable(password))
        async with self._db.transaction() as db:
            link = await store.use_link(db, key_of(token), now)
            if link is None:
                raise NotFound(NOT_GOOD)
            user, ended = await self._apply(db, link, name, password_hash)
        self._tell(ended)
        return user

    async def _apply(
        self, db: Queryable, link: Link, name: str | None, password_hash: str
    ) -> tuple[Named, Sequence[bytes]]:
        if link.user_id is None:
            made = name_of(name or "")
            return Named(await self._make(db, made, frozenset({Assigned(Role.ADMIN)}), None, password_hash), made), ()
        user = await store.user_by_id(db, link.user_id)
        if user is None or not user.active:
            raise NotFound(NOT_GOOD)
        if name and name_of(name).lower() != user.name.lower():
            raise BadInput("name", name, "the name of the user for whom the link was made")
        await store.set_password(db, user.user_id, password_hash)
        return Named(user.user_id, user.name), await store.end_sessions_of(db, user.user_id)

    async def sign_in(self, name: str, password: str, peer: str, user_agent: str = "") -> SignedIn | Half:
        """Who has a second factor, or must have one, has a step yet to take.

        Raises NotSignedIn where name or password is wrong, without telling which; TooManyTries.
        """
        asked = unicodedata.normalize("NFKC", name).strip()
        tried = await self._guessing.begin(asked, peer, self._clock.monotonic())
        found = await store.user_by_name(self._db, asked)
        if not await self._passwords.right(found[1] if found else None, password) or found is None:
            raise NotSignedIn(WRONG)
        self._guessing.right(tried)
        actor = await store.actor_of(self._db, found[0])
        if actor is None:
            raise NotSignedIn(WRONG)
        needs = await self._halves.needed(actor.user_id)
        if needs is not None:
            return await self._halves.open(actor.user_id, needs)
        return SignedIn(actor, await self._open(actor.user_id, peer, user_agent))

    async def owing(self, half: str, needs: Needs) -> Owing:
        """Who has just this second step to take, by the token of their half session. Raises NotSignedIn."""
        return await self._halves.owing(half, needs)

    async def finish(self, owing: Owing, peer: str, user_agent: str = "") -> SignedIn:
        """The second step was taken: they are in. Raises NotSignedIn for who comes a second time."""
        await self._halves.spend(owing.key)
        return SignedIn(owing.actor, await self._open(owing.actor.user_id, peer, user_agent))

    async def check_password(self, actor: Actor, password: str, peer: str) -> None:
        """That it is they who sit there, before something that a stolen session must not do.

        Raises PasswordWrong, TooManyTries.
        """
        tried = await self._guessing.begin(actor.name, peer, self._clock.monotonic())
        found = await store.user_by_name(self._db, actor.name)
        if not await self._passwords.right(found[1] if found else None, password):
            raise PasswordWrong
        self._guessing.right(tried)

    async def change_password(self, actor: Actor, old: str, new: str, session: bytes, peer: str) -> int:
        """Their own, by the one they have. How many other sessions have ended by it; a link for a new one is void, too.

        Raises PasswordRefused, PasswordWrong, TooManyTries.
        """
        acceptable(new, "new_password")
        await self.check_password(actor, old, peer)
        password_hash = await self._passwords.hash(new)
        async with self._db.transaction() as db:
            await store.set_password(db, actor.user_id, password_hash)
            await store.retire_links_of(db, actor.user_id)
            ended = await end_others(db, actor.user_id, session)
        self._tell(ended)
        return len(ended)

    async def _open(self, user_id: UserId, peer: str, user_agent: str) -> str:
        token, now = self._token(), self._clock.now()
        await store.forget_expired(self._db, now)
        await store.add_session(self._db, key_of(token), user_id, now, now + IDLE, peer, user_agent[:LONGEST_AGENT])
        return token

    async def who(self, token: str, place: Place | None = None) -> Guest | None:
        """Whose session it is; None where it is unknown, ended or expired. Being asked keeps it open."""
        return await self.holder(key_of(token), place) if token else None

    async def holder(self, key: bytes, place: Place | None = None) -> Guest | None:
        """The same, by the session's key. A place other than where it began is kept for its owner to see."""
        now = self._clock.now()
        session = await store.session(self._db, key, now)
        if session is None:
            return None
        if now - session.seen_at >= SLIDES_EVERY:
            await store.slide_session(self._db, key, now, min(now + IDLE, session.created_at + LONGEST))
        if place is not None and _is_news(session, place, now):
            await store.note_elsewhere(self._db, key, place, now)
        return Guest(session.actor, key)

    async def may_listen(self, user_id: UserId) -> bool:
        """Whether they may hear live calls, in whichever project, as they are now."""
        actor = await store.actor_of(self._db, user_id)
        return actor is not None and actor.may(Permission.LISTEN)

    async def sign_out(self, session: bytes) -> None:
        await store.end_session(self._db, session)
        self._tell([session])

    async def users(self) -> Sequence[User]:
        return await store.all_users(self._db)

    async def add_user(self, name: str, role: Role, agent_id: AgentId | None) -> tuple[UserId, str]:
        """The installation itself makes a user with one role in all projects. Raises as `invite` does."""
        return await self.invite(None, name, frozenset({Assigned(role)}), agent_id)

    async def invite(
        self, by: Actor | None, name: str, roles: frozenset[Assigned], agent_id: AgentId | None
    ) -> tuple[UserId, str]:
        """A user without a password, and the token of the link that sets it. Raises BadInput, Conflict, Forbidden."""
        people.check_roles(roles, agent_id)
        if by is not None:
            people.check_given(by, roles)
        async with self._db.transaction() as db:
            await _check_known(db, by, roles, agent_id)
            user_id = await self._make(db, name_of(name), roles, agent_id, None)
            return user_id, await self._add_link(db, Link(user_id))

    async def change(self, by: Actor, user_id: UserId, asked: people.Asked) -> User:
        """Other roles, another agent, deactivated or active again; counts from the next request on.

        Raises BadInput, NotFound, Forbidden, and Conflict where nobody could administer any more.
        """
        async with self._db.transaction() as db:
            await store.lock_people(db)
            before = await _known(db, user_id)
            people.check_seen(by, before)
            now = people.after(before, asked)
            people.check_change(by, before, now)
            ended = await self._write(db, by, before, now)
            actor = await store.actor_of(db, user_id)
        self._tell(ended)
        self._tell_changed(user_id, actor)
        return now

    async def _write(self, db: Queryable, by: Actor, before: User, now: User) -> Sequence[bytes]:
        """The keys of the sessions that end by it."""
        known = now.agent_id if now.agent_id != before.agent_id else None
        await _check_known(db, by, now.roles - before.roles, known)
        await store.set_roles(db, now.user_id, now.roles)
        if not await store.change_user(db, now.user_id, now.agent_id, now.active):
            raise Conflict("The agent belongs to another user.")
        if not await store.admin_exists(db):
            raise Conflict(people.LAST_ADMIN)
        if now.active:
            return ()
        await store.retire_links_of(db, now.user_id)
        return await store.end_sessions_of(db, now.user_id)

    async def new_link(self, user_id: UserId, by: Actor | None = None) -> str:
        """A new one-time link for somebody who has lost their password; the old one works until they use it."""
        async with self._db.transaction() as db:
            user = await _known(db, user_id)
            if by is not None:
                people.check_seen(by, user)
                people.check_all(by, user)
            if not user.active:
                raise Conflict(f"{user.name} is deactivated: activate them first.")
            await store.retire_links_of(db, user_id)
            return await self._add_link(db, Link(user_id))

    async def _make(
        self,
        db: Queryable,
        name: str,
        roles: frozenset[Assigned],
        agent_id: AgentId | None,
        password_hash: str | None,
    ) -> UserId:
        user_id = await store.add_user(db, name, agent_id, password_hash, self._clock.now())
        if user_id is None:
            raise Conflict(f"There is a user {name} already, or the agent belongs to another user.")
        await store.set_roles(db, user_id, roles)
        return user_id

    async def _add_link(self, db: Queryable, link: Link) -> str:
        token, now = self._token(), self._clock.now()
        await store.add_link(db, key_of(token), link, now, now + LINK_LASTS)
        return token

    def _token(self) -> str:
        return base64.urlsafe_b64encode(self._random(TOKEN_BYTES)).rstrip(b"=").decode()

    def ended(self, keys: Sequence[bytes]) -> None:
        """Sessions and tokens that others have ended: whoever waits for it is told."""
        self._tell(keys)

    def _tell(self, ended: Sequence[bytes]) -> None:
        for key in ended:
            for callback in self._ended:
                callback(key)

    def _tell_changed(self, user_id: UserId, actor: Actor | None) -> None:
        for callback in self._changed:
            callback(user_id, actor)


def _is_news(session: store.Session, place: Place, now: datetime) -> bool:
    if place == session.place:
        return False
    return place != session.elsewhere or session.elsewhere_at is None or now - session.elsewhere_at >= SLIDES_EVERY


async def _known(db: Queryable, user_id: UserId) -> User:
    user = await store.user_by_id(db, user_id)
    if user is None:
        raise NotFound(f"There is no user {user_id}.")
    return user


async def _check_known(db: Queryable, by: Actor | None, roles: frozenset[Assigned], agent_id: AgentId | None) -> None:
    """Raises BadInput for projects that are not there, and an agent who is not, or not the asker's to give."""
    named = sorted({each.project for each in roles if each.project is not None})
    if missing := await store.missing_projects(db, named):
        raise BadInput("roles", missing[0], "the ids of projects")
    if agent_id is None:
        return
    works_for = await store.projects_of_agent(db, agent_id)
    if works_for is None:
        raise BadInput("agent_id", agent_id, "the id of an agent")
    if by is not None:
        people.check_given(by, frozenset(Assigned(Role.AGENT, each) for each in works_for))
