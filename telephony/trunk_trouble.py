"""Whether a leg that ended unanswered says that its trunk failed, or that the far end spoke for itself. Pure.

Only the trunk's own failure lets the next way be tried: nobody's phone may ring twice for one call.
"""

from enum import StrEnum


class TrunkTrouble(StrEnum):
    LIMIT = "limit"
    """It carries as many calls as it may already."""
    UNREACHABLE = "unreachable"
    """The switch could not send the call there: unknown to it, no address, or not answering its questions."""
    CREDENTIALS = "credentials"
    """The carrier does not take our name and password, or not for this call: 401, 403, 407."""
    NO_ANSWER = "no_answer"
    """Not a word from the carrier, in all the time it had."""
    CODEC = "codec"
    """The carrier takes none of our codecs: 488, 606."""
    REFUSED = "refused"
    """The carrier cannot carry it: 5xx, or what it says of a call that it does not understand.

    Of a 503 nobody can tell: the switch gives the same where it finds no way to the carrier.
    """


_FAR_END = frozenset({404, 410, 480, 484, 485, 486, 487, 600, 603, 604, 607, 608})
"""What only somebody can say who knows the number: it is wrong, busy, switched off, or does not want us."""
_BY_SIP = {
    **dict.fromkeys((401, 403, 407), TrunkTrouble.CREDENTIALS),
    408: TrunkTrouble.NO_ANSWER,
    504: TrunkTrouble.NO_ANSWER,
    **dict.fromkeys((488, 606), TrunkTrouble.CODEC),
}
_BY_CAUSE = {
    **dict.fromkeys((2, 3, 20), TrunkTrouble.UNREACHABLE),
    **dict.fromkeys((18, 102), TrunkTrouble.NO_ANSWER),
    **dict.fromkeys((27, 34, 38, 41, 42, 47), TrunkTrouble.REFUSED),
    **dict.fromkeys((58, 65), TrunkTrouble.CODEC),
}
"""By Q.850, where the switch gives no answer of SIP's. Whatever is not named may have been the far end."""


def trunk_trouble(cause: int | None, sip: int | None, *, gave_sign: bool) -> TrunkTrouble | None:
    """None where the far end spoke, or may have. `gave_sign`: it rang, or was heard before it answered."""
    if gave_sign:
        return None
    if sip is None or sip < 400:
        return None if cause is None else _BY_CAUSE.get(cause)
    return None if sip in _FAR_END else _BY_SIP.get(sip, TrunkTrouble.REFUSED)
