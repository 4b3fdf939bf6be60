"""Which numbers are ours, and so never masked."""

from types import MappingProxyType

from config.catalog import Catalog
from config.model import Number
from kernel.ids import ProjectId, QueueId
from service.site import OurNumbers


def listing(did: str) -> Catalog:
    return Catalog(numbers=MappingProxyType({did: Number(did, ProjectId(1), QueueId(1), "en")}))


def test_our_numbers_are_gathered_once_for_a_catalog_and_anew_for_the_next() -> None:
    current = listing("+442079460010")
    ours = OurNumbers(lambda: current)

    first, again = ours(), ours()
    current = listing("+442079460020")
    then = ours()

    assert first is again
    assert ("442079460010" in first, "442079460020" in first) == (True, False)
    assert ("442079460010" in then, "442079460020" in then) == (False, True)
