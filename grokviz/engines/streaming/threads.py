"""Threads on which torch works alone.

Torch's own threads wait for each other after every operation; on a busy machine that costs a
factor of a hundred. What is parallel here is parallel over runs.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

import torch

T = TypeVar("T")


def cores() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def one_torch_thread(n: int) -> list[ThreadPoolExecutor]:
    """Threads, a pool each, on which torch uses no further ones of its own."""
    before, pools = torch.get_num_threads(), []
    for _ in range(n):
        pool = ThreadPoolExecutor(1, "grokviz-block")
        pool.submit(_hold_to_one).result()
        pools.append(pool)
    torch.set_num_threads(before)               # also what threads born later will take over
    return pools


def _hold_to_one() -> None:
    """Asking makes the count this thread's own; else its first operation takes over whatever is
    set last anywhere."""
    torch.set_num_threads(1)
    torch.get_num_threads()


def aside(stream: Generator[T, None, None]) -> Generator[T, None, None]:
    """The same stream, worked out on such a thread."""
    (pool,) = one_torch_thread(1)
    try:
        while found := pool.submit(lambda: list(islice(stream, 1))).result():
            yield from found
    finally:
        pool.submit(stream.close).result()
        pool.shutdown()


def alone(work: Callable[[], T]) -> T:
    """What `work` gives, worked out on such a thread."""
    (pool,) = one_torch_thread(1)
    try:
        return pool.submit(work).result()
    finally:
        pool.shutdown()
