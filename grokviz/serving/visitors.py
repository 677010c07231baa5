"""The visitors of served pages: how many at once, and what becomes of the kernel of one who left.

Voila starts a kernel for each visitor, and never ends one. Here there is a greatest number of
them, and a kernel to which nobody has been connected for a while ends.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import Any

from jupyter_core.utils import ensure_async
from tornado.ioloop import PeriodicCallback

from grokviz import memory

EACH = 300_000_000      # bytes of memory that a page takes, its kernel and its lab
GRACE = 25.0            # seconds without a connection after which nobody will come back
YIELDS = 10.0           # likewise, where another visitor waits for the place
PATIENCE = 3.0          # seconds that a visitor waits for a place: a page that is loaded anew has
                        # just left its own
LOOK = 2.0              # seconds between two looks at the connections


@dataclass(eq=False)
class Visit:
    """One visitor: the kernel, whether the page has been sent whole, since when it is alone."""

    kernel: str = ""
    sent: bool = False
    alone: float = 0.0


class Visitors:
    """Those who are here, at most `most`; `kernels` is the kernel manager of the server."""

    def __init__(self, kernels: Any, most: int | None = None):
        self.kernels, self.most = kernels, most or greatest_number()
        self.visits: list[Visit] = []
        self._watch: PeriodicCallback | None = None

    async def enter(self) -> Visit | None:
        """A place for one more, or None where there is none."""
        due = time.monotonic() + PATIENCE
        while len(self.visits) >= self.most:
            await self.look(YIELDS)
            if len(self.visits) >= self.most:
                if time.monotonic() > due:
                    return None
                await asyncio.sleep(0.2)
        visit = Visit()
        self.visits.append(visit)
        if self._watch is None:                 # here, since here a loop runs
            self._watch = PeriodicCallback(self.look, 1000 * LOOK)
            self._watch.start()
        return visit

    def sent(self, visit: Visit) -> None:
        """The page has been sent, or its making has failed; from now on it has to connect."""
        visit.sent, visit.alone = True, time.monotonic()

    async def look(self, grace: float = GRACE) -> None:
        """End the kernels to which nobody has been connected for so many seconds."""
        for visit in [v for v in self.visits if v.sent]:
            if visit.kernel not in self.kernels:
                self._forget(visit)
            elif self.kernels.kernel_model(visit.kernel)["connections"]:
                visit.alone = time.monotonic()
            elif time.monotonic() - visit.alone > grace:
                await self.end(visit.kernel)

    async def end(self, kernel: str) -> bool:
        """End the kernel of a visitor; whether it was one."""
        visit = next((v for v in self.visits if v.kernel == kernel), None)
        if visit is None:
            return False
        self._forget(visit)                     # the place is free before the kernel has ended
        if kernel in self.kernels:              # at once: on a page there is nothing to be saved
            await ensure_async(self.kernels.shutdown_kernel(kernel, now=True))
        return True

    def _forget(self, visit: Visit) -> None:
        if visit in self.visits:                # two may have waited for the same
            self.visits.remove(visit)


def greatest_number() -> int:
    """How many pages fit into the free memory, at least one."""
    return max(1, (memory.available() or 0) // EACH)
