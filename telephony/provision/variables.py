"""How numbers are rewritten on their way in: what AstDB holds beside a trunk, for the dialplan to work from. Pure.

The dialplan does it before anything else, so that the service and the safety net see the same numbers. `rewritten` is
what it does, for whoever wants to try a rule beforehand.
"""

from collections.abc import Mapping, Sequence

from telephony.provision.model import Rewriting, TrunkSpec

_DIGITS = frozenset("+0123456789")
DIALLED, CALLERS = "REWRITE_DIALLED", "REWRITE_CALLERS"


def variables_of(spec: TrunkSpec) -> Mapping[str, str]:
    """Below the trunk's name, by key; only what there are rules for."""
    every = {DIALLED: rules_text(spec.dialled), CALLERS: rules_text(spec.callers)}
    return {name: text for name, text in every.items() if text}


def rules_text(rules: Sequence[Rewriting]) -> str:
    """`begins/becomes&begins/becomes…`: neither sign can stand in a rule."""
    return "&".join(f"{rule.begins}/{rule.becomes}" for rule in rules)


def rewritten(rules: Sequence[Rewriting], number: str) -> str:
    """By the first rule that fits; as it came where none does, or where it is not all digits, such as `anonymous`."""
    rules = rules if number and set(number) <= _DIGITS else ()
    fitting = next((rule for rule in rules if number.startswith(rule.begins)), None)
    return number if fitting is None else fitting.becomes + number.removeprefix(fitting.begins)
