"""The text of SIP, as much as it takes to ask a carrier whether it is there and whether it knows us. Pure.

A question is OPTIONS, or REGISTER without a contact, which asks what is registered and changes nothing.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Method = Literal["OPTIONS", "REGISTER"]
_HASHES = {"MD5": hashlib.md5, "SHA-256": hashlib.sha256}
_PARAMETER = re.compile(r'(\w+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))')
_STATUS = re.compile(r"SIP/2\.0 (\d{3}) ?(.*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """`to` is who is asked (`sip:carrier`), `user` who we say we are (`sip:us@carrier`), `via` our own `host:port`."""

    method: Method
    to: str
    user: str
    via: str
    transport: str
    token: str
    """Of letters and digits, new for each: what belongs to it is known by it."""
    turn: int = 1


@dataclass(frozen=True, slots=True)
class Response:
    """`headers` by their names in lower case; of a repeated one the last counts, but for challenges: all of them."""

    status: int
    reason: str
    headers: Mapping[str, str]
    challenges: tuple[str, ...]


def text_of(question: Question, authorization: str = "") -> bytes:
    """`authorization` is a whole header line, or empty."""
    lines = [
        f"{question.method} {question.to} SIP/2.0",
        f"Via: SIP/2.0/{question.transport.upper()} {question.via};rport;branch=z9hG4bK{question.token}{question.turn}",
        "Max-Forwards: 20",
        f"From: <{question.user}>;tag={question.token}",
        f"To: <{question.user if question.method == 'REGISTER' else question.to}>",
        f"Call-ID: {question.token}",
        f"CSeq: {question.turn} {question.method}",
        f"Contact: <sip:{question.via};transport={question.transport}>" if question.method == "OPTIONS" else "",
        authorization,
        "User-Agent: Ringback",
        "Content-Length: 0",
    ]
    return ("\r\n".join(line for line in lines if line) + "\r\n\r\n").encode()


def parse(data: bytes) -> Response | None:
    """None for what is no response."""
    first, _, rest = data.decode("utf-8", "replace").partition("\r\n")
    found = _STATUS.match(first)
    if found is None:
        return None
    pairs = [line.partition(":") for line in rest.partition("\r\n\r\n")[0].split("\r\n")]
    headers = {name.strip().casefold(): value.strip() for name, _, value in pairs}
    asked = ("www-authenticate", "proxy-authenticate")
    challenges = tuple(value.strip() for name, _, value in pairs if name.strip().casefold() in asked)
    return Response(int(found[1]), found[2].strip(), headers, challenges)


def belongs(response: Response, question: Question) -> bool:
    """Whether it answers this question, and for good: not `100 Trying`."""
    mine = response.headers.get("call-id", response.headers.get("i", "")) == question.token
    turn = response.headers.get("cseq", "").partition(" ")[0]
    return mine and turn == str(question.turn) and response.status >= 200


def authorization(question: Question, response: Response, username: str, password: str) -> str | None:
    """The header with which the question is asked again; None where we know none of the ways it is asked for."""
    for challenge in response.challenges:
        scheme, _, rest = challenge.partition(" ")
        fields = {name.casefold(): quoted or plain for name, quoted, plain in _PARAMETER.findall(rest)}
        if scheme.casefold() == "digest" and fields.get("algorithm", "MD5").upper() in _HASHES:
            header = "Proxy-Authorization" if response.status == 407 else "Authorization"
            return f"{header}: {_digest(question, fields, username, password)}"
    return None


def _digest(question: Question, fields: Mapping[str, str], username: str, password: str) -> str:
    algorithm, realm, nonce = fields.get("algorithm", "MD5"), fields.get("realm", ""), fields.get("nonce", "")
    one = _hashed(algorithm, f"{username}:{_plain(realm)}:{password}")
    two = _hashed(algorithm, f"{question.method}:{question.to}")
    shown = [
        *(f'username="{_escaped(username)}"', f'realm="{realm}"', f'nonce="{nonce}"', f'uri="{question.to}"'),
        f"algorithm={algorithm}",
    ]
    if "auth" in re.split(r"[\s,]+", fields.get("qop", "")):
        joined = f"{one}:{nonce}:00000001:{question.token}:auth:{two}"
        shown += ["qop=auth", "nc=00000001", f'cnonce="{question.token}"']
    else:
        joined = f"{one}:{nonce}:{two}"
    shown.append(f'response="{_hashed(algorithm, joined)}"')
    shown += [f'opaque="{fields["opaque"]}"'] if "opaque" in fields else []
    return f"Digest {', '.join(shown)}"


def _hashed(algorithm: str, text: str) -> str:
    return _HASHES[algorithm.upper()](text.encode()).hexdigest()


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _plain(quoted: str) -> str:
    return re.sub(r"\\(.)", r"\1", quoted)
