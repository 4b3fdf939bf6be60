"""What is typed into the search, as people write numbers and names."""

import pytest

from contacts.search import runs_of


@pytest.mark.parametrize(
    ("typed", "regions", "runs"),
    [
        ("1234", (), ("1234",)),
        ("12", (), ("12",)),
        ("+380 44 123-45-67", (), ("380441234567",)),
        ("(044) 123 45 67", ("UA",), ("441234567", "380441234567")),
        ("0038044123", (), ("38044123",)),
        ("8 916 123-45-67", ("RU",), ("89161234567", "79161234567")),
        ("007", (), ("007",)),
        ("Olena", ("UA",), None),
        ("Flat 3", ("UA",), None),
        ("---", (), None),
    ],
)
def test_a_number_is_found_as_it_is_written_and_a_name_is_a_name(
    typed: str, regions: tuple[str, ...], runs: tuple[str, ...] | None
) -> None:
    assert runs_of(typed, regions) == runs
