"""Who does the work of a lab: a thread, or slices of the event loop where threads do not serve.

Work is written once, as turns: a generator that does a little, and yields how many seconds it has
nothing to do, at most; news wake it earlier. A thread drives it (`Threads`), or the event loop of
the kernel, a slice at a time (`Slices`): in Google Colab what a thread sends is kept back until a
cell runs (googlecolab/colabtools#3373), and a browser's Python has no threads.
"""

from __future__ import annotations

import asyncio
import importlib.util
import inspect
import os
import sys
import threading
import time
from collections.abc import Callable, Generator

from grokviz.sentences import unknown

REST = 5.0              # seconds of pause after which nobody keeps a run's stream open
SLICE = 0.025           # seconds of work between two turns of the event loop
LOOK = 0.05             # seconds after which sleeping slices look for news
BRISK = 2e-4            # seconds that a thread may keep the interpreter while others want it

Turns = Generator[float, None, None]


class _Brisk:
    """While a run is at work the interpreter changes hands 25 times as often as usual.

    Each time a thread that trains comes back from torch it may else have to wait for 5 ms, which
    beside a painter cost a fifteenth of the speed.
    """

    def __init__(self) -> None:
        self._lock, self._count, self._usual = threading.Lock(), 0, sys.getswitchinterval()

    def __enter__(self) -> None:
        with self._lock:
            if not self._count:
                self._usual = sys.getswitchinterval()
                sys.setswitchinterval(min(BRISK, self._usual))
            self._count += 1

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._count -= 1
            if not self._count:
                sys.setswitchinterval(self._usual)


brisk = _Brisk()


class Threads:
    """Drives turns on a thread of its own.

    Parameters
    ----------
    name : str
    news : Condition
        Notified when there is something to wake up for; `count` says how often, so that no
        news is missed between looking and sleeping.
    rest : float
        Seconds of pause after which a run is to rest.
    """

    rest = REST

    def __init__(self, name: str):
        self.name, self.news, self._count = name, threading.Condition(), 0
        self._thread: threading.Thread | None = None

    @property
    def here(self) -> bool:
        """Whether this is the thread that does the work."""
        return threading.current_thread() is self._thread

    def wake(self) -> None:
        with self.news:
            self._count += 1
            self.news.notify_all()

    def start(self, turns: Turns) -> None:
        self._thread = threading.Thread(
            target=self._run, args=(turns,), name=self.name, daemon=True
        )
        self._thread.start()

    def join(self, timeout: float | None = None) -> None:
        """Until the turns are over."""
        if self._thread is not None and not self.here:
            self._thread.join(timeout)

    def later(self, work: Callable[[], object], seconds: float = 0.0) -> None:
        """Do something else besides, some time from now."""
        timer = threading.Timer(seconds, work)
        timer.daemon = True
        timer.start()

    def until(self, holds: Callable[[], bool], timeout: float | None = None) -> bool:
        """Until it holds, which is looked at whenever there are news; whether it does."""
        with self.news:
            return self.news.wait_for(holds, timeout)

    def _run(self, turns: Turns) -> None:
        seen = self._count
        for wait in turns:
            if wait > 0:
                self._sleep(seen, wait)
            seen = self._count

    def _sleep(self, seen: int, seconds: float) -> None:
        """Until there are other news than those that were seen."""
        with self.news:
            self.news.wait_for(lambda: self._count != seen,
                               None if seconds == float("inf") else seconds)


class Slices(Threads):
    """Drives turns in slices of the running event loop; `join` does what is left at once."""

    def __init__(self, name: str):
        super().__init__(name)
        self._loop = asyncio.get_running_loop()
        self._turns: Turns | None = None
        self._home = threading.current_thread()

    @property
    def here(self) -> bool:
        return threading.current_thread() is self._home

    def start(self, turns: Turns) -> None:
        self._turns = turns
        self._loop.call_soon_threadsafe(self._slice, turns)

    def join(self, timeout: float | None = None) -> None:
        turns, self._turns = self._turns, None
        if turns is not None and not _at_work(turns):
            drain(turns)

    def later(self, work: Callable[[], object], seconds: float = 0.0) -> None:
        self._loop.call_soon_threadsafe(self._loop.call_later, seconds, work)

    def until(self, holds: Callable[[], bool], timeout: float | None = None) -> bool:
        turns = self._turns
        while turns is not None and not _at_work(turns) and not holds():
            time.sleep(min(next(turns, 0.0), LOOK))
        return holds()

    def _slice(self, turns: Turns) -> None:
        if turns is not self._turns:
            return                              # somebody has done the rest
        end, wait = time.perf_counter() + SLICE, 0.0
        try:
            while wait <= 0 and time.perf_counter() < end:
                wait = next(turns)
        except StopIteration:
            self._turns = None
            return
        self._loop.call_later(min(wait, LOOK), self._slice, turns)


class Here(Threads):
    """Does the work where it is asked for, as far as it goes without waiting for news."""

    here, rest = True, float("inf")

    def __init__(self, name: str):
        super().__init__(name)
        self._turns: Turns | None = None

    def wake(self) -> None:
        super().wake()
        self._go_on()

    def start(self, turns: Turns) -> None:
        self._turns = turns
        self._go_on()

    def join(self, timeout: float | None = None) -> None:
        self._go_on()

    def until(self, holds: Callable[[], bool], timeout: float | None = None) -> bool:
        """Nothing is left to be done."""
        return holds()

    def _go_on(self) -> None:
        if self._turns is not None and not _at_work(self._turns):
            drain(self._turns)


def _at_work(turns: Turns) -> bool:
    """Whether they are being done: who asks is part of them."""
    return inspect.getgeneratorstate(turns) == inspect.GEN_RUNNING


def drain(turns: Turns) -> None:
    """Do what there is to do now; the user's interrupt reaches the work wherever it comes."""
    try:
        for wait in turns:
            if wait == float("inf"):
                return
            time.sleep(min(wait, LOOK))
    except KeyboardInterrupt:
        if inspect.getgeneratorstate(turns) == inspect.GEN_CLOSED:      # it came in the work itself
            raise
        turns.throw(KeyboardInterrupt())


DRIVERS: dict[str, Callable[[str], Threads]] = {
    "thread": Threads, "asyncio": Slices, "replay": Threads, "here": Here,
}


def headless() -> bool:
    """Whether there is no front end, and labs start no thread: ``GROKVIZ_HEADLESS=1``."""
    return os.environ.get("GROKVIZ_HEADLESS", "") not in ("", "0")


def check(driver: str) -> None:
    """ValueError, with those there are, for the name of none."""
    if driver not in ("auto", *DRIVERS):
        raise ValueError(unknown("driver", driver, ["auto", *DRIVERS]))


def choose(driver: str, browser: bool) -> str:
    """What "auto" comes to: "here" without a front end, "replay" without torch, "asyncio" where
    threads do not serve, else "thread"."""
    check(driver)
    if headless() or not browser:
        return "here"
    if driver != "auto":
        return driver
    if importlib.util.find_spec("torch") is None:
        return "replay"
    return "asyncio" if sys.platform == "emscripten" or "google.colab" in sys.modules else "thread"
