"""Tells the switch which sounds callers wait with: by a file that its configuration includes, read again on change."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import structlog

from telephony.ari import requests
from telephony.ari.client import AriClient
from telephony.ari.errors import AriError
from telephony.asterisk.settings import MUSIC_FILE

log = structlog.get_logger()

MODULE = "res_musiconhold.so"
LOOK_EVERY_S = 1.0


class Music:
    """`wanted` is what the file in the directory `sounds` is to hold."""

    def __init__(self, ari: AriClient, sounds: Path, wanted: Callable[[], str]) -> None:
        self._ari = ari
        self._file = sounds / MUSIC_FILE
        self._wanted = wanted
        self._told: str | None = None
        self._renewed = asyncio.Event()

    def renew(self) -> None:
        """The switch may be another one than before."""
        self._told = None
        self._renewed.set()

    async def run(self) -> None:
        """Until cancelled. A switch that is away is told when it is back; a file that cannot be written, later."""
        while True:
            try:
                await self._look()
            except (AriError, OSError) as error:
                self._told = None
                log.debug("music_not_kept", why=str(error))
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_EVERY_S):
                    await self._renewed.wait()
            self._renewed.clear()

    async def _look(self) -> None:
        wanted = self._wanted()
        if wanted == self._told or not self._ari.connected:
            return
        if wanted == "" and not await asyncio.to_thread(self._file.exists):
            return
        await asyncio.to_thread(_write, self._file, wanted)
        await self._ari.send(requests.asterisk_reload_module(MODULE))
        self._told = wanted
        log.info("music_kept", classes=wanted.count("["))


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_suffix(".new")
    fresh.write_text(text, "utf-8")
    fresh.chmod(0o644)
    fresh.replace(file)
