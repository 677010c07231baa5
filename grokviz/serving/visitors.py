"""Visitors of served pages: how many at once, and when the kernel of a visitor ends.

Voila starts a kernel for each visitor and never ends one, so a class would soon use up the
memory. Here the number of visitors is limited, and a kernel ends when nobody has been connected
to it for a while.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import Any

from jupyter_core.utils import ensure_async
from tornado.ioloop import PeriodicCallback

from grokviz import memory

EACH = 300_000_000      # bytes of memory for a page, its kernel and its lab
GRACE = 25.0            # seconds without a connection after which a kernel ends
YIELDS = 10.0           # the same, while another visitor waits for a place
PATIENCE = 3.0          # seconds a visitor waits: a page that reloads has just left its place
LOOK = 2.0              # seconds between two checks of the connections


@dataclass(eq=False)
class Visit:
    """One visitor: the kernel, whether the page is complete, and since when nobody is connected."""

    kernel: str = ""
    sent: bool = False
    alone: float = 0.0


class Visitors:
    """The present visitors, at most `most`; `kernels` is the server's kernel manager."""

    def __init__(self, kernels: Any, most: int | None = None):
        self.kernels, self.most = kernels, most or greatest_number()
        self.visits: list[Visit] = []
        self._watch: PeriodicCallback | None = None

    async def enter(self) -> Visit | None:
        """A place for one more visitor, or None if there is still none after a short wait."""
        due = time.monotonic() + PATIENCE
        while len(self.visits) >= self.most:
            # Somebody is waiting, so a place whose visitor is away is given up sooner.
            await self.look(YIELDS)
            if len(self.visits) >= self.most:
                if time.monotonic() > due:
                    return None
                await asyncio.sleep(0.2)
        visit = Visit()
        self.visits.append(visit)
        if self._watch is None:                 # not before: it needs a running event loop
            self._watch = PeriodicCallback(self.look, 1000 * LOOK)
            self._watch.start()
        return visit

    def sent(self, visit: Visit) -> None:
        """The page was sent, or it failed; from now on the visitor must connect."""
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
        """End the kernel of a visitor; False if it belongs to none."""
        visit = next((v for v in self.visits if v.kernel == kernel), None)
        if visit is None:
            return False
        self._forget(visit)                     # the place is free before the kernel has ended
        if kernel in self.kernels:              # now=True: a page has nothing to save
            await ensure_async(self.kernels.shutdown_kernel(kernel, now=True))
        return True

    def _forget(self, visit: Visit) -> None:
        if visit in self.visits:                # it may have been removed while we waited
            self.visits.remove(visit)


def greatest_number() -> int:
    """How many pages fit into the free memory, at least one."""
    return max(1, (memory.available() or 0) // EACH)
