"""What the doctor says, case by case."""

from datetime import timedelta
from pathlib import Path

import pytest

from service import doctor_verdicts as v
from service.doctor_verdicts import Level
from store.migrations.schema import Ahead, Behind, Current, SchemaState

BAD, OK, WARN = Level.BAD, Level.OK, Level.WARN
FLOOR_MB = 100
AGREE = timedelta(0)


@pytest.mark.parametrize(
    ("version", "level"),
    [
        ("22.10.0", BAD),
        ("20.9.3", BAD),
        ("22.10.1~dfsg+~cs6.17", OK),
        ("22.10.4", OK),
        ("22.11.0", WARN),
        ("23.0.0", WARN),
        ("gibberish", BAD),
    ],
)
def test_a_switch_is_judged_by_its_version(version: str, level: Level) -> None:
    assert level == v.on_asterisk(version, "answers").level


def found(*, registered: bool) -> v.SwitchFound:
    return v.SwitchFound(url="http://switch", version="22.10.1", app_registered=registered, ahead=AGREE)


@pytest.mark.parametrize(
    ("registered", "service_answers", "level"),
    [(True, True, OK), (False, False, OK), (True, False, WARN), (False, True, BAD)],
)
def test_a_service_that_runs_must_be_connected_to_the_switch(
    registered: bool, service_answers: bool, level: Level
) -> None:
    assert level == v.on_switch(found(registered=registered), service_answers=service_answers)[1].level


@pytest.mark.parametrize(
    ("switch", "level"),
    [
        (v.SwitchAway("http://switch", "refused"), BAD),
        (v.SwitchRefuses("http://switch", "Unauthorized"), BAD),
        (v.OwnSwitchResting(None), OK),
        (v.OwnSwitchResting("22.10.1"), OK),
        (v.OwnSwitchResting("22.9.0"), BAD),
    ],
)
def test_a_switch_of_our_own_may_rest_and_another_may_not(switch: v.Switch, level: Level) -> None:
    assert level == v.on_switch(switch, service_answers=False)[0].level


def database(major: int, schema: SchemaState) -> v.DatabaseFound:
    return v.DatabaseFound(version=f"{major}.2", major=major, schema=schema, ahead=AGREE)


@pytest.mark.parametrize(
    ("state", "levels"),
    [
        (database(14, Current()), [BAD]),
        (database(15, Current()), [OK, OK]),
        (database(18, Behind(2)), [OK, WARN]),
        (database(18, Ahead("0009")), [OK, BAD]),
        (v.DatabaseUnusable("It is away."), [BAD]),
        (v.EmbeddedResting(exists=True), [OK]),
        (v.EmbeddedResting(exists=False), [OK]),
    ],
)
def test_a_database_is_judged_by_server_and_schema(state: v.DatabaseState, levels: list[Level]) -> None:
    assert levels == [verdict.level for verdict in v.on_database(state)]


@pytest.mark.parametrize(("free_mb", "level"), [(99, BAD), (100, WARN), (199, WARN), (200, OK)])
def test_a_disk_is_held_against_the_floor(free_mb: int, level: Level) -> None:
    place = v.Place(what="data", path=Path("/data"), exists=True, free=free_mb * v.MEGABYTE, ours=True)

    assert level == v.on_place(place, FLOOR_MB)[0].level


@pytest.mark.parametrize(
    ("exists", "ours", "switch", "level"),
    [
        (True, True, None, OK),
        (True, True, True, OK),
        (True, True, False, BAD),
        (True, False, True, BAD),
        (False, True, None, OK),
        (False, False, None, BAD),
    ],
)
def test_a_place_must_be_writable_for_us_and_recordings_for_the_switch(
    exists: bool, ours: bool, switch: bool | None, level: Level
) -> None:
    place = v.Place(what="recordings", path=Path("/r"), exists=exists, free=10**12, ours=ours, switch=switch)

    assert level == v.on_place(place, FLOOR_MB)[1].level


@pytest.mark.parametrize(("mode", "levels"), [(0o100600, []), (0o100640, [BAD]), (0o100604, [BAD])])
def test_the_switchs_passwords_are_for_its_user_alone(mode: int, levels: list[Level]) -> None:
    assert levels == [verdict.level for verdict in v.on_passwords(Path("/s/astdb.sqlite3"), mode)]


@pytest.mark.parametrize(
    ("seconds", "level"), [(0.0, OK), (2.0, OK), (-2.0, OK), (2.1, WARN), (-2.1, WARN), (3600.0, WARN)]
)
def test_clocks_may_differ_by_two_seconds(seconds: float, level: Level) -> None:
    assert level == v.on_clock("database", timedelta(seconds=seconds)).level


def test_a_switch_that_does_not_tell_its_time_is_no_fault() -> None:
    assert v.on_clock("switch", None).level == OK


@pytest.mark.parametrize(
    ("port", "level"),
    [(v.Port.FREE, OK), (v.Port.OURS, OK), (v.Port.TAKEN, BAD), (v.Port.FORBIDDEN, BAD)],
)
def test_the_port_is_free_or_ours(port: v.Port, level: Level) -> None:
    assert level == v.on_port(port, "127.0.0.1:8080").level


@pytest.mark.parametrize(
    ("port", "level"),
    [(v.Port.FREE, OK), (v.Port.OURS, OK), (v.Port.TAKEN, BAD), (v.Port.FORBIDDEN, BAD), (v.Port.DEAF, BAD)],
)
def test_the_sip_port_is_free_or_the_switchs(port: v.Port, level: Level) -> None:
    assert level == v.on_sip(port, "127.0.0.1:5060").level


@pytest.mark.parametrize(("version", "level"), [((3, 10), BAD), ((3, 11), OK), ((3, 13), OK)])
def test_an_old_python_is_bad(version: tuple[int, int], level: Level) -> None:
    assert level == v.on_python(version).level


def test_every_announcement_that_cannot_be_played_is_named() -> None:
    verdicts = v.on_sounds(["The announcement a.wav is missing.", "The announcement b.wav is not audio."], 5)

    assert [verdict.level for verdict in verdicts] == [BAD, BAD]


def test_what_is_not_ok_says_what_to_do_and_what_is_bad_decides_the_exit_code() -> None:
    verdicts = [v.on_port(v.Port.FREE, "here"), v.on_port(v.Port.TAKEN, "there")]

    assert v.exit_code(verdicts) == 1
    assert v.exit_code(verdicts[:1]) == 0
    assert list(v.lines(verdicts)) == [
        "ok    port      here is free for the page.",
        "bad   port      Another program listens on there.",
        "                → Stop it, or set RINGBACK_HTTP_PORT to a free port.",
    ]
