import asyncio

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from store.errors import DatabaseAway, DatabaseTooNew
from store.migrations import schema
from store.migrations.schema import Ahead, Behind, Current, compare, migrate, revisions, schema_state
from tests.conftest import administer, url_of


async def test_an_empty_database_is_behind_and_then_current(server_url: str) -> None:
    await administer(server_url, "CREATE DATABASE fresh")
    url = url_of(server_url, "fresh")

    found = await migrate(url)

    assert (found, await schema_state(url)) == (Behind(len(revisions())), Current())


async def test_two_processes_may_migrate_at_once(server_url: str) -> None:
    await administer(server_url, "CREATE DATABASE contested")
    url = url_of(server_url, "contested")

    await asyncio.gather(migrate(url), migrate(url), migrate(url))

    assert await schema_state(url) == Current()


async def test_a_database_newer_than_the_code_is_refused_in_one_sentence(database_url: str) -> None:
    await administer(database_url, "UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(DatabaseTooNew) as refused:
        await migrate(database_url)

    assert str(refused.value) == (
        f"The database has schema 9999, this Ringback knows schemas up to {revisions()[-1]}: start the newer Ringback."
    )


async def test_a_database_that_is_not_there_is_said_in_one_sentence() -> None:
    with pytest.raises(DatabaseAway, match=r"^The database cannot be reached \(.+\): check DATABASE_URL"):
        await schema_state("postgresql://postgres@127.0.0.1:1/none")


@pytest.mark.parametrize(
    ("applied", "state"), [(None, Behind(3)), ("1", Behind(2)), ("3", Current()), ("4", Ahead("4"))]
)
def test_a_state_is_told_from_the_revision(applied: str | None, state: schema.SchemaState) -> None:
    assert compare(applied, ("1", "2", "3")) == state


def test_the_file_names_agree_with_alembic() -> None:
    config = Config()
    config.set_main_option("script_location", schema.__file__.rsplit("/", 1)[0])
    config.set_main_option("path_separator", "os")
    steps = ScriptDirectory.from_config(config).walk_revisions()

    assert tuple(reversed([step.revision for step in steps])) == revisions()
