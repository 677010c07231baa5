"""Molecules: a graph network learns their polarizability; its loss falls late.

Source: Liu, Michaud & Tegmark (2022), arXiv:2210.01117, Sec. 4.3 and Fig. 5. They train without
weight decay for 1e5 steps at learning rate 1e-3; `PAPER` holds their values. Here three times the
rate and a little decay show the fall within 5,000 steps.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np

from grokviz.recipes.common import checks
from grokviz.recipes.common.describe import described
from grokviz.recipes.common.hot import bounded
from grokviz.recipes.common.penalty_menu import menu
from grokviz.run import Experiment
from grokviz.settings import Choice, Setting, Table

SETTINGS = Table(
    Setting("init_scale", "α", "initial scale", 0.1, 10, 3.0, log=True, short="alpha"),
    Setting("weight_decay", "λ", "weight decay", 0.001, 10, 0.033, log=True, hot=True, off=True,
            short="wd"),
    Setting("n_train", "N", "training molecules", 32, 2000, 100, log=True, integer=True, short="n"),
    Setting("batch_size", "batch", "molecules in a step; off: all", 2, 200, 32, log=True,
            integer=True, off=True, short="batch"),
    Setting("learning_rate", "η", "learning rate", 1e-5, 0.1, 3e-3, log=True, hot=True, short="lr"),
    Setting("width", "width", "hidden units a layer", 4, 200, 64, log=True, integer=True),
    Choice("constraint", "norm", "whether the weight norm is held", {
        "free": "free", "fixed_norm": "fixed norm", "sphere": "fixed norm, along it"}, "free"),
    *menu(),
    Setting("data_seed", "seed: data", "draws the molecules", 0, 9999, 1, integer=True),
    Setting("init_seed", "seed: init", "draws the network", 0, 9999, 1, integer=True, short="seed"),
    Setting("steps", "steps", "to train for", 100, 200_000, 5000, log=True, integer=True),
)
ALL = 133_885           # molecules in a full set
COLUMNS = ("init_scale", "weight_decay", "n_train", "learning_rate", "penalty", "penalty_strength",
           "data_seed", "init_seed")                            # may differ from run to run
LEARNT = 0.9            # share of the spread explained that counts as learnt
LEARNT_TEST = 0.6       # that of new molecules
PAPER: dict[str, Any] = {"learning_rate": 1e-3, "weight_decay": 0, "steps": 100_000}
LU_SCALES = (0.1, 0.2, 0.4, 0.7, 1.0, 1.5, 2.0, 3.0)
LU_STEPS = 600
SIZES = (32, 100, 500)          # training molecules of a map over α and N
SEEDS, SEEDS_STEPS = range(8), 3000
LONG = 5000             # steps after which most of what noise alone does has happened

_START: dict[str, Any] = {k: SETTINGS[k].default for k in (
    "init_scale", "weight_decay", "n_train", "batch_size", "learning_rate", "steps")}
PRESETS = {
    "grokking": _START,
    "usual start: no wait": _START | {"init_scale": 1, "weight_decay": 0},
    "no decay": _START | {"weight_decay": 0},
    "no decay, all molecules in a step": _START | {"weight_decay": 0, "batch_size": 0},
    "more decay": _START | {"weight_decay": 0.1},
    "the paper's size": _START | PAPER,
}


def grokking(
    init_scale: Any = 3.0, weight_decay: Any = 0.033, *, n_train: Any = 100, batch_size: int = 32,
    learning_rate: Any = 3e-3, width: int = 64, constraint: str = "free", penalty: Any = "none",
    penalty_strength: Any = 1e-4, data_seed: Any = 1, init_seed: Any = 1, steps: int = 5000,
    optimizer: str = "adamw", records: Iterable[int] | None = None, folder: str | None = None,
    device: str = "cpu", dtype: str = "float32",
) -> Experiment:
    """Learn the polarizability of N molecules of QM9 (Omnigrok, Fig. 5c and 5d).

    Parameters
    ----------
    init_scale, weight_decay, n_train, learning_rate, data_seed, init_seed
        A number, or a list: every combination is a run, the last varying fastest. Bounds are in
        `SETTINGS`; weight decay and learning rate are hot. Up to N = 100 the molecules are drawn
        from the 200 smallest ones, as in the paper.
    batch_size : int
        Molecules in a step; 0 for all.
    width : int
        Units in each hidden layer of the graph network, see `models.real_data.graph`.
    penalty, penalty_strength
        One value, or a list, too. The penalty is a name of `recipes.common.penalty_menu.OFFERED`.
    steps : int
        [optimiser steps]
    optimizer : {"adamw", "adam", "sgd"}
    constraint : {"free", "fixed_norm", "sphere"}
    records : iterable of int, optional
        Steps to measure at; by default as `engines.train` chooses.
    folder : str, optional
        A folder with all molecules, see `storage.originals`.
    device : {"cpu", "cuda", "auto"}
    dtype : {"float32", "float64"}

    Returns
    -------
    Experiment
        Values train_loss, test_loss (1 is a network that predicts the training mean), weight_norm,
        each (runs,); leaf_norms (runs, leaves). train_accuracy and test_accuracy are shares of the
        spread that are explained: R², or 0 where it is negative. Of at most 8 runs with N up to 100
        also predictions and contributions, see `plans.real_data.molecules.probe`.

    Raises
    ------
    ValueError
        For a setting out of bounds, a batch larger than the training set, learning_rate *
        weight_decay of 1 or more, or more than fits into memory.
    """
    folder = checks.folder(folder, "QM9's *.xyz")
    settings, sweep = described(table(folder), dict(
        init_scale=init_scale, weight_decay=weight_decay, n_train=n_train, batch_size=batch_size,
        learning_rate=learning_rate, width=width, constraint=constraint, penalty=penalty,
        penalty_strength=penalty_strength, data_seed=data_seed, init_seed=init_seed, steps=steps,
    ), COLUMNS)
    checks.decay(sweep)
    checks.batch(settings["batch_size"], sweep)
    from grokviz.recipes.plans.real_data.molecules import training

    settings |= {"optimizer": optimizer, "device": device, "dtype": dtype,
                 "learnt": LEARNT, "learnt_test": LEARNT_TEST}
    settings |= {} if folder is None else {"folder": folder}
    return bounded(training("molecules.grokking", settings, records=records)(sweep), table(folder),
                   checks.decay)


def lu_curve(
    init_scale: Any = LU_SCALES, init_seed: Any = (1,), *, learning_rate: float = 3e-3,
    steps: int = LU_STEPS, **settings: Any,
) -> Experiment:
    """Train and test loss at fixed weight norm (Omnigrok, Fig. 5a and 5b, one N).

    The learning rate grows with the norm, at most twofold, and falls to zero along half a cosine.
    Parameters as in `grokking`; a cell is an (init_scale, init_seed).

    Returns
    -------
    Experiment
        See `landscapes.lu.lu_curve`; also train_accuracy and test_accuracy.
    """
    from grokviz.recipes.plans.real_data.molecules import lu_curve as curve

    run = grokking(init_scale, 0.0, init_seed=init_seed, learning_rate=learning_rate, steps=steps,
                   **{"constraint": "fixed_norm"} | settings)
    sweep = {k: np.array(v) for k, v in run.sweep.items()}
    sweep["learning_rate"] = sweep["learning_rate"] * np.clip(sweep["init_scale"], 0.5, 2)
    return replace(curve(run.settings, sweep), name="molecules.lu_curve")


def data_size(
    n_train: Any = SIZES, init_scale: Any = LU_SCALES, data_seed: Any = (1,), **settings: Any,
) -> Experiment:
    """Train and test loss at fixed weight norm over α and N (Omnigrok, Fig. 5a and 5b).

    All cells of a data seed draw from the same molecules. Parameters as in `lu_curve`.
    """
    return replace(lu_curve(init_scale, n_train=n_train, data_seed=data_seed, **settings),
                   name="molecules.data_size")


def seeds(
    init_scale: float = 3.0, weight_decay: float = 0.1, data_seed: Any = SEEDS, *,
    steps: int = SEEDS_STEPS, **settings: Any,
) -> Experiment:
    """The same run on several draws of the molecules, few records; parameters as in `grokking`."""
    steps = SETTINGS.check({"steps": steps})["steps"]
    run = grokking(init_scale, weight_decay, data_seed=data_seed, steps=steps,
                   records=range(0, steps + 1, max(1, steps // 50)), **settings)
    return replace(run, name="molecules.seeds")


def table(folder: str | None) -> Table:
    """The settings; with a folder N may be larger."""
    return checks.with_more(SETTINGS, folder, ALL)


def preset(name: str) -> dict[str, Any]:
    """The settings of a named preset; ValueError with the known names for any other."""
    return checks.preset(PRESETS, name)


def batch_of(settings: Any) -> None:
    """Bound where a minibatch has more examples than a training set, which may be a list."""
    checks.batch(settings["batch_size"], settings)
