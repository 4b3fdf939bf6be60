"""The committed models are what the generator makes of the switch's own description."""

import json
from datetime import UTC
from pathlib import Path
from typing import Any

import msgspec
import pytest

from telephony.ari import generate, models
from telephony.ari.naming import docstring, python_type, snake

OPERATIONS = 109
EVENTS = 46
HERE = Path(generate.__file__).parent
TINY: dict[str, Any] = {
    "dishes": {
        "apis": [
            {
                "path": "/dishes/{dishId}",
                "operations": [
                    {
                        "httpMethod": "POST",
                        "nickname": "cookWithId",
                        "summary": "Cook a dish.",
                        "responseClass": "List[Dish]",
                        "parameters": [
                            {"name": "dishId", "paramType": "path", "dataType": "string", "required": True},
                            {"name": "from", "paramType": "query", "dataType": "string", "required": False},
                            {"name": "heat", "paramType": "query", "dataType": "int", "required": True},
                        ],
                        "errorResponses": [
                            {"code": 404, "reason": "Dish not found"},
                            {"code": 409, "reason": "Dish already exists"},
                            {"code": 500, "reason": "Kitchen on fire"},
                        ],
                    }
                ],
            }
        ],
        "models": {
            "Dish": {
                "id": "Dish",
                "description": "Something to eat",
                "properties": {
                    "cookedAt": {"type": "Date", "required": True},
                    "class": {"type": "List[string]", "required": False},
                },
            },
            "Message": {
                "id": "Message",
                "subTypes": ["Served"],
                "properties": {"type": {"type": "string", "required": True}},
            },
            "Served": {"id": "Served", "properties": {"dish": {"type": "Dish", "required": True}}},
        },
    }
}


def test_a_model_becomes_a_frozen_struct_with_python_names() -> None:
    source, _ = generate.generate(TINY)

    assert "class Dish(msgspec.Struct, frozen=True, kw_only=True):\n" in source
    assert '    cooked_at: datetime = msgspec.field(name="cookedAt")\n' in source
    assert '    class_: tuple[str, ...] | None = msgspec.field(default=None, name="class")\n' in source
    assert 'class Served(Message, frozen=True, kw_only=True, tag_field="type", tag="Served"):' in source


def test_an_operation_becomes_a_typed_function() -> None:
    _, source = generate.generate(TINY)

    assert (
        "def dishes_cook_with_id(\n    dish_id: str,\n    *,\n    heat: int,\n    from_: str | None = None,\n"
        ") -> Request[tuple[Dish, ...] | AlreadyGone | AlreadyThere]:\n"
    ) in source
    assert "May answer 404, 409, 500." in source


def test_models_that_need_each_other_are_refused() -> None:
    circle = {"Egg": {"properties": {"hen": {"type": "Hen"}}}, "Hen": {"properties": {"egg": {"type": "Egg"}}}}

    with pytest.raises(ValueError, match="circle"):
        generate.generate({"farm": {"apis": [], "models": circle}})


def test_every_operation_and_event_of_the_description_is_there() -> None:
    functions = [name for name in (HERE / "requests.py").read_text().splitlines() if name.startswith("def ")]

    assert len(functions) == OPERATIONS
    assert len(models.AnyMessage.__args__) == EVENTS


def test_the_command_refuses_a_directory_without_descriptions(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "resources.json").write_text(json.dumps({"apis": []}))

    assert generate.main([str(tmp_path)]) == 2
    assert "usage: python -m telephony.ari.generate" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("playbackId", "playback_id"),
        ("sendDTMF", "send_dtmf"),
        ("async", "async_"),
        ("deviceStates", "device_states"),
        ("listByTech", "list_by_tech"),
        ("transfer_progress", "transfer_progress"),
    ],
)
def test_names_become_pythons(name: str, expected: str) -> None:
    assert expected == snake(name)


def test_types_become_pythons() -> None:
    assert [python_type(t) for t in ("long", "List[Channel]", "Date")] == ["int", "tuple[Channel, ...]", "datetime"]


def test_a_description_cannot_end_its_docstring() -> None:
    assert docstring(['He said """no""".'], "") == ["\"\"\"He said '''no'''.\"\"\""]


def test_asterisks_times_are_aware_and_utc() -> None:
    event = msgspec.json.decode(
        b'{"type":"ApplicationReplaced","application":"a","timestamp":"2026-11-22T07:48:38.136+0100"}',
        type=models.ApplicationReplaced,
    )

    assert event.timestamp.astimezone(UTC).isoformat() == "2026-11-22T06:48:38.136000+00:00"
