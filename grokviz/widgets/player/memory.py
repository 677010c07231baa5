"""What is no longer needed goes back to the system.

A kernel lives for hours beside a browser, in as little as 1 GB. Two things would keep memory that
nobody has a use for. The C library of Linux allocates from an arena for every few threads, and
keeps in it what the threads of a run that is over have freed. And Python finds closed widgets,
which refer to each other in circles, only now and then.
"""

from __future__ import annotations

import ctypes
import functools
import gc
import threading
import time
from collections.abc import Callable

ARENAS = 2
OFTEN = 5.0             # seconds at least between two trims after runs
_M_ARENA_MAX = -8       # as in glibc's malloc.h
_trimmed = -OFTEN       # when memory was given back last; where that lies ahead, it will be then


def few_arenas() -> None:
    """Have threads share what they allocate from, from now on, where the library can do so."""
    if (library := _library()) is not None:
        library.mallopt(_M_ARENA_MAX, ARENAS)


def after_a_run() -> None:
    """Give back what a run that ended or was paused has freed: at once, or, for a drag ends many,
    once for all of them."""
    global _trimmed
    now = time.monotonic()
    if _library() is None or _trimmed > now:
        return
    wait = max(0.0, _trimmed + OFTEN - now)
    _trimmed = now + wait
    _aside(_trim, wait)


def after_a_rest() -> None:
    """A run has come to rest, and let go of all behind its stream: as after a lab."""
    after_a_lab()


def after_a_lab() -> None:
    """Find what is in circles, and give it back."""
    _aside(_collect)


def _aside(work: Callable[[], object], wait: float = 0.0) -> None:
    """On a thread: nobody has to wait for it, as who starts the next run would."""
    try:
        thread = threading.Timer(wait, work)
        thread.name, thread.daemon = "grokviz-memory", True
        thread.start()
    except RuntimeError:                        # a browser's Python has no threads
        work()


def _collect() -> None:
    gc.collect()
    _trim()


def _trim() -> None:
    if (library := _library()) is not None:
        library.malloc_trim(0)


@functools.cache
def _library() -> ctypes.CDLL | None:
    """The C library, if it is glibc."""
    try:
        library = ctypes.CDLL(None)
        library.malloc_trim, library.mallopt            # noqa: B018 (AttributeError elsewhere)
    except (OSError, AttributeError, TypeError):        # TypeError: Windows has no such library
        return None
    return library
