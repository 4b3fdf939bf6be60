"""The description is valid, complete, and says who may."""

from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from kernel.permissions import Permission
from tests.web.house import House


@pytest.fixture
async def described(bare_house: House) -> dict[str, Any]:
    response = await (await bare_house.visitor()).get("/api/openapi.json")
    found: dict[str, Any] = await response.json()
    return found


async def test_the_description_is_valid_openapi(described: dict[str, Any]) -> None:
    OpenAPIV31SpecValidator(described).validate()

    assert described["info"]["version"] == "1.2.3"


async def test_every_operation_says_who_may_and_what_a_refusal_looks_like(described: dict[str, Any]) -> None:
    operations = [operation for methods in described["paths"].values() for operation in methods.values()]

    for operation in operations:
        assert Permission(operation["x-permission"])
        problem = operation["responses"]["500"]["content"]["application/problem+json"]["schema"]
        assert problem == {"$ref": "#/components/schemas/Problem"}


async def test_an_operation_says_by_what_one_comes_in(described: dict[str, Any]) -> None:
    paths = described["paths"]
    asked = [paths[path]["get"]["security"] for path in ("/api/trail", "/api/users", "/api/tokens", "/healthz")]

    assert asked == [[{"session": []}, {"token": []}], [{"session": []}], [{"session": []}], []]


async def test_an_operation_lists_what_it_takes_and_how_it_refuses(described: dict[str, Any]) -> None:
    hold, search = described["paths"]["/api/calls/{id}/hold"]["post"], described["paths"]["/api/search"]["get"]

    assert [(each.get("name"), each.get("in")) for each in hold["parameters"][:1]] == [("id", "path")]
    assert hold["parameters"][1] == {"$ref": "#/components/parameters/Ringback"}
    assert sorted(hold["responses"]) == ["200", "403", "404", "409", "422", "500", "503"]
    assert [(each["name"], each["schema"]["type"]) for each in search["parameters"]] == [
        ("limit", "integer"),
        ("state", "array"),
    ]


async def test_what_needs_the_database_says_that_it_may_be_away(described: dict[str, Any]) -> None:
    paths = described["paths"]
    away = {path for path, methods in paths.items() for each in methods.values() if "503" in each["responses"]}

    assert set(paths) - away == {"/healthz", "/metrics", "/api/openapi.json"}
    ready = paths["/readyz"]["get"]["responses"]
    assert ready["503"]["content"] == ready["200"]["content"]


async def test_the_live_floor_is_described_in_words(described: dict[str, Any]) -> None:
    live = described["paths"]["/api/live"]["get"]

    assert sorted(live["responses"]) == ["101", "400", "401", "403", "500", "503"]
    assert '{"type": "snapshot"}' in live["description"]


async def test_operations_have_names_of_their_own(described: dict[str, Any]) -> None:
    names = [operation["operationId"] for methods in described["paths"].values() for operation in methods.values()]

    assert len(names) == len(set(names))
