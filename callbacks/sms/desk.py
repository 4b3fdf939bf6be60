"""Where texts are written, sent and answered. The row is the truth: it is there before anything is asked of Twilio."""

from datetime import datetime

import msgspec

from callbacks.ports import ContactCard, ProjectCard
from kernel.ids import AgentId, CaseId, ContactId, ProjectId, StepId, TextId
from kernel.numbering import LineType
from kernel.phone import Phone
from store.pool import Queryable


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """Nothing is sent, and never will be for this step. There is a row all the same, `text`, with status refused.

    `why` is a constant word of `callbacks.sms.outcome`, such as `no_credentials` or `no_sender`.
    """

    text: TextId
    why: str


class Texts:
    async def begin(
        self,
        tx: Queryable,
        *,
        project: ProjectCard,
        contact: ContactCard,
        case: CaseId,
        step: StepId,
        number: Phone,
        now: datetime,
    ) -> TextId | Refusal:
        """Writes the text down, in the transaction that claims its step. Then, after the commit, `deliver`.

        The caller tells the case `TextBegan`, and on a `Refusal` also `TextChanged(REFUSED, why)`.
        """
        raise NotImplementedError

    async def deliver(self, text: TextId) -> None:
        """Sends it, at most once, and tells the case what came of it. Never raises for Twilio's sake.

        Whom nobody calls `deliver` for (a crash after the commit) `run` delivers. Raises `Unavailable`.
        """
        raise NotImplementedError

    async def reply(
        self, *, project: ProjectId, contact: ContactId, number: Phone | None, body: str, by: str
    ) -> TextId:
        """A person's own words. `number` None: where they wrote from last. What waited is dealt with by it.

        Raises `NotFound`, `BadInput`, and `Conflict` where nothing can be sent to them.
        """
        raise NotImplementedError

    async def deal_with(self, text: TextId, by: str) -> None:
        """An incoming text needs no answer (any more). Raises `NotFound`."""
        raise NotImplementedError

    async def assign(self, text: TextId, agent: AgentId | None) -> None:
        """Whose an incoming text is to answer. Raises `NotFound`."""
        raise NotImplementedError

    async def settle(self, text: TextId, *, sent: bool, by: str) -> None:
        """A person says what an unknown text came to. Raises `NotFound`, `Conflict` where it is not unknown."""
        raise NotImplementedError

    async def look_up(self, project: ProjectId, number: Phone) -> LineType | None:
        """Asks Twilio's Lookup where the project wants that and the plan cannot tell; keeps the answer."""
        raise NotImplementedError

    async def run(self) -> None:
        """Until cancelled: sends what is due, finds out what became of the rest, reads what customers wrote."""
        raise NotImplementedError
