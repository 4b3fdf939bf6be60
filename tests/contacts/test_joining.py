"""What a file would change, decided before anything is written."""

from contacts.joining import Fate, Joining, LineFate, Owner, join, whole_parts
from contacts.model import Consent, Person
from contacts.table import Table, read_table
from kernel.ids import ContactId
from tests.contacts.kit import LANDLINE, MOBILE, SECOND_MOBILE

OLENA, TARAS = Owner(ContactId(7), Person(name="Olena")), Owner(ContactId(8), Person())


def joined(text: str, **owners: Owner) -> Joining:
    return join(read_table(text, "UA"), {f"+{number.removeprefix('n')}": owner for number, owner in owners.items()})


def fates(joining: Joining) -> list[Fate]:
    return [line.fate for line in joining.lines]


def test_a_number_nobody_has_is_a_new_contact() -> None:
    found = joined(f"name,number,mobile\nOlena,{LANDLINE.e164},{MOBILE.e164}\n")

    [group] = found.groups
    assert (group.contact, group.person.name) == (None, "Olena")
    assert [number.phone for number in group.numbers] == [LANDLINE, MOBILE]
    assert found.lines == (LineFate(line=2, fate=Fate.NEW),)


def test_a_line_joins_whoever_has_one_of_its_numbers_and_fills_what_is_empty() -> None:
    text = f"name,number,phone2,zone,notes\nOlena,{LANDLINE.e164},{MOBILE.e164},Europe/Kyiv,Calls at noon\n"
    found = joined(text, n380441234567=OLENA)

    [group] = found.groups
    assert (group.contact, group.before) == (7, OLENA.person)
    assert group.person == Person(name="Olena", zone="Europe/Kyiv", notes="Calls at noon")
    assert found.lines == (LineFate(line=2, fate=Fate.JOINED, contact=ContactId(7)),)


def test_nothing_is_written_over_what_is_there_and_the_line_says_so() -> None:
    known = Owner(ContactId(7), Person(name="Olena", consent=Consent.REFUSED, notes="Be kind."))
    found = joined(f"name,number,consent,notes\nLena,{MOBILE.e164},given,VIP\n", n380501234567=known)

    assert found.groups[0].person == Person(name="Olena", consent=Consent.REFUSED, notes="Be kind.\n\nVIP")
    assert found.lines[0].why == (
        "name: 'Olena' stays, 'Lena' is not taken. consent: 'refused' stays, 'given' is not taken."
    )


def test_a_file_that_is_taken_twice_changes_nothing_the_second_time() -> None:
    text = f"name,number,notes\nOlena,{MOBILE.e164},VIP\n"
    [first] = joined(text).groups
    [second] = joined(text, n380501234567=Owner(ContactId(7), first.person)).groups

    assert second.person == second.before


def test_lines_with_a_number_in_common_are_one_person() -> None:
    text = f"name,number,phone2\n,{LANDLINE.e164},{MOBILE.e164}\nOlena,{MOBILE.e164},{SECOND_MOBILE.e164}\n"
    found = joined(text)

    [group] = found.groups
    assert (group.person.name, len(group.numbers)) == ("Olena", 3)
    assert found.lines[1] == LineFate(line=3, fate=Fate.JOINED, with_line=2)


def test_a_line_whose_numbers_belong_to_two_is_refused_and_names_both() -> None:
    text = f"number,phone2\n{SECOND_MOBILE.e164},\n{LANDLINE.e164},{MOBILE.e164}\n{SECOND_MOBILE.e164},{MOBILE.e164}\n"
    found = joined(text, n380441234567=OLENA, n380501234567=TARAS)

    assert fates(found) == [Fate.NEW, Fate.REFUSED, Fate.REFUSED]
    assert [line.why for line in found.lines[1:]] == [
        "Its numbers belong to contact 7 and contact 8: merge these first, or divide the line.",
        "Its numbers belong to line 2 and contact 8: merge these first, or divide the line.",
    ]
    assert len(found.groups) == 1


def test_refused_lines_stand_between_the_others_in_the_order_of_the_file() -> None:
    found = joined(f"number,do_not_call\n{MOBILE.e164},yes\nx,\n{SECOND_MOBILE.e164},no\n")

    assert fates(found) == [Fate.NEW, Fate.REFUSED, Fate.NEW]
    assert [group.listed for group in found.groups] == [(MOBILE,), ()]
    assert (found.count(Fate.NEW), found.count(Fate.REFUSED)) == (2, 1)


def test_a_file_is_divided_between_people_and_each_part_joined_for_itself_comes_to_the_same() -> None:
    lines = (LANDLINE.e164, "x", SECOND_MOBILE.e164, MOBILE.e164, f"{MOBILE.e164},{LANDLINE.e164}", LANDLINE.e164)
    table = read_table("number,phone2\n" + "\n".join(lines), "UA")
    owners = {LANDLINE.e164: OLENA}
    whole = join(table, owners)
    parts = list(whole_parts(table.entries, whole, 1))
    apart = [join(Table(tuple(part), (), ()), owners) for part in parts]

    assert [[entry.line for entry in part] for part in parts] == [[2, 7], [4], [5]]
    assert [group for joining in apart for group in joining.groups] == list(whole.groups)
    assert sorted(line.line for joining in apart for line in joining.lines) == [2, 4, 5, 7]


def test_a_part_is_as_long_as_was_asked_for() -> None:
    table = read_table("number\n" + "".join(f"+38050{n:07}\n" for n in range(5)), "UA")

    assert [len(part) for part in whole_parts(table.entries, join(table, {}), 2)] == [2, 2, 1]
