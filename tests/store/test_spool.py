"""Whatever was acknowledged comes back, once and in order, however often it is cut off."""

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.batch import grouped
from store.errors import SpoolFull
from store.spool import Entry, FactRow, Row, Spool, Write, decode, encode

WRITER = UUID(int=1)
texts = st.text(max_size=20)
json = st.recursive(st.none() | st.booleans() | st.integers(-(2**53), 2**53) | texts, st.lists, max_leaves=5)
times = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
facts = st.builds(FactRow, texts, texts, texts, times, st.dictionaries(texts, json, max_size=3))
rows = st.builds(Row, texts, st.lists(json | times | st.binary(max_size=9), max_size=4).map(tuple), texts)
writes = st.builds(Write, st.lists(facts, max_size=3).map(tuple), st.lists(rows, max_size=3).map(tuple))


def entries(*found: Write) -> list[Entry]:
    return [Entry(WRITER, seq, write) for seq, write in enumerate(found, start=1)]


@given(writes)
@settings(deadline=None, max_examples=60)
def test_a_write_comes_back_as_it_was(write: Write) -> None:
    entry = Entry(WRITER, 7, write)

    assert decode(encode(entry)) == entry


@given(st.lists(writes, max_size=8), st.data())
@settings(deadline=None, max_examples=30)
def test_all_is_read_in_order_whatever_the_pieces(written: list[Write], data: Any) -> None:
    with tempfile.TemporaryDirectory() as directory:
        spool = Spool(Path(directory) / "spool")
        for entry in entries(*written):
            spool.append([entry])
        read: list[Entry] = []
        while spool.pending:
            lines = spool.peek(data.draw(st.integers(1, 2000)))
            read += map(decode, lines)
            spool.drop(lines)
        spool.close()

    assert read == entries(*written)


@given(st.lists(writes, min_size=1, max_size=5), st.data())
@settings(deadline=None, max_examples=30)
def test_a_torn_last_line_is_cut_off_and_the_rest_is_whole(written: list[Write], data: Any) -> None:
    whole = b"".join(map(encode, entries(*written[:-1])))
    last = encode(entries(*written)[-1])
    torn = last[: data.draw(st.integers(0, len(last) - 1))]
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "spool"
        path.write_bytes(whole + torn)
        spool = Spool(path)
        pending = spool.pending
        spool.close()

    assert pending == len(whole)


def test_a_full_spool_takes_nothing_of_what_does_not_fit(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool", bound=200)
    spool.append(entries(Write()))
    before = spool.pending

    with pytest.raises(SpoolFull):
        spool.append(entries(*[Write()] * 50))

    assert spool.pending == before
    spool.close()


def test_an_emptied_spool_takes_no_room(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool")
    spool.append(entries(Write(), Write()))
    spool.drop(spool.peek(10_000))
    spool.close()

    assert (tmp_path / "spool").stat().st_size == 0


def test_what_no_spool_has_written_is_not_taken_for_a_write() -> None:
    with pytest.raises(msgspec.DecodeError):
        decode(b"nonsense\n")


keyed = st.builds(Row, st.sampled_from("ABC"), st.tuples(st.integers()), st.sampled_from("xyz"))


@given(st.lists(keyed, max_size=30))
def test_grouping_keeps_every_row_and_the_order_within_a_key(given_rows: list[Row]) -> None:
    numbered = [Row(row.sql, (number,), row.key) for number, row in enumerate(given_rows)]
    key_of = {row.args: row.key for row in numbered}

    flat = [args for _, group in grouped(numbered) for args in group]

    assert sorted(flat) == [row.args for row in numbered]
    for key in "xyz":
        mine = [args for args in flat if key_of[args] == key]
        assert mine == sorted(mine)


def test_rows_of_different_calls_share_a_statement() -> None:
    given_rows = [Row(sql, (call,), f"{call}") for call in range(3) for sql in ("upsert call", "upsert agent")]

    assert [(sql, len(group)) for sql, group in grouped(given_rows)] == [("upsert call", 3), ("upsert agent", 3)]
