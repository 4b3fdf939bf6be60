"""What the switch's safety net holds: entries that the dialplan can take as they are, and only differences written."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from telephony.plan import Sound
from telephony.safety import LONGEST, Entries, Net, NetPlan, SafetyNet, differences, entries
from tests.telephony.astdb import AstDb, open_astdb
from tests.waiting import in_background, until

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
EPOCH = int(START.timestamp())
HOUR = timedelta(hours=1)
PLAN = NetPlan(
    announcement=Sound("sound:/srv/told", "told (en)", version=3, announcement=12, seconds=6.5),
    sorry=Sound("sound:/srv/sorry", "sorry"),
    open=((START, START + HOUR), (START + 2 * HOUR, START + 3 * HOUR)),
    phones=("PJSIP/agent-2", "PJSIP/agent-1"),
    ring_s=15,
    patience_s=45,
    record=True,
)


def gives(wanted: Entries) -> Callable[[], Awaitable[Entries]]:
    async def give() -> Entries:
        return wanted

    return give


def of(plan: NetPlan, recordings: str = "/spool") -> dict[str, str]:
    """The plan's entries by their last name."""
    kept = entries(Net(plans={"1-en": plan}), recordings)
    return {key.removeprefix("plan/1-en/"): value for key, value in kept.items()}


def test_a_plan_is_kept_as_the_dialplan_reads_it() -> None:
    assert of(PLAN) == {
        "announcement": "/srv/told,sound%3Dtold%2B%2528en%2529%26version%3D3%26announcement%3D12%26seconds%3D6.500",
        "sorry": "/srv/sorry,sound%3Dsorry",
        "open": f"{EPOCH}-{EPOCH + 3600},{EPOCH + 7200}-{EPOCH + 10800}",
        "phones": "PJSIP/agent-2&PJSIP/agent-1",
        "ring": "15",
        "patience": "45",
        "music": "default",
        "recordings": "/spool",
    }


def test_a_number_points_to_its_plan_in_every_spelling() -> None:
    kept = entries(Net(numbers={"+442079460010": "1-en", "02079460010": "1-en", "no/path": "1-en"}), "")

    assert kept == {"number/+442079460010": "1-en", "number/02079460010": "1-en"}


def test_a_blocked_caller_is_kept_with_their_project_and_the_end_of_it() -> None:
    blocked = {(1, "+380441234567"): START, (2, "0441234567"): None, (2, "no/path"): None}

    assert entries(Net(blocked=blocked), "") == {"block/1/+380441234567": f"{EPOCH}", "block/2/0441234567": "0"}


def test_without_room_nothing_is_recorded() -> None:
    assert "recordings" not in of(PLAN, recordings="")


def test_what_the_dialplan_would_take_apart_is_left_out() -> None:
    odd = NetPlan(
        announcement=Sound("sound:/srv/a,b", "odd"),
        sorry=Sound("sound:/srv/${SHELL(x)}", "odd"),
        phones=("PJSIP/agent-1", "Local/1@from-trunk", "PJSIP/a&b"),
        music="a)b",
        record=True,
    )

    kept = of(odd, recordings="/spool)")
    assert kept == {"phones": "PJSIP/agent-1", "ring": "20", "patience": "60", "music": "default"}


def test_more_than_the_dialplan_can_read_is_cut_at_a_whole_part() -> None:
    phones = tuple(f"PJSIP/agent-{n:03}" for n in range(999))

    kept = of(NetPlan(phones=phones))["phones"]
    assert len(kept) <= LONGEST
    assert set(kept.split("&")) <= set(phones)


def test_a_number_is_written_after_its_plan_and_removed_before_it() -> None:
    want = {"number/1": "a", "plan/a/ring": "20", "plan/a/music": "default"}

    written, removed = differences({"plan/a/music": "default", "number/2": "b", "plan/b/ring": "9"}, want)
    assert written == [("plan/a/ring", "20"), ("number/1", "a")]
    assert removed == ["number/2", "plan/b/ring"]


_ENTRIES = st.dictionaries(st.sampled_from(["number/1", "number/2", "plan/a/x", "plan/b/x"]), st.sampled_from("ab"))


@given(_ENTRIES, _ENTRIES)
def test_what_is_written_and_removed_makes_one_of_the_other(have: dict[str, str], want: dict[str, str]) -> None:
    written, removed = differences(have, want)

    kept = {key: value for key, value in (have | dict(written)).items() if key not in removed}
    assert kept == want
    assert all(have.get(key) != value for key, value in written)


async def test_only_differences_are_written_and_what_is_there_already_is_read_once() -> None:
    astdb, wanted = AstDb(), {"number/1": "a", "plan/a/ring": "20"}
    astdb.entries = {"net/number/1": "a", "net/number/2": "b"}
    async with open_astdb(astdb) as manager:
        net = SafetyNet(manager, gives(wanted))
        await net.look()
        await net.look()
        wanted["plan/a/ring"] = "25"
        await net.look()

    assert astdb.asked == [("DBPut", "plan/a/ring"), ("DBDel", "number/2"), ("DBPut", "plan/a/ring")]
    assert astdb.entries == {"net/number/1": "a", "net/plan/a/ring": "25"}


async def test_another_switch_is_given_all_of_it() -> None:
    astdb, wanted = AstDb(), {"number/1": "a"}
    async with open_astdb(astdb) as manager:
        net = SafetyNet(manager, gives(wanted))
        await net.look()
        astdb.entries.clear()
        net.renew()
        await net.look()

    assert astdb.entries == {"net/number/1": "a"}


async def test_a_switch_that_is_away_is_tried_again() -> None:
    astdb = AstDb()
    astdb.away = True
    async with open_astdb(astdb) as manager:
        net = SafetyNet(manager, gives({"number/1": "a"}))
        async with in_background(net.run()):
            await until(lambda: astdb.refused > 0)
            astdb.away = False
            net.renew()
            await until(lambda: astdb.entries == {"net/number/1": "a"})


async def test_a_switch_that_refuses_what_it_should_hold_is_trouble_until_it_takes_it() -> None:
    astdb = AstDb()
    astdb.full = True
    async with open_astdb(astdb) as manager:
        net = SafetyNet(manager, gives({"number/1": "a"}))
        async with in_background(net.run()):
            await until(lambda: net.trouble)
            assert net.trouble is not None
            assert "Failed to update entry" in net.trouble.sentence
            astdb.full = False
            net.renew()
            await until(lambda: net.trouble is None)


def test_an_outage_is_told_up_to_its_end() -> None:
    told = of(NetPlan(outage=Sound("sound:/srv/outage", "outage"), outage_until=START))

    assert (told["outage"], told["outage_until"]) == ("/srv/outage,sound%3Doutage", str(EPOCH))
    assert "outage_until" not in of(NetPlan(outage=Sound("sound:/srv/outage", "outage")))
