"""The player: trains an experiment on a thread and keeps the history.

The thread asks the experiment's stream for one snapshot after another. To pause, it stops asking;
to stop, it closes the stream. An error leaves the history intact. No widgets, no science.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from grokviz.divergence import Diverged
from grokviz.recording import Interrupted
from grokviz.run import Experiment, Hot, Record, Snapshot, State
from grokviz.widgets.player import memory
from grokviz.widgets.player.executors import DRIVERS, Turns, brisk
from grokviz.widgets.player.pacing import Clock, time_between
from grokviz.widgets.player.rest import stand
from grokviz.widgets.player.run_state import Job


class Player:
    """Runs one experiment at a time.

    Parameters
    ----------
    on_change : function
        Called, from any thread, when there is something new to paint; must be fast.
    driver : str
        The executor, one of `grokviz.widgets.player.executors.DRIVERS`.

    Attributes
    ----------
    state : {"empty", "recorded", "running", "paused", "finished", "failed", "stopped"}
    error : Exception or None
        Why the run failed.
    hot : Hot
        Present values of hot settings; a new value applies from the next step on.
    pace : float or None
        Least time for a tenfold of steps beyond step 10 [s], so that a curve over a
        logarithmic axis grows evenly; None for full speed.
    """

    def __init__(self, on_change: Callable[[], None] = lambda: None, driver: str = "thread"):
        self.on_change = on_change
        self.state = "empty"
        self.error: Exception | None = None
        self.hot = Hot()
        self.pace: float | None = None
        self._driver = DRIVERS[driver]("grokviz-player")
        self._turn = self._driver.news          # guards state, error and the job's commands
        self._job: Job | None = None
        self._record: Record | None = None

    @property
    def record(self) -> Record | None:
        """The history so far; None if it is empty."""
        job = self._job
        if job is None:
            return self._record
        return job.history.record() if job.history else None

    @property
    def job(self) -> Job | None:
        """The present job; None for a stored record."""
        return self._job

    @property
    def active(self) -> bool:
        """True if there is a run that can continue."""
        return self.state in ("running", "paused")

    @property
    def resting(self) -> bool:
        """True if the run is paused and its stream is closed."""
        return self._job is not None and self._job.resting

    @property
    def rate(self) -> float | None:
        """Model-steps trained in a second of work; None before it is known."""
        job = self._job
        return job.rate * job.per_step if job and job.rate else None

    @property
    def seconds_left(self) -> float | None:
        """Time to the last step at the measured rate and the present pace [s]; None if unknown."""
        job = self._job
        if job is None or not (self.active and job.rate):
            return None
        return time_between(job.step, job.experiment.settings["steps"], job.rate, self.pace)

    def load(self, record: Record) -> None:
        """Show a stored record."""
        self.stop()
        with self._turn:
            self._job, self._record, self.error, self.state = None, record, None, "recorded"
        self.on_change()

    def put(self, job: Job) -> None:
        """Show an earlier job again, without training."""
        self.stop()
        with self._turn:
            self._job, self.hot, self.error, self.state = job, job.hot, None, job.ended
        self.on_change()

    def start(
        self, experiment: Experiment, hot: Mapping[str, Any] | None = None, *,
        per_step: float | None = None, budget: int | None = None,
        since: tuple[Record, State] | None = None, paused: bool = False,
    ) -> Job:
        """Begin an experiment; stop the present one first.

        Parameters
        ----------
        hot : mapping, optional
            First values of hot settings.
        per_step : float, optional
            Model-steps in one step, for the rate; by default one a run.
        budget : int, optional
            Pause after so many snapshots.
        since : (Record, state), optional
            Continue from the state; the record is the history before it.
        paused : bool
            Wait for `resume`.
        """
        self.stop()
        job = Job(experiment, Hot(hot or {}), per_step or experiment.runs, budget)
        if since is not None:
            record, job.state = since
            job.history.extend(record)
        with self._turn:
            self._job, self.hot, self.error = job, job.hot, None
            self.state = "paused" if paused else "running"
        self.on_change()
        self._driver.start(self._turns(job))
        return job

    def pause(self) -> None:
        self._switch("running", "paused")
        memory.after_a_run()                    # the pause may last for hours

    def resume(self) -> None:
        self._switch("paused", "running")

    def step(self, n: int = 1) -> None:
        """Train until `n` more snapshots are recorded, then pause."""
        if self.active:
            self._switch(self.state, "running", n)

    def stop(self) -> None:
        """End the run, if there is one, and wait until its thread has finished."""
        with self._turn:
            if self._job is not None:
                self._job.stop, self._job.resting = True, False
            if self.active:
                self.state = "stopped"
        self._driver.wake()
        self._driver.join()
        self.on_change()

    def wait(self, timeout: float | None = None, raise_error: bool = True) -> None:
        """Wait for the end of the run, then raise its error, if any."""
        self._driver.join(timeout)
        while self.resting and self._driver.until(lambda: not self.resting, timeout):
            self._driver.join(timeout)
        if raise_error and self.error is not None:
            raise self.error

    def wait_for_first(self) -> None:
        """Wait for the first snapshot, or for the end of the run."""
        self._driver.until(lambda: not self.active or self.record is not None)

    def _switch(self, before: str, after: str, budget: int | None = None) -> None:
        with self._turn:
            if self.state != before or self._job is None:
                return
            self.state, self._job.budget = after, budget
        self._begin_anew(self._job)
        self._driver.wake()
        self.on_change()

    def _begin_anew(self, job: Job) -> None:
        """Start the turns of a resting job again."""
        if job.resting:
            self._driver.join()                 # its stream may still be closing
            with self._turn:
                self._driver.start(self._turns(job))
                job.resting = False

    # ---- on the player's thread -----------------------------------------------------------------

    def _turns(self, job: Job) -> Turns:
        with brisk:
            yield from self._work(job)

    def _work(self, job: Job) -> Turns:
        stream = job.start()
        clock = Clock() if job.since is None else Clock(int(job.since["step"]))
        try:
            while not job.stop:
                if self.state == "paused":
                    if (yield from stand(job, lambda: self.state == "paused", self._turn,
                                         self._driver.rest)):
                        return
                    continue
                began = time.perf_counter()
                snapshot = next(stream, job)            # `job` marks the end
                if job.history:                         # before step 0 is preparation, not training
                    job.work += time.perf_counter() - began
                if snapshot is job:
                    self._end(job, "finished")
                elif isinstance(snapshot, Snapshot):
                    job.take(snapshot)
                    self._count(job)
                    self.on_change()
                    due = clock.hold(snapshot.step, self.pace)
                    while not self._interrupted(job) and time.perf_counter() < due:
                        yield due - time.perf_counter()
                yield 0.0
        except KeyboardInterrupt:
            self._end(job, "stopped")
            raise Interrupted(job.history.record()) from None
        except Exception as error:                      # callers read `error`
            if isinstance(error, Diverged):
                error.record = job.history.record()
            self._end(job, "failed", error)
        finally:
            job.end()
            stream.close()
            (memory.after_a_rest if job.resting else memory.after_a_run)()

    def _interrupted(self, job: Job) -> bool:
        return job.stop or self.state == "paused"

    def _count(self, job: Job) -> None:
        with self._turn:
            if job.budget is not None and not job.stop:
                job.budget -= 1
                if job.budget <= 0:
                    self.state, job.budget = "paused", None
        self._driver.wake()

    def _end(self, job: Job, state: str, error: Exception | None = None) -> None:
        with self._turn:
            job.stop, job.ended = True, state
            if self._job is job and self.active:
                self.state, self.error = state, error
        self._driver.wake()
        self.on_change()
