"""Guess and check: draw random networks, count those that fit and those that are good.

Network number i of a run is determined by the run's seed and i alone: networks are drawn in blocks,
and each block has its own generator. So the counts are the same for any number of threads, after a
pause, and after a resumed run. Source: Chiang et al. (2023), "Loss landscapes are all you need".
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import torch

from grokviz.engines.streaming.due import due_steps
from grokviz.engines.streaming.stream import HEARTBEAT
from grokviz.engines.streaming.threads import cores, one_torch_thread, spread
from grokviz.models.random_networks import RandomNetworks
from grokviz.run import Array, Experiment, Snapshot, State, Stream, ready
from grokviz.tasks.guessing import Problem

BLOCK = 2048            # networks that share a generator
SEEN = 240              # newest networks that a snapshot shows
COUNTS = ("fit", "good", "score")


class Guesses(NamedTuple):
    """A run: networks of one architecture, the problem, and the seed of the networks."""

    networks: RandomNetworks
    problem: Problem
    seed: int


class Outcome(NamedTuple):
    """Of each network of a block: 0, 1 if it fits, 2 if it is also good; its score on the test set,
    0 unless it fits."""

    kind: Array
    score: Array


def sample(
    runs: Callable[[], Sequence[Guesses]], *, name: str, settings: Mapping[str, Any],
    sweep: Mapping[str, np.ndarray], steps: int, records: Iterable[int] | None = None,
    threads: int | None = None,
) -> Experiment:
    """Draw networks for each run, and count.

    Parameters
    ----------
    runs : function
        Returns the runs, one for each row of the sweep.
    name, settings, sweep
        For the Record.
    steps : int
        Networks to draw for each run.
    records : iterable of int, optional
        Numbers of networks at which to count; by default those of `record_steps`.
    threads : int, optional
        By default one a core.

    Returns
    -------
    Experiment
        Values: fit, good (runs,), the networks so far that fit, and that fit and are good. tested
        (runs,), the mean over those that fit of the test accuracy, or for the curve the test error;
        nan without any. newest (runs, 240), the newest networks: 1 does not fit, 2 fits,
        3 is also good. Network i stands at place i modulo 240; 0 is a place without one.
    """
    due = due_steps(records, steps, record_steps)

    def start(hot: Mapping[str, Any], state: State | None = None) -> Stream:
        return _stream(runs(), due, threads or cores(), state)

    return Experiment(name, {**settings, "steps": steps}, sweep, start)


def record_steps(steps: int, per_decade: int = 12) -> Array:
    """0, log-spaced numbers, and an even grid of 40."""
    points = int(per_decade * np.log10(steps)) + 2
    log = np.geomspace(1, steps, points)
    return np.unique(np.concatenate([[0], log, np.linspace(0, steps, 41)]).round()).astype(int)


def _stream(
    runs: Sequence[Guesses], due: Sequence[int], threads: int, state: State | None
) -> Stream:
    counts: dict[str, Array] = {k: np.zeros(len(runs), np.int64) for k in COUNTS}
    counts["newest"] = np.zeros((len(runs), SEEN), np.uint8)
    taken, pace = 0, 1
    if state is not None:
        taken = int(state["step"])
        counts = {k: np.array(state[k]) for k in counts}
    pools = one_torch_thread(threads)
    costly = sorted(range(len(runs)), key=lambda i: -runs[i].networks.weights)
    try:
        for target in [step for step in due if step > taken or state is None]:
            while taken < target:
                # Whole rounds of blocks: `pace` blocks for each run, the costly runs first, so
                # that no thread is left alone with one of them at the end of a round.
                until = min(target, (taken // BLOCK + pace) * BLOCK)
                jobs = [(i, block) for i in costly
                        for block in range(taken // BLOCK, -(-until // BLOCK))]
                began = time.perf_counter()
                found = spread(pools, len(jobs), partial(_judged, runs, jobs), _inference)
                for (i, block), outcome in zip(jobs, found, strict=True):
                    first = block * BLOCK
                    _count(counts, i, outcome, first, slice(max(taken - first, 0),
                                                            min(until - first, BLOCK)))
                took = max(time.perf_counter() - began, 1e-6)
                pace = max(1, min(2 * pace, int(pace * HEARTBEAT / took)))
                taken = until
                if taken < target:
                    yield None
            now = {k: v.copy() for k, v in counts.items()}
            yield Snapshot(taken, _values(runs, now), state=ready(
                {"step": np.array(taken), **now}))
    finally:
        for pool in pools:
            pool.shutdown(wait=True, cancel_futures=True)


def _values(runs: Sequence[Guesses], counts: Mapping[str, Array]) -> dict[str, Array]:
    fit, units = counts["fit"], np.array([run.problem.unit for run in runs])
    mean = np.where(fit > 0, counts["score"] * units / np.maximum(fit, 1), np.nan)
    return {"fit": fit, "good": counts["good"], "tested": mean, "newest": counts["newest"]}


def _judged(runs: Sequence[Guesses], jobs: Sequence[tuple[int, int]], number: int) -> Outcome:
    run, block = jobs[number]
    return judge(runs[run], block)


def judge(run: Guesses, block: int) -> Outcome:
    """Draw the networks of a block, and judge them; those that do not fit are not tested."""
    networks, problem, _ = run
    draws = np.random.Generator(np.random.SFC64([run.seed, block]))
    kind, score = np.zeros(BLOCK, np.uint8), np.zeros(BLOCK, np.int64)
    piece = networks.most(len(problem.inputs))
    few = networks.most(len(problem.test_inputs))
    for first in range(0, BLOCK, piece):
        weights = networks.draw(draws, min(piece, BLOCK - first))
        fits = problem.fits(networks.outputs(weights, problem.inputs)).nonzero()[:, 0]
        for some in fits.split(few):
            outputs = networks.outputs(weights.take(some), problem.test_inputs)
            there = first + some.numpy()
            found = problem.score(outputs)
            score[there] = found.numpy()
            kind[there] = 1 + problem.good(found).numpy()
    return Outcome(kind, score)


def found_before(run: Guesses, taken: int, most: int, blocks: int) -> tuple[Array, Array]:
    """Networks that fit among those drawn before: the newest ones first.

    Parameters
    ----------
    run : Guesses
    taken : int
        Networks drawn so far.
    most : int
        Networks to return at most.
    blocks : int
        Blocks to search at most, from the newest back.

    Returns
    -------
    kind, outputs : arrays, shape (networks,), (networks, test examples)
        2 where a network is also good, else 1; its outputs on the test set.
    """
    kinds: list[Array] = []
    outputs: list[Array] = []
    last = -(-taken // BLOCK) - 1
    for block in range(last, max(last - blocks, -1), -1):
        kind = judge(run, block).kind[:taken - block * BLOCK]
        fits = np.flatnonzero(kind)[::-1][:most - sum(map(len, kinds))]
        kinds.append(kind[fits])
        outputs.append(_outputs(run, block, fits))
        if sum(map(len, kinds)) == most:
            break
    examples = len(run.problem.test_inputs)
    return (np.concatenate([np.zeros(0, np.uint8), *kinds]),
            np.concatenate([np.zeros((0, examples), np.float32), *outputs]))


def _outputs(run: Guesses, block: int, numbers: Array) -> Array:
    """The outputs on the test set of some networks of a block, which is drawn again."""
    networks, problem, seed = run
    draws = np.random.Generator(np.random.SFC64([seed, block]))
    piece = networks.most(len(problem.inputs))
    found = np.zeros((len(numbers), len(problem.test_inputs)), np.float32)
    for first in range(0, BLOCK, piece):
        weights = networks.draw(draws, min(piece, BLOCK - first))
        some = (numbers >= first) & (numbers < first + piece)
        if some.any():
            picked = weights.take(torch.as_tensor(numbers[some] - first))
            found[some] = networks.outputs(picked, problem.test_inputs).T.numpy()
    return found


def _count(counts: Mapping[str, Array], run: int, found: Outcome, first: int, part: slice) -> None:
    """Add a part of a block, whose first network has the number `first`, to the counts of a run."""
    kind = found.kind[part]
    counts["fit"][run] += np.count_nonzero(kind)
    counts["good"][run] += np.count_nonzero(kind == 2)
    counts["score"][run] += found.score[part].sum()
    last = kind[-SEEN:]
    places = first + part.stop - len(last) + np.arange(len(last))
    counts["newest"][run, places % SEEN] = last + 1


def _inference() -> AbstractContextManager[object]:
    return torch.inference_mode()
