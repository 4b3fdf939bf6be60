"""The checks of a running service: what they say, what is silenced, and that a terminal is told the same."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from kernel.errors import BadInput, NotFound, RingbackError
from kernel.trouble import Trouble
from lab.ports import free_port
from service import doctor_running as r
from service.checks import checks
from service.doctor import Outside, doctor
from service.doctor_certificates import look_at_file
from service.doctor_verdicts import DatabaseState, Level, Port, Switch, SwitchAway, Verdict, bad, lines, ok, warn
from service.health import Health, Report, Silence, arranged
from service.health_inside import Inside
from service.health_socket import SOCKET
from service.house import House, open_base
from service.site import open_site
from tests.certificates import GOOD, OVER
from tests.clocks import HandClock
from tests.service.kit import settings_in
from tests.service.test_access import settings
from web.auth import Auth
from web.passwords import Passwords

BAD, OK, WARN = Level.BAD, Level.OK, Level.WARN
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
WHY = Trouble("trunk_wrong_password", "The carrier does not take the password.")


@pytest.mark.parametrize(
    ("trunks", "found"),
    [
        ([], [(WARN, "trunks")]),
        ([r.TrunkSeen("acme", up=True)], [(OK, "trunks: acme")]),
        ([r.TrunkSeen("acme", up=True, why=WHY)], [(WARN, "trunks: acme")]),
        ([r.TrunkSeen("acme", up=None)], [(WARN, "trunks: acme")]),
        ([r.TrunkSeen("a", up=False), r.TrunkSeen("b", up=False, why=WHY)], [(BAD, "trunks: a"), (BAD, "trunks: b")]),
    ],
)  # fmt: skip
def test_each_trunk_is_judged_by_whether_calls_can_go_by_it(
    trunks: Sequence[r.TrunkSeen], found: list[tuple[Level, str]]
) -> None:
    assert [(each.level, each.id) for each in r.on_trunks(trunks)] == found


def test_a_trunk_that_is_down_says_why_where_that_is_known() -> None:
    (verdict,) = r.on_trunks([r.TrunkSeen("acme", up=False, why=WHY)])

    assert (verdict.sentence, verdict.trouble) == (WHY.sentence, WHY)
    assert next(iter(lines([verdict]))) == f"bad   trunks    acme: {WHY.sentence}"


def test_who_is_on_shift_without_a_phone_is_named() -> None:
    assert [each.id for each in r.on_phones(r.PhonesSeen(3, ["Anna", "Ben"]))] == ["phones: Anna", "phones: Ben"]
    assert r.on_phones(r.PhonesSeen(3, []))[0].level is OK


@pytest.mark.parametrize(
    ("found", "levels"),
    [((0, 0), [OK]), ((50, 0), [OK]), ((51, 0), [WARN]), ((0, 1), [OK, WARN]), ((51, 2), [WARN, WARN])],
)
def test_recordings_are_judged_by_what_waits_and_what_is_missing(found: tuple[int, int], levels: list[Level]) -> None:
    assert [each.level for each in r.on_recordings(r.RecordingsSeen(*found))] == levels


@pytest.mark.parametrize(("days", "level"), [(22, OK), (21, OK), (20.9, WARN), (0.1, WARN), (0, BAD), (-1, BAD)])
def test_a_certificate_is_renewed_three_weeks_before_its_end(days: float, level: Level) -> None:
    assert r.on_certificate(r.Certificate("the page", NOW + timedelta(days=days)), NOW).level is level


def test_certificates_are_read_from_their_files(tmp_path: Path) -> None:
    good, over = (
        look_at_file("the file", pair.written(tmp_path / name)[0]) for name, pair in (("g", GOOD), ("o", OVER))
    )
    none = look_at_file("the file", tmp_path / "none.pem")

    assert [r.on_certificate(each, NOW).level for each in (good, over, none)] == [OK, BAD, BAD]


@pytest.mark.parametrize(
    ("level", "silenced", "still"),
    [(WARN, WARN, True), (BAD, BAD, True), (WARN, BAD, True), (BAD, WARN, False), (OK, BAD, False)],
)
def test_what_has_become_worse_is_told_all_the_same(level: Level, silenced: Level, still: bool) -> None:
    verdict = Verdict(level, "disk", "It is full.", "Make room.", "data")

    (found,) = arranged([verdict], {"disk: data": Silence(silenced, LATER, "Anna")})

    assert (found.silence is not None) == still
    assert (found.red, found.amber) == (level is BAD and not still, level is WARN and not still)


def test_the_worst_comes_first_and_what_is_silenced_after_it() -> None:
    verdicts = [ok("a", "A."), warn("b", "B.", "Do."), bad("c", "C.", "Do."), bad("d", "D.", "Do.")]

    found = arranged(verdicts, {"c": Silence(BAD, LATER, "Anna")})

    assert [each.verdict.what for each in found] == ["d", "c", "b", "a"]


@pytest.fixture
async def house(database_url: str, tmp_path: Path) -> AsyncIterator[House]:
    """Without a switch."""
    async with open_base(settings(database_url, tmp_path), database_url) as base:
        made = House(base, demo=False)
        await made.furnish()
        yield made
        made.floor.close()


def health_of(house: House, clock: HandClock) -> Health:
    return Health(lambda: Inside(house), house.base.database, clock)


def of_switch(report: Report) -> list[tuple[str, bool]]:
    return [(each.verdict.id, each.red) for each in report.results if each.verdict.what == "switch"]


async def test_a_check_is_silenced_by_name_until_its_hours_are_over(house: House) -> None:
    clock = HandClock(house.base.clock.now())
    health = health_of(house, clock)
    before = await health.report()

    silenced = await health.silence("switch", 4, "Anna")
    clock.advance(hours=4, seconds=1)
    after = await health.report()

    assert (of_switch(before), of_switch(after)) == ([("switch", True)], [("switch", True)])
    assert of_switch(silenced) == [("switch", False)]
    with pytest.raises(NotFound):
        await health.silence("moon", 1, "Anna")
    with pytest.raises(BadInput):
        await health.silence("schema", 1, "Anna")


class Blind(Outside):
    """One look fails."""

    async def database(self) -> DatabaseState:
        raise RingbackError("It is dark.")


async def test_a_check_that_cannot_be_made_keeps_no_other_from_being_made(house: House, tmp_path: Path) -> None:
    eyes = Blind(settings("postgresql://nobody@127.0.0.1:9/x", tmp_path / "else"), house.base.clock)

    found = [verdict async for some in checks(eyes, house.base.clock) for verdict in some]

    assert "This could not be looked at. It is dark." in [each.sentence for each in found if each.what == "database"]
    assert {"versions", "disk", "port"} <= {each.what for each in found}


class Frozen(Outside):
    """The service runs, and its own switch has stopped to answer."""

    async def port(self) -> Port:
        return Port.OURS

    async def switch(self) -> Switch:
        return SwitchAway("http://127.0.0.1:8088", "it does not answer")

    def trunks(self) -> Sequence[r.TrunkSeen]:
        return [r.TrunkSeen("acme", up=None)]


async def test_a_switch_that_is_away_is_one_red_check_without_what_only_it_could_show(tmp_path: Path) -> None:
    certificate, key = GOOD.written(tmp_path)
    ours = settings_in(
        tmp_path, TLS_CERTIFICATE=certificate, TLS_KEY=key, PHONE_PORT=free_port(), HTTP_PORT=free_port()
    )
    clock = HandClock(NOW)

    found = [each async for some in checks(Frozen(ours, clock), clock) for each in some]

    about = [(each.id, each.level) for each in found if each.what in ("switch", "trunks", "phones", "certificates")]
    assert about == [("switch", BAD), ("certificates: the file", OK), ("certificates: the page", BAD)]


async def test_same(house: House) -> None:
    """A terminal beside the service is told what the page says; without the service it looks itself."""
    base = house.base
    auth = Auth(base.database, base.clock, Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)))
    told: list[str] = []
    async with open_site(house, auth):
        code = await doctor(base.settings, told.append)
        mode = (base.settings.data_dir / SOCKET).stat().st_mode & 0o777
    report = await health_of(house, HandClock(base.clock.now())).report()

    telling = ("schema", "sounds", "callbacks")
    steady = {each.verdict.sentence for each in report.results if each.verdict.what in telling}
    assert (code, mode) == (1, 0o600)
    assert told[0].startswith("bad   switch    ")
    assert steady <= {line[16:] for line in told}
    assert not (base.settings.data_dir / SOCKET).exists()
