"""Looks at callbacks, texts and second factors, and changes nothing: Twilio is asked one question, which is free."""

import stat

import aiohttp

from callbacks.follower import NAME
from callbacks.listing import case_counts
from callbacks.reading import lag
from callbacks.rulebook import defaults, rules_in
from callbacks.sms.account import open_twilio
from callbacks.sms.said import TwilioAway
from config.catalog import Catalog
from config.settings import Settings
from config.store import load_catalog
from kernel.clock import Clock
from kernel.errors import BadInput
from service import doctor_callbacks as c
from service import doctor_factors as f
from service import doctor_verdicts as v
from service.doctor_look import WITHIN_S, Sight
from service.second_factor import SQL
from store.migrations.schema import Current
from store.pool import Database, open_database
from store.sealed import FILE, Seal, found_seal

LIMITS = aiohttp.ClientTimeout(total=WITHIN_S)


async def look_at_account(settings: Settings) -> c.Account:
    token = settings.twilio_auth_token.reveal()
    async with open_twilio(settings.twilio_account_sid, token, settings.twilio_url, LIMITS) as twilio:
        if twilio is None:
            return c.Account.NONE
        try:
            return c.Account.TAKEN if await twilio.lets_us_in() else c.Account.REFUSED
        except TwilioAway:
            return c.Account.AWAY


async def look_at_callbacks(
    sight: Sight, database: v.DatabaseState, clock: Clock
) -> tuple[c.TextsFound, c.CasesFound | None]:
    """No cases where the database cannot be read."""
    settings = sight.settings
    account = await look_at_account(settings)
    readable = isinstance(database, v.DatabaseFound) and isinstance(database.schema, Current)
    if sight.url is None or not readable:
        return c.TextsFound(account=account, webhooks=settings.twilio_webhooks), None
    async with open_database(sight.url) as opened:
        catalog = await load_catalog(opened, clock.now())
        return await texts_in(opened, settings, catalog, account), await look_at_cases(opened)


async def texts_in(db: Database, settings: Settings, catalog: Catalog, account: c.Account) -> c.TextsFound:
    rules = await rules_in(db)
    senders = {project.name: rules.get(id_, defaults(id_)).texting.sender for id_, project in catalog.projects.items()}
    return c.TextsFound(account=account, webhooks=settings.twilio_webhooks, senders=senders)


async def look_at_cases(db: Database) -> c.CasesFound:
    groups = {row["group"]: int(row["cases"]) for row in await case_counts(db, None)}
    return c.CasesFound(groups.get("held", 0), groups.get("needs_person", 0), await lag(db, NAME))


def look_at_key(settings: Settings) -> tuple[f.KeyFound | None, Seal | None]:
    """And what it seals with, where it is one."""
    told, file = settings.secret_key.reveal(), settings.data_dir / FILE
    where = "RINGBACK_SECRET_KEY" if told else str(file)
    try:
        seal = found_seal(told, settings.data_dir)
        loose = not told and seal is not None and bool(file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))
    except (BadInput, OSError) as error:
        return f.KeyFound(where, wrong=str(error)), None
    return (None if seal is None else f.KeyFound(where, open_to_others=loose)), seal


async def look_at_factors(sight: Sight, database: v.DatabaseState, seal: Seal | None) -> f.FactorsFound | None:
    """None where the database cannot be read."""
    readable = isinstance(database, v.DatabaseFound) and isinstance(database.schema, Current)
    if sight.url is None or not readable:
        return None
    async with open_database(sight.url) as opened:
        return await factors_in(opened, seal)


async def factors_in(db: Database, seal: Seal | None) -> f.FactorsFound:
    (row,) = await db.fetch(SQL["heads"], None if seal is None else seal.head)
    return f.FactorsFound(row["people"], row["unreadable"])
