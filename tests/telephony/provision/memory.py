"""A switch that keeps trunks and phones in memory, and that can be away, refuse, or end between two requests."""

from collections.abc import Mapping

from telephony.ari.errors import AriRefused, AriUnreachable
from telephony.provision.compare import Found, Key
from telephony.provision.model import TransportInForce
from telephony.provision.wire import SwitchSide
from telephony.webphone import Part


class MemorySwitch(SwitchSide):
    """`refuses` are keys that it does not take; `left` how many more changes it makes before it is away, None: all."""

    def __init__(self) -> None:
        self.objects: dict[Key, dict[str, str]] = {}
        self.kept: dict[str, str] = {}
        self.registered_with: list[tuple[str, str]] = []
        """Names and passwords. As on a switch, a registration that is there is not made anew by putting it again."""
        self.signed_out: list[str] = []
        self.refuses: set[Key] = set()
        self.left: int | None = None
        self.changes = 0
        self.names = {"udp", "tcp"}

    def _change(self) -> None:
        if self.left == 0:
            raise AriUnreachable("it was killed")
        self.changes += 1
        if self.left is not None:
            self.left -= 1

    async def found(self) -> Found:
        return {key: dict(kept) for key, kept in self.objects.items()}

    async def put(self, part: Part) -> None:
        self._change()
        key = Key(part.kind, part.name)
        if key in self.refuses:
            raise AriRefused("PUT", 403, "no")
        if part.kind == "registration" and key not in self.objects:
            self.registered_with.append((part.name, self.objects[Key("auth", part.name)]["password"]))
        self.objects[key] = {**self.objects.get(key, {}), **dict(part.fields)}

    async def delete(self, key: Key) -> None:
        self._change()
        self.objects.pop(key, None)

    async def forget_contacts(self, name: str) -> None:
        self.signed_out.append(name)

    async def variables(self) -> Mapping[str, str]:
        return dict(self.kept)

    async def set_variable(self, key: str, value: str) -> None:
        self.kept[key] = value

    async def forget_variable(self, key: str) -> None:
        del self.kept[key]

    async def transports(self) -> Mapping[str, TransportInForce]:
        if self.left == 0:
            raise AriUnreachable("it was killed")
        return {name: TransportInForce(name=name, address="127.0.0.1:5060") for name in self.names}
