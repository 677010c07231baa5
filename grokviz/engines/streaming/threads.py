"""Threads on which torch computes without starting further threads, and without denormals.

Torch's own threads wait for each other after every operation. The tensors here are small, so on
a busy machine they would spend a hundred times longer waiting than computing. Instead, several
of our threads work side by side, each on other runs.

Numbers below 1e-38 (in float32) count as zero there. A processor needs some hundred times longer
for them, and Adam makes many: where a gradient is exactly zero, its memory of it decays by a tenth
a step and would stay among such numbers for ever. The setting belongs to a thread, so the threads
of the caller keep theirs.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from itertools import islice
from typing import TypeVar

import torch

T = TypeVar("T")


_limit: ContextVar[int | None] = ContextVar("cores", default=None)


@contextmanager
def at_most(cores: int) -> Iterator[None]:
    """What is started in this context uses so many processors.

    An ensemble is cut by the number of processors, and the cut decides how numbers are rounded. A
    block of a sweep uses one, so that its numbers are the same on every machine.
    """
    token = _limit.set(cores)
    try:
        yield
    finally:
        _limit.reset(token)


def cores() -> int:
    """Number of processors that this process may use."""
    if (limit := _limit.get()) is not None:
        return limit
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def one_torch_thread(n: int) -> list[ThreadPoolExecutor]:
    """`n` pools of one thread each, on which torch uses that thread alone."""
    before, pools = torch.get_num_threads(), []
    for _ in range(n):
        pool = ThreadPoolExecutor(1, "grokviz-block")
        pool.submit(_prepare).result()
        pools.append(pool)
    torch.set_num_threads(before)               # threads that start later inherit this number
    return pools


def spread(
    pools: Sequence[ThreadPoolExecutor], count: int, call: Callable[[int], T],
    within: Callable[[], AbstractContextManager[object]],
) -> list[T]:
    """``call(0)`` to ``call(count - 1)``; each thread takes the next one as soon as it is free.

    The None at the end of the queue stop the threads, one each. ``within`` is entered once a
    thread.
    """
    left: deque[int | None] = deque([*range(count), *[None] * len(pools)])
    found: dict[int, T] = {}

    def work() -> None:
        with within():
            for i in iter(left.popleft, None):
                found[i] = call(i)

    for done in [pool.submit(work) for pool in pools]:
        done.result()
    return [found[i] for i in range(count)]


def _prepare() -> None:
    """Set the number of torch threads for the current thread, and flush its denormals.

    Torch copies the number into a thread only when it is first needed there. Asking for it at once
    makes it this thread's own; otherwise a later change elsewhere would still reach it.
    """
    torch.set_num_threads(1)
    torch.get_num_threads()
    torch.set_flush_denormal(True)              # False, and no change, where it is not supported


def aside(stream: Generator[T, None, None]) -> Generator[T, None, None]:
    """The same stream, computed on such a thread."""
    (pool,) = one_torch_thread(1)
    try:
        # One snapshot at a time, so that the stream works only while somebody waits for it.
        while found := pool.submit(lambda: list(islice(stream, 1))).result():
            yield from found
    finally:
        pool.submit(stream.close).result()
        pool.shutdown()


def alone(work: Callable[[], T]) -> T:
    """The result of `work`, computed on such a thread."""
    (pool,) = one_torch_thread(1)
    try:
        return pool.submit(work).result()
    finally:
        pool.shutdown()
