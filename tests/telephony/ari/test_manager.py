"""The manager interface over HTTP: its text, its session, and what is expected of it."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from kernel.errors import BadInput
from telephony.ari.access import Access
from telephony.ari.errors import AriTimeout, AriUnauthorized, AriUnreachable, ManagerRefused
from telephony.ari.manager import Manager, open_manager
from telephony.ari.outcomes import AlreadyGone
from telephony.ari.rawman import form, parse

TREE = (
    "Response: Success\r\nEventList: start\r\nMessage: Result will follow\r\n\r\n"
    "Event: DBGetTreeResponse\r\nKey: /missed/a/b\r\nVal: x: y\r\n\r\n"
    "Event: DBGetTreeResponse\r\nKey: /missed/c\r\nVal: \r\n\r\n"
    "Event: DBGetTreeComplete\r\nEventList: Complete\r\nListItems: 2\r\n\r\n"
)


def said(response: str, message: str) -> str:
    return f"Response: {response}\r\nMessage: {message}\r\n\r\n"


class FakeManager:
    """Signs in `rb` with `sec`, then answers by action; an action without an answer stays silent."""

    def __init__(self) -> None:
        self.answers: dict[str, str] = {}
        self.asked: list[dict[str, str]] = []
        self.sessions: set[str] = set()
        self.sign_ins = 0

    async def rawman(self, request: web.Request) -> web.Response:
        fields = {name: str(value) for name, value in (await request.post()).items()}
        if fields["action"] == "Login":
            return self._sign_in(fields)
        if request.cookies.get("mansession_id") not in self.sessions:
            return web.Response(text=said("Error", "Permission denied"))
        self.asked.append(fields)
        return web.Response(text=self.answers.get(fields["action"], said("Success", "Done")))

    def _sign_in(self, fields: dict[str, str]) -> web.Response:
        if fields["secret"] != "sec":
            return web.Response(text=said("Error", "Authentication failed"))
        self.sign_ins += 1
        session = f"session{self.sign_ins}"
        self.sessions.add(session)
        header = {"Set-Cookie": f'mansession_id="{session}"; Version=1; Max-Age=60'}
        return web.Response(text=said("Success", "Authentication accepted"), headers=header)


@pytest.fixture
def fake() -> FakeManager:
    return FakeManager()


@pytest.fixture
async def url(fake: FakeManager) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_post("/rawman", fake.rawman)
    async with TestServer(app) as server:
        yield f"http://127.0.0.1:{server.port}"


@pytest.fixture
async def manager(url: str) -> AsyncIterator[Manager]:
    async with open_manager(Access(url, "rb", "sec"), within=20) as opened:
        yield opened


def test_an_answer_with_a_list_is_parsed_whole() -> None:
    answer = parse(TREE)

    assert answer.successful
    assert answer.events[0] == {"Event": "DBGetTreeResponse", "Key": "/missed/a/b", "Val": "x: y"}
    assert len(answer.events) == 3


@pytest.mark.parametrize("text", ["", "\r\n\r\n", "<html>no</html>"])
def test_what_is_no_answer_is_no_success(text: str) -> None:
    assert not parse(text).successful


@pytest.mark.parametrize("value", ["x\r\nAction: Originate", "x\n", "x\r", "x\0"])
def test_a_value_with_a_line_break_is_refused(value: str) -> None:
    with pytest.raises(BadInput, match=r"Channel: got .* accepted is a text without line breaks"):
        form("MixMonitor", {"Channel": value})


async def test_the_switchs_own_time_is_read(fake: FakeManager, manager: Manager) -> None:
    fake.answers["Ping"] = "Response: Success\r\nPing: Pong\r\nTimestamp: 1772442000.125000\r\n\r\n"

    assert await manager.time() == 1772442000.125


async def test_an_answer_without_a_time_is_refused(manager: Manager) -> None:
    with pytest.raises(ManagerRefused, match="no time in the answer"):
        await manager.time()


async def test_an_entry_is_put_where_the_dialplan_finds_it(fake: FakeManager, manager: Manager) -> None:
    await manager.database_put("net", "number/+44", "1-en")

    assert fake.asked == [{"action": "DBPut", "Family": "net", "Key": "number/+44", "Val": "1-en"}]


async def test_it_signs_in_once(fake: FakeManager, manager: Manager) -> None:
    await manager.act("Ping", {})
    await manager.act("Ping", {})

    assert fake.sign_ins == 1


async def test_it_signs_in_again_when_the_session_has_expired(fake: FakeManager, manager: Manager) -> None:
    await manager.act("Ping", {})
    fake.sessions.clear()

    await manager.act("Ping", {})

    assert fake.sign_ins == 2
    assert len(fake.asked) == 2


async def test_a_wrong_password_is_an_error_of_its_own(url: str) -> None:
    async with open_manager(Access(url, "rb", "wrong")) as manager:
        with pytest.raises(AriUnauthorized, match="Authentication failed"):
            await manager.act("Ping", {})


async def test_a_right_that_is_missing_is_a_refusal(fake: FakeManager, manager: Manager) -> None:
    fake.answers["Originate"] = said("Error", "Permission denied")

    with pytest.raises(ManagerRefused, match="refused Originate: Permission denied"):
        await manager.act("Originate", {})


async def test_recording_is_asked_for_as_the_switch_reads_it(fake: FakeManager, manager: Manager) -> None:
    await manager.mix_monitor("c~c1", "r(/in.sln)t(/out.sln)")
    await manager.mix_monitor_mute("c~c1", True)
    await manager.stop_mix_monitor("c~c1")

    assert fake.asked == [
        {"action": "MixMonitor", "Channel": "c~c1", "File": "", "options": "r(/in.sln)t(/out.sln)"},
        {"action": "MixMonitorMute", "Channel": "c~c1", "State": "1", "Direction": "both"},
        {"action": "StopMixMonitor", "Channel": "c~c1"},
    ]


async def test_recording_a_channel_that_is_gone_is_a_value(fake: FakeManager, manager: Manager) -> None:
    fake.answers |= dict.fromkeys(("MixMonitor", "MixMonitorMute", "StopMixMonitor"), said("Error", "No such channel"))
    gone = AlreadyGone("No such channel")

    assert await manager.mix_monitor("c", "S") == gone
    assert await manager.mix_monitor_mute("c", False) == gone
    assert await manager.stop_mix_monitor("c") == gone


async def test_the_tree_comes_by_key_without_its_family(fake: FakeManager, manager: Manager) -> None:
    fake.answers["DBGetTree"] = TREE

    assert await manager.database_tree("missed") == {"a/b": "x: y", "c": ""}


async def test_deleting_what_is_not_there_is_a_value(fake: FakeManager, manager: Manager) -> None:
    fake.answers["DBDel"] = said("Error", "Database entry could not be deleted")
    fake.answers["DBDelTree"] = said("Error", "Database entry not found")

    assert isinstance(await manager.database_delete("missed", "x"), AlreadyGone)
    assert isinstance(await manager.database_delete_tree("missed"), AlreadyGone)


async def test_no_switch_is_unreachable() -> None:
    async with open_manager(Access("http://127.0.0.1:1", "rb", "sec")) as manager:
        with pytest.raises(AriUnreachable):
            await manager.act("Ping", {})


async def test_a_switch_that_does_not_answer_times_out(url: str) -> None:
    async with open_manager(Access(url, "rb", "sec"), within=0.0) as manager:
        with pytest.raises(AriTimeout):
            await manager.act("Ping", {})
