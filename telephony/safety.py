"""The safety net: what the dialplan needs to answer callers without us, kept on the switch while we run.

It lies in AstDB, which outlives a restart of the switch: `number/<spelling>` names a dialled number's plan, and
`plan/<plan>/<entry>` holds what that plan says; `block/<project>/<spelling>` is a caller whom a project turns away (see
`telephony/asterisk/templates/extensions.conf`).
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from types import MappingProxyType

import msgspec
import structlog

from kernel.trouble import Trouble
from telephony.ari.errors import AriError, ManagerRefused
from telephony.ari.manager import Manager
from telephony.plan import Sound
from telephony.sound_text import text_of

log = structlog.get_logger()

FAMILY = "net"
LONGEST_CALL = "longest"
"""Its entry of how many seconds any channel lasts at most."""
NOBODY = "nobody"
"""The plan of numbers that nobody has."""
LONGEST = 3500
"""Characters of a value; the dialplan reads 4095."""
LOOK_EVERY_S = 5.0
LOOKS_BETWEEN_READS = 720
"""An hour: what the switch really has is read again."""

_MEDIA = "sound:"
_PATH = re.compile(r"/[\w./ ~@%+=:-]*")
_PHONE = re.compile(r"PJSIP/[\w.-]+", re.ASCII)
_WORD = re.compile(r"[\w.-]+", re.ASCII)
_SPELLING = re.compile(r"[0-9A-Za-z+*#]{1,64}", re.ASCII)

Entries = Mapping[str, str]
Span = tuple[datetime, datetime]
FOR_GOOD = "0"


class NetPlan(msgspec.Struct, frozen=True, kw_only=True):
    """What is done for the callers of some numbers.

    `open` are the coming spans in which phones are rung, in order, the end not in them; outside of them `closed` is
    said. `outage` is said after the announcement, before `outage_until` where that is set. `phones` in the order in
    which they are tried. Nobody is recorded who was not told: without `announcement` `record` does nothing. Seconds:
    `ring_s` is how long phones ring, `patience_s` how long is waited for a free one. `project` is whose
    blocked callers are turned away. With `reject` nobody is answered: carriers hear of no such number.
    """

    announcement: Sound | None = None
    outage: Sound | None = None
    outage_until: datetime | None = None
    sorry: Sound | None = None
    closed: Sound | None = None
    open: tuple[Span, ...] = ()
    phones: tuple[str, ...] = ()
    ring_s: int = 20
    patience_s: int = 60
    music: str = "default"
    record: bool = False
    project: int | None = None
    reject: bool = False


class Net(msgspec.Struct, frozen=True, kw_only=True):
    """`plans` by name; `numbers` by every spelling in which a number may be dialled, with the name of its plan.

    A spelling may end in X's, each of them any digit: it counts where none is dialled as it is, the fewest X's first.
    `blocked` by project and every spelling in which a caller may come, with the moment until which they are turned away
    (None: for good).
    """

    plans: Mapping[str, NetPlan] = MappingProxyType({})
    numbers: Mapping[str, str] = MappingProxyType({})
    blocked: Mapping[tuple[int, str], datetime | None] = MappingProxyType({})


def entries(net: Net, recordings: str) -> dict[str, str]:
    """What the switch has to hold. `recordings` is the directory in which it records, empty where it may not.

    What the dialplan could not take as it is, such as a path with a comma, is left out: it then says its own apology,
    and does not record.
    """
    kept = {f"number/{spelling}": plan for spelling, plan in net.numbers.items() if _SPELLING.fullmatch(spelling)}
    for name, plan in net.plans.items():
        kept |= {f"plan/{name}/{entry}": value for entry, value in _plan(plan, recordings).items() if value}
    return kept | dict(_blocked(net))


def _blocked(net: Net) -> Iterator[tuple[str, str]]:
    for (project, spelling), until in net.blocked.items():
        if _SPELLING.fullmatch(spelling):
            yield f"block/{project}/{spelling}", str(int(until.timestamp())) if until else FOR_GOOD


def _plan(plan: NetPlan, recordings: str) -> dict[str, str]:
    return {
        "announcement": _said(plan.announcement),
        "outage": _said(plan.outage),
        "outage_until": str(int(plan.outage_until.timestamp())) if plan.outage_until else "",
        "sorry": _said(plan.sorry),
        "closed": _said(plan.closed),
        "open": _joined(",", (f"{int(start.timestamp())}-{int(end.timestamp())}" for start, end in plan.open)),
        "phones": _joined("&", (phone for phone in plan.phones if _PHONE.fullmatch(phone))),
        "ring": str(plan.ring_s),
        "patience": str(plan.patience_s),
        "music": plan.music if _WORD.fullmatch(plan.music) else "default",
        "project": "" if plan.project is None else str(plan.project),
        "reject": "1" if plan.reject else "",
        "recordings": recordings if plan.record and _PATH.fullmatch(recordings) else "",
    }


def _said(sound: Sound | None) -> str:
    """The file, and what is noted of it when it is played: in one entry, so that they never differ."""
    path = path_of(sound)
    return f"{path},{text_of(sound)}" if sound and path else ""


def path_of(sound: Sound | None) -> str:
    """As the dialplan's Playback() takes it; empty where it could not."""
    path = sound.media.removeprefix(_MEDIA) if sound else ""
    return path if _PATH.fullmatch(path) else ""


