"""The people of the demo: invented, of every kind, and the same again for the same seed."""

from datetime import UTC, datetime
from itertools import islice
from random import Random

import pytest

from callbacks.check import check_rules
from callbacks.fraud import Seen, screen
from callbacks.rules import Cleared, ProjectRules
from config.seed import OPEN_PROJECT
from kernel.phone import Known, Phone, parse_caller
from service import crowd_choices as choose
from service.crowd_choices import CALM, OPENING, Habit, PickUp, Reach, Reading
from service.crowd_numbers import BAITING, FICTIONAL, fictional_number
from service.demo_rules import DEMO_RULES

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


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
    assert {habit for habit, _ in OPENING} == set(Habit)


def test_the_demo_knows_what_line_every_invented_number_is() -> None:
    rules, chance = DEMO_RULES[OPEN_PROJECT], Random(4)
    numbers = [known_phone(fictional_number(chance)) for _ in range(300)]

    assert {type(screen(each, Seen(region="GB"), rules.fraud, NOW)) for each in numbers} == {Cleared}


def test_whoever_baits_is_held() -> None:
    rules, chance = DEMO_RULES[OPEN_PROJECT], Random(4)
    numbers = [known_phone(each.number(chance)) for each in BAITING]
    found = [screen(each, Seen(region="GB"), rules.fraud, NOW) for each in numbers]

    assert [getattr(each, "why", None) for each in found] == ["dear_line", "country_not_allowed"]


@pytest.mark.parametrize("rules", DEMO_RULES.values())
def test_the_rules_of_a_demo_could_be_saved_from_the_page(rules: ProjectRules) -> None:
    check_rules(rules, demo=True)


def test_who_is_easy_to_reach_mostly_answers() -> None:
    chance = Random(6)
    easy, hard = ([choose.on_called(reach, chance) for _ in range(300)] for reach in (Reach.EASY, Reach.HARD))

    assert easy.count(PickUp.ANSWERS) > 200
    assert hard.count(PickUp.ANSWERS) < 100


def test_who_was_missed_may_ring_in_again_by_themselves_and_then_stays() -> None:
    first = next(each for each in choose.visits(Random(7), CALM) if each.again_after_s is not None)
    second = choose.again(first)

    assert (second.number, second.dials, second.again_after_s) == (first.number, first.dials, None)
    assert second.patience_s > first.patience_s


def test_the_first_texts_are_read_in_different_ways() -> None:
    assert set(islice(choose.readings(Random(8)), 3)) == {Reading.WRITES, Reading.NOTHING, Reading.STOPS}


def known_phone(number: str) -> Phone:
    caller = parse_caller(number, "GB")
    assert isinstance(caller, Known)
    return caller.phone


def test_who_leaves_in_the_announcement_is_gone_before_it_ends() -> None:
    visit = choose.visit(Habit.LEAVES_THE_ANNOUNCEMENT, Random(5), CALM)

    assert visit.patience_s < 4
