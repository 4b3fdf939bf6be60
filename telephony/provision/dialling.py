"""How a trunk wants a call of ours: the number in its own writing, and the number that is shown. Pure.

Which header shows ours (`caller_id_by`) is an option of the trunk's endpoint: the switch fills it with the caller id
that a leg is rung with.
"""

from kernel.phone import Phone, abroad_from
from telephony.plan import Way
from telephony.provision.model import TrunkSpec
from telephony.provision.variables import rewritten


def way_by(spec: TrunkSpec, number: Phone, caller_id: Phone | None, region: str) -> Way:
    """`caller_id` is the project's; None: the trunk's own, if it has one. `region` is where a national number is."""
    shown = _written(spec, spec.caller_id if caller_id is None else caller_id.e164, region)
    dialled = _written(spec, rewritten(spec.outgoing, number.e164), region)
    return Way(trunk=spec.name, endpoint=f"PJSIP/{dialled}@{spec.name}", caller_id=shown)


def _written(spec: TrunkSpec, number: str, region: str) -> str:
    """A number in E.164 as the trunk writes it. Whatever a rule has made something else of stays as the rule has it."""
    if not number.startswith("+"):
        return number
    match spec.number_format:
        case "e164":
            return number
        case "without_plus":
            return number.removeprefix("+")
        case "national":
            return abroad_from(number, region)
