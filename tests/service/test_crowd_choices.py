"""The people of the demo: invented, of every kind, and the same again for the same seed."""

from itertools import islice
from random import Random

from kernel.phone import Known, parse_caller
from service import crowd_choices as choose
from service.crowd_choices import CALM, OPENING, Habit
from service.crowd_numbers import BAITING, FICTIONAL, fictional_number


def test_the_same_seed_gives_the_same_people() -> None:
    first = list(islice(choose.visits(Random(3), CALM), 50))

    assert first == list(islice(choose.visits(Random(3), CALM), 50))


def test_every_invented_number_is_a_possible_one() -> None:
    chance = Random(1)
    numbers = {each.number(chance) for each in (*FICTIONAL, *BAITING) for _ in range(300)}

    assert [number for number in numbers if not isinstance(parse_caller(number, "GB"), Known)] == []


def test_no_invented_number_lies_outside_the_ranges_kept_for_fiction() -> None:
    chance = Random(2)
    american = {n for n in (fictional_number(chance) for _ in range(3000)) if n.startswith("+1")}

    assert all("01" in number[-4:-2] for number in american)


def test_the_opening_shows_one_of_every_habit() -> None:
    assert set(OPENING) == set(Habit)


def test_who_leaves_in_the_announcement_is_gone_before_it_ends() -> None:
    visit = choose.visit(Habit.LEAVES_THE_ANNOUNCEMENT, Random(5), CALM)

    assert visit.patience_s < 4
