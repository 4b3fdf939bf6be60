"""Who calls, as SIP says it: the number in From, and what the network asserts (P-Asserted-Identity or Remote-Party-ID).

The dialplan hands on both, URL-encoded: From as it came, and the switch's own caller id, which is the asserted number
where a trunk sends one (`trust_id_inbound`), else From's. The wish to stay anonymous is in its presentation.
"""

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, unquote

from kernel.phone import CallerId

_IN_BRACKETS = re.compile(r"<([^<>]*)>\s*(;[^<>]*)?\Z")
_URI = re.compile(r"(?:(?:sips?):(?P<user>[^@]*)@|tel:(?P<number>[^;?>]*))", re.IGNORECASE)


def fields_of(text: str) -> Mapping[str, str]:
    """What the dialplan put together. NUL is dropped: no text in the database may hold one."""
    return {name: value.replace("\0", "") for name, value in parse_qsl(text, keep_blank_values=True)}


def said_by(fields: Mapping[str, str]) -> CallerId:
    caller, presentation = fields.get("caller", ""), fields.get("shown", "")
    withheld = bool(presentation) and not presentation.startswith("allowed")
    header = fields.get("from", "")
    return CallerId(user_of(header) if header else caller, caller, withheld)


def user_of(header: str) -> str:
    """The user of a From header, or the number of a `tel:` one; empty where it names nobody."""
    bracketed = _IN_BRACKETS.search(header)
    uri = _URI.match((bracketed[1] if bracketed else header).strip())
    if uri is None:
        return ""
    user = (uri["user"] or "").partition(";")[0].partition(":")[0]
    return unquote(uri["number"] or user).replace("\0", "")
