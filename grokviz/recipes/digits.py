"""Digits: a network with large initial weights memorises images, and generalises much later.

Source: Liu, Michaud & Tegmark (2022), arXiv:2210.01117, Section 3.2, Figs. 3, 10b, 11 and 12. The
defaults are smaller than the paper's, so that a run groks within seconds: images of 14 x 14 pixels,
100 units a layer, 200 digits, and more decay. ``PAPER`` holds its own sizes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np

from grokviz.recipes.common import checks
from grokviz.recipes.common.describe import described, renamed
from grokviz.recipes.common.hot import bounded, fixed
from grokviz.recipes.common.penalty_menu import menu
from grokviz.run import Experiment
from grokviz.settings import Choice, Setting, Table

MOST = 1000             # training digits of the package; a folder may have more
ALL = 69_000            # of MNIST's 70,000 digits, without the test set

SETTINGS = Table(
    Setting("init_scale", "α", "initial scale", 0.1, 100, 6.0, log=True, short="alpha"),
    Setting("weight_decay", "λ", "weight decay", 0.001, 10, 0.06, log=True, hot=True, off=True,
            short="wd"),
    Setting("n_train", "N", "training digits", 20, MOST, 200, log=True, integer=True, short="n"),
    Choice("loss", "loss", "what is made small", {
        "mean_squared_error": "mean squared error", "cross_entropy": "cross-entropy"},
        "mean_squared_error"),
    Setting("learning_rate", "η", "learning rate", 1e-5, 1, 5e-3, log=True, hot=True, short="lr"),
    Setting("batch_size", "B", "digits in a batch", 10, 1000, 50, log=True, integer=True,
            short="batch"),
    Setting("width", "width", "hidden units a layer", 10, 400, 100, log=True, integer=True),
    Choice("side", "pixels", "size of an image", {"14": "14 × 14", "28": "28 × 28"}, "14"),
    Setting("level", "a", "test accuracy that counts as generalised", 0.2, 0.95, 0.7),
    Choice("constraint", "norm", "whether the weight norm is held", {
        "free": "free", "fixed_norm": "fixed norm", "sphere": "fixed norm, along it"}, "free"),
    Choice("optimizer", "optimizer", "how a step is taken", {
        "adamw": "AdamW", "adam": "Adam", "sgd": "SGD"}, "adamw"),
    *menu(),
    Setting("data_seed", "seed: data", "draws the split", 0, 9999, 0, integer=True),
    Setting("init_seed", "seed: init", "draws the network and the batches", 0, 9999, 0,
            integer=True, short="seed"),
    Setting("steps", "steps", "to train for", 100, 1_000_000, 3000, log=True, integer=True),
)
COLUMNS = ("init_scale", "weight_decay", "n_train", "learning_rate", "penalty",
           "penalty_strength", "data_seed", "init_seed")        # may differ from run to run
PAPER: dict[str, Any] = {
    "init_scale": 8.0, "weight_decay": 0.1, "n_train": 1000, "learning_rate": 1e-3,
    "batch_size": 200, "width": 200, "side": "28", "steps": 9000}

LU_SCALES = np.geomspace(0.1, 10, 9)
LU_SIZES = (50, 200, 1000)
LU_STEPS = 1200
LU_RECORDS = 9          # of a cell, whose last one counts
LAW_DECAYS = np.geomspace(0.03, 0.3, 5)
LAW_STEPS = 5000
LAW_SEEDS = (0, 1, 2)
PHASE_AXES = {                          # the values along each axis of a phase diagram
    "n_train": replace(SETTINGS.number("n_train"), low=50).grid(7),
    "init_scale": replace(SETTINGS.number("init_scale"), low=0.5, high=12).grid(7),
    "weight_decay": replace(SETTINGS.number("weight_decay"), low=0.006, high=2, off=False).grid(7),
}
PHASE_STEPS = 3000                      # of each run

_START = {k: SETTINGS[k].default for k in (
    "init_scale", "weight_decay", "n_train", "loss", "learning_rate", "batch_size", "width",
    "side", "steps")}
PRESETS: dict[str, dict[str, Any]] = {
    "grokking": _START,
    "usual start: no delay": _START | {"init_scale": 1.0, "steps": 1000},
    "no decay: it stays wrong": _START | {"weight_decay": 0},
    "more digits": _START | {"n_train": 1000},
    "cross-entropy, α = 100": _START | {
        "loss": "cross_entropy", "init_scale": 100.0, "learning_rate": 1e-2, "weight_decay": 0.1,
        "steps": 6000},
    "the paper's size": _START | PAPER,
}


def grokking(
    init_scale: Any = 6.0, weight_decay: Any = 0.06, *, n_train: Any = 200,
    loss: str = "mean_squared_error", learning_rate: Any = 5e-3, batch_size: int = 50,
    width: int = 100, side: str = "14", level: float = 0.7, constraint: str = "free",
    optimizer: str = "adamw", penalty: Any = "none", penalty_strength: Any = 1e-4,
    data_seed: Any = 0, init_seed: Any = 0, steps: int = 3000,
    records: Iterable[int] | None = None, folder: str | None = None, device: str = "cpu",
    dtype: str = "float32",
) -> Experiment:
    """Train networks on digits from an initial scale, with weight decay (Omnigrok, Fig. 3).

    Parameters
    ----------
    init_scale, weight_decay, n_train, learning_rate, data_seed, init_seed
        A number, or a list: every combination is a run, the last varying fastest. Bounds are in
        `SETTINGS`; weight decay and learning rate are hot. At most 1000 of the 2000 digits of the
        package are for training; the last 1000 are the test set.
    loss : {"mean_squared_error", "cross_entropy"}
        The squared error is the mean over the ten outputs, with one-hot targets.
    batch_size : int
        Digits in a step. The order of the digits is drawn from `init_seed`.
    width : int
        ReLU units in each of the two hidden layers.
    side : {"14", "28"}
        Pixels along an edge of an image.
    level : float
        Test accuracy that counts as generalised.
    constraint : {"free", "fixed_norm", "sphere"}
        Hold the weight norm at its initial value or not, see `optim.constraints`.
    optimizer : {"adamw", "adam", "sgd"}
    penalty, penalty_strength
        One value, or a list, too. The penalty is one of `recipes.common.penalty_menu.OFFERED`; its
        strength is hot.
    steps : int
        [optimiser steps]
    records : iterable of int, optional
        Steps to measure at; by default a hundred.
    folder : str, optional
        A folder with more digits, see `storage.digits`.
    device : {"cpu", "cuda", "auto"}
    dtype : {"float32", "float64"}

    Returns
    -------
    Experiment
        Values train_loss, test_loss, train_accuracy, test_accuracy, weight_norm, each (runs,),
        and leaf_norms (runs, leaves). Where a run has a penalty, also those of `models.norms`.
        Of at most 8 runs with one data seed also wall_outputs and units, see
        `plans.digits_probe.probe`.

    Raises
    ------
    ValueError
        For a setting out of bounds, a batch larger than the training set, a training set without
        one of the ten digits, learning_rate * weight_decay of 1 or more, or more than fits into
        memory.
    """
    from grokviz.recipes.plans.digits import training

    folder = checks.folder(folder, "MNIST's idx files")
    settings, sweep = described(table(folder), dict(
        init_scale=init_scale, weight_decay=weight_decay, n_train=n_train, loss=loss,
        learning_rate=learning_rate, batch_size=batch_size, width=width, side=side, level=level,
        constraint=constraint, optimizer=optimizer, penalty=penalty,
        penalty_strength=penalty_strength, data_seed=data_seed, init_seed=init_seed, steps=steps,
    ), COLUMNS)
    checks.decay(sweep)
    settings |= {"folder": folder, "device": device, "dtype": dtype}
    train = training("digits.grokking", settings, records=records, looks=True)
    return bounded(train(sweep), SETTINGS, checks.decay)


def lu_curve(
    init_scale: Iterable[float] = LU_SCALES, init_seed: Any = 0, *, n_train: Any = 200,
    loss: str = "mean_squared_error", learning_rate: float = 3e-3, batch_size: int = 50,
    width: int = 100, side: str = "14", data_seed: Any = 0, steps: int = LU_STEPS,
    constraint: str = "fixed_norm", folder: str | None = None, device: str = "cpu",
    dtype: str = "float32",
) -> Experiment:
    """Train and test loss at fixed weight norm: the L and the U (Omnigrok, Fig. 3c, 3d and 11).

    Parameters as in `grokking`; a cell is an (init_scale, n_train, data_seed, init_seed). The
    learning rate is the one at init_scale 1. It grows with the norm, from half to three times,
    since at one rate the largest norms would not fit in time, and it falls to zero along half a
    cosine.

    Returns
    -------
    Experiment
        See `landscapes.lu.lu_curve`; also the accuracies.
    """
    from grokviz.landscapes import lu
    from grokviz.recipes.plans.digits import training

    folder = checks.folder(folder, "MNIST's idx files")
    settings, sweep = described(table(folder), dict(
        init_scale=init_scale, n_train=n_train, loss=loss, learning_rate=learning_rate,
        batch_size=batch_size, width=width, side=side, data_seed=data_seed, init_seed=init_seed,
        steps=steps, constraint=constraint,
    ), COLUMNS, ("init_scale", "n_train", "data_seed", "init_seed"), weight_decay=0.0)
    settings |= {"optimizer": "adam", "penalty": "none", "folder": folder, "device": device,
                 "dtype": dtype}
    sweep["learning_rate"] = sweep["learning_rate"] * np.clip(sweep["init_scale"], 0.5, 3.3)
    last = settings["steps"]
    train = training("digits.lu_curve", settings, schedule=lu.cooling(last),
                     records=np.linspace(0, last, LU_RECORDS).round())
    return fixed(lu.lu_curve(
        train, name="digits.lu_curve", settings=train(sweep).settings, sweep=sweep,
        steps=last, names=(*lu.VALUES, "train_accuracy", "test_accuracy")))


def law(weight_decay: Any = LAW_DECAYS, init_seed: Any = LAW_SEEDS, **settings: Any) -> Experiment:
    """t_train and t_test over weight decay: t_test ∝ 1/λ (Omnigrok, Fig. 10b).

    Parameters as in `grokking`.
    """
    return renamed("digits.law", grokking(
        weight_decay=weight_decay, init_seed=init_seed, **{"steps": LAW_STEPS, **settings}))


def phase_grid(
    n_train: Any = PHASE_AXES["n_train"], init_scale: Any = PHASE_AXES["init_scale"], *,
    init_seed: Any = 0, steps: int = PHASE_STEPS, **settings: Any,
) -> Experiment:
    """The phase of each run over two settings: memorise, grok, comprehend or be confused.

    Over the number of digits and the initial scale it is Fig. 3e of Omnigrok. Parameters as in
    `grokking`; besides the seeds, two of them have to be lists.

    Returns
    -------
    Experiment
        See `landscapes.phases.phase_grid`.
    """
    run = grokking(init_scale, n_train=n_train, init_seed=init_seed, steps=steps, **settings)
    axes = [k for k in COLUMNS if not k.endswith("_seed") and np.size(run.settings[k]) > 1]
    if len(axes) != 2:
        raise ValueError(f"{len(axes)} settings have several values; give two of them a list, "
                         "e.g. n_train=[100, 500], init_scale=[1, 6]")
    from grokviz.landscapes import phases
    from grokviz.recipes.plans.digits import training

    name = "digits.phase_grid"
    return fixed(phases.phase_grid(
        training(name, run.settings), name=name, settings=run.settings, sweep=run.sweep,
        axes=axes, steps=run.settings["steps"]))


def table(folder: str | None) -> Table:
    """The settings; with a folder of digits N may be larger."""
    return checks.with_more(SETTINGS, folder, ALL)


def preset(name: str) -> dict[str, Any]:
    """The settings of a named preset; ValueError with the known names for any other."""
    return checks.preset(PRESETS, name)
