"""Asks a carrier itself, beside the switch: the switch says that it does not work, and not always why."""

import asyncio
import errno
import secrets
import socket
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Protocol

from telephony.provision.hosts import bracketed, host_and_port
from telephony.provision.model import TrunkSpec
from telephony.provision.objects import uri, user
from telephony.provision.sip import Method, Question, Response, authorization, belongs, parse, text_of
from telephony.provision.verdict import (
    Answered,
    BadCertificate,
    Closed,
    NoTls,
    Result,
    Silent,
    Unasked,
    UnknownChallenge,
    Unresolved,
)

WITHIN_S = 5.0
AGAIN_S = (0.5, 1.0, 1.5, 2.0)
"""Pauses after which a datagram is sent once more."""
LONGEST_LINE = 65536
_SIP_PORT = 5060
_TURNED_AWAY = (errno.ECONNREFUSED, errno.EHOSTUNREACH, errno.ENETUNREACH, errno.ECONNRESET, errno.EPERM)


class _Line(Protocol):
    """A way to the carrier. `via` is our end of it."""

    via: str

    def send(self, data: bytes) -> None: ...

    async def receive(self) -> bytes: ...


class Probe:
    """`certificates` is a file with those that are trusted; None: those that the machine trusts."""

    def __init__(
        self,
        certificates: Path | None = None,
        new_token: Callable[[], str] = lambda: secrets.token_hex(12),
    ) -> None:
        self._certificates, self._new_token = certificates, new_token

    async def ask(self, method: Method, spec: TrunkSpec, password: str) -> Result:
        """One question, asked again with user and password where they are wanted."""
        host, port = _target(spec)
        try:
            async with asyncio.timeout(WITHIN_S), self._line(spec, host, port) as line:
                return await self._exchange(line, method, spec, password)
        except TimeoutError:
            return Silent()
        except ssl.SSLCertVerificationError as error:
            return BadCertificate(error.verify_message)
        except (OSError, UnicodeError) as error:
            return _failed(error, host)

    async def _exchange(self, line: _Line, method: Method, spec: TrunkSpec, password: str) -> Result:
        question = self._question(method, spec, line.via)
        response, ms = await self._asked(line, question)
        if response.status not in (401, 407) or not spec.username:
            return Answered(response.status, response.reason, ms)
        again = self._question(method, spec, line.via, question)
        proof = authorization(again, response, spec.username, password)
        if proof is None:
            return UnknownChallenge()
        response, ms = await self._asked(line, again, proof)
        return Answered(response.status, response.reason, ms, proved=True)

    def _question(self, method: Method, spec: TrunkSpec, via: str, before: Question | None = None) -> Question:
        domain = spec.from_domain or bracketed(spec.host)
        return Question(
            method=method,
            to=uri(spec).partition(";")[0],
            user=f"sip:{user(spec) or 'ringback'}@{domain}",
            via=via,
            transport=spec.transport,
            token=self._new_token() if before is None else before.token,
            turn=1 if before is None else before.turn + 1,
        )

    async def _asked(self, line: _Line, question: Question, proof: str = "") -> tuple[Response, float]:
        loop = asyncio.get_running_loop()
        began, repeating = loop.time(), asyncio.create_task(_repeat(line, text_of(question, proof), question))
        try:
            while True:
                response = parse(await line.receive())
                if response is not None and belongs(response, question):
                    return response, (loop.time() - began) * 1000
        finally:
            repeating.cancel()
            await asyncio.gather(repeating, return_exceptions=True)

    @asynccontextmanager
    async def _line(self, spec: TrunkSpec, host: str, port: int) -> AsyncIterator[_Line]:
        if spec.transport == "udp":
            async with _datagrams(host, port) as line:
                yield line
        else:
            context = self._context() if spec.transport == "tls" else None
            async with _stream(host, port, context) as line:
                yield line

    def _context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self._certificates) if self._certificates else None)


def _target(spec: TrunkSpec) -> tuple[str, int]:
    """Where the question goes: the proxy where there is one."""
    if not spec.outbound_proxy:
        return spec.host, spec.port
    host, port = host_and_port(spec.outbound_proxy)
    return host, _SIP_PORT if port is None else port


def _failed(error: OSError | UnicodeError, host: str) -> Result:
    if isinstance(error, socket.gaierror | UnicodeError):
        return Unresolved(host)
    if isinstance(error, ssl.SSLError):
        return NoTls(error.reason or str(error))
    if error.errno in _TURNED_AWAY:
        return Closed(f"{error.strerror}.")
    return Closed("The connection was closed.") if isinstance(error, ConnectionError) else Unasked(str(error))


async def _repeat(line: _Line, data: bytes, question: Question) -> None:
    line.send(data)
    if question.transport == "udp":
        for pause in AGAIN_S:
            await asyncio.sleep(pause)
            line.send(data)


# ---- the ways there


class _Datagrams(asyncio.DatagramProtocol):
    """What comes; more than is read is left out: it is asked again."""

    def __init__(self) -> None:
        self._came: asyncio.Queue[bytes | OSError] = asyncio.Queue(maxsize=20)

    def datagram_received(self, data: bytes, addr: object) -> None:
        self._note(data)

    def error_received(self, exc: Exception) -> None:
        if isinstance(exc, OSError):
            self._note(exc)

    def _note(self, came: bytes | OSError) -> None:
        if not self._came.full():
            self._came.put_nowait(came)

    async def next(self) -> bytes:
        came = await self._came.get()
        if isinstance(came, OSError):
            raise came
        return came


class _Datagram:
    def __init__(self, transport: asyncio.DatagramTransport, came: _Datagrams) -> None:
        self._transport, self._came = transport, came
        self.via = _written(transport.get_extra_info("sockname"))

    def send(self, data: bytes) -> None:
        self._transport.sendto(data)

    async def receive(self) -> bytes:
        return await self._came.next()


@asynccontextmanager
async def _datagrams(host: str, port: int) -> AsyncIterator[_Line]:
    loop = asyncio.get_running_loop()
    transport, came = await loop.create_datagram_endpoint(_Datagrams, remote_addr=(host, port))
    try:
        yield _Datagram(transport, came)
    finally:
        transport.close()


class _Stream:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self.via = _written(writer.get_extra_info("sockname"))

    def send(self, data: bytes) -> None:
        self._writer.write(data)

    async def receive(self) -> bytes:
        """Head and body of one message."""
        try:
            head = await self._reader.readuntil(b"\r\n\r\n")
            await self._reader.readexactly(_length_after(head))
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError) as error:
            raise ConnectionResetError(errno.ECONNRESET, "The connection was closed") from error
        return head


def _length_after(head: bytes) -> int:
    """Of the body, by what the head says."""
    found = parse(head)
    length = (found.headers.get("content-length") or found.headers.get("l") or "0") if found else "0"
    return min(int(length), LONGEST_LINE) if length.isdecimal() else 0


@asynccontextmanager
async def _stream(host: str, port: int, context: ssl.SSLContext | None) -> AsyncIterator[_Line]:
    reader, writer = await asyncio.open_connection(
        host, port, ssl=context, server_hostname=host if context else None, limit=LONGEST_LINE
    )
    try:
        yield _Stream(reader, writer)
    finally:
        writer.transport.abort()


def _written(sockname: tuple[str, int]) -> str:
    host, port = sockname[:2]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