def _joined(separator: str, parts: Iterable[str]) -> str:
    """As many as fit."""
    text = ""
    for part in parts:
        longer = f"{text}{separator}{part}" if text else part
        if len(longer) > LONGEST:
            break
        text = longer
    return text


def differences(have: Entries, want: Entries) -> tuple[Sequence[tuple[str, str]], Sequence[str]]:
    """What to write and what to remove, in an order in which no number points to a plan that is not there."""
    changed = sorted(key for key, value in want.items() if have.get(key) != value)
    written = [(key, want[key]) for key in sorted(changed, key=_is_number)]
    removed = sorted(sorted(have.keys() - want.keys()), key=_is_number, reverse=True)
    return written, removed


def _is_number(key: str) -> bool:
    return key.startswith("number/")


class SafetyNet:
    """Keeps the switch's copy as it should be. What it last read or wrote is remembered, and read again every hour."""

    def __init__(self, manager: Manager, wanted: Callable[[], Awaitable[Entries]]) -> None:
        self._manager = manager
        self._wanted = wanted
        self._have: dict[str, str] | None = None
        self._renewed = asyncio.Event()
        self.trouble: Trouble | None = None
        """Why the switch does not hold what it should."""

    def renew(self) -> None:
        """The switch may be another one than before: read what it has."""
        self._have = None
        self._renewed.set()

    async def run(self) -> None:
        """Until cancelled. A switch that is away is tried again."""
        while True:
            self._have = None
            for _ in range(LOOKS_BETWEEN_READS):
                await self._try()
                with suppress(TimeoutError):
                    async with asyncio.timeout(LOOK_EVERY_S):
                        await self._renewed.wait()
                self._renewed.clear()

    async def _try(self) -> None:
        """A switch that is away has an alarm of its own; one that refuses would be found out in the next outage."""
        try:
            await self.look()
        except AriError as error:
            if isinstance(error, ManagerRefused) and self.trouble is None:
                self.trouble = _refused(str(error))
                log.error("safety_net_refused", why=str(error))
            self._have = None
        else:
            self.trouble = None

    async def look(self) -> None:
        """Writes what differs, and nothing else. Raises `AriError`."""
        fresh = self._have is None
        have = self._have = dict(await self._manager.database_tree(FAMILY)) if self._have is None else self._have
        written, removed = differences(have, await self._wanted())
        for key, value in written:
            await self._manager.database_put(FAMILY, key, value)
            have[key] = value
        for key in removed:
            await self._manager.database_delete(FAMILY, key)
            del have[key]
        if fresh or written or removed:
            log.info("safety_net_kept", written=len(written), removed=len(removed), entries=len(have))


def _refused(why: str) -> Trouble:
    sentence = f"While the service is away, callers will not be served as they should: {why}"
    return Trouble("safety_net_refused", sentence, {"why": why})
