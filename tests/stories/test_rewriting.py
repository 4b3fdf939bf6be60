"""Numbers that a trunk sends are rewritten before anything else, for the service and for the safety net alike."""

import pytest

from kernel.phone import Caller, CallerId, identify
from lab.lab import Lab
from telephony import notes
from telephony.ari.manager import Manager, open_manager
from telephony.notes import Note
from telephony.provision.model import Rewriting
from telephony.provision.variables import rewritten
from tests.stories.conftest import Stage
from tests.stories.seeds import NUMBER
from tests.stories.story import Story
from tests.stories.trunks import known, save, to_the_carrier
from tests.waiting import until

pytestmark = pytest.mark.switch

DIALLED = (Rewriting("00", "+"), Rewriting("0", "+44"), Rewriting("+", "+"), Rewriting("", "+380"))
CALLERS = (Rewriting("0", "+44"), Rewriting("44", "+44"), Rewriting("90", ""))
CALLS = [
    ("07700900123", "00442079460010"),
    ("447700900124", "02079460010"),
    ("+447700900125", "+442079460010"),
    ("90447700900126", "2079460010"),
    ("anonymous", "*21#"),
]
"""Who calls, and what they dial."""


async def test_what_the_dialplan_makes_of_a_number_is_what_the_rules_say_with_the_service_and_without(
    stage: Stage, lab: Lab
) -> None:
    other = to_the_carrier(
        lab, "other", addresses=(lab.switches.place.other_address,), dialled=DIALLED, callers=CALLERS
    )
    async with stage.prepare(phones=()) as story, open_manager(lab.manager_access) as manager:
        await save(story.database, other)
        async with story.service():
            await known(story, "other")
            served = [await a_call(story, nth, *each) for nth, each in enumerate(CALLS, 1)]
        noted = [await note_of_a_call(story, manager, *each) for each in CALLS]

    wanted = [(rewritten(CALLERS, number), rewritten(DIALLED, dials)) for number, dials in CALLS]
    assert wanted == [
        ("+447700900123", "+442079460010"),
        ("+447700900124", "+442079460010"),
        ("+447700900125", "+442079460010"),
        ("447700900126", "+3802079460010"),
        ("anonymous", "*21#"),
    ]
    assert served == [(identify(CallerId(shown), region_of(dialled)), dialled, "other") for shown, dialled in wanted]
    assert [(note.said.shown, note.dialled) for note in noted] == wanted
    assert {note.trunk for note in noted} == {"other"}


def region_of(dialled: str) -> str:
    """Where the project is whose number it is."""
    return "GB" if dialled == NUMBER else ""


async def a_call(story: Story, nth: int, number: str, dials: str) -> tuple[Caller, str, str]:
    """Who calls and what they dialled, as the service is told, and by which trunk."""
    async with story.lab.customer(number, dials, by="other"):
        call = await story.any_call(nth)
    row, came = await story.ended(call), story.state(call).call
    return came.caller, row["dialled"], row["trunk"]


async def note_of_a_call(story: Story, manager: Manager, number: str, dials: str) -> Note:
    """As the safety net writes it down."""
    known_before = {note.call for note in (await notes.read(manager)).missed}
    found: list[Note] = []

    async def written() -> bool:
        found[:] = [note for note in (await notes.read(manager)).missed if note.call not in known_before]
        return bool(found)

    async with story.lab.customer(number, dials, by="other"):
        await until(written)
    return found[0]
