"""What moves on the floor, to every open page: a snapshot, then numbered deltas, each with the rows of their projects.

Each change is encoded once, and once more with numbers masked where somebody looks on who may not see them; the pieces
are then joined per view, not per page. A page that reads too slowly loses its deltas and gets a new snapshot.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol, cast

import msgspec

from kernel.http import Actor
from web.masking import digits_in, masked
from web.seeing import CALL, View, sees, view

QUEUED = 256
"""Deltas kept for one page. Beyond them they are dropped and the page gets a snapshot instead."""

SAME_S = 0.05
"""So long a board is good for whoever asks next, unless something is told of meanwhile."""

Rows = dict[tuple[str, str], object]
"""What is on the floor, by kind and id."""
_encode = msgspec.json.Encoder().encode

Board = object
"""Everything on the floor at one moment: a msgspec Struct. Each of its lists is named by the plural of one kind, and
holds rows with an `id`. What else it holds is for everybody.
"""


class Change(Protocol):
    """One thing that is new, different, or (value None) gone; a msgspec Struct with `kind`, `id`, `value`."""

    @property
    def kind(self) -> str: ...
    @property
    def id(self) -> str: ...
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

    async def next(self, snapshot: Callable[[], bytes], turn: Callable[[], Awaitable[None]]) -> bytes:
        """The next message to send; waits until there is one, and for its turn where that is a snapshot."""
        await self._news.wait()
        if self._behind:
            await turn()
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
        self._rows: Rows = {}
        self._snapshot: Snapshot | None = None
        self._turn = asyncio.Lock()
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
            self._leave = self._snapshot = None

    @property
    def pages(self) -> Sequence[Page]:
        """A copy, so that it may be walked while pages come and go."""
        return tuple(self._pages)

    def publish(self, changes: Sequence[Change]) -> None:
        """One delta for everybody. Costs one encoding per change and view, whatever the number of pages."""
        self._seq += 1
        delta = Delta(self._seq, changes, self._rows)
        for page in self._pages:
            page.offer(delta.seen_by(page.actor))
        self._remember(changes)

    def _remember(self, changes: Sequence[Change]) -> None:
        for change in changes:
            if change.value is None:
                self._rows.pop((change.kind, change.id), None)
            else:
                self._rows[change.kind, change.id] = change.value

    async def turn(self) -> None:
        """Waits until a snapshot may be made: one page after the other, with whatever else waits in between.

        Hundreds of pages that come back together would hold calls up for half a second otherwise.
        """
        async with self._turn:
            await asyncio.sleep(0)

    def snapshot(self, actor: Actor) -> bytes:
        """The board as `actor` may see it, with the number of the last delta that is in it."""
        now = asyncio.get_running_loop().time()
        if self._snapshot is None or not self._snapshot.good(self._seq, now):
            board = self._feed.snapshot()
            self._rows = rows_of(board)
            self._snapshot = Snapshot(self._seq, board, now)
        return self._snapshot.seen_by(actor)


class Snapshot:
    """A board with the number of the last delta that is in it; encoded when asked for, once for each kind of eyes."""

    def __init__(self, seq: int, board: Board, at: float) -> None:
        self._seq, self._board, self._at = seq, board, at
        self._told: dict[object, bytes] = {}

    def good(self, seq: int, now: float) -> bool:
        return seq == self._seq and now - self._at <= SAME_S

    def seen_by(self, actor: Actor) -> bytes:
        eyes = (actor.grants, actor.limit, actor.agent_id)
        if eyes not in self._told:
            shown = board_for(actor, self._board)
            self._told[eyes] = _encode({"type": "snapshot", "seq": self._seq, "board": shown})
        return self._told[eyes]


class Delta:
    """Changes with their number, encoded when asked for, once for each view. `before` is the floor without them."""

    def __init__(self, seq: int, changes: Sequence[Change], before: Rows) -> None:
        self._seq, self._changes = seq, changes
        self._before = [before.get((change.kind, change.id)) for change in changes]
        self._pieces: dict[tuple[int, View], bytes] = {}
        self._joined: dict[tuple[View, ...], bytes] = {}
        self._told: dict[Actor, bytes] = {}

    def seen_by(self, actor: Actor) -> bytes:
        if actor not in self._told:
            self._told[actor] = self._message(
                tuple(
                    view(actor, change.kind, before, change.value)
                    for change, before in zip(self._changes, self._before, strict=True)
                )
            )
        return self._told[actor]

    def _message(self, views: tuple[View, ...]) -> bytes:
        if views not in self._joined:
            pieces = (self._piece(at, each) for at, each in enumerate(views) if each is not View.NOTHING)
            self._joined[views] = b'{"type":"delta","seq":%d,"changes":[%b]}' % (self._seq, b",".join(pieces))
        return self._joined[views]

    def _piece(self, at: int, how: View) -> bytes:
        if (at, how) not in self._pieces:
            change = self._changes[at]
            value = change.value
            if how is not View.CLEAR:
                value = None if how is View.GONE else shown_as(how, change.kind, value)
            self._pieces[at, how] = _encode({"kind": change.kind, "id": change.id, "value": value})
        return self._pieces[at, how]


def rows_of(board: Board) -> Rows:
    return {(kind, str(getattr(row, "id", ""))): row for _, kind, rows in _lists(board) for row in rows}


def board_for(actor: Actor, board: Board) -> dict[str, object]:
    """The board with the rows of the actor's projects, and those numbers masked that they may not see."""
    shown: dict[str, object] = {name: getattr(board, name) for name in cast(Any, board).__struct_fields__}
    for name, kind, rows in _lists(board):
        seen = (row for row in rows if sees(actor, kind, row))
        shown[name] = [shown_as(view(actor, kind, None, row), kind, row) for row in seen]
    return shown


def _lists(board: Board) -> Iterator[tuple[str, str, Sequence[object]]]:
    """Their names, the kinds of their rows, the rows."""
    for name in cast(Any, board).__struct_fields__:
        if isinstance(rows := getattr(board, name), list | tuple):
            yield name, name.removesuffix("s"), rows


def shown_as(how: View, kind: str, row: object) -> object:
    if how is View.CLEAR:
        return row
    return untold(row) if how is View.UNTOLD else hidden(kind, row)


def untold(row: object) -> object:
    """The row without who hears the call."""
    fields = msgspec.to_builtins(row)
    return fields | {"heard_by": []} if "heard_by" in fields else fields


def hidden(kind: str, row: object) -> object:
    """The row without who hears it, and without customers' numbers. What an inbound customer has dialled is ours."""
    inbound = kind == CALL and getattr(row, "direction", None) == "inbound"
    dialled = getattr(row, "dialled", None) if inbound else None
    return masked(untold(row), [digits_in(dialled)] if dialled else ())
