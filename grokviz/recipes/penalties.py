"""Not only the l2 norm: sparse vectors and low-rank matrices, found by the penalty that suits them.

Source: Notsawo, Dumas & Rabusseau (2025), arXiv:2506.05718. The data are fitted at once; the
penalty then moves the weights along the zero-loss set, in slow time s = η β step, to the fit it
likes best. Sizes follow the authors' code where it has them. `penalty_forecast` has what is
known before a run.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from grokviz.arguments import plain_number
from grokviz.recipes import checks
from grokviz.recipes.hot import bounded
from grokviz.recipes.penalty_forecast import plan_of
from grokviz.recipes.penalty_menu import contenders, menu
from grokviz.run import Experiment
from grokviz.sentences import brief
from grokviz.settings import Choice, Setting, Table
from grokviz.sweep import grid

METHODS = {"proximal": "proximal", "subgradient": "sub-gradient"}
SPECTRA = {"equal": "equal singular values", "gaussian": "Gaussian factors"}
STRENGTHS = (5e-4, 1e-3, 2e-3, 4e-3, 8e-3)              # of the law
LAW_STEPS = 16_000
FITTED, FOUND = 0.05, 0.1       # relative errors below which data are fitted, the truth is found
STRUCTURES = {"low_rank": "of low rank", "sparse": "few entries",
              "least_norm": "the least-norm fit"}
MYSTERIES = ("sparse", "least_norm", "low_rank")         # what the hidden tasks are
COLUMNS = ("penalty", "penalty_strength", "coherence", "init_scale", "learning_rate", "data_seed",
           "init_seed")                         # may differ from run to run


def _table(
    *own: Setting | Choice, penalty: str, penalty_strength: float, n_train: int,
    learning_rate: float, steps: int, data_seed: int = 0,
) -> Table:
    return Table(
        *menu(penalty, penalty_strength),
        Setting("depth", "L", "factors of the model", 1, 4, 1, integer=True),
        Setting("coherence", "τ", "share that is chosen", 0, 1, 0.0),
        Setting("n_train", "N", "measurements", 2, 2000, n_train, log=True, integer=True),
        *own,
        Setting("init_scale", "α", "initial scale", 1e-6, 10, 1e-6, log=True),
        Setting("learning_rate", "η", "learning rate", 1e-4, 2, learning_rate, log=True, hot=True),
        Choice("method", "step", "how the penalty steps", METHODS, "proximal"),
        Setting("data_seed", "seed: data", "draws truth and measurements", 0, 9999, data_seed,
                integer=True),
        Setting("init_seed", "seed: init", "draws the weights", 0, 9999, 0, integer=True),
        Setting("steps", "steps", "to descend for", 100, 3_000_000, steps, log=True, integer=True),
    )


STRUCTURE = Choice("structure", "matrix", "what there is to be found", STRUCTURES, "low_rank")


def _of_rank(rows: int, rank: int) -> tuple[Setting | Choice, ...]:
    return (Setting("rows", "n", "rows and columns", 4, 40, rows, integer=True),
            Setting("rank", "r", "rank of the truth", 1, 40, rank, integer=True),
            Choice("spectrum", "σ", "singular values of the truth", SPECTRA, "equal"))


SETTINGS = {
    "sparse_recovery": _table(
        Setting("dimension", "n", "entries", 10, 400, 100, log=True, integer=True),
        Setting("sparsity", "s", "entries that are not 0", 1, 400, 5, integer=True),
        penalty="l1", penalty_strength=1e-3, n_train=30, learning_rate=0.1, steps=12_000),
    "matrix_sensing": _table(*_of_rank(10, 1), STRUCTURE, penalty="nuclear", penalty_strength=1e-2,
                             n_train=60, learning_rate=0.1, steps=20_000),
    "matrix_completion": _table(*_of_rank(20, 2), penalty="nuclear", penalty_strength=0.1,
                                n_train=240, learning_rate=0.1, steps=4000, data_seed=3),
}
_DEEP = {"depth": 2, "learning_rate": 0.05, "steps": 12_000}
PRESETS = {
    "sparse_recovery": {
        "l1: late": {"penalty": "l1", "penalty_strength": 1e-3},
        "l2: never": {"penalty": "l2", "penalty_strength": 1e-3},
        "no penalty: never": {"penalty": "none", "penalty_strength": 0},
        "fooled by l2": {"penalty": "l2", "penalty_strength": 1e-3, "init_scale": 10.0,
                         "steps": 60_000},
        "too much": {"penalty": "l1", "penalty_strength": 0.1},
        "too few measurements": {"penalty": "l1", "penalty_strength": 3e-3, "n_train": 15},
        "depth 2, small start": _DEEP | {"penalty": "none", "penalty_strength": 0,
                                         "init_scale": 1e-3},
        "depth 2, large start, l2": _DEEP | {"penalty": "l2", "penalty_strength": 1e-2,
                                             "init_scale": 1.0},
    },
    "matrix_sensing": {
        "nuclear: late": {"penalty": "nuclear", "penalty_strength": 1e-2},
        "l1: never": {"penalty": "l1", "penalty_strength": 1e-2},
    },
    "matrix_completion": {
        "nuclear: late": {"penalty": "nuclear", "penalty_strength": 0.1},
        "l2: never": {"penalty": "l2", "penalty_strength": 1e-2},
        "chosen by leverage": {"penalty": "nuclear", "penalty_strength": 1e-2, "coherence": 0.8,
                               "rows": 10, "n_train": 60, "spectrum": "gaussian",
                               "learning_rate": 1.0},
    },
}


def sparse_recovery(
    penalty: Any = "l1", penalty_strength: Any = 1e-3, *, depth: int = 1, coherence: Any = 0.0,
    n_train: int = 30, dimension: int = 100, sparsity: int = 5, init_scale: Any = 1e-6,
    learning_rate: Any = 0.1, method: str = "proximal", data_seed: Any = 0, init_seed: Any = 0,
    steps: int = 12_000, records: Iterable[int] | None = None, device: str = "cpu",
) -> Experiment:
    """A sparse vector from few measurements, in the entrywise product of `depth` vectors.

    Parameters
    ----------
    penalty : str
        A name of `recipes.penalty_menu.OFFERED`, e.g. "none", "l1", "nuclear" or "l1+l2". It is
        on every factor; l2 is half the squared norm. A vector counts as a matrix of one column,
        whose nuclear norm is its Euclidean norm, not squared.
    penalty_strength, coherence, init_scale, learning_rate, data_seed, init_seed
        Like `penalty` one value, or a list: every combination is a run, the last varying fastest.
        Bounds are in ``SETTINGS["sparse_recovery"]``; strength and learning rate are hot.
    depth, n_train, dimension, sparsity : int
        See `tasks.recovery.sparse_recovery`, and there for `coherence` too.
    method : {"proximal", "subgradient"}
        How the penalty steps.
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
        steps=steps,
    )


