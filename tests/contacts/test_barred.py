"""The do-not-call list as those see it who dial by hand."""

from contacts.barred import BarredNumbers
from store.listen import Listener
from store.pool import Database
from tests.contacts.kit import LANDLINE, MOBILE, NOW, OTHERS, OURS
from tests.waiting import in_background, until

LIST = "INSERT INTO do_not_call (project_id, number, added_by, added_at) VALUES ($1, $2, 'Maria', $3)"


async def test_the_list_is_known_by_project_and_for_all_as_soon_as_it_changes(db: Database) -> None:
    listener = Listener(db.url)
    barred = BarredNumbers(db, listener)
    await barred.load()
    async with in_background(listener.run(), barred.run()):
        await db.execute(LIST, OURS, MOBILE.e164, NOW)
        await db.execute(LIST, None, LANDLINE.e164, NOW)
        await until(lambda: barred.covers(OURS, LANDLINE))

    assert [barred.covers(OURS, MOBILE), barred.covers(OTHERS, MOBILE), barred.covers(OTHERS, LANDLINE)] == [
        True,
        False,
        True,
    ]
