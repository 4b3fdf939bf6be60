"""What moves on the floor, to every open page: a snapshot, then numbered deltas.

Each change is encoded once, and once more with numbers masked where an agent looks on; the pieces are then joined per
view, not per page. A page that reads too slowly loses its deltas and gets a new snapshot.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol, TypeVar, cast

import msgspec

from kernel.http import Actor
from kernel.permissions import Permission
from kernel.phone import Phone

QUEUED = 256
"""Deltas kept for one page. Beyond them they are dropped and the page gets a snapshot instead."""

CALL = "call"
T = TypeVar("T")
_encode = msgspec.json.Encoder().encode


class LiveCall(Protocol):
    """Of a call only what decides about masking; all of it is a msgspec Struct."""

    @property
    def direction(self) -> str: ...
    @property
    def customer(self) -> str | None: ...
    @property
    def dialled(self) -> str | None: ...
    @property
    def agent_id(self) -> int | None: ...


class Board(Protocol):
    """Everything on the floor at one moment; a msgspec Struct."""

    @property
    def calls(self) -> Sequence[LiveCall]: ...


class Change(Protocol):
    """One thing that is new, different, or (value None) gone; a msgspec Struct with `kind`, `id`, `value`."""

    @property
    def kind(self) -> str: ...
    @property
    def value(self) -> object: ...


Listener = Callable[[Sequence[Change]], None]


class Feed(Protocol):
    """Where the board comes from. Both are called on the event loop, and the listener too."""

    def snapshot(self) -> Board: ...

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """`listener` gets every change after this moment; what comes back ends that."""
        ...


class Page:
    """One open page: what it is still to be sent, and whether it is to be closed. `session` is its session's key."""

    def __init__(self, actor: Actor, session: bytes, queued: int = QUEUED) -> None:
        self.actor, self.session = actor, session
        self._end: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._deltas: deque[bytes] = deque()
        self._queued = queued
        self._behind = True
        self._news = asyncio.Event()
        self._news.set()

    def close(self, code: int) -> None:
        """Asks for the end of the connection with a websocket close code. The first one counts."""
        if not self._end.done():
            self._end.set_result(code)

    async def ending(self) -> int:
        """Waits until it is to be closed, and says with which code."""
        return await asyncio.shield(self._end)

    def offer(self, delta: bytes) -> None:
        """Queues a delta, unless a snapshot is due anyway or the queue is full: then a snapshot it is."""
        if self._behind:
            return
        if len(self._deltas) >= self._queued:
            self.ask_again()
            return
        self._deltas.append(delta)
        self._news.set()

    def ask_again(self) -> None:
        """The next thing to send is a snapshot; the deltas before it are void."""
        self._behind = True
        self._deltas.clear()
        self._news.set()

    async def next(self, snapshot: Callable[[], bytes]) -> bytes:
        """The next message to send; waits until there is one."""
        await self._news.wait()
        if self._behind:
            self._behind = False
            message = snapshot()
        else:
            message = self._deltas.popleft()
        if not self._deltas:
            self._news.clear()
        return message


class Hub:
    """All open pages of one installation. `seq` counts deltas since the start; a page sees no gap in it."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._pages: set[Page] = set()
        self._seq = 0
        self._leave: Callable[[], None] | None = None

    @contextmanager
    def joined(self, page: Page) -> Iterator[None]:
        """The page gets a snapshot and every delta after it while the block runs. Without pages the feed may rest."""
        if self._leave is None:
            self._leave = self._feed.subscribe(self.publish)
        self._pages.add(page)
        try:
            yield
        finally:
            self._pages.discard(page)
            self._rest()

    def _rest(self) -> None:
        if self._leave is not None and not self._pages:
            self._leave()
            self._leave = None

    @property
    def pages(self) -> Sequence[Page]:
        """A copy, so that it may be walked while pages come and go."""
        return tuple(self._pages)

    def publish(self, changes: Sequence[Change]) -> None:
        """One delta for everybody. Costs one encoding per change and view, whatever the number of pages."""
        self._seq += 1
        delta = Delta(self._seq, changes)
        for page in self._pages:
            page.offer(delta.seen_by(page.actor))

    def snapshot(self, actor: Actor) -> bytes:
        """The board as `actor` may see it, with the number of the last delta that is in it."""
        return _encode({"type": "snapshot", "seq": self._seq, "board": board_for(actor, self._feed.snapshot())})


class Delta:
    """Changes with their number, encoded when first asked for, once for each view."""

    def __init__(self, seq: int, changes: Sequence[Change]) -> None:
        self._seq, self._changes = seq, changes
        self._clear = [_encode(change) for change in changes]
        self._masked: list[bytes] | None = None
        self._views: dict[tuple[bool, ...], bytes] = {}

    def seen_by(self, actor: Actor) -> bytes:
        view = tuple(_may_see(actor, change) for change in self._changes)
        if view not in self._views:
            self._views[view] = self._joined(view)
        return self._views[view]

    def _joined(self, view: tuple[bool, ...]) -> bytes:
        masked = self._clear if all(view) else self._all_masked()
        pieces = (self._clear[at] if clear else masked[at] for at, clear in enumerate(view))
        return b'{"type":"delta","seq":%d,"changes":[%b]}' % (self._seq, b",".join(pieces))

    def _all_masked(self) -> list[bytes]:
        if self._masked is None:
            self._masked = [_encode(_masked_change(change)) for change in self._changes]
        return self._masked


def board_for(actor: Actor, board: Board) -> Board:
    """The board with the numbers masked that `actor` may not see."""
    if actor.may(Permission.SEE_CALLS):
        return board
    calls = [call if _own(actor, call) else masked(call) for call in board.calls]
    return _replaced(board, calls=calls)


def masked(call: LiveCall) -> LiveCall:
    """The call without the customer's number. What an inbound customer has dialled is ours, and stays."""
    dialled = call.dialled if call.direction == "inbound" else _masked_number(call.dialled)
    return _replaced(call, customer=_masked_number(call.customer), dialled=dialled)


def _may_see(actor: Actor, change: Change) -> bool:
    if actor.may(Permission.SEE_CALLS) or change.kind != CALL or change.value is None:
        return True
    return _own(actor, cast(LiveCall, change.value))


def _own(actor: Actor, call: LiveCall) -> bool:
    return actor.agent_id is not None and call.agent_id == actor.agent_id


def _masked_change(change: Change) -> Change:
    if change.kind != CALL or change.value is None:
        return change
    return _replaced(change, value=masked(cast(LiveCall, change.value)))


def _masked_number(text: str | None) -> str | None:
    return Phone(text).masked if text and text.startswith("+") else text


def _replaced(struct: T, **fields: object) -> T:
    replaced: T = msgspec.structs.replace(cast(Any, struct), **fields)
    return replaced