def matrix_sensing(
    penalty: Any = "nuclear", penalty_strength: Any = 1e-2, *, depth: int = 1,
    coherence: Any = 0.0, n_train: int = 60, rows: int = 10, rank: int = 1,
    spectrum: str = "equal", structure: str = "low_rank", init_scale: Any = 1e-6,
    learning_rate: Any = 0.1, method: str = "proximal", data_seed: Any = 0, init_seed: Any = 0,
    steps: int = 20_000, records: Iterable[int] | None = None, device: str = "cpu",
) -> Experiment:
    """A matrix, of low rank say, from Gaussian measurements, in the product of `depth` matrices.

    Parameters and values as in `sparse_recovery`, and `tasks.recovery.matrix_sensing`.
    """
    return _descent(
        "matrix_sensing", records, device,
        penalty=penalty, penalty_strength=penalty_strength, depth=depth, coherence=coherence,
        n_train=n_train, rows=rows, rank=rank, spectrum=spectrum, structure=structure,
        init_scale=init_scale, learning_rate=learning_rate, method=method, data_seed=data_seed,
        init_seed=init_seed, steps=steps,
    )


def matrix_completion(
    penalty: Any = "nuclear", penalty_strength: Any = 0.1, *, depth: int = 1,
    coherence: Any = 0.0, n_train: int = 240, rows: int = 20, rank: int = 2,
    spectrum: str = "equal", init_scale: Any = 1e-6, learning_rate: Any = 0.1,
    method: str = "proximal", data_seed: Any = 3, init_seed: Any = 0, steps: int = 4000,
    records: Iterable[int] | None = None, device: str = "cpu",
) -> Experiment:
    """A low-rank matrix from some of its entries, in the product of `depth` matrices.

    Parameters and values as in `sparse_recovery`, and `tasks.recovery.matrix_completion`;
    test_error is over the entries not seen.
    """
    return _descent(
        "matrix_completion", records, device,
        penalty=penalty, penalty_strength=penalty_strength, depth=depth, coherence=coherence,
        n_train=n_train, rows=rows, rank=rank, spectrum=spectrum, init_scale=init_scale,
        learning_rate=learning_rate, method=method, data_seed=data_seed, init_seed=init_seed,
        steps=steps,
    )


