"""A sweep that is being trained: hands out its blocks, counts what came back, and can be asked."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from pathlib import Path
from typing import Any

from grokviz.jobs import folder as folders
from grokviz.jobs.block import brief_of, train_block
from grokviz.jobs.executors import IN_HAND, Workers
from grokviz.jobs.lock import Lock
from grokviz.run import Record

TRIES = 3               # times that a block is handed out if its worker dies
PATIENCE = 5.0          # seconds without a connection after which a scheduler counts as gone
ASK = 0.5               # seconds between two looks at stop and connection


class Job:
    """The training of a sweep, made by `many`.

    In a notebook it is shown as a bar that moves. A job that was only opened to look reads the
    folder anew each time it is asked.

    Attributes
    ----------
    folder : Path
    state : str
        "training"; "done", with or without failed blocks; "stopped"; or "looking".
    why : str
        Why it stopped, or an empty text.
    """

    def __init__(self, sweep: folders.Sweep):
        self.sweep, self.folder = sweep, sweep.path
        self.state, self.why = "looking", ""
        self._done, self._failed = sweep.done(), sweep.failed()
        self._runs, self._began, self._took = 0, time.monotonic(), 0.0
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()
        self._changed: list[Callable[[], None]] = []

    # ---- what a user asks -----------------------------------------------------------------------

    @property
    def missing(self) -> list[int]:
        """The blocks that are not trained yet, failed ones among them."""
        self._look()
        return sorted(set(range(self.sweep.blocks)) - self._done)

    @property
    def failed(self) -> dict[int, str]:
        """Block -> why it has failed."""
        self._look()
        return dict(sorted(self._failed.items()))

    @property
    def runs_done(self) -> int:
        """Runs in the blocks that are trained."""
        self._look()
        sizes = (self.sweep.slice(block) for block in self._done)
        return sum(part.stop - part.start for part in sizes)

    @property
    def rate(self) -> float:
        """Runs per second since this job began; 0 before its first block."""
        took = self._took or time.monotonic() - self._began
        return self._runs / took if took else 0.0

    @property
    def left(self) -> float:
        """Seconds to the end at this rate; inf while it is not known."""
        todo = self.sweep.runs - self.runs_done
        return todo / self.rate if self.rate else (0.0 if not todo else float("inf"))

    def wait(self, timeout: float | None = None) -> Job:
        """Wait until all blocks are trained or have failed, or for so many seconds.

        Raises
        ------
        RuntimeError
            If the job stopped before its end; the message says why and what to type.
        """
        if self._thread is not None:
            self._thread.join(timeout)
        if self.state == "stopped":
            raise RuntimeError(f"{self.why}; type gv.many({str(self.folder)!r}) to go on")
        return self

    def stop(self) -> Job:
        """Hand out no more blocks; those that are being trained are finished and kept."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
        return self

    def record(self, block: int) -> Record:
        """The record of a trained block."""
        return self.sweep.record(block)

    def dataset(self) -> Any:
        """All runs as an `xarray.Dataset`, see `jobs.dataset.dataset`; missing ones are nan."""
        from grokviz.jobs.dataset import dataset

        return dataset(self.sweep)

    def phases(self) -> Record:
        """The times of all runs, as a map of phases draws them; see `PhaseLab`."""
        from grokviz.jobs.dataset import phases

        return phases(self.sweep)

    def __repr__(self) -> str:
        done, failed = len(self._look()), len(self._failed)
        said = (f"{done:,} of {self.sweep.blocks:,} blocks, {self.runs_done:,} of "
                f"{self.sweep.runs:,} runs")
        if self.state == "training" and self.rate:
            said += f", {self.rate:.3g} runs/s, {self.left:,.0f} s left"
        if failed:
            said += f", {failed:,} failed"
        why = f"; {self.why}" if self.why else ""
        return f"<Job {self.folder.name} ({self.state}): {said}{why}>"

    def _repr_mimebundle_(self, **given: Any) -> Any:
        from grokviz.jobs.display import shown

        return shown(self, **given)

    # ---- the thread -----------------------------------------------------------------------------

    def start(self, workers: Workers, lock: Lock) -> None:
        """Begin to train; the lock is released at the end."""
        self.state = "training"
        self._thread = threading.Thread(
            target=self._work, args=(workers, lock), daemon=True, name="grokviz-job")
        self._thread.start()

    def observe(self, changed: Callable[[], None]) -> None:
        """Call `changed` when a block comes back, and at the end."""
        self._changed.append(changed)

    def _work(self, workers: Workers, lock: Lock) -> None:
        state, self._failed = "done", {}
        try:
            self._train(workers, lock)
        except Exception as error:
            state, self.why = "stopped", brief_of(error)
        finally:
            self._took = max(time.monotonic() - self._began, 1e-9)
            lock.release()
            workers.close()
            if self._stop.is_set() and not self.why:
                state, self.why = "stopped", "it was stopped"
            self.state = state
            self._tell()

    def _train(self, workers: Workers, lock: Lock) -> None:
        todo = deque(sorted(set(range(self.sweep.blocks)) - self._done))
        tries, away = dict.fromkeys(todo, 0), None
        out: dict[Future[Any], int] = {}
        self._began = time.monotonic()
        try:
            while (todo and not self._stop.is_set()) or out:
                # Few at a time: a scheduler holds some 10 kB for each task it knows of.
                while (todo and len(out) < IN_HAND * workers.cores()
                       and not self._stop.is_set() and not workers.lost()):
                    block = todo.popleft()
                    out[workers.executor.submit(train_block, str(self.folder), block)] = block
                if self._stop.is_set():
                    out = {f: block for f, block in out.items() if not f.cancel()}
                if not out:                     # nothing to wait for, but a connection
                    self._stop.wait(ASK)
                for future in wait(out, timeout=ASK, return_when=FIRST_COMPLETED).done:
                    self._came(future, out.pop(future), todo, tries, workers.lost())
                if lock.lost:
                    raise RuntimeError("another job has taken over this folder")
                away = (away or time.monotonic()) if workers.lost() else None
                if away and time.monotonic() - away > PATIENCE:
                    raise RuntimeError("the scheduler is gone; finished blocks are kept")
        finally:
            for future in out:
                future.cancel()

    def _came(
        self, future: Future[Any], block: int, todo: deque[int], tries: dict[int, int],
        lost: bool,
    ) -> None:
        try:
            line = future.result()
        except (Exception, CancelledError) as error:            # its worker died
            tries[block] += not lost                            # else the scheduler did
            if self._stop.is_set():
                return
            if tries[block] < TRIES:
                todo.append(block)
                return
            line = {"failed": f"its worker ended {TRIES} times before it did ({brief_of(error)})"}
        if "failed" in line:
            self._failed[block] = line["failed"]
            if line.get("full"):
                raise OSError(f"the disk takes no more: {line['failed']}")
        else:
            self._done.add(block)
            self._runs += line["runs"]
        self._tell()

    def _look(self) -> set[int]:
        """The blocks that are done; read from the folder unless this job trains them."""
        if self.state in ("looking", "stopped"):
            self._done = self.sweep.done()
        if self.state == "looking":
            self._failed = self.sweep.failed()
        return self._done

    def _tell(self) -> None:
        for changed in self._changed:
            changed()


def is_alive(job: Job) -> bool:
    return job._thread is not None and job._thread.is_alive()


ALIVE: dict[Path, Job] = {}     # the jobs of this process, by folder
