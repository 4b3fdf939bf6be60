"""A project's rules over HTTP: read, tried, saved."""

from datetime import timedelta
from typing import Any

import pytest

from callbacks.rules import FraudRules, Policy, TextRules
from callbacks.settings import RulesBody, RulesView
from kernel.errors import BadInput, Conflict, NotFound
from kernel.http import Actor
from kernel.ids import UserId
from kernel.permissions import Role, everywhere
from tests.callbacks.place import MARIA, NOW, Place

PATH = "/api/callback-rules/{project}"


ADMIN = Actor(UserId(9), "Root", everywhere(Role.ADMIN), None)


def rules(version: int = 0, **policy: Any) -> RulesBody:
    return RulesBody(policy=Policy(**policy), fraud=FraudRules(), texting=TextRules(), version=version)


async def read(place: Place) -> RulesView:
    found = await place.ask("GET", PATH, MARIA, project=1)
    assert isinstance(found, RulesView)
    return found


async def save(place: Place, body: RulesBody) -> RulesView:
    found = await place.ask("PUT", PATH, ADMIN, None, body, project=1)
    assert isinstance(found, RulesView)
    return found


async def test_a_project_without_rules_of_its_own_has_the_defaults(place: Place) -> None:
    found = await read(place)

    assert (found.project.name, found.version, found.changed_by, found.policy) == ("Orders", 0, None, Policy())
    assert set(found.ladders) == {"two-call", "text-first"}


async def test_rules_that_somebody_else_has_saved_meanwhile_are_not_overwritten(place: Place) -> None:
    saved = await save(place, rules(useful_hours=24))
    with pytest.raises(Conflict):
        await save(place, rules(useful_hours=12))

    assert (saved.version, (await read(place)).policy.useful_hours) == (1, 24)


async def test_rules_that_could_never_work_are_refused_and_nothing_changes(place: Place) -> None:
    with pytest.raises(BadInput, match="ladder"):
        await save(place, rules(ladder="by-pigeon"))

    assert (await read(place)).version == 0


async def test_a_dry_run_shows_what_other_rules_would_do_and_changes_nothing(place: Place) -> None:
    case = await place.missed(1)
    found = await place.ask(
        "POST", "/api/callback-rules/{project}/dry-run", MARIA, None, rules(soon_after_s=600), project=1
    )

    [tried] = found.tried
    assert (found.open, tried.case, tried.same) == (1, case, False)
    assert (tried.now.at, tried.then.at) == (NOW + timedelta(minutes=2), NOW + timedelta(minutes=9))
    shown = (await place.one(case)).next
    assert shown is not None
    assert shown.at == NOW + timedelta(minutes=2)


async def test_a_dry_run_of_the_same_rules_changes_nothing(place: Place) -> None:
    await place.missed(1)
    found = await place.ask("POST", "/api/callback-rules/{project}/dry-run", MARIA, None, rules(), project=1)

    assert [each.same for each in found.tried] == [True]


async def test_there_are_no_rules_of_a_project_that_is_not_there(place: Place) -> None:
    with pytest.raises(NotFound):
        await place.ask("GET", PATH, MARIA, project=9)
