"""Film reviews: an LSTM learns by heart who likes a film, and learns to read much later.

Source: Liu, Michaud & Tegmark (2022), arXiv:2210.01117, Sec. 4.2 and Fig. 4. Their network has two
layers of 128 units and trains for 75,000 steps; `PAPER` holds their values. Here one layer of 32
units shows the same within 900 steps. The signal is weak, as in the paper: from 50% to 65% or 70%.
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
    Setting("init_scale", "α", "initial scale", 0.01, 10, 6.0, log=True, short="alpha"),
    Setting("weight_decay", "λ", "weight decay", 0.01, 10, 0.5, log=True, hot=True, off=True,
            short="wd"),
    Setting("n_train", "N", "training reviews", 50, 2500, 300, log=True, integer=True, short="n"),
    Setting("length", "words", "words read of a review", 5, 100, 64, integer=True, short="len"),
    Setting("embedding", "embedding", "numbers for a word", 2, 100, 32, log=True, integer=True),
    Setting("hidden", "hidden", "units of the LSTM", 2, 128, 32, log=True, integer=True),
    Setting("layers", "layers", "layers of the LSTM", 1, 3, 1, integer=True),
    Setting("batch_size", "batch", "reviews in a step; off: all", 5, 500, 50, log=True,
            integer=True, off=True, short="batch"),
    Setting("learning_rate", "η", "learning rate", 1e-5, 0.1, 6e-3, log=True, hot=True, short="lr"),
    Choice("constraint", "norm", "whether the weight norm is held", {
        "free": "free", "fixed_norm": "fixed norm"}, "free"),
    *menu(),
    Setting("data_seed", "seed: data", "draws the reviews", 0, 9999, 0, integer=True),
    Setting("init_seed", "seed: init", "draws the network", 0, 9999, 0, integer=True, short="seed"),
    Setting("steps", "steps", "to train for", 50, 200_000, 900, log=True, integer=True),
)
ALL = 50_000           # reviews in a full set
COLUMNS = ("init_scale", "weight_decay", "n_train", "learning_rate", "penalty", "penalty_strength",
           "data_seed", "init_seed")                            # may differ from run to run
LEARNT_TEST = 0.6       # share of new reviews that counts as learnt: chance is a half, the best 0.7
PAPER: dict[str, Any] = {
    "n_train": 750, "length": 100, "embedding": 64, "hidden": 128, "layers": 2,
    "learning_rate": 3e-4, "weight_decay": 1, "steps": 75_000}     # they read 500 words
# Their network with a larger rate and more decay: 900 steps in place of 75,000, which take hours.
NETWORK = PAPER | {"learning_rate": 1e-3, "weight_decay": 2, "steps": 900}
LU_SCALES = (0.02, 0.1, 0.4, 1.0, 2.0, 3.0, 6.0)
LU_STEPS = 200
SIZES = (100, 300, 2000)        # training reviews of a map over α and N
SEEDS, SEEDS_STEPS = range(8), 900

_START: dict[str, Any] = {k: SETTINGS[k].default for k in (
    "init_scale", "weight_decay", "n_train", "length", "embedding", "hidden", "layers",
    "learning_rate", "steps")}
PRESETS = {
    "grokking": _START,
    "usual start: no wait": _START | {"init_scale": 1, "weight_decay": 0, "learning_rate": 3e-3,
                                      "steps": 250},
    "no decay": _START | {"weight_decay": 0},
    "quick": _START | {"weight_decay": 1, "steps": 550},
    "the paper's network": _START | NETWORK,
    "the paper's size": _START | PAPER,
}


def grokking(
    init_scale: Any = 6.0, weight_decay: Any = 0.5, *, n_train: Any = 300, length: int = 64,
    embedding: int = 32, hidden: int = 32, layers: int = 1, batch_size: int = 50,
    learning_rate: Any = 6e-3, constraint: str = "free", penalty: Any = "none",
    penalty_strength: Any = 1e-4, data_seed: Any = 0, init_seed: Any = 0, steps: int = 900,
    optimizer: str = "adamw", records: Iterable[int] | None = None, folder: str | None = None,
    device: str = "cpu", dtype: str = "float32",
) -> Experiment:
    """Learn from N reviews whether a writer likes a film (Omnigrok, Fig. 4c and 4d).

    Parameters
    ----------
    init_scale, weight_decay, n_train, learning_rate, data_seed, init_seed
        A number, or a list: every combination is a run, the last varying fastest. Bounds are in
        `SETTINGS`; weight decay and learning rate are hot.
    length : int
        Words that are read, the last ones of each review that are among the 1,000 commonest.
    embedding, hidden, layers : int
        Sizes of the network, see `models.real_data.lstm`.
    batch_size : int
        Reviews in a step; 0 for all.
    penalty, penalty_strength
        One value, or a list, too. The penalty is a name of `recipes.common.penalty_menu.OFFERED`.
    steps : int
        [optimiser steps]
    optimizer : {"adamw", "adam", "sgd"}
        The gradient of a run is first scaled to a norm of 5 or less.
    constraint : {"free", "fixed_norm"}
    records : iterable of int, optional
        Steps to measure at; by default as `engines.train` chooses, but fewer.
    folder : str, optional
        A folder with all reviews, see `storage.originals`.
    device : {"cpu", "cuda", "auto"}
    dtype : {"float32", "float64"}

    Returns
    -------
    Experiment
        Values train_loss, test_loss, train_accuracy, test_accuracy, weight_norm, embedding_share,
        each (runs,), and leaf_norms (runs, leaves). Of at most 8 runs also read, see
        `plans.real_data.reviews.probe`. New reviews count as learnt
        at 60% right: chance gives 50%.

    Raises
    ------
    ValueError
        For a setting out of bounds, a batch larger than the training set, learning_rate *
        weight_decay of 1 or more, or more than fits into memory.
    """
    folder = checks.folder(folder, "aclImdb")
    settings, sweep = described(table(folder), dict(
        init_scale=init_scale, weight_decay=weight_decay, n_train=n_train, length=length,
        embedding=embedding, hidden=hidden, layers=layers, batch_size=batch_size,
        learning_rate=learning_rate, constraint=constraint, penalty=penalty,
        penalty_strength=penalty_strength, data_seed=data_seed, init_seed=init_seed, steps=steps,
    ), COLUMNS)
    checks.decay(sweep)
    checks.batch(settings["batch_size"], sweep)
    from grokviz.recipes.plans.real_data.reviews import training

    settings |= {"optimizer": optimizer, "device": device, "dtype": dtype,
                 "learnt_test": LEARNT_TEST}
    settings |= {} if folder is None else {"folder": folder}
    return bounded(training("reviews.grokking", settings, records=records)(sweep), table(folder),
                   checks.decay)


def lu_curve(
    init_scale: Any = LU_SCALES, init_seed: Any = (0,), *, learning_rate: float = 3e-3,
    steps: int = LU_STEPS, **settings: Any,
) -> Experiment:
    """Train and test loss at fixed weight norm (Omnigrok, Fig. 4a and 4b, one N).

    Parameters as in `grokking`; a cell is an (init_scale, init_seed).

    Returns
    -------
    Experiment
        See `landscapes.lu.lu_curve`; also train_error and test_error.
    """
    from grokviz.recipes.plans.real_data.reviews import lu_curve as curve

    run = grokking(init_scale, 0.0, init_seed=init_seed, learning_rate=learning_rate, steps=steps,
                   **{"constraint": "fixed_norm"} | settings)
    sweep = {k: np.array(v) for k, v in run.sweep.items()}
    return replace(curve(run.settings, sweep), name="reviews.lu_curve")


def data_size(
    n_train: Any = SIZES, init_scale: Any = LU_SCALES, data_seed: Any = (0,), **settings: Any,
) -> Experiment:
    """Train and test error at fixed weight norm over α and N (Omnigrok, Fig. 4a and 4b).

    All cells of a data seed have the same test set. Parameters as in `lu_curve`.
    """
    return replace(lu_curve(init_scale, n_train=n_train, data_seed=data_seed, **settings),
                   name="reviews.data_size")


def seeds(
    init_scale: float = 6.0, weight_decay: float = 0.5, data_seed: Any = SEEDS, *,
    steps: int = SEEDS_STEPS, **settings: Any,
) -> Experiment:
    """The same run on several draws of the reviews, few records; parameters as in `grokking`."""
    steps = SETTINGS.check({"steps": steps})["steps"]
    run = grokking(init_scale, weight_decay, data_seed=data_seed, steps=steps,
                   records=sorted({0, 10, 20, *range(0, steps + 1, max(1, steps // 30))}),
                   **settings)
    return replace(run, name="reviews.seeds")


def table(folder: str | None) -> Table:
    """The settings; with a folder N may be larger."""
    return checks.with_more(SETTINGS, folder, ALL)


def preset(name: str) -> dict[str, Any]:
    """The settings of a named preset; ValueError with the known names for any other."""
    return checks.preset(PRESETS, name)


def batch_of(settings: Any) -> None:
    """Bound where a minibatch has more examples than a training set, which may be a list."""
    checks.batch(settings["batch_size"], settings)
