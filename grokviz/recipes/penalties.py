"""Norms other than l2: each penalty finds the sparse vector or low-rank matrix that suits it.

Source: Notsawo, Dumas & Rabusseau (2025), arXiv:2506.05718. A run fits the data at once. The
penalty then moves the weights along the zero-loss set, in slow time s = η β step, to the fit that
it prefers. Sizes follow the authors' code where it has them. `penalty_forecast` predicts a run.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from grokviz.arguments import plain_number
from grokviz.recipes.common import checks
from grokviz.recipes.common.describe import described, renamed
from grokviz.recipes.common.hot import bounded, fixed
from grokviz.recipes.common.penalty_menu import contenders
from grokviz.recipes.plans import penalties as plans
from grokviz.recipes.plans import rescaled as rescaling
from grokviz.recipes.plans.rescaled import NETWORKS as NETWORKS
from grokviz.recipes.plans.rescaled import SCALES as SCALES
from grokviz.recipes.settings.penalties import COLUMNS, PRESETS, RESCALED, SETTINGS
from grokviz.recipes.settings.penalties import METHODS as METHODS
from grokviz.run import Experiment
from grokviz.sentences import brief

FITTED, FOUND = 0.05, 0.1       # relative errors below which data are fitted, the truth is found
STRENGTHS = (5e-4, 1e-3, 2e-3, 4e-3, 8e-3)              # of the law
LAW_STEPS = 16_000
MYSTERIES = ("sparse", "least_norm", "low_rank")        # the structures that `mystery` hides


def sparse_recovery(
    penalty: Any = "l1", penalty_strength: Any = 1e-3, *, depth: int = 1, coherence: Any = 0.0,
    n_train: int = 30, dimension: int = 100, sparsity: int = 5, init_scale: Any = 1e-6,
    learning_rate: Any = 0.1, method: str = "proximal", data_seed: Any = 0, init_seed: Any = 0,
    steps: int = 12_000, records: Iterable[int] | None = None, device: str = "cpu",
) -> Experiment:
    """A sparse vector from few measurements, as the entrywise product of `depth` vectors.

    Parameters
    ----------
    penalty : str
        One of `recipes.common.penalty_menu.OFFERED`, e.g. "none", "l1", "nuclear", "l1+l2". It acts
        on every factor; l2 is half the squared norm. A vector counts as a matrix of one column,
        whose nuclear norm is its Euclidean norm, not squared.
    penalty_strength, coherence, init_scale, learning_rate, data_seed, init_seed
        One value, or a list, as for `penalty`: every combination is a run, the last varying
        fastest. Bounds are in ``SETTINGS["sparse_recovery"]``; strength and learning rate are hot.
    depth, n_train, dimension, sparsity : int
        See `tasks.recovery.sparse_recovery`, also for `coherence`.
    method : {"proximal", "subgradient"}
        The step of the penalty.
    steps : int
        [optimiser steps]; slow time ends at learning_rate * penalty_strength * steps.
    records : iterable of int, optional
        Steps to measure at; by default as `engines.flow.flow_steps` chooses.
    device : {"cpu", "cuda", "auto"}

    Returns
    -------
    Experiment
        Values train_error and test_error, relative; error over all entries; train_loss,
        test_loss; l1_norm, l2_norm, nuclear_norm, effective_sparsity ‖a‖₁²/‖a‖₂² and
        effective_rank (Σσ)²/Σσ² of the product; weight_norm of the factors; flow_time,
        slow_time, each (runs,); product (runs, rows, columns); singular_values.

    Raises
    ------
    ValueError
        For a setting out of bounds, sparsity above the dimension, too few measurements to tell
        solutions apart, or a strength from which on all weights go to 0.
    """
    return _descent(
        "sparse_recovery", records, device,
        penalty=penalty, penalty_strength=penalty_strength, depth=depth, coherence=coherence,
        n_train=n_train, dimension=dimension, sparsity=sparsity, init_scale=init_scale,
        learning_rate=learning_rate, method=method, data_seed=data_seed, init_seed=init_seed,
        steps=steps)


def matrix_sensing(
    penalty: Any = "nuclear", penalty_strength: Any = 1e-2, *, depth: int = 1,
    coherence: Any = 0.0, n_train: int = 60, rows: int = 10, rank: int = 1,
    spectrum: str = "equal", structure: str = "low_rank", init_scale: Any = 1e-6,
    learning_rate: Any = 0.1, method: str = "proximal", data_seed: Any = 0, init_seed: Any = 0,
    steps: int = 20_000, records: Iterable[int] | None = None, device: str = "cpu",
) -> Experiment:
    """A matrix, e.g. of low rank, from Gaussian measurements, as the product of `depth` matrices.

    Parameters and values as in `sparse_recovery`, and `tasks.recovery.matrix_sensing`.
    """
    return _descent(
        "matrix_sensing", records, device,
        penalty=penalty, penalty_strength=penalty_strength, depth=depth, coherence=coherence,
        n_train=n_train, rows=rows, rank=rank, spectrum=spectrum, structure=structure,
        init_scale=init_scale, learning_rate=learning_rate, method=method, data_seed=data_seed,
        init_seed=init_seed, steps=steps)


def matrix_completion(
    penalty: Any = "nuclear", penalty_strength: Any = 0.1, *, depth: int = 1,
    coherence: Any = 0.0, n_train: int = 240, rows: int = 20, rank: int = 2,
    spectrum: str = "equal", init_scale: Any = 1e-6, learning_rate: Any = 0.1,
    method: str = "proximal", data_seed: Any = 3, init_seed: Any = 0, steps: int = 4000,
    records: Iterable[int] | None = None, device: str = "cpu",
) -> Experiment:
    """A low-rank matrix from some of its entries, as the product of `depth` matrices.

    Parameters and values as in `sparse_recovery`, and `tasks.recovery.matrix_completion`;
    test_error is over the entries not seen.
    """
    return _descent(
        "matrix_completion", records, device,
        penalty=penalty, penalty_strength=penalty_strength, depth=depth, coherence=coherence,
        n_train=n_train, rows=rows, rank=rank, spectrum=spectrum, init_scale=init_scale,
        learning_rate=learning_rate, method=method, data_seed=data_seed, init_seed=init_seed,
        steps=steps)


TASKS = {f.__name__: f for f in (sparse_recovery, matrix_sensing, matrix_completion)}


def race(task: str = "sparse_recovery", **settings: Any) -> Experiment:
    """The same task from the same start, without a penalty and under each: one run each.

    Parameters as in the function of the task's name. The runs are `penalty_menu.contenders`.
    """
    task = checks.named({"task": task}, task=SETTINGS)["task"]
    return renamed(f"penalties.race_{task}", TASKS[task](**{"penalty": contenders()} | settings))


def mystery(n: int, penalty: Any = "l2", **settings: Any) -> Experiment:
    """One of three matrices of 100 entries, seen by 66 measurements: which penalty finds it?

    Parameters
    ----------
    n : {1, 2, 3}
    penalty, **settings
        As in `matrix_sensing`. The defaults here find the truth within a second if the penalty
        suits it, and else never.
    """
    if plain_number(n) not in range(1, len(MYSTERIES) + 1):
        raise ValueError(f"there is no mystery {brief(n)}; give 1 to {len(MYSTERIES)}")
    n = int(n)
    return renamed(f"penalties.mystery_{n}", matrix_sensing(**{
        "penalty": penalty, "penalty_strength": 0.02, "learning_rate": 0.25, "n_train": 66,
        "steps": 1600, "records": range(0, 1601, 20), "structure": MYSTERIES[n - 1]} | settings))


def law(**settings: Any) -> Experiment:
    """The time at which l1 finds the vector, at each of `STRENGTHS`, for vectors 0 and 1.

    Parameters as in `sparse_recovery`.
    """
    steps = SETTINGS["sparse_recovery"].number("steps").check(settings.get("steps", LAW_STEPS))
    return renamed("penalties.law", sparse_recovery(**{
        "penalty_strength": STRENGTHS, "data_seed": (0, 1), "steps": steps,
        "records": [0, *np.unique(np.geomspace(1, steps, 150).round().astype(int))]} | settings))


def rescaled(*, degree: int = 1, init_seed: int = 0) -> Experiment:
    """Two networks at every scale c of their first layer, the second layer over c^q.

    Both fit the same ten examples; one generalises and one does not, see `plans.rescaled`. No
    function changes with c, but the norms do.

    Parameters
    ----------
    degree : int
        q, of a unit relu(z)^q.
    init_seed : int
        Draws the network that does not generalise.

    Returns
    -------
    Experiment
        One snapshot for each of `SCALES`. Runs are those of `NETWORKS`. Values scale, weight_norm,
        train_loss and test_loss (half mean squares), each (runs,); outputs (runs, 101) over
        ``plans.rescaled.GRID``; leaf_norms (runs, 2).
    """
    settings = RESCALED.check({"degree": degree, "init_seed": init_seed})
    return fixed(rescaling.experiment("penalties.rescaled", settings))


def preset(task: str, name: str) -> dict[str, Any]:
    """The settings of a named preset of a task; ValueError with the known names for any other."""
    return checks.preset_of(PRESETS, "task", task, name)


def check(task: str, settings: Mapping[str, Any]) -> None:
    """ValueError where no run of a task can have these settings.

    Nothing is built, and all strengths and learning rates share one draw of the problem.
    """
    table = SETTINGS[task]
    settings, sweep = described(
        table, {k: settings.get(k, table[k].default) for k in table}, COLUMNS)
    plans.refuse_too_strong(settings | {"task": task, "device": "cpu"}, sweep)


def _descent(
    task: str, records: Iterable[int] | None, device: str, **given: Any
) -> Experiment:
    from grokviz import engines

    table = SETTINGS[task]
    settings, sweep = described(table, {k: given[k] for k in table}, COLUMNS)
    settings |= checks.machine({"device": device})
    settings |= {"task": task, "optimizer": "sgd", "dtype": "float64"}
    experiment = engines.flow(
        plans.plan_of(settings), name=f"penalties.{task}", settings=settings, sweep=sweep,
        steps=settings["steps"], records=records)
    plans.check_memory(settings, experiment.runs)
    plans.refuse_too_strong(settings, sweep)                # after what the task itself refuses
    return bounded(experiment, table)
