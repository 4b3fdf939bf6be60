"""The checks as the running service makes them: by what it knows, and with the connections that it has."""

import asyncio
from collections.abc import Sequence

from kernel.trouble import Trouble
from service import doctor_ask as ask
from service import doctor_callbacks as c
from service import doctor_factors as f
from service import doctor_look as look
from service import doctor_verdicts as v
from service.doctor_running import PhonesSeen, RecordingsSeen, TrunkSeen
from service.house import House
from store.errors import DatabaseAway
from store.migrations.schema import Current
from store.queries import load_queries
from telephony.ari.errors import AriError
from workforce import model as m

SQL = load_queries(__file__, "queries_health.sql")
_NOT_OURS = frozenset({"switch", "database"})
"""Troubles of which a check of their own says more."""


class Inside:
    """Implements `service.checks.Eyes`."""

    def __init__(self, house: House) -> None:
        self._house, base = house, house.base
        own = base.settings.data_dir / "switch" in base.settings.recordings_dir.parents
        self.sight = look.Sight(base.settings, own_switch=own, url=None)

    async def port(self) -> v.Port:
        return v.Port.OURS

    async def switch(self) -> v.Switch:
        base, trouble = self._house.base, self._house.switchboard.trouble
        if trouble is not None:
            return v.SwitchAway(base.settings.ari_url, trouble.data.get("why") or trouble.sentence.rstrip("."))
        try:
            return await look.ask_switch(base.ari, base.settings.ari_url, base.clock)
        except AriError as error:
            return v.SwitchAway(base.settings.ari_url, str(error).rstrip("."))

    async def database(self) -> v.DatabaseState:
        """Its schema is ours, or this service would not have started."""
        base = self._house.base
        try:
            before = base.clock.now()
            row = await base.database.fetchrow(SQL["server"])
        except DatabaseAway as away:
            return v.DatabaseUnusable(str(away))
        assert row is not None
        major = row["number"] // 10_000
        return v.DatabaseFound(version=row["version"], major=major, schema=Current(), ahead=row["now"] - before)

    async def sounds(self) -> tuple[Sequence[str], int]:
        setup = self._house.setup()
        return [one.why for one in setup.prompts.wrong()], len(setup.catalog.announcements)

    async def callbacks(self) -> tuple[c.TextsFound, c.CasesFound | None]:
        base = self._house.base
        account = await ask.look_at_account(base.settings)
        texts = await ask.texts_in(base.database, base.settings, self._house.setup.catalog(), account)
        return texts, await ask.look_at_cases(base.database)

    async def factors(self) -> tuple[f.KeyFound | None, f.FactorsFound | None]:
        base = self._house.base
        key, _ = await asyncio.to_thread(ask.look_at_key, base.settings)
        return key, await ask.factors_in(base.database, base.seal)

    async def recordings(self) -> RecordingsSeen | None:
        base = self._house.base
        row = await base.database.fetchrow(SQL["recordings"], base.clock.now())
        return None if row is None else RecordingsSeen(row["waiting"], row["failed"])

    def trunks(self) -> Sequence[TrunkSeen] | None:
        """Nothing where there seems to be none and the switch was not asked: it may have one of its own."""
        watch = self._house.provision.watch
        seen = [TrunkSeen(each.name, each.up, each.why) for each in watch.states() if each.standing != "off"]
        return seen if seen or watch.looked else None

    def phones(self) -> PhonesSeen | None:
        """Nothing while the switch is away: then nobody knows."""
        if self._house.switchboard.trouble is not None:
            return None
        seats = [(agent, seat) for agent, seat in self._house.floor.seats() if agent.endpoint]
        lacking = [a.name for a, seat in seats if not seat.device and not isinstance(seat.state, m.SignedOut)]
        return PhonesSeen(sum(seat.device for _, seat in seats), sorted(lacking))

    def troubles(self) -> Sequence[tuple[str, Trouble]]:
        found = self._house.troubles()
        return [(id_, trouble) for id_, trouble in found if trouble is not None and id_ not in _NOT_OURS]
