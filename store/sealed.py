"""What the database holds enciphered: secrets that we have to know again, such as what a phone's codes are made from.

AES-256-GCM with one key for the installation, which lies outside of the database. A sealed value says with which key
it was sealed, and opens only as what it was sealed for: one row's secret is no good in another.
"""

import base64
import binascii
import hashlib
import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kernel.errors import BadInput, RingbackError

KEY_BYTES = 32
FILE = "secret.key"
_VERSION = b"\x01"
_NAME_BYTES, _NONCE_BYTES = 4, 12


class SealBroken(RingbackError):
    """A sealed value cannot be opened: sealed with another key, for something else, or damaged."""


class Seal:
    """`random_bytes` must be fit for secrets."""

    def __init__(self, key: bytes, random_bytes: Callable[[int], bytes] = secrets.token_bytes) -> None:
        self._cipher, self._random = AESGCM(key), random_bytes
        self.head = _VERSION + hashlib.sha256(b"name" + key).digest()[:_NAME_BYTES]
        """With which every value begins that this key has sealed."""

    def seal(self, plain: bytes, what: str) -> bytes:
        """`what` it is for, such as `totp:7`, has to be named again when it is opened."""
        nonce = self._random(_NONCE_BYTES)
        return self.head + nonce + self._cipher.encrypt(nonce, plain, what.encode())

    def open(self, sealed: bytes, what: str) -> bytes:
        """Raises `SealBroken`."""
        if not sealed.startswith(self.head):
            raise SealBroken(f"What is kept for {what} was sealed with another key than this installation's.")
        nonce, rest = sealed[len(self.head) :][:_NONCE_BYTES], sealed[len(self.head) + _NONCE_BYTES :]
        try:
            return self._cipher.decrypt(nonce, rest, what.encode())
        except (InvalidTag, ValueError) as error:
            raise SealBroken(f"What is kept for {what} is damaged, or was sealed for something else.") from error


def open_seal(told: str, directory: Path) -> Seal:
    """With the key that the settings tell, or else with the one in the directory, made where there is none.

    Raises `BadInput`.
    """
    return Seal(_read(told, "RINGBACK_SECRET_KEY") if told else _read(_kept(directory / FILE), str(directory / FILE)))


def found_seal(told: str, directory: Path) -> Seal | None:
    """The same, but None where there is no key yet."""
    return open_seal(told, directory) if told or (directory / FILE).exists() else None


def _read(text: str, where: str) -> bytes:
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise BadInput(where, _Hidden(), f"{KEY_BYTES} random bytes in base64: openssl rand -base64 {KEY_BYTES}")
    return key


class _Hidden:
    def __repr__(self) -> str:
        return "something else"


def _kept(path: Path) -> str:
    """What is in the file. One that is made is whole from the moment it is there, and its owner's alone."""
    if not path.exists():
        _make(path)
    return path.read_text(errors="replace")


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(base64.b64encode(secrets.token_bytes(KEY_BYTES)) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):  # Another process was quicker: its key is the one.
        os.link(half, path)
    half.unlink()
