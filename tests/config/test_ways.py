"""By which trunks a project's calls go out."""

from dataclasses import replace
from typing import Any

import pytest

from config.ways import ways_out
from kernel.phone import Phone
from telephony.plan import Way
from telephony.provision.dialling import way_by
from telephony.provision.model import Rewriting, Sealed, TrunkSpec
from tests.config.test_directory import TRAVEL, project

NUMBER, OURS = Phone("+447700900123"), Phone("+442079460010")
TRAVELLING = project(TRAVEL, "Travel")


def trunk(name: str, **fields: Any) -> TrunkSpec:
    return TrunkSpec(name=name, way="address", host="sip.example.com", **fields)


def names(order: tuple[str, ...], settings_trunk: str, *specs: TrunkSpec) -> list[str | None]:
    saved = {spec.name: Sealed(spec, None) for spec in specs}
    return [way.trunk for way in ways_out(replace(TRAVELLING, trunks=order), NUMBER, saved, settings_trunk)]


def test_without_an_order_of_its_own_a_project_tries_all_trunks_in_use_by_rank_and_then_the_one_of_the_settings() -> (
    None
):
    every = (trunk("b", rank=2), trunk("c", rank=1), trunk("a", rank=2), trunk("off", active=False))

    assert names((), "carrier", *every) == ["c", "a", "b", "carrier"]
    assert names((), "", *every) == ["c", "a", "b"]
    assert names((), "") == []


def test_a_projects_own_order_counts_and_names_that_are_no_trunks_are_passed_over() -> None:
    every = (trunk("a"), trunk("b"), trunk("off", active=False))

    assert names(("b", "gone", "off"), "carrier", *every) == ["b", "carrier"]
    assert names(("carrier", "a"), "carrier", *every) == ["carrier", "a"]


@pytest.mark.parametrize(
    ("fields", "dialled", "shown"),
    [
        ({}, "+447700900123", "+442079460010"),
        ({"number_format": "without_plus"}, "447700900123", "442079460010"),
        ({"number_format": "national"}, "07700900123", "02079460010"),
        ({"outgoing": (Rewriting("+44", "9044"),)}, "90447700900123", "+442079460010"),
        ({"outgoing": (Rewriting("+", "+99"),), "number_format": "without_plus"}, "99447700900123", "442079460010"),
        ({"caller_id": "4711"}, "+447700900123", "+442079460010"),
    ],
)
def test_a_trunk_has_numbers_as_it_writes_them(fields: dict[str, Any], dialled: str, shown: str) -> None:
    way = way_by(trunk("one", **fields), NUMBER, OURS, "GB")

    assert way == Way(trunk="one", endpoint=f"PJSIP/{dialled}@one", caller_id=shown)


def test_a_trunk_shows_a_number_of_its_own_for_a_project_that_has_none() -> None:
    assert way_by(trunk("one", caller_id="4711"), NUMBER, None, "GB").caller_id == "4711"
    assert way_by(trunk("one"), NUMBER, None, "GB").caller_id == ""


def test_a_number_abroad_is_dialled_on_a_national_trunk_as_one_dials_it_there() -> None:
    ukraine = way_by(trunk("one", number_format="national"), NUMBER, None, "UA")

    assert ukraine.endpoint == "PJSIP/00447700900123@one"
