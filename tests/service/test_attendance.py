"""Who is where after a code was dialled, and who is let in by a PIN."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from config.catalog import Catalog
from config.prompts import OWN_SOUNDS
from config.store import load_catalog
from kernel.errors import Conflict, Unavailable
from kernel.ids import AgentId, CallId
from service import attendance
from service.attendance import Attendance
from service.guessing import MOST_WRONG, WINDOW_S
from service.setup import staff_of
from store.pool import Database
from telephony import feature_codes as codes
from telephony.feature_codes import Prompt
from tests.clocks import HandClock
from tests.telephony.kit import START
from tests.waiting import until
from tests.web.house import FAST
from web.passwords import Passwords
from web.pins import Pins
from web.trail import Deed
from workforce import model as m
from workforce.floor import Floor

ANNA, BORIS = AgentId(1), AgentId(2)
ANNAS, BORIS_, DESK, PAGE = "PJSIP/agent-1", "PJSIP/agent-2", "PJSIP/desk", "PJSIP/web-7"
PIN = "4713"


class Place:
    """Two agents with phones and PINs, extensions 11 and 12; every phone is there."""

    def __init__(self, database: Database) -> None:
        self.db, self.clock = database, HandClock(START)
        self.floor, self.catalog, self.trail = Floor(self.clock), Catalog(), list[Deed]()
        self.ignoring = False
        """What is changed in the database is not taken in."""
        self.pins = Pins(database, Passwords(FAST))
        self.attendance = Attendance(
            *(database, self.pins, self.floor, lambda: self.catalog, self, self.clock),
            sounds=OWN_SOUNDS,
            load=self.load,
            look=self.look,
        )

    async def write(self, deed: Deed) -> None:
        self.trail.append(deed)

    async def load(self) -> None:
        if self.ignoring:
            return
        self.catalog = await load_catalog(self.db, self.clock.now())
        self.floor.staff(staff_of(self.catalog), {})

    async def look(self) -> None:
        self.floor.heard_devices(dict.fromkeys((ANNAS, BORIS_, DESK), True))

    async def keys(self, endpoint: str, extension: str, pin: str = PIN) -> Prompt:
        return await self.attendance.sign_in(endpoint, extension, pin)

    async def code(self, endpoint: str, dialled: str) -> Prompt:
        code = codes.code_of(dialled)
        assert code is not None
        assert not isinstance(code, codes.EchoTest)
        return await self.attendance.obey(endpoint, code)

    def at(self, agent: AgentId) -> tuple[str, str]:
        """Where they are rung, and what they do."""
        return self.floor.agent(agent).endpoint, m.name_of(self.floor.seat(agent).state)

    def talks(self, agent: AgentId) -> None:
        self.floor.happened(agent, m.ReservedFor(at=START, call=CallId("c1"), own=True))


@pytest.fixture
async def place(database: Database) -> AsyncIterator[Place]:
    project = await database.fetchval(
        "INSERT INTO projects (name, zone, region, language, break_reasons)"
        " VALUES ('Travel', 'Europe/Kyiv', 'UA', 'uk', '{Lunch,Coffee}') RETURNING id"
    )
    place = Place(database)
    for agent, name in ((ANNA, "Anna"), (BORIS, "Boris")):
        await database.execute(
            "INSERT INTO agents (id, name, endpoint, extension, project_ids) VALUES ($1, $2, $3, $4, $5)",
            *(agent, name, f"PJSIP/agent-{agent}", f"1{agent}", [project]),
        )
        await place.pins.set(agent, PIN)
    await place.load()
    yield place
    place.floor.close()


async def test_at_their_own_phone_an_agent_is_signed_in_at_once(place: Place) -> None:
    assert await place.code(ANNAS, "*11") is Prompt.SIGNED_IN
    assert place.at(ANNA) == (ANNAS, "available")
    assert [(deed.action, deed.user_name) for deed in place.trail] == [("phone_sign_in", "Anna")]


async def test_at_nobodys_phone_it_takes_extension_and_pin(place: Place) -> None:
    assert await place.code(DESK, "*11") is Prompt.SAY_EXTENSION
    assert await place.keys(DESK, "11") is Prompt.SIGNED_IN
    assert place.at(ANNA) == (DESK, "available")
    assert PIN not in repr(place.trail)


async def test_who_signs_in_at_a_colleagues_phone_signs_them_out_and_takes_their_calls_nowhere_else(
    place: Place,
) -> None:
    await place.code(BORIS_, "*11")

    assert await place.keys(BORIS_, "11") is Prompt.SIGNED_IN
    assert (place.at(ANNA), place.at(BORIS)) == ((BORIS_, "available"), ("", "signed_out"))
    assert await place.code(BORIS_, "*11") is Prompt.SAY_EXTENSION
    assert await place.keys(BORIS_, "12") is Prompt.SIGNED_IN
    assert (place.at(ANNA), place.at(BORIS)) == ((ANNAS, "signed_out"), (BORIS_, "available"))


async def test_who_signs_out_is_at_their_own_phone_again_also_where_the_page_did_it(place: Place) -> None:
    running = asyncio.create_task(place.attendance.run())
    await place.keys(DESK, "11")
    place.floor.happened(ANNA, m.SignOutAsked(at=START))

    await until(lambda: _is(place.at(ANNA) == (ANNAS, "signed_out")))
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running


async def _is(true: bool) -> bool:
    return true


async def test_a_move_that_is_not_taken_in_leaves_everybody_where_they_were(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    await place.code(BORIS_, "*11")
    await place.keys(DESK, "11")
    monkeypatch.setattr(attendance, "MOVED_S", 0.0)
    place.ignoring = True

    with pytest.raises(Unavailable):
        await place.keys(BORIS_, "11")
    place.ignoring = False
    await place.load()

    assert (place.at(ANNA), place.at(BORIS)) == ((DESK, "available"), (BORIS_, "available"))


async def test_who_has_not_signed_in_takes_no_break_and_is_not_ready_by_a_code(place: Place) -> None:
    assert [await place.code(ANNAS, code) for code in ("*13", "*14")] == [Prompt.NOT_NOW, Prompt.NOT_NOW]
    assert (place.at(ANNA), place.trail) == ((ANNAS, "signed_out"), [])


async def test_nobody_is_moved_in_a_call_nor_from_the_phone_they_speak_at(place: Place) -> None:
    await place.code(ANNAS, "*11")
    place.talks(ANNA)

    assert await place.keys(DESK, "11") is Prompt.NOT_NOW
    assert await place.keys(ANNAS, "12") is Prompt.NOT_NOW
    assert await place.code(ANNAS, "*13") is Prompt.AFTER_CALL
    assert place.at(ANNA) == (ANNAS, "reserved")


@pytest.mark.parametrize(
    ("dialled", "prompt", "reason"),
    [("*13", Prompt.ON_BREAK, "Lunch"), ("*132", Prompt.ON_BREAK, "Coffee"), ("*133", Prompt.NOT_NOW, None)],
)
async def test_a_break_is_for_one_of_the_projects_reasons(
    place: Place, dialled: str, prompt: Prompt, reason: str | None
) -> None:
    await place.code(ANNAS, "*11")

    assert await place.code(ANNAS, dialled) is prompt
    assert getattr(place.floor.seat(ANNA).state, "reason", None) == reason


async def test_where_nobody_sits_there_is_nobody_to_sign_out(place: Place) -> None:
    assert await place.code(DESK, "*12") is Prompt.NOT_NOW


async def test_at_a_supervisor_s_phone_it_is_said_that_they_are_no_agent_and_an_agent_signs_in_there(
    place: Place,
) -> None:
    await place.db.execute("INSERT INTO users (id, name, created_at) VALUES (7, 'maria', now())")
    await place.db.execute("INSERT INTO user_roles (user_id, role) VALUES (7, 'supervisor')")
    await place.db.execute("INSERT INTO phones (name, spec, user_id) VALUES ('desk', '{\"name\": \"desk\"}', 7)")
    await place.load()

    said = [await place.code(DESK, code) for code in ("*12", "*13", "*14", "*11")]
    assert said == [*[Prompt.NOT_AN_AGENT] * 3, Prompt.SAY_EXTENSION]
    assert await place.keys(DESK, "11") is Prompt.SIGNED_IN
    assert await place.code(DESK, "*13") is Prompt.ON_BREAK


@pytest.mark.parametrize("phones", [[DESK] * MOST_WRONG, [f"{DESK}-{n}" for n in range(MOST_WRONG)]])
async def test_after_five_wrong_pins_nobody_is_let_in_for_a_quarter_of_an_hour(place: Place, phones: list[str]) -> None:
    said = [await place.keys(phone, "11", "9999") for phone in phones]

    assert said == [Prompt.WRONG_PIN] * (MOST_WRONG - 1) + [Prompt.LOCKED_OUT]
    assert await place.keys(phones[-1], "11") is Prompt.LOCKED_OUT
    assert [deed.action for deed in place.trail].count("phone_locked_out") == 1
    alarms = [trouble.kind for _, trouble in place.attendance.troubles()]
    assert alarms == (["phone_locked_out"] if len(set(phones)) == 1 else []) + ["extension_locked_out"]
    ends = place.clock.now() + timedelta(seconds=WINDOW_S)
    assert place.attendance.shut() == ({"desk": ends} if len(set(phones)) == 1 else {}, {"11": ends})
    place.clock.advance(seconds=WINDOW_S + 1)
    assert (list(place.attendance.troubles()), place.attendance.shut()) == ([], ({}, {}))
    assert await place.keys(phones[-1], "11") is Prompt.SIGNED_IN


async def test_an_extension_that_nobody_has_is_a_wrong_one(place: Place) -> None:
    assert await place.keys(DESK, "99") is Prompt.WRONG_PIN


async def test_who_has_no_phone_is_rung_nowhere_until_they_sign_in_or_have_a_page(place: Place) -> None:
    await place.db.execute("UPDATE agents SET endpoint = NULL WHERE id = $1", ANNA)
    await place.load()
    place.floor.happened(ANNA, m.ReadyAsked(at=START))
    with pytest.raises(Conflict, match="they have no phone"):
        place.floor.reserve_own(ANNA, CallId("c1"), START)
    await place.db.execute("INSERT INTO users (id, name, agent_id, created_at) VALUES (7, 'anna', 1, now())")
    await place.load()

    assert place.floor.agent(ANNA).endpoint == PAGE
    assert await place.keys(DESK, "11") is Prompt.SIGNED_IN
    assert place.at(ANNA) == (DESK, "available")


async def test_a_phone_in_a_page_is_its_owners_alone(place: Place) -> None:
    assert await place.keys(PAGE, "11") is Prompt.NOT_NOW


@pytest.mark.parametrize("prompt", Prompt)
def test_everything_is_said_in_every_language(prompt: Prompt) -> None:
    for language in ("en", "ru", "uk"):
        assert Path(OWN_SOUNDS / language / f"code_{prompt.value}.wav").is_file()


async def test_what_is_said_is_in_the_language_of_the_agents_project(place: Place) -> None:
    sound = place.attendance.sound(ANNAS, Prompt.READY)

    assert sound is not None
    assert sound.media == f"sound:{OWN_SOUNDS}/uk/code_ready"
