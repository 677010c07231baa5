"""Arithmetic modulo p: learnt by heart at once, understood long after.

Source: Power et al. (2022), arXiv:2201.02177; Liu, Michaud & Tegmark (2022), arXiv:2210.01117,
Sec. 3.4, Fig. 7, 9 and 10a. Defaults are small, so that it groks within seconds; `paper_size` has
the transformer of the paper.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from grokviz.recipes import checks
from grokviz.recipes.hot import bounded, fixed
from grokviz.recipes.penalty_menu import menu, own_strengths, racing
from grokviz.run import Experiment
from grokviz.settings import Choice, Setting, Table
from grokviz.sweep import grid

SETTINGS = Table(
    Setting("weight_decay", "λ", "weight decay", 0.001, 10, 1.0, log=True, hot=True, off=True,
            short="wd"),
    Setting("train_fraction", "share", "share of pairs trained on", 0.02, 0.98, 0.6),
    Choice("operation", "task", "what is to be learnt", {
        "add": "a + b", "subtract": "a − b", "multiply": "a · b", "squares": "a² + b²",
        "random": "random table"}, "add", short="op"),
    Choice("model", "model", "which network learns it", {
        "mlp": "MLP on embeddings", "transformer": "one-layer transformer"}, "mlp"),
    Choice("constraint", "norm", "whether the weight norm is held", {
        "free": "free", "fixed_norm": "fixed norm", "sphere": "fixed norm, along it"}, "free"),
    Setting("modulus", "p", "size of the group", 7, 113, 31, integer=True, short="p"),
    Setting("init_scale", "α", "initial scale", 0.1, 10, 1.0, log=True, short="alpha"),
    Setting("learning_rate", "η", "learning rate", 1e-5, 1, 5e-3, log=True, hot=True, short="lr"),
    Choice("loss", "loss", "what is made small", {
        "cross_entropy": "cross-entropy", "mean_squared_error": "mean squared error"},
        "cross_entropy"),
    Setting("d_model", "d_model", "features of an embedding", 8, 256, 64, log=True, integer=True),
    Setting("width", "width", "hidden units", 8, 1024, 256, log=True, integer=True),
    Setting("n_heads", "heads", "attention heads", 1, 8, 4, integer=True, short="heads"),
    *menu(),
    Setting("split_seed", "seed: split", "draws the training pairs", 0, 9999, 0, integer=True,
            short="split"),
    Setting("init_seed", "seed: init", "draws the network", 0, 9999, 0, integer=True,
            short="seed"),
    Setting("steps", "steps", "to train for", 100, 1_000_000, 2000, log=True, integer=True),
)
COLUMNS = ("weight_decay", "train_fraction", "init_scale", "learning_rate", "penalty",
           "penalty_strength", "split_seed", "init_seed")       # may differ from run to run
CHOSEN = tuple(name for name, setting in SETTINGS.items() if isinstance(setting, Choice))
PAPER: dict[str, Any] = {
    "modulus": 113, "train_fraction": 0.3, "d_model": 128, "width": 512, "n_heads": 4,
    "learning_rate": 1e-3, "weight_decay": 1.0, "steps": 15_000}

LU_SCALES = {"transformer": np.geomspace(0.3, 3, 9), "mlp": np.geomspace(1, 10, 9)}
LU_FRACTIONS = (0.2, 0.25, 0.3, 0.4)
MODULUS_OF_FIG_9 = 59           # of `lu_curve`
AROUND = {"transformer": (0.25, 0.35, 0.5), "mlp": (0.35, 0.45, 0.8)}
PACE = {"transformer": {"learning_rate": 3e-3, "steps": 600},
        "mlp": {"learning_rate": 1e-2, "steps": 1500}}
FRACTIONS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
LAW_DECAYS = np.geomspace(0.03, 3, 5)
LAW: dict[str, Any] = {"learning_rate": 1e-2, "train_fraction": 0.7, "width": 128, "steps": 14_000}
SEEDS = (0, 1, 2)
RACE = {"none": 0.0, "l1": 1e-5, "l2": 1e-3, "nuclear": 1e-3}       # strengths; each but none groks
RACE_PACE: dict[str, Any] = {"learning_rate": 1e-2, "width": 128, "steps": 1500}
UNDER_L1 = RACE_PACE | {"weight_decay": 0.0, "penalty": "l1", "penalty_strength": RACE["l1"],
                        "steps": 4000}

_START = {k: SETTINGS[k].default for k in (
    "weight_decay", "train_fraction", "init_scale", "learning_rate", "modulus", *CHOSEN)}
_TRANSFORMER = _START | {"model": "transformer", "learning_rate": 3e-3}
PRESETS = {
    "grokking": _START,
    "no decay: never": _START | {"weight_decay": 0},
    "too much decay": _START | {"weight_decay": 10.0},
    "too few examples": _START | {"train_fraction": 0.3},
    "almost all examples": _START | {"train_fraction": 0.9},
    "random table: never": _START | {"operation": "random"},
    "multiplication": _START | {"operation": "multiply"},
    "a transformer": _TRANSFORMER,
    "de-grok: fixed norm": _TRANSFORMER | {
        "constraint": "fixed_norm", "init_scale": 0.8, "weight_decay": 0},
    "l1: sparse weights": _START | {
        "weight_decay": 0, "penalty": "l1", "penalty_strength": 3e-5},
    "nuclear: low rank": _START | {             # narrow, for its steps decompose every matrix
        "weight_decay": 0, "penalty": "nuclear", "penalty_strength": 1e-3, "width": 64},
    "the paper's run": _START | PAPER | {"model": "transformer"},
}


def grokking(
    weight_decay: Any = 1.0, train_fraction: Any = 0.6, *, model: str = "mlp",
    operation: str = "add", loss: str = "cross_entropy", modulus: int = 31, d_model: int = 64,
    width: int = 256, n_heads: int = 4, init_scale: Any = 1.0, learning_rate: Any = 5e-3,
    penalty: Any = "none", penalty_strength: Any = 1e-4, split_seed: Any = 0, init_seed: Any = 0,
    steps: int = 2000, optimizer: str = "adamw", constraint: str = "free",
    key_frequencies: Iterable[int] | None = None, records: Iterable[int] | None = None,
    device: str = "cpu", dtype: str = "float32",
) -> Experiment:
    """Learn the table of an operation modulo p from a share of it (Omnigrok, Fig. 7a).

    Parameters
    ----------
    weight_decay, train_fraction, init_scale, learning_rate, split_seed, init_seed
        A number, or a list: every combination is a run, the last varying fastest. Bounds are in
        `SETTINGS`; weight decay and learning rate are hot.
    penalty, penalty_strength
        Likewise: a name of `recipes.penalty_menu.OFFERED`, whose sub-gradient times the strength,
        which is hot, is added to that of the loss. See `optim.Subgradients`.
    model : {"mlp", "transformer"}
        `models.embedded_mlp` or `models.transformer`.
    operation : {"add", "subtract", "multiply", "squares", "random"}
        a+b, a-b, a*b, a²+b² modulo p, or a table of random answers.
    loss : {"cross_entropy", "mean_squared_error"}
        The latter against the one-hot answer.
    modulus, d_model, width, n_heads : int
        p; features of an embedding; hidden units (of the transformer's perceptron); heads.
    steps : int
        [optimiser steps]
    optimizer : {"adamw", "adam", "sgd"}
        The Adams with betas (0.9, 0.98).
    constraint : {"free", "fixed_norm", "sphere"}
        Whether the weight norm is held at its initial value, see `optim.constraints`.
    key_frequencies : iterable of int, optional
        For restricted and excluded losses; by default the five strongest at the time.
    records : iterable of int, optional
        Steps to measure at; by default as `engines.train` chooses.
    device : {"cpu", "cuda", "auto"}
    dtype : {"float32", "float64"}

    Returns
    -------
    Experiment
        Values train_loss, test_loss, train_accuracy, test_accuracy, weight_norm, each (runs,),
        leaf_norms (runs, leaves); where a run has a penalty, those of `models.norms` too; and
        what `recipes.plans.modular_addition_probe.probe` looks at: for one run also the
        embedding, in half precision,
        and the answer to every pair, taken as often as fits into some 1.2 MB.

    Raises
    ------
    ValueError
        For a setting out of bounds, learning_rate * weight_decay of 1 or more, a split that
        leaves a class without a training example, multiplication modulo a composite number, or
        more than fits into memory.
    """
    from grokviz.recipes.plans import modular_addition as plans

    settings = SETTINGS.check(dict(
        weight_decay=weight_decay, train_fraction=train_fraction, operation=operation, model=model,
        constraint=constraint, modulus=modulus, init_scale=init_scale, learning_rate=learning_rate,
        loss=loss, d_model=d_model, width=width, n_heads=n_heads, penalty=penalty,
        penalty_strength=penalty_strength, split_seed=split_seed, init_seed=init_seed, steps=steps,
    ), lists=COLUMNS)
    sweep = grid(**{k: settings[k] for k in COLUMNS})
    checks.decay(sweep)
    settings |= {"optimizer": optimizer, "device": device, "dtype": dtype}
    training = plans.training(
        "modular_addition.grokking", settings, sweep, records=records,
                                   key_frequencies=key_frequencies)
    return bounded(training(sweep), SETTINGS, checks.decay)


def paper_size(model: str = "transformer", **settings: Any) -> Experiment:
    """`grokking` modulo 113 with the settings of the paper (Omnigrok, Fig. 7a)."""
    return _named("paper_size", grokking(model=model, **PAPER | settings))


def held_norm(init_scale: Any = 0.8, **settings: Any) -> Experiment:
    """The norm held at a multiple of the initial one, no decay (Omnigrok, Fig. 7b).

    Parameters as in `grokking`.
    """
    given: dict[str, Any] = {"weight_decay": 0, "constraint": "fixed_norm"} | settings
    return _named("held_norm", grokking(init_scale=init_scale, **given))


def data_size(
    train_fraction: Any = FRACTIONS, init_seed: Any = SEEDS, **settings: Any
) -> Experiment:
    """t_train and t_test against the share of pairs trained on; parameters as in `grokking`."""
    experiment = grokking(train_fraction=train_fraction, init_seed=init_seed, **settings)
    return _named("data_size", experiment)


def law(weight_decay: Any = LAW_DECAYS, init_seed: Any = SEEDS, **settings: Any) -> Experiment:
    """t_train and t_test against weight decay: t_test ∝ 1/λ (Omnigrok, Fig. 10a).

    With the settings of `LAW`, a network that generalises soon, and for as long as the least
    decay takes; other parameters as in `grokking`.
    """
    given = {"weight_decay": weight_decay, "init_seed": init_seed} | LAW | settings
    return _named("law", grokking(**given))


def race(strengths: Mapping[str, float] | None = None, **settings: Any) -> Experiment:
    """The same network from the same start under several penalties, with no weight decay.

    Late in each but "none" (Notsawo et al. 2025, arXiv:2506.05718); soonest under l2.

    Parameters
    ----------
    strengths : mapping, optional
        Penalty -> its strength; the runs go by penalty. By default all, see `race_strengths`.
    **settings
        Of `grokking`, by default those of `RACE_PACE`.
    """
    from grokviz.recipes.plans import modular_addition as plans

    strengths = checks.strengths(race_strengths() if strengths is None else strengths, *menu())
    given: dict[str, Any] = {"penalty": list(strengths), "weight_decay": 0} | RACE_PACE | settings
    made = grokking(**given)
    settings = {**made.settings, "penalty_strength": list(strengths.values())}
    sweep = own_strengths(made.sweep, strengths)
    training = plans.training("modular_addition.race", settings, sweep)
    return bounded(training(sweep), SETTINGS, checks.decay)


def race_strengths() -> dict[str, float]:
    """Penalty -> strength: those of `RACE`, and of any other penalty the default."""
    return racing(RACE, SETTINGS.number("penalty_strength").default)


def lu_curve(
    init_scale: Iterable[float] | None = None, train_fraction: Iterable[float] = LU_FRACTIONS,
    init_seed: Iterable[int] = (0,), *, model: str = "transformer", operation: str = "add",
    loss: str = "cross_entropy", modulus: int = MODULUS_OF_FIG_9, d_model: int = 64,
    width: int = 256, n_heads: int = 4, learning_rate: float = 3e-3, split_seed: int = 0,
    steps: int = 600, constraint: str = "fixed_norm", device: str = "cpu", dtype: str = "float32",
) -> Experiment:
    """Losses and accuracies at fixed norm, by norm and share: L and U (Omnigrok, Fig. 9).

    Adam, its learning rate falling to zero along half a cosine. Parameters as in `grokking`;
    `init_scale` is by default that of `LU_SCALES` for the model, and `steps` is per cell, an
    (init_scale, train_fraction, init_seed).

    Returns
    -------
    Experiment
        See `landscapes.lu.lu_curve`; train_accuracy and test_accuracy too. Cells go by norm, then
        share, then seed.
    """
    from grokviz.landscapes import lu
    from grokviz.recipes.plans import modular_addition as plans

    model = checks.named({"model": model}, model=LU_SCALES)["model"]
    settings = SETTINGS.check(dict(
        init_scale=LU_SCALES[model] if init_scale is None else init_scale,
        train_fraction=train_fraction, init_seed=init_seed, model=model, operation=operation,
        loss=loss, modulus=modulus, d_model=d_model, width=width, n_heads=n_heads,
        learning_rate=learning_rate, split_seed=split_seed, steps=steps, constraint=constraint,
    ), lists=("init_scale", "train_fraction", "init_seed"))
    columns = {k: settings[k] for k in ("init_scale", *COLUMNS) if k in settings}
    sweep = grid(**columns, weight_decay=0.0)
    settings |= {"device": device, "dtype": dtype, "optimizer": "adam", "penalty": "none"}
    train = plans.training(
        "modular_addition.lu_curve", settings, sweep, pictures=False,
                                schedule=lu.cooling(settings["steps"]))
    return fixed(lu.lu_curve(
        train, name="modular_addition.lu_curve", settings=train(sweep).settings, sweep=sweep,
        steps=settings["steps"], names=(*lu.VALUES, "train_accuracy", "test_accuracy"),
    ))


def l_and_u(
    model: str = "mlp", modulus: int = 31, train_fraction: float = 0.6, init_seed: int = 0,
    **settings: Any,
) -> Experiment:
    """The L and the U of a share, between those of other shares, at a size that trains in a minute.

    Parameters as in `lu_curve`, whose `train_fraction` becomes that of `AROUND` and this one.
    """
    model = checks.named({"model": model}, model=AROUND)["model"]
    asked = {"train_fraction": SETTINGS["train_fraction"].check(train_fraction),
             "init_seed": SETTINGS["init_seed"].check(init_seed)}
    shares = sorted({*AROUND[model], asked["train_fraction"]})
    seeds = [asked["init_seed"]]
    given = PACE[model] | {"train_fraction": shares, "init_seed": seeds} | settings
    made = lu_curve(model=model, modulus=modulus, **given)
    return _named("l_and_u", replace(made, settings={**made.settings, **asked}))


def preset(name: str) -> dict[str, Any]:
    """The settings of a named preset; ValueError with the known ones for any other name."""
    return checks.preset(PRESETS, name)


def _named(name: str, experiment: Experiment) -> Experiment:
    return replace(experiment, name=f"modular_addition.{name}")
