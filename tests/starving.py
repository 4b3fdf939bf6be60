"""How long this machine has kept us waiting: what it takes from us it takes from the phones that speak, too."""

import threading
import time
from functools import cache

NAP_S = 0.01
FRAME_S = 0.02
"""Of sound: who is late by less loses nothing."""


class _Sleeper:
    """Naps all the time, and adds up by how much it overslept."""

    def __init__(self) -> None:
        self.overslept_s = 0.0
        threading.Thread(target=self._nap, name="sleeper", daemon=True).start()

    def _nap(self) -> None:
        while True:
            began = time.monotonic()
            time.sleep(NAP_S)
            late = time.monotonic() - began - NAP_S
            self.overslept_s += late if late > FRAME_S else 0.0


@cache
def _sleeper() -> _Sleeper:
    return _Sleeper()


def starved_s() -> float:
    """For how many seconds in all, since this was first asked: compare two answers."""
    return _sleeper().overslept_s
