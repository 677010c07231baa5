"""Sparse parity: the answer is the product of k of n signs; it is fitted soon and learnt late.

Source: Barak et al. (2022), arXiv:2207.08799; Merrill, Tsilivis & Shukla (2023), arXiv:2303.11873,
Sec. 3 and Fig. 1. They train with stochastic gradient descent on small batches. Here AdamW sees
all examples in each step, so that a run groks within seconds.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from grokviz.recipes import checks
from grokviz.recipes.describe import described
from grokviz.recipes.hot import bounded
from grokviz.recipes.penalty_menu import menu
from grokviz.run import Experiment
from grokviz.settings import Choice, Setting, Table

SETTINGS = Table(
    Setting("weight_decay", "λ", "weight decay", 0.001, 10, 0.1, log=True, hot=True, off=True,
            short="wd"),
    Setting("n_train", "N", "training examples", 10, 2000, 1000, log=True, integer=True, short="n"),
    Setting("init_scale", "α", "initial scale", 0.1, 10, 1.0, log=True, short="alpha"),
    Setting("bits", "n", "bits of an input", 4, 100, 40, integer=True, short="bits"),
    Setting("relevant", "k", "bits that matter", 1, 6, 3, integer=True, short="k"),
    Choice("loss", "loss", "what is made small", {
        "hinge": "hinge", "mean_squared_error": "mean squared error",
        "cross_entropy": "cross-entropy"}, "hinge"),
    Choice("constraint", "norm", "whether the weight norm is held", {
        "free": "free", "fixed_norm": "fixed norm", "sphere": "fixed norm, along it"}, "free"),
    Setting("learning_rate", "η", "learning rate", 1e-5, 1, 3e-3, log=True, hot=True, short="lr"),
    Setting("width", "width", "hidden units", 2, 1000, 200, log=True, integer=True),
    *menu(),
    Setting("data_seed", "seed: data", "draws the examples", 0, 9999, 0, integer=True),
    Setting("init_seed", "seed: init", "draws the network", 0, 9999, 0, integer=True, short="seed"),
    Setting("steps", "steps", "to train for", 100, 1_000_000, 5000, log=True, integer=True),
)
COLUMNS = ("weight_decay", "n_train", "init_scale", "learning_rate", "penalty",
           "penalty_strength", "data_seed", "init_seed")        # may differ from run to run


def grokking(
    weight_decay: Any = 0.1, n_train: Any = 1000, *, init_scale: Any = 1.0, bits: int = 40,
    relevant: int = 3, loss: str = "hinge", learning_rate: Any = 3e-3, width: int = 200,
    penalty: Any = "none", penalty_strength: Any = 1e-4, data_seed: Any = 0, init_seed: Any = 0,
    steps: int = 5000, optimizer: str = "adamw", constraint: str = "free",
    records: Iterable[int] | None = None, device: str = "cpu", dtype: str = "float32",
) -> Experiment:
    settings, sweep = described(SETTINGS, dict(
        weight_decay=weight_decay, n_train=n_train, init_scale=init_scale, bits=bits,
        relevant=relevant, loss=loss, constraint=constraint, learning_rate=learning_rate,
        width=width, penalty=penalty, penalty_strength=penalty_strength, data_seed=data_seed,
        init_seed=init_seed, steps=steps,
    ), COLUMNS)
    checks.decay(sweep)
    from grokviz.recipes.plans.sparse_parity import training

    settings |= {"optimizer": optimizer, "device": device, "dtype": dtype}
    return bounded(training("sparse_parity.grokking", settings, sweep, records=records),
                   SETTINGS, checks.decay)
