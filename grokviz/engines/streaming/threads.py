"""Threads on which torch computes without starting further threads.

Torch's own threads wait for each other after every operation. The tensors here are small, so on
a busy machine they would spend a hundred times longer waiting than computing. Instead, several
of our threads work side by side, each on other runs.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
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
        pool.submit(_hold_to_one).result()
        pools.append(pool)
    torch.set_num_threads(before)               # threads that start later inherit this number
    return pools


def _hold_to_one() -> None:
    """Set the number of torch threads for the current thread.

    Torch copies the number into a thread only when it is first needed there. Asking for it at once
    makes it this thread's own; otherwise a later change elsewhere would still reach it.
    """
    torch.set_num_threads(1)
    torch.get_num_threads()


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
