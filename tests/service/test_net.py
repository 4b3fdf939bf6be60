"""What the safety net is to hold is worked out beside the calls, and of thousands of numbers not for each sign-in."""

import threading
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

import pytest

from config.catalog import Catalog
from config.model import Number
from kernel.ids import ProjectId, QueueId
from service import net
from service.net import CalledIn

DID = "+442079460010"
LISTED = Catalog(numbers=MappingProxyType({DID: Number(DID, ProjectId(1), QueueId(1), "en")}))
STAFFED = replace(LISTED, numbers=MappingProxyType(dict(LISTED.numbers)), agents=MappingProxyType({}))


async def test_spellings_are_worked_out_in_a_thread_and_anew_only_for_other_numbers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    worked: list[bool] = []

    def called_in(catalog: Catalog) -> Mapping[str, str]:
        worked.append(threading.current_thread() is threading.main_thread())
        return dict.fromkeys(catalog.numbers, "1-en")

    monkeypatch.setattr(net, "called_in", called_in)
    called = CalledIn()

    first, second = await called(LISTED), await called(STAFFED)
    emptied = await called(Catalog())

    assert (first, second, emptied) == ({DID: "1-en"}, {DID: "1-en"}, {})
    assert worked == [False, False]
