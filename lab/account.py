"""A customer's account at the carrier: a user with a password, who calls through it and may register there."""

from types import TracebackType
from typing import Self

from lab.carrier import Carrier
from telephony.ari import requests
from telephony.ari.request import Request, json_of, segment

_CLASS = "res_pjsip"


class Account:
    """Known to the carrier on entering, gone on leaving. Who calls has to say `user` in From, and know the password.

    `dials` of a customer reaches whoever has registered: name the account as the customer's way (`by`).
    """

    def __init__(
        self, carrier: Carrier, user: str, password: str, codecs: tuple[str, ...], *, transport: str, encrypted: bool
    ) -> None:
        self.user, self.password = user, password
        self._carrier, self._codecs, self._transport, self._encrypted = carrier, codecs, transport, encrypted

    async def __aenter__(self) -> Self:
        for kind, fields in self._parts().items():
            await self._carrier.send(_put(kind, self.user, fields))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for part in ("endpoint", "aor", "auth"):
            await self._carrier.send(requests.asterisk_delete_object(_CLASS, part, self.user))

    def _parts(self) -> dict[str, dict[str, str]]:
        place = self._carrier.place
        address = place.secure_address if self._transport == "secure" else place.trunk_address
        return {
            "auth": {"auth_type": "digest", "username": self.user, "password": self.password},
            "aor": {"max_contacts": "1", "remove_existing": "yes"},
            "endpoint": {
                "transport": self._transport,
                "context": "from-switch",
                "aors": self.user,
                "auth": self.user,
                "identify_by": "username,auth_username",
                "disallow": "all",
                "allow": ",".join(self._codecs),
                "direct_media": "no",
                "media_encryption": "sdes" if self._encrypted else "no",
                "media_address": address,
                "bind_rtp_to_media_address": "yes",
            },
        }


def _put(kind: str, name: str, fields: dict[str, str]) -> Request[None]:
    listed = [{"attribute": key, "value": value} for key, value in fields.items()]
    path = f"/asterisk/config/dynamic/{_CLASS}/{kind}/{segment(name)}"
    return Request("PUT", path, body=json_of({"fields": listed}))
