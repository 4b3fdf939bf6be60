"""What texts need to know from others, and whom they tell what came of them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from callbacks.model import TextBegan, TextChanged
from callbacks.rules import TextRules
from kernel.ids import CaseId, ContactId, ProjectId, TextId
from kernel.numbering import LineType
from kernel.phone import Phone
from store.pool import Queryable


class Texting(Protocol):
    """How projects text. Answers from memory."""

    def texting(self, project: ProjectId) -> TextRules: ...

    def senders(self) -> Mapping[str, tuple[ProjectId, ...]]:
        """Every sender in use (a number in E.164, or a messaging service's id), with the projects that use it."""
        ...


class Hears(Protocol):
    """The cases, told in the teller's transaction."""

    async def text_began(
        self, tx: Queryable, project: ProjectId, contact: ContactId, event: TextBegan
    ) -> CaseId | None:
        """A person of ours wrote to the contact. The contact's open case, which has heard it; None: there is none."""
        ...

    async def text_changed(self, tx: Queryable, case: CaseId | None, event: TextChanged) -> None:
        """Of every text of ours, also one that no step sent. May come twice, never goes back."""
        ...

    async def text_came(
        self, tx: Queryable, project: ProjectId, contact: ContactId, text: TextId, body: str, at: datetime
    ) -> CaseId | None:
        """The customer wrote, exactly once for each text; STOP and START are not told. The case that has heard it."""
        ...

    async def text_dealt_with(
        self, tx: Queryable, project: ProjectId, contact: ContactId, at: datetime, by: str
    ) -> None:
        """Nothing that the customer wrote waits for an answer any more."""
        ...

    async def line_type_told(self, tx: Queryable, project: ProjectId, number: Phone) -> None:
        """The kind of line of a number has become known: what was decided of its owner may not hold any more."""
        ...


class LineTypes(Protocol):
    async def keep_line_type(self, tx: Queryable, project: ProjectId, number: Phone, found: LineType) -> None:
        """What Twilio's Lookup says of a contact's number. Nothing happens where no contact has it."""
        ...
