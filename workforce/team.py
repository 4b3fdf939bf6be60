"""What can only be seen across the team."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from kernel.ids import AgentId

WINDOW = timedelta(minutes=1)
SMALLEST_TEAM = 3
"""Below this, half a team is one person, and one person not answering is no fault of the network."""


def rings_out_together(ring_outs: Iterable[tuple[AgentId, datetime]], signed_in: int, at: datetime) -> bool:
    """Whether half the team has rung out within a minute: then it is the network, and they stay in rotation."""
    recent = {agent for agent, rang_out_at in ring_outs if at - rang_out_at <= WINDOW}
    return signed_in >= SMALLEST_TEAM and len(recent) * 2 >= signed_in
