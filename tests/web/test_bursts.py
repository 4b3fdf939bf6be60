"""A hundred failures are one burst; none is forgotten, however they come."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from web.bursts import KEPT, LONGEST_SECONDS, MOST_NAMES, REST_SECONDS, Burst, Bursts

START = datetime(2026, 11, 22, 10, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def test_a_burst_says_how_often_from_when_to_when_and_by_which_names() -> None:
    bursts = Bursts()
    for second, name in enumerate(("anna", "admin", "anna")):
        bursts.add("sign_in_refused", "peer", name, at(second), second)

    assert bursts.over(REST_SECONDS) == []
    (burst,) = bursts.over(2 + REST_SECONDS)
    assert (burst.tries, burst.since, burst.until, burst.names) == (3, at(0), at(2), ("anna", "admin"))
    assert bursts.over(1e9) == []


def test_somebody_who_never_rests_is_seen_after_five_minutes() -> None:
    bursts = Bursts()

    for second in range(0, int(LONGEST_SECONDS) + 1, 10):
        bursts.add("sign_in_refused", "peer", "anna", at(second), second)

    assert [burst.tries for burst in bursts.over(LONGEST_SECONDS)] == [31]


TRIES = st.lists(
    st.tuples(
        st.sampled_from(["sign_in_refused", "token_refused"]), st.integers(0, 5), st.integers(0, 30), st.floats(0, 90)
    )
)


@given(TRIES)
def test_every_try_is_in_exactly_one_burst(tries: list[tuple[str, int, int, float]]) -> None:
    bursts, now = Bursts(), 0.0
    told: list[Burst] = []
    for kind, peer, name, later in tries:
        now += later
        told += bursts.over(now)
        told += bursts.add(kind, str(peer), str(name), at(now), now)
    told += bursts.all()

    assert sum(burst.tries for burst in told) == len(tries)
    assert all(len(burst.names) <= MOST_NAMES for burst in told)


def test_from_more_addresses_than_can_be_kept_the_oldest_burst_is_over() -> None:
    bursts = Bursts()

    over = [burst for peer in range(KEPT + 2) for burst in bursts.add("token_refused", str(peer), "", at(0), 0.0)]

    assert [burst.peer for burst in over] == ["0", "1"]
