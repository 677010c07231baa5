"""Your own question: any `torch.nn.Module` and any data set, trained as every other experiment.

Source: Liu, Michaud & Tegmark (2022), arXiv:2210.01117: a large initial scale and a small weight
decay make many networks grok.

    import torch, grokviz as gv

    net = lambda: torch.nn.Sequential(torch.nn.Linear(2, 50), torch.nn.ReLU(),
                                      torch.nn.Linear(50, 2))
    x, y = torch.randn(600, 2), torch.randint(2, (600,))
    gv.record(gv.recipes.custom.grokking(net, train=(x[:100], y[:100]), test=(x[100:], y[100:])))
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from grokviz.recipes.common import checks
from grokviz.recipes.common.describe import described
from grokviz.recipes.common.hot import bounded
from grokviz.recipes.common.penalty_menu import menu
from grokviz.run import Experiment
from grokviz.settings import Choice, Setting, Table

MOST = 10_000_000
_LOSSES = {"by answers": "by the answers", "cross_entropy": "cross-entropy",
           "mean_squared_error": "mean squared error", "logistic": "logistic", "hinge": "hinge"}
SETTINGS = Table(
    Setting("init_scale", "α", "initial scale", 0.01, 1000, 6.0, log=True, short="alpha"),
    Setting("weight_decay", "λ", "weight decay", 0.0001, 100, 0.1, log=True, hot=True, off=True,
            short="wd"),
    Setting("n_train", "N", "training examples", 1, MOST, 0, log=True, integer=True,
            off="all", short="n"),
    Setting("batch_size", "batch", "examples in a step", 1, MOST, 0, log=True,
            integer=True, off="all", short="batch"),
    Setting("learning_rate", "η", "learning rate", 1e-5, 1, 3e-3, log=True, hot=True, short="lr"),
    Choice("loss", "loss", "what is made small", _LOSSES, "by answers"),
    Setting("threshold", "ε", "squared error that counts as right", 1e-6, 1000, 0.01, log=True,
            short="eps"),
    Choice("constraint", "norm", "whether the weight norm is held", {
        "free": "free", "fixed_norm": "fixed norm", "sphere": "fixed norm, along it"}, "free"),
    *menu(),
    Setting("init_seed", "seed: init", "draws the network", 0, 9999, 0, integer=True, short="seed"),
    Setting("steps", "steps", "to train for", 10, 1_000_000, 2000, log=True, integer=True),
)
COLUMNS = ("init_scale", "weight_decay", "n_train", "learning_rate", "penalty", "penalty_strength",
           "init_seed")                                         # may differ from run to run
LU_SCALES = (0.1, 0.2, 0.4, 0.7, 1.0, 2.0, 4.0, 7.0, 10.0)


def grokking(
    module: Any, train: Any, test: Any, *, init_scale: Any = 6.0, weight_decay: Any = 0.1,
    n_train: Any = 0, batch_size: int = 0, learning_rate: Any = 3e-3, loss: str = "by answers",
    threshold: float = 0.01, constraint: str = "free", penalty: Any = "none",
    penalty_strength: Any = 1e-4, init_seed: Any = 0, steps: int = 2000, optimizer: str = "adamw",
    records: Iterable[int] | None = None, device: str = "cpu", dtype: str = "float32",
) -> Experiment:
    """Train your own network on your own examples, as an ensemble of runs.

    Parameters
    ----------
    module : function, class or torch.nn.Module
        A function or a class without arguments that returns a new module; the seed of each run
        draws its weights. A module gives all runs its present weights, times α.
    train, test : pair of arrays or tensors
        Inputs (examples, ...) and answers. Whole numbers are classes, (examples,); floats,
        (examples,) or (examples, ...), are numbers to be predicted.
    init_scale, weight_decay, n_train, learning_rate, init_seed, penalty, penalty_strength
        A number, or a list: every combination is a run, the last varying fastest. α scales every
        trainable parameter, a tied one once, and no buffer. N takes the first N examples.
    batch_size : int
        Examples in a step, in an order drawn by the run's seed; 0 is all.
    loss : {"by answers", "cross_entropy", "mean_squared_error", "logistic", "hinge"}
        For classes the cross-entropy, or "logistic" where the module has one output; for numbers
        the mean squared error.
    threshold : float
        For numbers: squared error below which an example counts as right.
    constraint : {"free", "fixed_norm", "sphere"}
        Hold the weight norm at its initial value or not. The norm is over all trainable parameters.
    steps : int
        [optimiser steps]
    optimizer : {"adamw", "adam", "sgd"}
    records : iterable of int, optional
        Steps to measure at; by default as `engines.train` chooses.
    device : {"cpu", "cuda", "auto"}
    dtype : {"float32", "float64"}

    Returns
    -------
    Experiment
        Values train_loss, test_loss, train_accuracy, test_accuracy, weight_norm, each (runs,),
        and leaf_norms (runs, parameters).

    Raises
    ------
    TypeError
        If `module` is no module and makes none, or examples are no arrays.
    ValueError
        For a setting out of bounds; examples that do not fit each other or the module; a class
        without examples; or more than fits into memory.
    """
    settings, sweep = described(SETTINGS, dict(
        init_scale=init_scale, weight_decay=weight_decay, n_train=n_train, batch_size=batch_size,
        learning_rate=learning_rate, loss=loss, threshold=threshold, constraint=constraint,
        penalty=penalty, penalty_strength=penalty_strength, init_seed=init_seed, steps=steps,
    ), COLUMNS)
    checks.decay(sweep)
    from grokviz.recipes.plans.real_data import custom

    problem = custom.problem(module, train, test, settings, sweep)
    settings |= {"optimizer": optimizer, "device": device, "dtype": dtype,
                 "module": custom.label(module)}
    return bounded(custom.training("custom.grokking", problem, settings, sweep, records=records),
                   SETTINGS, checks.decay)


def lu_curve(
    module: Any, train: Any, test: Any, *, init_scale: Any = LU_SCALES, init_seed: Any = (0,),
    learning_rate: float = 3e-3, steps: int = 1000, **settings: Any,
) -> Experiment:
    """Train and test loss of your own network at fixed weight norm: the L and the U.

    The learning rate is larger at large norms, up to three times, and falls to zero along half a
    cosine. A module with batch norm has no U: its outputs do not depend on the scale.

    Parameters as in `grokking`; a cell is an (init_scale, init_seed).

    Returns
    -------
    Experiment
        See `landscapes.lu.lu_curve`.
    """
    from grokviz.recipes.plans.real_data import custom

    run = grokking(module, train, test, init_scale=init_scale, init_seed=init_seed,
                   learning_rate=learning_rate, steps=steps, weight_decay=0.0,
                   **{"constraint": "fixed_norm"} | settings)
    return replace(custom.lu_curve(module, train, test, run), name="custom.lu_curve")
