"""Files that are sent to the server."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from kernel.http import BytesReply
from tests.web.house import LARGEST_UPLOAD, OURS, House

TOO_LARGE = "file: got a larger one, accepted is a file of at most 1 MB."


@pytest.mark.parametrize("size", [0, 1, LARGEST_UPLOAD])
async def test_a_file_comes_as_it_is_and_is_gone_afterwards(bare_house: House, size: int) -> None:
    body = bytes(index % 251 for index in range(size))
    answer = await (await bare_house.visitor()).post("/api/echo", data=body)

    assert (answer.status, answer.content_type, await answer.read() == body) == (200, "audio/wav", True)
    assert [path.exists() for path in bare_house.slice.uploads] == [False]


async def _unending() -> AsyncIterator[bytes]:
    for _ in range(5):
        yield bytes(LARGEST_UPLOAD // 4)


async def test_one_that_does_not_say_how_long_it_is_is_read_no_further_than_its_limit(bare_house: House) -> None:
    answer = await (await bare_house.visitor()).post("/api/echo", data=_unending())
    told = await answer.json(content_type="application/problem+json")

    assert (answer.status, told["field"], told["detail"]) == (422, "file", TOO_LARGE)
    assert bare_house.slice.uploads == []


async def test_one_that_says_that_it_is_too_large_is_refused_before_it_has_come(bare_house: House) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", bare_house.server.port)
    ours = "".join(f"{name}: {value}\r\n" for name, value in OURS.items())
    writer.write(f"POST /api/echo HTTP/1.1\r\nHost: here\r\n{ours}Content-Length: 300000000\r\n\r\n".encode())
    async with asyncio.timeout(20):
        answer = await reader.readuntil(TOO_LARGE.encode())
    writer.close()

    assert answer.startswith(b"HTTP/1.1 422 ")


def test_what_is_made_for_one_request_is_not_printed() -> None:
    assert repr(BytesReply(b"secret", "audio/wav")) == "BytesReply(content_type='audio/wav')"
