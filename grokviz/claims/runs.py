"""How the experiments behind the claims are run: many at once, as most are too small for a core."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

import numpy as np

from grokviz.claims.ledger import Runs
from grokviz.divergence import Diverged
from grokviz.engines.streaming.threads import at_most, cores
from grokviz.recipes.common.seeds import ensemble
from grokviz.recording import record
from grokviz.run import Experiment, Record

Key = TypeVar("Key")
Done = TypeVar("Done")


def run(*experiments: Experiment) -> list[Record]:
    """Run every experiment to its end, as many at once as there are cores."""
    return _each(partial(record, progress=False), experiments)


def run_or_lost(experiments: Sequence[Experiment]) -> list[Record | Diverged]:
    """The same; of an experiment that diverges its error."""
    def one(experiment: Experiment) -> Record | Diverged:
        try:
            return record(experiment, progress=False)
        except Diverged as error:
            return error

    return _each(one, experiments)


def _each(train: Callable[[Experiment], Done], experiments: Sequence[Experiment]) -> list[Done]:
    """The result of each experiment, as many at once as there are cores.

    Blocks of runs that share a core would wait for each other. So the cores are divided among the
    experiments, and as a thread has a context of its own, the limit is set in each.
    """
    own = max(1, cores() // max(1, len(experiments)))
    with ThreadPoolExecutor(cores()) as pool:
        return list(pool.map(at_most(own)(train), experiments))


def run_named(experiments: Mapping[Key, Experiment]) -> dict[Key, Record]:
    """The same for named experiments."""
    return dict(zip(experiments, run(*experiments.values()), strict=True))


def runs_of(
    by: str, *parts: Callable[..., Experiment], seeds: Sequence[Mapping[str, int]]
) -> list[Runs]:
    """Run every part with every seed: for each seed its runs, by their value in column `by`."""
    done = run(*(part(**seed) for seed in seeds for part in parts))
    return [by_value(by, *done[i : i + len(parts)]) for i in range(0, len(done), len(parts))]


def ensembles_of(
    by: str, *parts: Callable[..., Experiment], seeds: Sequence[Mapping[str, int]]
) -> list[Runs]:
    """The same runs, but all seeds of a part are trained as one ensemble, in half the time.

    For recipes that take lists of seeds, and rules that need no picture of a single run.
    """
    found: list[dict[float, Record]] = [{} for _ in seeds]
    for whole in run(*(ensemble(part, seeds) for part in parts)):
        of_seeds = np.arange(whole.runs).reshape(len(seeds), -1)
        for runs, columns in zip(found, of_seeds, strict=True):
            runs.update(by_value(by, whole.take(columns)))
    return list(found)


def by_value(by: str, *records: Record) -> Runs:
    """All runs of some records, each alone, by their value in one column of the sweep."""
    return {float(r.sweep[by][i]): r.take(i) for r in records for i in range(r.runs)}
