"""A switch that was started anew is told everything again, and one that was only out of reach is not."""

from service.starts import Starts
from tests.telephony.kit import at


def test_it_is_told_once_for_each_start_however_often_calls_are_compared() -> None:
    seen, told = iter((at(0), at(0), at(0), at(60), at(60))), list[str]()
    starts = Starts(lambda: next(seen), lambda: told.append("music"), lambda: told.append("trunks"))
    for _ in range(5):
        starts.look()

    assert told == ["music", "trunks"] * 2
