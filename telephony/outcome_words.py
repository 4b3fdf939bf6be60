"""How calls end, in the words of the API."""

from typing import Literal

OutcomeWord = Literal["answered", "missed", "rejected", "not_reached", "flowed_out"]
ReasonWord = Literal[
    "service_down",
    "out_of_hours",
    "queue_full",
    "abandoned_in_announcement",
    "short_abandoned",
    "queue_timeout",
    "no_agent_available",
    "agents_did_not_answer",
    "abandoned_in_queue",
    "dropped_our_side",
    "lost_in_transfer",
    "unknown_number",
    "blocked",
    "busy",
    "no_answer",
    "rejected",
    "invalid_number",
    "failed",
    "agent_did_not_answer",
    "agent_unreachable",
    "cancelled",
    "hung_up_in_announcement",
    "glare",
    "callback_chosen",
]
"""Of all outcomes in `telephony.outcome`, whose enums cannot stand together in one type of msgspec's."""
