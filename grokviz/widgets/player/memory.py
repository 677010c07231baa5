"""Returns unused memory to the system.

A kernel lives for hours beside a browser, in as little as 1 GB. Two kinds of memory would stay
allocated without use. The C library of Linux gives every few threads an arena of their own, and
keeps in it what the threads of a finished run have freed. And closed widgets refer to each other
in cycles, which Python's garbage collector finds only now and then.
"""

from __future__ import annotations

import ctypes
import functools
import gc
import threading
import time
from collections.abc import Callable

ARENAS = 2
OFTEN = 5.0             # least time between two trims after runs [s]
_M_ARENA_MAX = -8       # as in glibc's malloc.h
_trimmed = -OFTEN       # time of the last trim, or of the one that is planned


def few_arenas() -> None:
    """From now on, let threads share a few arenas, if the C library supports it."""
    if (library := _library()) is not None:
        library.mallopt(_M_ARENA_MAX, ARENAS)


def after_a_run() -> None:
    """Return the memory of a run that ended or was paused.

    A drag of a slider ends many runs, so at most one trim happens every `OFTEN` seconds.
    """
    global _trimmed
    now = time.monotonic()
    if _library() is None or _trimmed > now:
        return
    wait = max(0.0, _trimmed + OFTEN - now)
    _trimmed = now + wait
    _aside(_trim, wait)


def after_a_rest() -> None:
    """Return the memory of a run that has closed its stream, as after a lab."""
    after_a_lab()


def after_a_lab() -> None:
    """Collect reference cycles, and return their memory."""
    _aside(_collect)


def _aside(work: Callable[[], object], wait: float = 0.0) -> None:
    """Call `work` on a thread, so that the start of the next run does not wait for it."""
    try:
        thread = threading.Timer(wait, work)
        thread.name, thread.daemon = "grokviz-memory", True
        thread.start()
    except RuntimeError:                        # Python in a browser has no threads
        work()


def _collect() -> None:
    gc.collect()
    _trim()


def _trim() -> None:
    if (library := _library()) is not None:
        library.malloc_trim(0)


@functools.cache
def _library() -> ctypes.CDLL | None:
    """The C library if it is glibc, else None."""
    try:
        library = ctypes.CDLL(None)
        library.malloc_trim, library.mallopt            # noqa: B018 (AttributeError elsewhere)
    except (OSError, AttributeError, TypeError):        # Windows raises TypeError
        return None
    return library
