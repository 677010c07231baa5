"""Sparse parity: the answer is the product of k of n signs; it is fitted soon and learnt late.

Source: Barak et al. (2022), arXiv:2207.08799; Merrill, Tsilivis & Shukla (2023), arXiv:2303.11873,
Sec. 3 and Fig. 1. They train with stochastic gradient descent on small batches. Here AdamW sees
all examples in each step, so that a run groks within seconds.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from grokviz.arguments import Bound
from grokviz.recipes.common import checks
from grokviz.recipes.common.describe import described
from grokviz.recipes.common.hot import bounded
from grokviz.recipes.common.penalty_menu import menu
from grokviz.run import Experiment
from grokviz.settings import Choice, Setting, Table

SETTINGS = Table(
    Setting("weight_decay", "λ", "weight decay", 0.001, 10, 1.0, log=True, hot=True, off=True,
            short="wd"),
    Setting("n_train", "N", "training examples", 10, 4000, 2000, log=True, integer=True, short="n"),
    Setting("init_scale", "α", "initial scale", 0.1, 10, 1.0, log=True, short="alpha"),
    Setting("bits", "n", "bits of an input", 4, 100, 40, integer=True, short="bits"),
    Setting("relevant", "k", "bits that matter", 1, 6, 3, integer=True, short="k"),
    Choice("loss", "loss", "what is made small", {
        "hinge": "hinge", "mean_squared_error": "mean squared error",
        "cross_entropy": "cross-entropy"}, "hinge"),
    Choice("constraint", "norm", "whether the weight norm is held", {
        "free": "free", "fixed_norm": "fixed norm", "sphere": "fixed norm, along it"}, "free"),
    Setting("learning_rate", "η", "learning rate", 1e-5, 1, 1e-2, log=True, hot=True, short="lr"),
    Setting("width", "width", "hidden units", 2, 1000, 200, log=True, integer=True),
    *menu(),
    Setting("data_seed", "seed: data", "draws the inputs", 0, 9999, 0, integer=True),
    Setting("init_seed", "seed: init", "draws the network", 0, 9999, 0, integer=True, short="seed"),
    Setting("steps", "steps", "to train for", 100, 1_000_000, 2000, log=True, integer=True),
)
COLUMNS = ("weight_decay", "n_train", "init_scale", "learning_rate", "penalty",
           "penalty_strength", "data_seed", "init_seed")        # may differ from run to run

_START = {k: SETTINGS[k].default for k in (
    "weight_decay", "n_train", "init_scale", "bits", "relevant", "loss", "constraint")}
PRESETS = {
    "grokking": _START,
    "no decay: not in time": _START | {"weight_decay": 0},
    "too few examples": _START | {"n_train": 700},
    "half as many bits: no wait": _START | {"bits": 20},
}


def grokking(
    weight_decay: Any = 1.0, n_train: Any = 2000, *, init_scale: Any = 1.0, bits: int = 40,
    relevant: int = 3, loss: str = "hinge", learning_rate: Any = 1e-2, width: int = 200,
    penalty: Any = "none", penalty_strength: Any = 1e-4, data_seed: Any = 0, init_seed: Any = 0,
    steps: int = 2000, optimizer: str = "adamw", constraint: str = "free",
    records: Iterable[int] | None = None, device: str = "cpu", dtype: str = "float32",
) -> Experiment:
    """Learn the product of the first k of n signs from N examples (Merrill et al., Fig. 1).

    Parameters
    ----------
    weight_decay, n_train, init_scale, learning_rate, data_seed, init_seed
        A number, or a list: every combination is a run, the last varying fastest. Bounds are in
        `SETTINGS`; weight decay and learning rate are hot.
    bits, relevant : int
        n and k. The first k bits decide; the network does not know which bits they are.
    loss : {"hinge", "mean_squared_error", "cross_entropy"}
        See `tasks.sparse_parity`. The cross-entropy is that of two classes.
    width : int
        ReLU units in the hidden layer of the perceptron.
    penalty, penalty_strength
        One value, or a list, too. The penalty is one of `recipes.common.penalty_menu.OFFERED`; its
        strength is hot.
    steps : int
        [optimiser steps], each on the whole training set.
    optimizer : {"adamw", "adam", "sgd"}
    constraint : {"free", "fixed_norm", "sphere"}
        Hold the weight norm at its initial value or not, see `optim.constraints`.
    records : iterable of int, optional
        Steps to measure at; by default as `engines.train` chooses.
    device : {"cpu", "cuda", "auto"}
    dtype : {"float32", "float64"}

    Returns
    -------
    Experiment
        Values train_loss, test_loss, train_accuracy, test_accuracy, weight_norm, each (runs,),
        and leaf_norms (runs, leaves). Where a run has a penalty, also those of `models.norms`.
        relevant_share (runs,) and bit_share (runs, n), see `plans.sparse_parity.probe`.

    Raises
    ------
    ValueError
        For a setting out of bounds, more relevant bits than bits, learning_rate * weight_decay of
        1 or more, or more than fits into memory.
    """
    settings, sweep = described(SETTINGS, dict(
        weight_decay=weight_decay, n_train=n_train, init_scale=init_scale, bits=bits,
        relevant=relevant, loss=loss, constraint=constraint, learning_rate=learning_rate,
        width=width, penalty=penalty, penalty_strength=penalty_strength, data_seed=data_seed,
        init_seed=init_seed, steps=steps,
    ), COLUMNS)
    checks.decay(sweep)
    _check_bits(settings["bits"], settings["relevant"])
    from grokviz.recipes.plans.sparse_parity import training

    settings |= {"optimizer": optimizer, "device": device, "dtype": dtype}
    return bounded(training("sparse_parity.grokking", settings, sweep, records=records),
                   SETTINGS, checks.decay)


def _check_bits(bits: int, relevant: int) -> None:
    if relevant > bits:
        raise Bound(f"relevant is {relevant}, but an input has {bits} bits; give {bits} or less",
                    "relevant", relevant, high=bits)


def preset(name: str) -> dict[str, Any]:
    """The settings of a named preset; ValueError with the known names for any other."""
    return checks.preset(PRESETS, name)
