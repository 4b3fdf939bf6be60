"""Who is reached inside, by name or by extension."""

from dataclasses import replace

import pytest

from config import colleagues
from config.catalog import Catalog
from config.model import AgentRecord, PhoneOwner
from kernel.errors import Conflict, NotFound
from kernel.ids import AgentId, ProjectId, UserId
from telephony.plan import ToNumber, Way
from telephony.provision.model import PhoneSpec, Sealed

OURS, THEIRS = ProjectId(1), ProjectId(2)
CALLER = "+380441234567"
ANNA = AgentRecord(AgentId(1), "Anna", "PJSIP/a-1", frozenset(), frozenset(), frozenset({OURS}), extension="11")
BORIS = replace(ANNA, id=AgentId(2), name="Boris", endpoint="PJSIP/d-1", extension="", elsewhere=True)
CATALOG = Catalog(
    agents={ANNA.id: ANNA},
    phones={"d-1": Sealed(PhoneSpec(name="d-1", person="maria", extension="71"), None)},
    people={"d-1": PhoneOwner(UserId(7), "maria", frozenset({OURS}))},
)


def test_a_supervisor_is_reached_at_their_phone_which_shows_the_customer() -> None:
    way = Way(trunk=None, endpoint="PJSIP/d-1", caller_id=CALLER)

    assert colleagues.at_phone(CATALOG, "d-1", OURS, CALLER) == ToNumber("maria", (way,))


@pytest.mark.parametrize(("phone", "project"), [("d-1", THEIRS), ("d-2", OURS), ("a-1", OURS)])
def test_nobody_is_reached_who_has_no_part_in_the_project_or_at_what_is_no_such_phone(
    phone: str, project: ProjectId
) -> None:
    with pytest.raises(NotFound, match="Nobody of this project"):
        colleagues.at_phone(CATALOG, phone, project, CALLER)


def test_a_customer_is_not_sent_to_an_agent_who_has_signed_in_at_a_supervisor_s_phone() -> None:
    with pytest.raises(Conflict, match="An agent has signed in at the phone of maria"):
        colleagues.at_phone(replace(CATALOG, agents={BORIS.id: BORIS}), "d-1", OURS, CALLER)


def test_a_customer_is_not_sent_to_a_phone_that_is_locked() -> None:
    locked = replace(CATALOG, phones={"d-1": Sealed(PhoneSpec(name="d-1", person="maria", locked=True), None)})

    with pytest.raises(Conflict, match="The phone of maria is locked"):
        colleagues.at_phone(locked, "d-1", OURS, CALLER)


@pytest.mark.parametrize(("typed", "whose"), [("11", ANNA.id), ("71", "d-1"), ("12", None), ("", None)])
def test_an_extension_is_an_agent_s_or_a_supervisor_s(typed: str, whose: AgentId | str | None) -> None:
    assert colleagues.with_extension(CATALOG, typed) == whose