def race(task: str = "sparse_recovery", **settings: Any) -> Experiment:
    """The same task from the same start without a penalty and under each, one run each.

    Parameters as in the function of the task's name; the runs go by `penalty_menu.contenders`.
    """
    task = checks.named({"task": task}, task=SETTINGS)["task"]
    made = globals()[task](**{"penalty": contenders()} | settings)
    return replace(made, name=f"penalties.race_{task}")


def mystery(n: int, penalty: Any = "l2", **settings: Any) -> Experiment:
    """One of three matrices of 100 entries, seen by 66 measurements: which penalty finds it?

    Parameters
    ----------
    n : {1, 2, 3}
    penalty, **settings
        As in `matrix_sensing`. With the strength, rate and steps that are given here, the truth is
        found within a second where the penalty suits it, and else not.
    """
    if plain_number(n) not in range(1, len(MYSTERIES) + 1):
        raise ValueError(f"there is no mystery {brief(n)}; give 1 to {len(MYSTERIES)}")
    n = int(n)
    made = matrix_sensing(**{
        "penalty": penalty, "penalty_strength": 0.02, "learning_rate": 0.25, "n_train": 66,
        "steps": 1600, "records": range(0, 1601, 20), "structure": MYSTERIES[n - 1]} | settings)
    return replace(made, name=f"penalties.mystery_{n}")


def law(**settings: Any) -> Experiment:
    """When l1 finds the vector, at each of `STRENGTHS`, for vectors 0 and 1.

    Parameters as in `sparse_recovery`, but for these two.
    """
    steps = SETTINGS["sparse_recovery"].number("steps").check(settings.get("steps", LAW_STEPS))
    made = sparse_recovery(**{
        "penalty_strength": STRENGTHS, "data_seed": (0, 1), "steps": steps,
        "records": [0, *np.unique(np.geomspace(1, steps, 150).round().astype(int))]} | settings)
    return replace(made, name="penalties.law")


def preset(task: str, name: str) -> dict[str, Any]:
    """The settings of a named preset of a task; ValueError with the known ones for another."""
    return checks.preset_of(PRESETS, "task", task, name)


def check(task: str, settings: Mapping[str, Any]) -> None:
    """ValueError where no run of a task has these settings.

    Nothing is built, and for all strengths and learning rates one problem is drawn.
    """
    from grokviz.recipes import penalty_forecast

    table = SETTINGS[task]
    settings = table.check({k: settings.get(k, table[k].default) for k in table}, lists=COLUMNS)
    sweep = grid(**{k: settings[k] for k in COLUMNS})
    penalty_forecast.refuse_too_strong(settings | {"task": task, "device": "cpu"}, sweep)


def _descent(
    task: str, records: Iterable[int] | None, device: str, **given: Any
) -> Experiment:
    from grokviz import engines
    from grokviz.recipes import penalty_forecast

    table = SETTINGS[task]
    settings = table.check({k: given[k] for k in table}, lists=COLUMNS)
    sweep = grid(**{k: settings[k] for k in COLUMNS})
    settings |= checks.machine({"device": device})
    settings |= {"task": task, "optimizer": "sgd", "dtype": "float64"}
    experiment = engines.flow(
        plan_of(settings), name=f"penalties.{task}", settings=settings, sweep=sweep,
        steps=settings["steps"], records=records,
    )
    _check_memory(settings, experiment.runs)
    penalty_forecast.refuse_too_strong(settings, sweep)     # what the task refuses comes first
    return bounded(experiment, table)


def _check_memory(settings: Mapping[str, Any], runs: int) -> None:
    """ValueError where measurements, truth and factors do not fit, a few times over."""
    from grokviz.memory import check_memory

    size = settings["dimension"] if "dimension" in settings else settings["rows"] ** 2
    seen = settings["n_train"] if settings["task"] != "matrix_completion" else 1
    numbers = size * (3 * seen + 8 * settings["depth"])
    check_memory(8.0 * runs * numbers, f"{runs:,} runs of {seen:,} measurements")
