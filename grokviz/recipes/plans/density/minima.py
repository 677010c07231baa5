"""What training finds among the networks that fit, and how much room there is round it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor

from grokviz.engines.many_starts import Minima, descend, directions, start
from grokviz.engines.streaming.due import due_steps
from grokviz.engines.streaming.threads import aside
from grokviz.engines.train import record_steps
from grokviz.recipes.plans.density.sampled import problem
from grokviz.run import Array, Experiment, Snapshot, Stream
from grokviz.tasks.guessing import Problem, with_wrong_labels

APART, ANGLES = 1.0, 90                 # degrees between two looks at a walk, and their number
WALKS = 40                              # great circles from each minimum
CHUNK = 100                             # steps of training between two signs of life


class Run(NamedTuple):
    """A row of the sweep: its problem, and the starts."""

    problem: Problem
    starts: Minima
    seed: int


def first_fits(
    name: str, settings: Mapping[str, Any], sweep: Mapping[str, Array],
    records: Iterable[int] | None,
) -> Experiment:
    """See `recipes.density.trained`."""
    due = due_steps(records, settings["steps"], record_steps)

    def begin(hot: Mapping[str, Any]) -> Stream:
        return aside(_until_fitted(_runs(settings, sweep), due, settings["learning_rate"]))

    return Experiment(name, {**settings, "device": "cpu", "dtype": "float32"}, sweep, begin)


def _until_fitted(runs: Sequence[Run], due: Sequence[int], learning_rate: float) -> Stream:
    """Snapshots of the starts that have fitted. A run that has no start left is not trained."""
    scores = [torch.full((len(run.starts.second),), -1) for run in runs]
    paths: list[Iterator[Minima] | None] = [
        descend(run.starts, run.problem.inputs, run.problem.labels, learning_rate)
        for run in runs]
    at, taken = [run.starts for run in runs], 0
    for target in due:
        while True:
            for i, run in enumerate(runs):
                if paths[i] is not None and _note(run.problem, at[i], scores[i]):
                    paths[i] = None
            if taken == target:
                break
            taken += 1
            at = [here if path is None else next(path)
                  for here, path in zip(at, paths, strict=True)]
            if taken % CHUNK == 0:
                yield None
        yield Snapshot(taken, _counted(runs, scores))


def _note(problem: Problem, at: Minima, scores: Tensor) -> bool:
    """Note the score of each start that fits for the first time; True if all have."""
    fits = problem.fits(at.outputs(problem.inputs).T) & (scores < 0)
    if fits.any():
        found = Minima(*(w[fits] for w in at))
        scores[fits] = problem.score(found.outputs(problem.test_inputs).T)
    return bool((scores >= 0).all())


def _counted(runs: Sequence[Run], scores: Sequence[Tensor]) -> dict[str, Array]:
    fit = [int((score >= 0).sum()) for score in scores]
    good = [int(run.problem.good(score).sum()) for run, score in zip(runs, scores, strict=True)]
    tested = [run.problem.unit * float(score[score >= 0].double().mean()) if k else np.nan
              for run, score, k in zip(runs, scores, fit, strict=True)]
    return {"fit": np.array(fit), "good": np.array(good), "tested": np.array(tested)}


def walks(name: str, settings: Mapping[str, Any], sweep: Mapping[str, Array]) -> Experiment:
    """See `recipes.density.room`."""
    settings = {**settings, "training": settings["steps"], "steps": ANGLES}

    def begin(hot: Mapping[str, Any]) -> Stream:
        return aside(_walked(_runs(settings, sweep), sweep["poison"], settings))

    return Experiment(name, {**settings, "device": "cpu", "dtype": "float32"}, sweep, begin)


def _walked(runs: Sequence[Run], poison: Array, settings: Mapping[str, Any]) -> Stream:
    flips, tested = [], []
    for run, wrong in zip(runs, poison, strict=True):
        inputs, labels = with_wrong_labels(run.problem, int(wrong), settings["task"], run.seed)
        path = descend(run.starts, inputs, labels, settings["learning_rate"])
        at = run.starts
        for _ in range(settings["training"] // CHUNK):
            at = list(islice(path, CHUNK))[-1]
            yield None
        fits = run.problem.fits(at.outputs(run.problem.inputs).T)
        at = Minima(*(w[fits] for w in at)).normalised()
        right = run.problem.score(at.outputs(run.problem.test_inputs).T).double().mean()
        tested.append(run.problem.unit * float(right))
        flips.append(flipped_at(run.problem, at, run.seed))
        yield None
    minima = np.array([len(found) // WALKS for found in flips])
    angle = np.array([float(np.median(found)) if found.size else np.nan for found in flips])
    for step in range(ANGLES + 1):
        held = np.array([(found > step).mean() if found.size else np.nan for found in flips])
        yield Snapshot(step, {
            "held": held, "angle": APART * angle if step == ANGLES else np.full(len(runs), np.nan),
            "minima": minima, "tested": np.array(tested)})


def flipped_at(problem: Problem, at: Minima, seed: int) -> Array:
    """The number of the angle at which a training label flips first, (minima * walks,); one more
    than the last if none does."""
    at = Minima(*(w.repeat_interleave(WALKS, 0) for w in at))
    towards = directions(at, seed)
    found = np.full(len(at.second), ANGLES + 1)
    for step in range(1, ANGLES + 1):           # only walks without a flip go on
        left = np.flatnonzero(found > step)
        if not len(left):
            break
        here, there = (Minima(*(w[left] for w in each)) for each in (at, towards))
        outputs = here.moved(there, APART * step).outputs(problem.inputs)
        found[left[~problem.fits(outputs.T).numpy()]] = step
    return found


def _runs(settings: Mapping[str, Any], sweep: Mapping[str, Array]) -> list[Run]:
    columns = (sweep[k] for k in ("width", "n_train", "data_seed", "init_seed"))
    return [Run(problem(settings, n, data), start(settings["starts"], 3, int(width), int(seed)),
                int(data))
            for width, n, data, seed in zip(*columns, strict=True)]
