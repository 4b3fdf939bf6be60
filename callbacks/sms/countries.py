"""Where no reply to a text can come back.

Source: Twilio's SMS guidelines, one page for each country, "Two-way SMS supported: No", as read in November 2026. Only
countries whose page was read are here: elsewhere a reply is asked for, and the number to call stands beside it.
"""

ONE_WAY = frozenset({"AM", "AZ", "BY", "CD", "DZ", "ER", "IN", "KR", "KY", "PS", "RU", "TC", "TR"})


def one_way(country: str, sender: str) -> bool:
    """`country` is ISO 3166; `sender` what texts are sent from, if there is one: to a name nobody can reply."""
    return country in ONE_WAY or (sender != "" and not answerable(sender))


def answerable(sender: str) -> bool:
    """Whether it is a number or a messaging service, and no name."""
    return sender.startswith(("+", "MG")) or sender.isdigit()
