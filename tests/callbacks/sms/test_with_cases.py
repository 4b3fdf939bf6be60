"""Texts and cases joined as they are in the service, over the stand-in for Twilio."""

from collections.abc import Sequence
from typing import Any

import pytest

from callbacks.model import TextStatus, TextTouch
from callbacks.rules import FraudRules, Policy, ProjectRules, TextRules
from callbacks.sms.desk import Parts, Refusal, Texts
from callbacks.sms.wire import Twilio
from callbacks.texted import Texted
from kernel.ids import CaseId, ContactId, TextId
from kernel.numbering import LineType
from kernel.phone import Phone
from lab.twilio import TwilioStandIn, fail, refuse
from store.pool import Database
from telephony.outcome import NotReachedReason
from tests.callbacks.neighbours import PROJECT
from tests.callbacks.sms.room import OURS
from tests.callbacks.town import Town, not_reached

OLENA = "+380671234501"
CASE = CaseId(1)
POLICY = Policy(ladder="text-first", min_gap_s=0, failed_again_s=0)


class Joined:
    """What a town's texts are sent by: the real thing, made anew with each life of the town."""

    def __init__(self, town: Town, twilio: Twilio) -> None:
        self.town, self.twilio = town, twilio
        self.texts: Any = None

    @property
    def heard(self) -> Texted | None:
        return None

    @heard.setter
    def heard(self, hears: Texted) -> None:
        town = self.town
        parts = Parts(
            db=town.db,
            twilio=self.twilio,
            projects=town.around,
            contacts=town.around,
            texting=town.rulebook,
            hears=hears,
            line_types=self,
            clock=town.clock,
        )
        self.texts = Texts(parts)

    async def begin(self, *args: Any, **more: Any) -> TextId | Refusal:
        begun: TextId | Refusal = await self.texts.begin(*args, **more)
        return begun

    async def deliver(self, text: TextId) -> None:
        await self.texts.deliver(text)

    async def keep_line_type(self, tx: object, project: object, number: object, found: LineType) -> None: ...


@pytest.fixture
async def town(database: Database, twilio: Twilio, stand: TwilioStandIn) -> Town:
    """The ladder has come to its text."""
    await database.execute("INSERT INTO projects (id, name, zone, region) VALUES (1, 'Orders', 'Europe/Kyiv', 'UA')")
    town = Town(database)
    stand.clock = town.clock.now
    joined: Any = Joined(town, twilio)
    town.twilio = joined
    town.restart()
    rules = ProjectRules(policy=POLICY, fraud=FraudRules(), texting=TextRules(sender=OURS))
    await town.rulebook.save(PROJECT, rules, "test", town.clock.now())
    await town.rings_in(OLENA)
    await town.follow()
    town.clock.advance(minutes=4)
    placed = await town.take()
    assert placed is not None
    await town.callback_is_up(placed.call, OLENA)
    await town.callback_ends(placed.call, not_reached(NotReachedReason.NO_ANSWER))
    await town.follow()
    town.clock.advance(minutes=30)
    return town


def texts_of(town: Town) -> Texts:
    joined: Any = town.twilio
    texts: Texts = joined.texts
    return texts


async def touches(town: Town) -> Sequence[TextTouch]:
    return [touch for touch in (await town.case()).touches if isinstance(touch, TextTouch)]


async def statuses(town: Town) -> list[TextStatus]:
    return [touch.status for touch in await touches(town)]


async def test_a_text_is_sent_delivered_and_answered_and_the_case_knows(town: Town, stand: TwilioStandIn) -> None:
    await town.round()
    [message] = stand.outbox
    await stand.becomes(message, "delivered")
    town.clock.advance(minutes=1)
    await texts_of(town).watch.look()
    assert await statuses(town) == [TextStatus.DELIVERED]
    await stand.incoming(OLENA, OURS, "коли?")
    await texts_of(town).watch.read()

    assert (await town.case()).unanswered_text_at is not None
    contact = ContactId(int(OLENA[-7:]))
    await town.db.execute(
        "INSERT INTO contacts (id, project_id, created_at, changed_at) VALUES ($1, 1, now(), now())", contact
    )
    await texts_of(town).reply(project=PROJECT, contact=contact, number=None, body="О п'ятій.", by="Ivan")
    assert (await town.case()).unanswered_text_at is None
    assert await statuses(town) == [TextStatus.DELIVERED, TextStatus.ACCEPTED]


async def test_what_twilio_refuses_does_not_stop_the_ladder(town: Town, stand: TwilioStandIn) -> None:
    stand.always[OLENA] = refuse(21614)
    await town.round()

    [touch] = await touches(town)
    assert (touch.status, touch.code, touch.why) == (TextStatus.REFUSED, 21614, "cannot_get_texts")
    assert (await town.pending())["kind"] == "call"


async def test_a_text_in_doubt_is_proven_later_and_never_sent_again(town: Town, stand: TwilioStandIn) -> None:
    stand.next(fail(accepting=True))
    await town.round()
    assert await statuses(town) == [TextStatus.UNKNOWN]
    town.clock.advance(seconds=30)
    await texts_of(town).watch.look()
    await town.round()

    assert await statuses(town) == [TextStatus.ACCEPTED]
    assert len(stand.outbox) == 1


async def test_what_becomes_known_of_a_line_changes_what_is_done_next(town: Town) -> None:
    town.around.textable = False
    await town.in_transaction(lambda tx: town.cases.resettle(tx, CASE))
    assert (await town.pending())["kind"] == "call"

    town.around.textable = True
    await town.in_transaction(lambda tx: Texted(town.cases).line_type_told(tx, PROJECT, Phone(OLENA)))

    assert (await town.pending())["kind"] == "text"
