"""`many`: train a sweep in blocks, on this machine or on a cluster."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from grokviz.arguments import instance
from grokviz.jobs import folder as folders
from grokviz.jobs.executors import workers_of
from grokviz.jobs.job import ALIVE, Job, is_alive
from grokviz.jobs.kept import check
from grokviz.jobs.lock import Lock
from grokviz.run import Experiment
from grokviz.sentences import brief
from grokviz.storage import files

BLOCK = 64                      # runs in a block, if the user does not say


def many(
    experiment: Experiment | str | Path, folder: str | Path | None = None, *,
    block: int | None = None, keep: str | Sequence[str] = "times", stop: bool | None = None,
    executor: Any = None, workers: int | None = None, look: bool = False,
) -> Job:
    """Train a sweep in blocks, each a file that is written whole as soon as it is trained.

    Parameters
    ----------
    experiment : Experiment, or the folder of a sweep
        That of a recipe, with lists of settings. With a folder alone, the sweep there goes on.
    folder : str or Path
        Where its blocks are written. On a cluster, all machines have to see it under this name.
    block : int, optional
        Runs in a block, by default 64. A block should take 8 to 60 s. Numbers of a run depend on
        the other runs of its block in the last digits, so a sweep keeps its blocks.
    keep : "times", "curves", or a list of values
        What is kept of a run: t_train, t_test and the steps it took (24 bytes); all that is
        recorded; or the named values.
    stop : bool, optional
        End a block once all of its runs have learnt both sets or are lost; by default with "times"
        only. No time changes by it. Most is saved if a block holds the seeds of few cells.
    executor : optional
        By default processes here. Else a ``dask.distributed.Client``, the address of its
        scheduler, or any executor of `concurrent.futures`.
    workers : int, optional
        Processes here; by default one a core.
    look : bool
        Only look at the folder, e.g. while another notebook trains.

    Returns
    -------
    Job
        It trains in the background. ``job.wait()`` waits, ``job.stop()`` stops; ``job.missing``
        and ``job.failed`` name blocks; ``job.dataset()`` is an `xarray.Dataset`.

    Raises
    ------
    ValueError
        For an experiment without runs to cut, or values that it does not have.
    StoreError
        If the folder holds another sweep, was begun with other versions, or is being trained.

    Examples
    --------
    >>> experiment = gv.recipes.teacher_student.grokking(init_seed=range(100))
    >>> job = gv.many(experiment, "sweeps/seeds").wait()
    >>> job.dataset().t_test.median()

    The same on a SLURM cluster, whose nodes share the home folder:

    >>> from dask_jobqueue import SLURMCluster
    >>> from dask.distributed import Client
    >>> import grokviz as gv
    >>> cluster = SLURMCluster(
    ...     cores=8, processes=8, memory="16GB", walltime="04:00:00",
    ...     job_script_prologue=["export OMP_NUM_THREADS=1"])
    >>> cluster.scale(jobs=8)
    >>> experiment = gv.recipes.teacher_student.grokking(init_seed=range(10_000))
    >>> job = gv.many(experiment, "sweeps/seeds", executor=Client(cluster))
    >>> job.wait()
    """
    sweep, fresh = _sweep(experiment, folder, block, keep, stop)
    there = ALIVE.get(Path(os.path.realpath(sweep.path)))
    if there is not None and is_alive(there):           # the cell is run again
        return there
    job = Job(sweep)
    if look or (not fresh and not set(range(sweep.blocks)) - sweep.done()):
        job.state = "looking" if look else "done"
        return job
    if not fresh:
        folders.refuse_other_versions(sweep)
    given = workers_of(executor, workers)
    try:
        lock = Lock(sweep.path)
    except Exception:
        given.close()
        raise
    ALIVE[Path(os.path.realpath(sweep.path))] = job
    job.start(given, lock)
    return job


def _sweep(
    experiment: Any, folder: Any, block: int | None, keep: Any, stop: bool | None
) -> tuple[folders.Sweep, bool]:
    """The sweep of a folder, and True if it was begun by this call."""
    if isinstance(experiment, str | os.PathLike):
        if folder is not None:
            raise ValueError(f"experiment is {brief(experiment)}; give an Experiment and a folder, "
                             "or the folder of a sweep alone")
        return folders.read(files.place(experiment)), False
    instance("experiment", experiment, Experiment, f"an Experiment, e.g. {folders.EXAMPLE}")
    if folder is None:
        raise ValueError("the folder is missing; type gv.many(experiment, 'sweeps/mine')")
    path = files.place(folder)
    there = folders.read(path) if folders.exists(path) else None
    size = (there.about["block"] if there else BLOCK) if block is None else block
    if not isinstance(size, int) or not 1 <= size <= 10_000:
        raise ValueError(f"block is {brief(size)}; give a whole number of runs from 1 to 10,000")
    kept = keep if isinstance(keep, str) else list(keep)
    came = folders.described(experiment, path, block=size, keep=kept,
                             stop=keep == "times" if stop is None else bool(stop))
    if there is not None:
        folders.refuse_another(there, came)
        return there, False
    check(experiment, keep)
    folders.write(came)
    return folders.read(path), True
