"""The settings of sparse recovery and low-rank matrices, with their bounds, and their presets."""

from __future__ import annotations

from typing import Any

from grokviz.recipes.common.penalty_menu import menu
from grokviz.settings import Choice, Setting, Table

METHODS = {"proximal": "proximal", "subgradient": "sub-gradient"}
SPECTRA = {"equal": "equal singular values", "gaussian": "Gaussian factors"}
STRUCTURES = {
    "low_rank": "of low rank", "sparse": "few entries", "least_norm": "the least-norm fit"}
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


RESCALED = Table(
    Setting("degree", "q", "degree of a unit", 1, 3, 1, integer=True),
    Setting("init_seed", "seed: init", "draws the weights", 0, 9999, 0, integer=True),
)


def _under(penalty: str, strength: float, **others: Any) -> dict[str, Any]:
    return {"penalty": penalty, "penalty_strength": strength, **others}


_DEEP = {"depth": 2, "learning_rate": 0.05, "steps": 12_000}
PRESETS = {
    "sparse_recovery": {
        "l1: late": _under("l1", 1e-3),
        "l2: never": _under("l2", 1e-3),
        "no penalty: never": _under("none", 0),
        "fooled by l2": _under("l2", 1e-3, init_scale=10.0, steps=60_000),
        "too much": _under("l1", 0.1),
        "too few measurements": _under("l1", 3e-3, n_train=15),
        "depth 2, small start": _DEEP | _under("none", 0, init_scale=1e-3),
        "depth 2, large start, l2": _DEEP | _under("l2", 1e-2, init_scale=1.0),
    },
    "matrix_sensing": {"nuclear: late": _under("nuclear", 1e-2), "l1: never": _under("l1", 1e-2)},
    "matrix_completion": {
        "nuclear: late": _under("nuclear", 0.1),
        "l2: never": _under("l2", 1e-2),
        "depth 2, small start": _under("none", 0, depth=2, init_scale=1e-3, learning_rate=0.01,
                                       spectrum="gaussian", n_train=200, steps=20_000),
        "chosen by leverage": _under("nuclear", 1e-2, coherence=0.8, rows=10, n_train=60,
                                     spectrum="gaussian", learning_rate=1.0),
    },
}
