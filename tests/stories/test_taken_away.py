"""Somebody listens to a call, and what let them do so is taken away: their ear is gone from the switch."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest
from argon2 import PasswordHasher

from kernel.clock import SystemClock
from kernel.http import Actor
from kernel.ids import ProjectId, UserId
from kernel.permissions import Role, everywhere
from service.site import open_site
from telephony import facts as fact
from telephony.listener import Depth, WhyLeft
from telephony.states import Talking
from tests.stories.joined import Supervisor, supervisors, talks
from tests.stories.story import Story
from web.auth import Auth, SignedIn
from web.door import key_of
from web.passwords import Passwords
from web.people import Asked, Assigned

pytestmark = pytest.mark.switch

PASSWORD = "correct horse battery"
FORBIDDEN = 403
"""Of SIP: a page that hears it dials no more by itself."""
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PHONE = "INSERT INTO browser_phones (user_id, session, made_at) VALUES ($1, $2, now())"
"""As if their page had asked for it: on this switch the phone is there from the start."""
HEAD = Actor(UserId(99), "Iryna", everywhere(Role.ADMIN), None)


@asynccontextmanager
async def listening(story: Story) -> AsyncIterator[tuple[Auth, Supervisor, bytes]]:
    """Eva, who is user 1, listens; and the key of the session in which her page has the phone."""
    auth = Auth(story.database, SystemClock(), Passwords(QUICK))
    async with open_site(story.house, auth), AsyncExitStack() as parties:
        user, link = await auth.invite(None, "Eva", frozenset({Assigned(Role.SUPERVISOR, ProjectId(1))}), None)
        await auth.set_up(link, None, PASSWORD, "here")
        await auth.set_up((await auth.add_user("Iryna", Role.ADMIN, None))[1], None, PASSWORD, "here")
        signed = await auth.sign_in("Eva", PASSWORD, "here")
        assert isinstance(signed, SignedIn)
        await story.database.execute(PHONE, user, key_of(signed.token))
        (eva,) = await parties.enter_async_context(supervisors(story, user))
        caller = await parties.enter_async_context(story.customer())
        call, _ = await talks(story, caller)
        await eva.joins(call, Depth.LISTEN)
        assert (user, len(story.state(call).call.listeners)) == (eva.user, 1)
        yield auth, eva, key_of(signed.token)
        await story.until(lambda: not story.state(call).call.listeners, "nobody listens")
        await eva.line.gone()
        assert isinstance(story.state(call), Talking)


async def test_a_role_that_is_taken_away_takes_the_ear_with_it(story: Story) -> None:
    async with listening(story) as (auth, eva, _):
        await auth.change(HEAD, eva.user, Asked(roles=frozenset({Assigned(Role.CLIENT, ProjectId(1))})))

        call = await story.any_call()
        assert (await story.hears(call, fact.JoinEnded)).why is WhyLeft.NOT_ALLOWED
        await eva.line.gone()
        again = await (await eva.phone.dial("line")).gone()
        assert again.sip == FORBIDDEN
        assert len(story.log_lines("line_opened")) == 1


async def test_a_session_that_is_ended_takes_the_line_with_it(story: Story) -> None:
    """Whoever has stolen it hears nothing more, whatever their telephone does."""
    story.expected.add("task_failed")  # Phones of this switch stand in its files, and cannot be taken off.
    async with listening(story) as (auth, _, session):
        await auth.sign_out(session)
