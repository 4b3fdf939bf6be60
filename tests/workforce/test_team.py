"""When half the team rings out at once it is the network."""

from datetime import UTC, datetime, timedelta

import pytest

from kernel.ids import AgentId
from workforce.team import rings_out_together

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def ago(seconds: float, *agents: int) -> list[tuple[AgentId, datetime]]:
    return [(AgentId(agent), NOW - timedelta(seconds=seconds)) for agent in agents]


@pytest.mark.parametrize(
    ("ring_outs", "signed_in", "together"),
    [
        (ago(10, 1, 2), 4, True),
        (ago(10, 1, 2), 5, False),
        (ago(60, 1) + ago(0, 2), 4, True),
        (ago(61, 1) + ago(0, 2), 4, False),
        (ago(10, 1, 1, 1), 4, False),  # one agent, three times
        (ago(10, 1), 2, False),  # a team too small to tell
        (ago(10, 1, 2), 3, True),
        ([], 3, False),
        ([], 0, False),
    ],
)
def test_half_the_team_within_a_minute_rings_out_together(
    ring_outs: list[tuple[AgentId, datetime]], signed_in: int, together: bool
) -> None:
    assert together == rings_out_together(ring_outs, signed_in, NOW)
