"""The one way by which facts become durable.

Readers follow facts by `id > last`. That skips nothing only if ids become visible in their order, so there is one
writer with one connection, which commits everything that waits in one transaction. While Postgres is away, writes go to
a local spool and their callers go on; they are written when it is back, in order, once, before anything newer.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import groupby
from pathlib import Path
from uuid import UUID, uuid4

import msgspec
import structlog

from kernel.errors import Unavailable
from store.batch import REFUSED, apply, apply_new, register, skip
from store.errors import WriteRefused
from store.pool import Connection, connect
from store.spool import SPOOL_BOUND, Entry, FactRow, Row, Spool, Write, decode

__all__ = ["FactRow", "Journal", "Row", "Write", "open_journal"]

log = structlog.get_logger()

WAITING_BOUND = 10_000
"""Writes that wait for a commit. Beyond it `write` itself waits: nothing is dropped."""
BATCH_BOUND = 200
CHUNK_BYTES = 64 * 1024
RETRY_S = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
STOP_S = 10.0
_ENDED = "The journal has ended: nothing can be made durable any more."

Ids = tuple[int, ...]


class _Waiting:
    __slots__ = ("done", "entry")

    def __init__(self, entry: Entry, done: "asyncio.Future[Ids | None]") -> None:
        self.entry = entry
        self.done = done

    def answer(self, ids: Ids | None) -> None:
        if not self.done.done():
            self.done.set_result(ids)

    def refuse(self, error: Exception) -> None:
        if not self.done.done():
            self.done.set_exception(error)


class Journal:
    """See `open_journal`."""

    def __init__(self, url: str, spool: Spool) -> None:
        self._url = url
        self._spool = spool
        self._writer: UUID = uuid4()
        self._seq = 0
        self._waiting: deque[_Waiting] = deque()
        self._in_hand: list[_Waiting] = []
        self._room = asyncio.Semaphore(WAITING_BOUND)
        self._awake = asyncio.Event()
        self._current = asyncio.Event()
        self._tried = asyncio.Event()
        self._stopping = False
        self._ended = False
        self._connection: Connection | None = None

    async def write(self, write: Write) -> Ids | None:
        """Durable when it returns: the ids of the facts, or None if they lie in the spool and will get ids later.

        Raises `WriteRefused` if the database will never take it, `SpoolFull` or `SpoolFailed` if neither database nor
        disk does. A caller that is cancelled here does not know whether it was written.
        """
        await self._room.acquire()
        if self._ended:
            raise Unavailable(_ENDED)
        done: asyncio.Future[Ids | None] = asyncio.get_running_loop().create_future()
        self._seq += 1
        self._waiting.append(_Waiting(Entry(self._writer, self._seq, write), done))
        self._awake.set()
        return await done

    @property
    def current(self) -> bool:
        """Whether the database has everything. Known at the first write after it went away, not before."""
        return self._current.is_set()

    @property
    def spooled_bytes(self) -> int:
        return self._spool.pending

    async def until_tried(self) -> None:
        """Returns when it is known whether the database can be reached."""
        await self._tried.wait()

    async def run(self) -> None:
        """Until `stop`, and then until all that waits is in the database or the spool."""
        try:
            while not self._finished():
                if self._connection is None or self._spool.pending:
                    await self._while_away()
                else:
                    await self._commit_what_waits(self._connection)
        finally:
            await self._let_go()

    def stop(self) -> None:
        self._stopping = True
        self._awake.set()

    def _finished(self) -> bool:
        return self._stopping and not self._waiting

    def _take(self) -> list[_Waiting]:
        taken = [self._waiting.popleft() for _ in range(min(len(self._waiting), BATCH_BOUND))]
        for _ in taken:
            self._room.release()
        if not self._waiting and not self._stopping:
            self._awake.clear()
        self._in_hand = taken
        return taken

    # --- the database is there

    async def _commit_what_waits(self, connection: Connection) -> None:
        self._current.set()
        self._tried.set()
        await self._awake.wait()
        if not (batch := self._take()):
            return
        try:
            await self._commit(connection, batch)
        except REFUSED:
            await self._commit_one_by_one(connection, batch)
        except Exception as lost:
            await self._lose(lost)
            await self._to_spool(batch)

    async def _commit(self, connection: Connection, batch: Sequence[_Waiting]) -> None:
        ids = await apply(connection, [waiting.entry for waiting in batch])
        for waiting, own in zip(batch, ids, strict=True):
            waiting.answer(own)

    async def _commit_one_by_one(self, connection: Connection, batch: Sequence[_Waiting]) -> None:
        """Finds out which write of a refused batch is to blame; the others must not suffer."""
        for at, waiting in enumerate(batch):
            try:
                await self._commit(connection, [waiting])
            except REFUSED as error:
                waiting.refuse(WriteRefused(error))
            except Exception as lost:
                await self._lose(lost)
                await self._to_spool(batch[at:])
                return

    async def _lose(self, why: BaseException) -> None:
        log.warning("database_lost", why=str(why) or type(why).__name__)
        self._current.clear()
        self._tried.set()
        if self._connection is not None:
            self._connection.terminate()
            self._connection = None

    # --- the database is away

    async def _while_away(self) -> None:
        """New writes go to the end of the spool while another task empties it from the front."""
        async with asyncio.TaskGroup() as group:
            catching_up = group.create_task(self._catch_up(), name="journal-catches-up")
            catching_up.add_done_callback(lambda _: self._awake.set())
            while not catching_up.done() and not self._finished():
                await self._awake.wait()
                await self._to_spool(self._take())
            catching_up.cancel()

    async def _to_spool(self, batch: Sequence[_Waiting]) -> None:
        if not batch:
            return
        try:
            await asyncio.to_thread(self._spool.append, [waiting.entry for waiting in batch])
        except Unavailable as error:
            for waiting in batch:
                waiting.refuse(error)
        else:
            for waiting in batch:
                waiting.answer(None)

    async def _catch_up(self) -> None:
        """Returns once connected with nothing left in the spool. Tries for as long as it takes."""
        failures = 0
        while self._connection is None or self._spool.pending:
            try:
                await self._catch_up_a_little()
                failures = 0
            except Exception as error:
                await self._lose(error)
                await asyncio.sleep(RETRY_S[min(failures, len(RETRY_S) - 1)])
                failures += 1

    async def _catch_up_a_little(self) -> None:
        if self._connection is None:
            connection = await connect(self._url, command_s=None)
            await register(connection, self._writer)
            self._connection = connection
            log.info("database_reached", spooled_bytes=self._spool.pending)
        if self._spool.pending:
            lines = await asyncio.to_thread(self._spool.peek, CHUNK_BYTES)
            await self._replay(self._connection, lines)
            await asyncio.to_thread(self._spool.drop, lines)

    async def _replay(self, connection: Connection, lines: Sequence[bytes]) -> None:
        entries = [entry for line in lines if (entry := self._read(line))]
        for _, run in groupby(entries, key=lambda entry: entry.writer):
            await self._replay_run(connection, list(run))

    async def _replay_run(self, connection: Connection, entries: Sequence[Entry]) -> None:
        try:
            await apply_new(connection, entries)
        except REFUSED as error:
            if len(entries) > 1:
                for entry in entries:
                    await self._replay_run(connection, [entry])
                return
            await self._refuse_spooled(connection, entries[0], error)

    async def _refuse_spooled(self, connection: Connection, entry: Entry, error: BaseException) -> None:
        log.error("spooled_write_refused", why=str(error), writer=str(entry.writer), seq=entry.seq)
        self._spool.set_aside(msgspec.json.encode(entry.write) + b"\n")
        await skip(connection, entry)

    def _read(self, line: bytes) -> Entry | None:
        try:
            return decode(line)
        except msgspec.MsgspecError as error:
            log.error("spooled_line_unreadable", why=str(error))
            self._spool.set_aside(line)
            return None

    async def _let_go(self) -> None:
        self._ended = True
        self._current.clear()
        self._tried.set()
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.terminate()
        for waiting in (*self._in_hand, *self._waiting):
            waiting.refuse(Unavailable(_ENDED))


@asynccontextmanager
async def open_journal(url: str, spool: Path, *, bound: int = SPOOL_BOUND) -> AsyncIterator[Journal]:
    """A running journal; leaving the block waits up to `STOP_S` seconds for what still waits.

    What the spool holds is written first, and the block begins when that is done. Needs no database to start: then it
    begins at once, and the spool is written as soon as there is one. Raises `SpoolFailed`.
    """
    file = await asyncio.to_thread(Spool, spool, bound=bound)
    journal = Journal(url, file)
    task = asyncio.create_task(journal.run(), name="journal")
    try:
        await journal.until_tried()
        yield journal
    finally:
        journal.stop()
        await asyncio.wait({task}, timeout=STOP_S)
        task.cancel()
        await asyncio.wait({task})
        file.close()
    if not task.cancelled():
        task.result()
