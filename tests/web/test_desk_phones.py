"""The list of phones: what stands in it, and who sees what."""

from dataclasses import replace

from config.catalog import Catalog
from config.model import AgentRecord, PhoneOwner
from kernel.ids import AgentId, ProjectId, UserId
from kernel.permissions import Scope
from telephony.provision.model import PhoneSpec, Sealed
from telephony.registrations import Registration
from tests.telephony.kit import START
from web.desk_phones import Owner, PhoneRow, Shut, Switch, agent_phones, colleagues, phone_rows
from workforce import model as m

ANNA, BORIS = AgentId(1), AgentId(2)
OURS, THEIRS = ProjectId(1), ProjectId(2)
SIGNED_IN, AWAY = m.Seat(state=m.Available(since=START)), m.Seat(state=m.SignedOut(since=START))


def agent(id_: AgentId, name: str, endpoint: str, own: str, project: ProjectId) -> AgentRecord:
    projects = frozenset({project})
    return AgentRecord(
        id_, name, endpoint, frozenset(), frozenset(), projects, own_phone=own, extension=f"1{id_}", elsewhere=False
    )


def catalog() -> Catalog:
    specs = (
        PhoneSpec(name="desk-1", label="Reception", agent="Anna"),
        PhoneSpec(name="desk-7", person="maria"),
        PhoneSpec(name="spare", locked=True),
    )
    anna = agent(ANNA, "Anna", "PJSIP/desk-1", "PJSIP/desk-1", OURS)
    boris = agent(BORIS, "Boris", "PJSIP/web-7", "PJSIP/old-2", THEIRS)
    return Catalog(
        agents={ANNA: anna, BORIS: boris},
        phones={each.name: Sealed(each, b"") for each in specs},
        people={"desk-7": PhoneOwner(UserId(8), "maria", frozenset({THEIRS}))},
    )


def rows(registered: bool = True, scope: Scope = None) -> dict[str, PhoneRow]:
    there = Registration(
        name="desk-1",
        call_id="a",
        address="192.0.2.7",
        port=5060,
        user_agent="baresip",
        reachable=True,
        round_trip_ms=1.0,
        since=START,
    )
    switch = Switch(frozenset({"desk-1", "old-2", "web-7"}), {"desk-1": there} if registered else {}, {})
    owners = [Owner(UserId(7), "boris", BORIS)]
    found = phone_rows(catalog(), {ANNA: SIGNED_IN, BORIS: AWAY}, switch, owners, scope)
    return {each.name: each for each in found}


def test_saved_and_configured_phones_and_pages_stand_in_one_list_with_whose_they_are() -> None:
    found = rows()

    assert [(each.name, each.kind, each.whose, each.at) for each in found.values()] == [
        ("desk-1", "saved", "Anna", "Anna"),
        ("desk-7", "saved", "maria", None),
        ("old-2", "configured", "Boris", None),
        ("spare", "saved", None, None),
        ("web-7", "browser", "boris", "Boris"),
    ]
    assert (found["spare"].locked, found["spare"].known) == (True, False)


def test_who_is_no_agent_is_reached_at_their_phone_unless_an_agent_has_signed_in_there() -> None:
    found = catalog()
    unregistered = Switch(frozenset({"desk-7"}), {}, {})
    borrowed = agent(BORIS, "Boris", "PJSIP/desk-7", "", THEIRS)

    assert colleagues(found, unregistered, frozenset({OURS})) == []
    [maria] = colleagues(found, unregistered, frozenset({THEIRS}))
    assert (maria.name, maria.phone, maria.there, maria.borrowed) == ("maria", "desk-7", False, False)
    [maria] = colleagues(replace(found, agents={BORIS: borrowed}), unregistered, None)
    assert maria.borrowed


def test_a_phone_is_missing_only_while_its_agent_is_signed_in() -> None:
    assert not rows()["desk-1"].missing
    assert [each.name for each in rows(registered=False).values() if each.missing] == ["desk-1"]


def test_who_sees_one_project_sees_its_people_s_phones_and_no_others() -> None:
    assert list(rows(scope=frozenset({OURS}))) == ["desk-1"]
    assert list(rows(scope=frozenset({THEIRS}))) == ["desk-7", "old-2", "web-7"]
    [anna] = agent_phones(catalog(), {ANNA: SIGNED_IN}, {ANNA}, frozenset({OURS}))
    assert (anna.name, anna.extension, anna.has_pin, anna.phone, anna.signed_in) == ("Anna", "11", True, "desk-1", True)


def test_a_phone_and_an_extension_that_wrong_pins_have_locked_say_until_when() -> None:
    shut = Shut({"old-2": START}, {"11": START})
    found = phone_rows(catalog(), {}, Switch(frozenset(), {}, {}), [], None, shut)
    agents = agent_phones(catalog(), {}, frozenset(), None, shut)

    assert {each.name for each in found if each.shut_until == START} == {"old-2"}
    assert [each.name for each in agents if each.shut_until == START] == ["Anna"]
