"""What the doctor says of the secret key and of second factors."""

from pathlib import Path

import pytest

from kernel.permissions import Role
from service import doctor_factors as f
from service.doctor import doctor
from service.doctor_ask import look_at_key
from service.doctor_factors import FactorsFound, KeyFound
from service.doctor_verdicts import Level
from store.pool import Database
from store.sealed import open_seal
from tests.service.kit import settings_in
from tests.web.authenticator import turned_on
from tests.web.house import open_house

BAD, OK, WARN = Level.BAD, Level.OK, Level.WARN


@pytest.mark.parametrize(
    ("found", "level"),
    [
        (None, OK),
        (KeyFound("/data/secret.key"), OK),
        (KeyFound("/data/secret.key", open_to_others=True), WARN),
        (KeyFound("/data/secret.key", wrong="/data/secret.key: got something else."), BAD),
    ],
)
def test_a_key_is_judged_by_what_it_is_and_who_can_read_it(found: KeyFound | None, level: Level) -> None:
    verdict = f.on_key(found)

    assert (verdict.level, bool(verdict.todo)) == (level, level is not OK)


@pytest.mark.parametrize(
    ("found", "levels", "said"),
    [
        (FactorsFound(0, 0), [OK], "Who has one: nobody."),
        (FactorsFound(1, 0), [OK], "Who has one: 1 person."),
        (FactorsFound(3, 2), [OK, BAD], "Who has one: 3 people."),
    ],
)
def test_second_factors_are_judged_by_whether_they_can_be_read(
    found: FactorsFound, levels: list[Level], said: str
) -> None:
    verdicts = f.on_factors(found)

    assert ([each.level for each in verdicts], verdicts[0].sentence) == (levels, said)


def test_a_key_is_looked_at_and_none_is_made(tmp_path: Path) -> None:
    settings, file = settings_in(tmp_path / "data"), tmp_path / "data" / "secret.key"

    before, _ = look_at_key(settings)
    open_seal("", settings.data_dir)
    made, _ = look_at_key(settings)
    file.chmod(0o644)
    loose, _ = look_at_key(settings)
    file.write_text("nonsense")
    wrong, _ = look_at_key(settings)

    assert (before, made, loose) == (None, KeyFound(str(file)), KeyFound(str(file), open_to_others=True))
    assert wrong is not None
    assert wrong.wrong.startswith(f"{file}: got something else")


async def test_second_factors_of_another_key_are_bad(database_url: str, database: Database, tmp_path: Path) -> None:
    data = tmp_path / "data"
    open_seal("", data)
    async with open_house(database, tmp_path) as house:
        await turned_on(house, await house.signed_in(Role.ADMIN))
    said: list[str] = []

    code = await doctor(settings_in(data, DATABASE_URL=database_url, DISK_FLOOR_MB=1), said.append)

    assert code == 1
    assert [line[6:19] for line in said if line.startswith("bad")] == ["second factor"]
