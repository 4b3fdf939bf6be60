"""What provisioning needs of others."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Protocol

from telephony.provision.model import PhoneSpec, Sealed, TrunkSpec
from telephony.provision.state import Failures


class Accounts(Protocol):
    """What admins have saved."""

    @property
    def trunks(self) -> Mapping[str, Sealed[TrunkSpec]]: ...

    @property
    def phones(self) -> Mapping[str, Sealed[PhoneSpec]]: ...


class Load(Protocol):
    """What the calls say of the trunks."""

    def calls_now(self, trunk: str) -> int:
        """In and out together."""
        ...

    def failures(self, trunk: str) -> Sequence[Failures]:
        """Of the last hour, the most frequent cause first."""
        ...

    def fails(self, trunk: str) -> bool:
        """Whether the last of the calls that went out by it failed with it, within the hour."""
        ...


Resolve = Callable[[str], Awaitable[Sequence[str]]]
"""A host's name to its addresses. Raises `OSError`."""
