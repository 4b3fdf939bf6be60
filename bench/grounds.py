"""An installation that is to be killed: set up so that the whole ladder is climbed within a minute."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random

import aiohttp

from bench.audio import write_announcement
from bench.installation import ADMIN, PASSWORD
from bench.outside import Outside
from bench.victim import Victim, environment
from bench.waiting import until
from callbacks.rules import FraudRules, Policy, ProjectRules, TextRules
from config.model import AnnouncementKind
from config.prompts import Audio, read_audio
from kernel.clock import SystemClock
from lab.behaviours import Answers
from lab.carrier import digits
from lab.lab import Lab
from lab.ports import free_port
from lab.twilio import TwilioStandIn, twilio_stand_in
from store.pool import Database, Queryable, open_database
from telephony.ari import requests
from workforce.model import Available, Seat

DIALS = "+442079460010"
MANY = 10**6
RULES = ProjectRules(
    policy=Policy(
        soon_after_s=0,
        min_gap_s=0,
        busy_again_s=1,
        day_seconds=10,
        useful_hours=5000,
        max_attempts=50,
        max_attempts_a_day=50,
        agents_percent=100,
    ),
    fraud=FraudRules(
        per_number_a_day=MANY,
        per_prefix_an_hour=MANY,
        per_hour=MANY,
        per_day=MANY,
        texts_per_hour=MANY,
        texts_per_day=MANY,
        neighbours=MANY,
    ),
    texting=TextRules(sender="+447911000001"),
)
SPOKEN = {
    AnnouncementKind.QA_INBOUND: 0.7,
    AnnouncementKind.QA_CALLBACK: 0.7,
    AnnouncementKind.SERVICE_DOWN: 0.6,
    AnnouncementKind.QUEUE_TIMEOUT: 0.6,
}
FIRST_START_S = 60.0
PACE_S = 0.3
"""From a text's acceptance to its being sent, and from there to its delivery."""


@dataclass(frozen=True)
class Grounds:
    lab: Lab
    db: Database
    outside: Outside
    victim: Victim
    stand: TwilioStandIn
    api: aiohttp.ClientSession


@asynccontextmanager
async def grounds(
    lab: Lab, url: str, folder: Path, chance: Random, told: Callable[[str], None]
) -> AsyncIterator[Grounds]:
    """The service runs for the first time when the block begins. `url` is of a migrated, empty database."""
    port, phones = free_port(), lab.access.phones
    (folder / "data").mkdir()
    async with AsyncExitStack() as stack:
        db = await stack.enter_async_context(open_database(url))
        await _set_up(db, lab.access.sounds / f"kills-{port}", len(phones))
        entered = await stack.enter_async_context(lab.phones(*phones, behaviour=Answers(after=0.2, speaks=1000.0)))
        stand = await stack.enter_async_context(twilio_stand_in(pace_s=PACE_S))
        root = f"http://127.0.0.1:{port}"
        victim = Victim(
            environment(folder, url, lab.access, port, texts_through(stand, root)), folder / "service.log", told
        )
        stack.push_async_callback(victim.stop)
        await victim.start()
        outside = Outside(lab.carrier, entered, DIALS, chance, told, lambda: victim.alive, partial(in_net, lab))
        stack.push_async_callback(outside.close)
        api = await stack.enter_async_context(_signed_in(victim, root))
        yield Grounds(lab, db, outside, victim, stand, api)


async def in_net(lab: Lab, number: str) -> bool:
    channels = await lab.http.send(requests.channels_list(), within=5)
    return any(each.dialplan.context == "net" and digits(each.caller.number) == digits(number) for each in channels)


def texts_through(stand: TwilioStandIn, root: str) -> dict[str, str]:
    return {
        "RINGBACK_TWILIO_ACCOUNT_SID": stand.account,
        "RINGBACK_TWILIO_AUTH_TOKEN": stand.token,
        "RINGBACK_TWILIO_URL": stand.url,
        "RINGBACK_TWILIO_WEBHOOKS": root,
    }


@asynccontextmanager
async def _signed_in(victim: Victim, root: str) -> AsyncIterator[aiohttp.ClientSession]:
    async def there() -> bool:
        await victim.revive()
        return bool(victim.link) and "safety_net_kept" in victim.said

    await until(there, "the service's first start", FIRST_START_S)
    jar, timeout = aiohttp.CookieJar(unsafe=True), aiohttp.ClientTimeout(total=3)
    async with aiohttp.ClientSession(root, headers={"X-Ringback": "1"}, cookie_jar=jar, timeout=timeout) as api:
        credentials = {"name": ADMIN, "password": PASSWORD}
        async with api.post("/api/setup", json={"token": victim.link, **credentials}) as answer:
            answer.raise_for_status()
        async with api.post("/api/session", json=credentials) as answer:
            answer.raise_for_status()
        yield api


async def _set_up(db: Database, sounds: Path, agents: int) -> None:
    """One project that is always open, one queue, and its agents, who are available."""
    async with db.transaction() as tx:
        project = await tx.fetchval(
            "INSERT INTO projects (name, zone, region, short_abandon_s, caller_id, dispositions, break_reasons)"
            " VALUES ('Bench', 'Europe/London', 'GB', 0, $1, '{Solved}', '{Lunch}') RETURNING id",
            DIALS,
        )
        await tx.executemany("INSERT INTO hours VALUES ($1, $2, 0, 1440)", [(project, day) for day in range(1, 8)])
        queue = await tx.fetchval(
            "INSERT INTO queues (project_id, name, skills, ring_s, queue_timeout_s, max_waiting, wrap_up_s)"
            " VALUES ($1, 'Orders', '{}', 5, 120, 1000, 1) RETURNING id",
            project,
        )
        await tx.execute("INSERT INTO numbers VALUES ($1, $2, $3, NULL)", DIALS, project, queue)
        await tx.execute(
            "INSERT INTO callback_rules VALUES ($1, 1, $2, $3, $4, now(), 'bench')",
            *(project, RULES.policy, RULES.fraud, RULES.texting),
        )
        await _announce(tx, sounds)
        await _hire(tx, project, agents)


async def _announce(tx: Queryable, sounds: Path) -> None:
    sounds.mkdir(parents=True)  # noqa: ASYNC240  a bench waits for nothing else
    sounds.chmod(0o755)  # noqa: ASYNC240
    for kind, seconds in SPOKEN.items():
        file = sounds / f"{kind.value}.wav"
        write_announcement(file, seconds)
        audio = read_audio(file)
        assert isinstance(audio, Audio)
        await tx.execute(
            "INSERT INTO announcements (kind, language, file, sha256, seconds) VALUES ($1, 'en', $2, $3, $4)",
            *(kind.value, f"{sounds.name}/{file.name}", audio.sha256, audio.seconds),
        )


async def _hire(tx: Queryable, project: int, agents: int) -> None:
    now = SystemClock().now()
    for n in range(1, agents + 1):
        await tx.execute(
            "INSERT INTO agents (id, name, endpoint, skills, project_ids) VALUES ($1, $2, $3, '{}', $4)",
            *(n, f"Agent {n}", f"PJSIP/agent-{n}", [project]),
        )
        await tx.execute("INSERT INTO agent_states VALUES ($1, $2, $3)", n, Seat(state=Available(since=now)), now)
