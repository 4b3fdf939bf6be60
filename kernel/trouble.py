"""Something that is wrong with the installation, for logs and for people of any language."""

from collections.abc import Mapping

import msgspec


class Trouble(msgspec.Struct, frozen=True):
    """`kind` and `data` are for those who put it in words of their own, `sentence` is in English.

    What comes from a machine, such as why a connection was refused, is in `data` as that machine says it.
    """

    kind: str
    sentence: str
    data: Mapping[str, str] = {}
