"""Whose a phone is who is no agent, and that nobody else has it, nor its extension."""

import re

import pytest
from msgspec.structs import replace

from config.changes.specs import AgentSpec
from config.store import load_catalog
from kernel.errors import BadInput
from store.pool import Database
from telephony.provision.model import PhoneSpec
from tests.config.changes.kit import AT, OLENA, furnished, new, now


async def person(database: Database, name: str, role: str = "supervisor") -> int:
    id_: int = await database.fetchval("INSERT INTO users (name, created_at) VALUES ($1, now()) RETURNING id", name)
    await database.execute("INSERT INTO user_roles (user_id, role) VALUES ($1, $2)", id_, role)
    return id_


async def test_a_phone_is_a_supervisor_s_own_who_is_no_agent(database: Database) -> None:
    book, _ = await furnished(database)
    maria = await person(database, "maria")
    (saved,) = await book.save([new("phones", PhoneSpec(name="desk-1", person="maria", extension="71"))], "Head")
    there = (await load_catalog(database, AT)).people
    await book.save([now("phones", "desk-1", PhoneSpec(name="desk-1"))], "Head")
    nobodys = (await load_catalog(database, AT)).people
    [latest] = (await book.history(None, "phones", "desk-1", None))[:1]
    await book.undo(latest.id, "Head")

    assert saved.change is not None
    assert (there["desk-1"].user, there["desk-1"].name, there["desk-1"].projects) == (maria, "maria", None)
    assert nobodys == {}
    assert (await book.world()).phones["desk-1"].person == "maria"


async def test_who_has_left_is_reached_at_no_phone_and_has_it_again_when_they_are_back(database: Database) -> None:
    book, _ = await furnished(database)
    maria = await person(database, "maria")
    await book.save([new("phones", PhoneSpec(name="desk-1", person="maria"))], "Head")

    await database.execute("UPDATE users SET active = false WHERE id = $1", maria)
    away = (await load_catalog(database, AT)).people
    await database.execute("UPDATE users SET active = true WHERE id = $1", maria)

    assert away == {}
    assert list((await load_catalog(database, AT)).people) == ["desk-1"]


async def test_who_becomes_an_agent_is_reached_as_one_and_no_more_at_the_phone_of_before(database: Database) -> None:
    book, _ = await furnished(database)
    maria = await person(database, "maria")
    await book.save([new("phones", PhoneSpec(name="desk-1", person="maria"))], "Head")

    await database.execute("UPDATE users SET agent_id = (SELECT id FROM agents) WHERE id = $1", maria)

    assert (await load_catalog(database, AT)).people == {}
    assert (await book.world()).phones["desk-1"].person == ""
    await book.save([now("phones", "desk-1", PhoneSpec(name="desk-1", label="Hall"))], "Head")


@pytest.mark.parametrize("role", ["client", "support"])
async def test_callers_are_not_brought_to_who_may_not_see_their_numbers(database: Database, role: str) -> None:
    book, _ = await furnished(database)
    maria = await person(database, "maria", role)
    await book.save([new("phones", PhoneSpec(name="desk-1", person="maria"))], "Head")
    before = (await load_catalog(database, AT)).people
    grant = "INSERT INTO user_roles (user_id, role, project_id) SELECT $1, 'supervisor', id FROM projects"
    await database.execute(grant, maria)

    after = await load_catalog(database, AT)
    assert before == {}
    assert after.people["desk-1"].projects == frozenset(after.projects)


REFUSED: tuple[tuple[PhoneSpec | AgentSpec, str], ...] = (
    (PhoneSpec(name="d", person="nobody"), "person: got 'nobody', accepted is somebody who can sign in here"),
    (PhoneSpec(name="d", person="olena"), "person: got 'olena', accepted is somebody who can sign in here"),
    (PhoneSpec(name="d", person="maria"), "accepted is somebody without a phone of their own: theirs is desk-1"),
    (PhoneSpec(name="d", person="ivan", agent="Olena"), "accepted is nothing: the phone is an agent's"),
    (PhoneSpec(name="d", agent="Olena", extension="72"), "accepted is nothing: the agent whose phone it is"),
    (PhoneSpec(name="d", extension="71"), "accepted is one that is nobody else's: it is maria's"),
    (PhoneSpec(name="d", extension="11"), "accepted is one that is nobody else's: it is Olena's"),
    (replace(OLENA, extension="71"), "accepted is one that is nobody else's: it is maria's"),
    (replace(OLENA, phone="desk-1"), "accepted is one that is nobody else's: it is maria's"),
)


async def test_a_phone_and_an_extension_are_one_person_s(database: Database) -> None:
    book, _ = await furnished(database)
    for name in ("maria", "ivan", "olena"):
        await person(database, name)
    await database.execute("UPDATE users SET agent_id = (SELECT id FROM agents) WHERE name = 'olena'")
    await book.save([now("agents", None, replace(OLENA, extension="11"))], "Head")
    await book.save([new("phones", PhoneSpec(name="desk-1", person="maria", extension="71"))], "Head")

    for spec, why in REFUSED:
        with pytest.raises(BadInput, match=re.escape(why)):
            await book.save([now("phones" if isinstance(spec, PhoneSpec) else "agents", None, spec)], "Head")


async def test_two_people_change_phones_in_one_save(database: Database) -> None:
    book, _ = await furnished(database)
    for name in ("maria", "ivan"):
        await person(database, name)
    mine, theirs = PhoneSpec(name="d-1", person="maria"), PhoneSpec(name="d-2", person="ivan")
    await book.save([new("phones", mine), new("phones", theirs)], "Head")

    swapped = (replace(mine, person="ivan"), replace(theirs, person="maria"))
    await book.save([now("phones", None, each) for each in swapped], "Head")

    assert tuple((await book.world()).phones.values()) == swapped
