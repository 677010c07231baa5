"""Executors: a thread, or time slices of the event loop where threads are unavailable.

The player and the painter write their work once, as a generator called "turns". Each turn does a
little work, and then yields how many seconds it can wait; `wake` ends the wait early. An executor
drives such a generator. `Threads` uses a thread. `Slices` runs short slices in the event loop of
the kernel, because two systems need it. Google Colab holds back the messages of a thread until a
cell runs (googlecolab/colabtools#3373). Python in a browser has no threads. `Here` does the work
at once in the calling thread, for programs without a front end.
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

REST = 5.0              # pause after which a run closes its stream [s]
SLICE = 0.025           # work in one slice of the event loop [s]
LOOK = 0.05             # longest sleep between two slices [s]
BRISK = 2e-4            # time that a thread may keep the interpreter while others wait [s]

Turns = Generator[float, None, None]


class _Brisk:
    """While a run trains, let the interpreter switch threads 25 times as often as usual.

    A training thread releases the interpreter inside torch. Without this, it may wait 5 ms to get
    the interpreter back, which costs one fifteenth of the speed beside a painter.
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
    """Drives turns on its own thread.

    Parameters
    ----------
    name : str
    news : Condition
        Notified by `wake`. `_count` counts the calls, so that a call between a turn and the
        following sleep is not missed.
    rest : float
        Pause after which a run closes its stream [s].
    """

    rest = REST

    def __init__(self, name: str):
        self.name, self.news, self._count = name, threading.Condition(), 0
        self._thread: threading.Thread | None = None

    @property
    def here(self) -> bool:
        """True on the thread that does the work."""
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
        """Wait until the turns are over."""
        if self._thread is not None and not self.here:
            self._thread.join(timeout)

    def later(self, work: Callable[[], object], seconds: float = 0.0) -> None:
        """Call `work` after a delay [s], beside the turns."""
        timer = threading.Timer(seconds, work)
        timer.daemon = True
        timer.start()

    def until(self, holds: Callable[[], bool], timeout: float | None = None) -> bool:
        """Wait until `holds()` is true, checked at each `wake`; return whether it is."""
        with self.news:
            return self.news.wait_for(holds, timeout)

    def _run(self, turns: Turns) -> None:
        seen = self._count
        for wait in turns:
            if wait > 0:
                self._sleep(seen, wait)
            seen = self._count

    def _sleep(self, seen: int, seconds: float) -> None:
        """Sleep until the next `wake` after number `seen`, or for some seconds."""
        with self.news:
            self.news.wait_for(lambda: self._count != seen,
                               None if seconds == float("inf") else seconds)


class Slices(Threads):
    """Drives turns in slices of the running event loop; `join` does the remaining work at once."""

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
            time.sleep(min(max(next(turns, 0.0), 0.0), LOOK))
        return holds()

    def _slice(self, turns: Turns) -> None:
        if turns is not self._turns:
            return                              # `join` has done the rest
        end, wait = time.perf_counter() + SLICE, 0.0
        try:
            while wait <= 0 and time.perf_counter() < end:
                wait = next(turns)
        except StopIteration:
            self._turns = None
            return
        self._loop.call_later(min(wait, LOOK), self._slice, turns)


class Here(Threads):
    """Does all work in the calling thread, as far as possible without waiting for a `wake`."""

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
        """All possible work is done already, so this only evaluates `holds()`."""
        return holds()

    def _go_on(self) -> None:
        if self._turns is not None and not _at_work(self._turns):
            drain(self._turns)


def _at_work(turns: Turns) -> bool:
    """True if the generator is running, which means that the caller is inside it."""
    return inspect.getgeneratorstate(turns) == inspect.GEN_RUNNING


def drain(turns: Turns) -> None:
    """Do all work that is possible now; a KeyboardInterrupt always reaches the turns."""
    try:
        for wait in turns:
            if wait == float("inf"):
                return
            time.sleep(min(max(wait, 0.0), LOOK))     # its end may have passed meanwhile
    except KeyboardInterrupt:
        if inspect.getgeneratorstate(turns) == inspect.GEN_CLOSED:      # raised inside the turns
            raise
        turns.throw(KeyboardInterrupt())


DRIVERS: dict[str, Callable[[str], Threads]] = {
    "thread": Threads, "asyncio": Slices, "replay": Threads, "here": Here,
}


def headless() -> bool:
    """True if there is no front end, so that labs start no thread: ``GROKVIZ_HEADLESS=1``."""
    return os.environ.get("GROKVIZ_HEADLESS", "") not in ("", "0") or graded()


def graded() -> bool:
    """True if nbgrader runs this kernel: it waits for every live widget."""
    return "NBGRADER_EXECUTION" in os.environ


def check(driver: str) -> None:
    """Raise ValueError, with the known names, for an unknown executor."""
    if driver not in ("auto", *DRIVERS):
        raise ValueError(unknown("driver", driver, ["auto", *DRIVERS]))


def choose(driver: str, browser: bool) -> str:
    """The executor that "auto" means: "here" without a front end, "replay" without torch,
    "asyncio" where threads do not serve, else "thread"."""
    check(driver)
    if headless() or not browser:
        return "here"
    if driver != "auto":
        return driver
    if importlib.util.find_spec("torch") is None:
        return "replay"
    return "asyncio" if sys.platform == "emscripten" or "google.colab" in sys.modules else "thread"
