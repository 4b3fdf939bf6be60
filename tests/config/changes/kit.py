"""A ledger on a test's database, and specs to save with it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import msgspec

from config.changes.ledger import Ledger
from config.changes.model import WHICHEVER, Saved, Wanted
from config.changes.sections import all_sections
from config.changes.specs import AgentSpec, HoursSpec, NumberSpec, ProjectSpec, QueueSpec, WeeklyHours
from store.pool import Database, Queryable
from store.sealed import Seal
from telephony.provision.model import TrunkSpec
from tests.clocks import HandClock

AT = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
SEAL = Seal(bytes(32))
ACME = ProjectSpec(name="Acme", zone="Europe/Kyiv", region="UA", dispositions=("Solved",))
SALES = QueueSpec(project="Acme", name="Sales", skills=("orders",))
OLENA = AgentSpec(name="Olena", skills=("orders",), projects=("Acme",))
HOURS = HoursSpec(project="Acme", weekly=(WeeklyHours("monday", "09:00", "18:00"),))
NUMBER = NumberSpec(did="+380441234567", project="Acme", queue="Sales")
CARRIER = TrunkSpec(name="kyiv", way="registration", host="sip.example.com", username="acme")


@asynccontextmanager
async def nothing_lacks(_tx: Queryable, _projects: Any, _sections: Any) -> AsyncIterator[None]:
    """Everything may go live."""
    yield


def ledger(database: Database, clock: HandClock | None = None, seal: Seal = SEAL) -> Ledger:
    return Ledger(database, all_sections("carrier", ["agent-1"]), seal, clock or HandClock(AT), nothing_lacks)


def new(section: str, spec: msgspec.Struct, secret: str | None = None) -> Wanted:
    return Wanted(section=section, key=None, version=None, spec=spec, secret=secret)


def now(section: str, key: str | None, spec: msgspec.Struct | None, secret: str | None = None) -> Wanted:
    """Whatever version it has, or if it is not there."""
    return Wanted(section=section, key=key, version=WHICHEVER, spec=spec, secret=secret)


ALL = (
    new("trunks", CARRIER, 'it\'s "quoted"'),
    new("projects", ACME),
    new("agents", OLENA),
    new("queues", SALES),
    new("hours", HOURS),
    new("numbers", NUMBER),
)


async def furnished(database: Database) -> tuple[Ledger, tuple[Saved, ...]]:
    """All of the above, saved at once."""
    book = ledger(database)
    return book, await book.save(ALL, "Head")
