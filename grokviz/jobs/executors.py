"""Where blocks are trained: processes here, a Dask cluster, or any executor of the user.

All of them are used by ``submit(train_block, folder, block)``, which returns a future.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

from grokviz.sentences import brief

IN_HAND = 3                     # blocks that are handed out for each worker; the rest wait here
RETRIES = 2                     # of Dask, after the death of a worker


class Died(RuntimeError):
    """A worker ended before its block did, e.g. because its memory was taken."""


class Workers(NamedTuple):
    """An executor, with what a job needs to know of it."""

    executor: Any
    cores: Callable[[], int]            # blocks that are trained at once
    lost: Callable[[], bool]            # True once nothing will come back any more
    close: Callable[[], None]


def workers_of(given: Any, cores: int | None) -> Workers:
    """The executor that a user gave; None makes processes here."""
    if given is None:
        here = Processes(cores or _cores())
        return Workers(here, lambda: here.cores, lambda: False, here.shutdown)
    if isinstance(given, str):
        return _of_dask(_client(given), close=True)
    if hasattr(given, "get_executor"):
        return _of_dask(given, close=False)
    if not callable(getattr(given, "submit", None)):
        raise TypeError(f"executor is {brief(given)}; give a Client of Dask, the address of a "
                        "scheduler, or an executor of concurrent.futures")
    n = cores or getattr(given, "_max_workers", None) or _cores()
    return Workers(given, lambda: n, lambda: False, lambda: None)


def _cores() -> int:
    from grokviz.engines.streaming.threads import cores

    return cores()


def _client(address: str) -> Any:
    try:
        from distributed import Client
    except ImportError:
        raise ValueError("a scheduler needs Dask, which is not installed here; type: "
                         "pip install 'grokviz[cluster]'") from None
    try:
        return Client(address, timeout="10s")
    except OSError as error:
        raise ValueError(f"no scheduler answers at {brief(address)} ({type(error).__name__}); "
                         "start one with: dask scheduler") from None


def _of_dask(client: Any, *, close: bool) -> Workers:
    executor = client.get_executor(pure=False, retries=RETRIES)

    def lost() -> bool:
        return client.status not in ("running", "newly-created")

    def cores() -> int:
        return max(1, sum(client.nthreads().values())) if not lost() else 1

    return Workers(executor, cores, lost, client.close if close else lambda: None)


class Processes(Executor):
    """Processes on this machine, each started again if it dies.

    A pool of `concurrent.futures` breaks as a whole if one process is killed, and its processes
    wait forever if their parent is. These read their work from a pipe, which ends with the parent.
    """

    def __init__(self, cores: int):
        self.cores = cores
        self._threads = ThreadPoolExecutor(cores, "grokviz-worker")
        self._own = threading.local()
        self._all: list[subprocess.Popen[str]] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Train a block; `fn` is `train_block`, the only work that these processes know."""
        return self._threads.submit(self._ask, *args)

    def _ask(self, folder: str, block: int) -> dict[str, Any]:
        process = getattr(self._own, "process", None)
        if process is None or process.poll() is not None:
            process = self._own.process = _started()
            self._all.append(process)
        try:
            assert process.stdin is not None and process.stdout is not None
            process.stdin.write(json.dumps([folder, block]) + "\n")
            process.stdin.flush()
            answer = process.stdout.readline()
        except OSError:
            answer = ""
        if not answer:
            code = process.wait()
            raise Died(f"a process ended with {'signal ' if code < 0 else 'status '}{abs(code)}")
        line: dict[str, Any] = json.loads(answer)
        return line

    def pids(self) -> list[int]:
        return [process.pid for process in self._all if process.poll() is None]

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self._threads.shutdown(wait=wait, cancel_futures=cancel_futures)
        for process in self._all:
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    pipe.close()


def _started() -> subprocess.Popen[str]:
    # The same package as here, wherever it lies; one torch thread, since a block uses one core.
    root = str(Path(__file__).parents[2])
    path = os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH", "")]))
    return subprocess.Popen(
        [sys.executable, "-m", "grokviz.jobs.worker"], stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, text=True, encoding="utf-8", start_new_session=True,
        env={**os.environ, "PYTHONPATH": path, "OMP_NUM_THREADS": "1"})
