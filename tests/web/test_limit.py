from web.limit import KEPT, Tries


def test_tries_beyond_the_limit_wait_until_the_first_one_is_old_enough() -> None:
    tries = Tries(2, 60.0)

    assert [tries.take("a", at) for at in (0.0, 10.0, 20.0, 59.5, 60.0, 61.0)] == [0, 0, 40, 1, 0, 9]


def test_one_key_does_not_count_for_another() -> None:
    tries = Tries(1, 60.0)

    assert [tries.take("a", 0.0), tries.take("b", 0.0), tries.take("a", 0.0)] == [0, 0, 60]


def test_a_forgiven_key_begins_again() -> None:
    tries = Tries(1, 60.0)
    tries.take("a", 0.0)

    tries.forgive("a")

    assert tries.take("a", 0.0) == 0


def test_beyond_the_bound_the_key_that_tried_longest_ago_is_forgotten() -> None:
    tries = Tries(1, 60.0)

    for at in range(KEPT + 1):
        tries.take(str(at), 0.0)

    assert [tries.take("0", 0.0), tries.take(str(KEPT), 0.0)] == [0, 60]
