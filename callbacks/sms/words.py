"""The words by which customers stop texts, and allow them again."""

from enum import StrEnum

_STOP = frozenset(
    {"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout", "стоп", "відписатися", "отписаться"}
)
_START = frozenset({"start", "yes", "unstop", "старт"})
_HELP = frozenset({"help", "info", "помощь", "допомога"})
_AROUND = " \t\r\n.!?,;:\"'«»“”()"


class Word(StrEnum):
    STOP = "stop"
    START = "start"
    HELP = "help"


def heard(body: str, opted: str | None = None) -> Word | None:
    """What a customer's text asks for, None where it is a text like any other.

    It must be the whole text, as for Twilio: "please stop by" stops nothing. `opted` is Twilio's own finding, where a
    messaging service has one (`OptOutType`).
    """
    if opted and opted.lower() in set(Word):
        return Word(opted.lower())
    word = body.strip(_AROUND).casefold()
    for words, found in ((_STOP, Word.STOP), (_START, Word.START), (_HELP, Word.HELP)):
        if word in words:
            return found
    return None
